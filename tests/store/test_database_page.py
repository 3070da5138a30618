"""docs/database.md is generated, complete, and current; the views need nothing of chipwatch's."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from .newsroom import memory, open_store, page_bytes, publish

ROOT = Path(__file__).resolve().parents[2]
QUERIES = sorted((ROOT / "db" / "queries").glob("*.sql"))
VIEWS = ("v_fact", "v_claim", "v_change", "v_dispute", "v_timeline")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "chipwatch.db"
    with open_store(path) as store:
        day = date(2026, 1, 1)
        publish(store, [("https://wire.test/1", "wire", page_bytes(memory("NVIDIA H20", "96"), published=day))])
        publish(
            store,
            [("https://daily.test/1", "daily", page_bytes(memory("NVIDIA H20", "141"), published=date(2025, 12, 1)))],
        )
    return path


def test_the_page_is_current() -> None:
    script = ROOT / "docs" / "generate_database.py"
    done = subprocess.run([sys.executable, script, "--check"], check=False)
    assert done.returncode == 0, "run python docs/generate_database.py"


def test_every_column_is_described(database: Path) -> None:
    text = (ROOT / "docs" / "database.md").read_text("utf-8")
    connection = sqlite3.connect(database)
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'view'"):
        section = text.split(f"### {name}\n")[1].split("###")[0]
        described = re.findall(r"^\| `(\w+)` \| (?!\|)", section, re.MULTILINE)
        assert described == [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
    connection.close()


def test_the_views_tell_the_story(database: Path) -> None:
    connection = sqlite3.connect(database)
    rows = {view: connection.execute(f"SELECT * FROM {view}").fetchall() for view in VIEWS}
    assert [len(rows[view]) for view in VIEWS] == [1, 2, 2, 2, 2]
    changes = connection.execute(
        "SELECT revision, kind, old_value, new_value FROM v_change ORDER BY revision"
    ).fetchall()
    assert changes == [(2, "added", None, "96"), (3, "disputed", "96", "96")]
    assert connection.execute("SELECT value, disputed FROM v_fact").fetchone() == ("96", 1)
    connection.close()


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_the_queries_run(database: Path, query: Path) -> None:
    connection = sqlite3.connect(database)
    connection.execute(query.read_text("utf-8").strip().rstrip(";"))
    connection.close()


def test_the_sqlite_shell_reads_every_view_and_runs_every_query(database: Path) -> None:
    shell = shutil.which("sqlite3")
    if shell is None:
        pytest.skip("no sqlite3 shell here")

    def told(sql: str) -> list[str]:
        command = [str(shell), "-readonly", "-bail", str(database)]
        return subprocess.run(command, input=sql, capture_output=True, text=True, check=True).stdout.splitlines()

    assert told("SELECT chip, value FROM v_fact;") == ["NVIDIA H20|96"]
    assert [len(told(f"SELECT url FROM {view};")) for view in ("v_claim", "v_dispute", "v_timeline")] == [2, 2, 2]
    assert told("SELECT kind FROM v_change ORDER BY revision;") == ["added", "disputed"]
    for query in QUERIES:
        told(query.read_text("utf-8"))
