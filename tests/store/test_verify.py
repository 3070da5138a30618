"""``verify`` knows every column: whichever value of whichever table is changed behind chipwatch's back, it is told."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from chipwatch.model import Capture, Claim
from chipwatch.store import Store
from chipwatch.store.seals import SEALED
from chipwatch.store.types import Accept, Mail, Merge, Mute, Outgoing, Reading, Rename, Retract

from .newsroom import capture, line, memory, open_store, page_bytes, read

H20, ASCEND, XUANWU = "NVIDIA H20", "Huawei Ascend 910C", "Xuanwu X2"

# What each run sets anew, or people may set: the settings of sources, the state of polling, fetching and handing over,
# how far readers have read, what waits to be read.
STATE = {
    **{table: {"*"} for table in ("meta", "reader", "staged", "unread", "dictionary")},
    "source": {"*"},
    "page": {"title", "published", "etag", "last_modified", "checked_at", "due_at", "failures", "error", "found_at"}
    | {"changed_at"},
    "reading": {"rules_digest", "error"},
    "outbox": {"id", "state", "attempts", "due_at", "sent_at", "error"},
    "body": {"dictionary"},  # of the first two hundred pages none has one
}


def reread(captured: Capture, number: int = 0) -> Reading:
    """The newsroom's reading with what it leaves out: an author, ranges, a table's headers, a new chip's maker."""
    reading = read(number, captured)
    assert reading.article is not None
    found = reading.extraction
    return replace(
        reading,
        article=replace(reading.article, author="Ann"),
        extraction=replace(
            found,
            claims=tuple(map(as_range, found.claims)),
            candidates=tuple(replace(candidate, vendor="T-Head") for candidate in found.candidates),
        ),
    )


def as_range(claim: Claim) -> Claim:
    assert not isinstance(claim.value, str)
    return replace(claim, value_max=claim.value + 8, row=claim.attribute, col=claim.chip)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a row in every table that holds history, and a value in every column."""
    path = tmp_path_factory.mktemp("verify") / "chipwatch.db"
    prose = " ".join(f"word{n}" for n in range(60))
    first, second = date(2026, 1, 1), date(2026, 1, 2)
    lines = (
        line(H20, "compute", "148", "TFLOPS", precision="FP16", said_by="the maker"),
        memory(XUANWU, "64"),
        f"* {ASCEND} | memory_capacity | 1.5 | {H20}",
        f"+ {ASCEND}",
        "+ Xuanwu X3",
    )
    pages = [
        ("https://wire.test/1", "wire", page_bytes(memory(H20, "96"), prose, published=first)),
        ("https://daily.test/1", "daily", page_bytes(memory(H20, "96"), prose, published=first)),
        ("https://wire.test/2", "wire", page_bytes(*lines, published=second)),
        ("https://wire.test/2", "wire", page_bytes(*lines, published=second)),
    ]
    with open_store(path) as store:
        for page in pages:
            store.add_capture(capture(*page))
            store.record_news([reread(p.capture, p.capture_id) for p in store.pending()])
        fact = store.facts(H20)[-1]
        for decision in (
            Accept(XUANWU, vendor="T-Head", family="Xuanwu"),
            Rename(XUANWU, "Xuanwu X2 Pro"),
            Merge("Xuanwu X3", XUANWU),
            Retract(fact.key, fact.value),
            Mute("forum"),
        ):
            store.curate(decision, author="editor", reason="as found")
        store.undo(store.decisions()[3].revision.number, author="editor", reason="was right")
        store.queue(Outgoing((Mail("ann@page.test", "News", b"Subject: News\r\n\r\nNews.\r\n", "<1@page.test>"),)), 2)
        assert store.verify(reread=reread) == []
        store._db.execute("PRAGMA journal_mode = DELETE")
    return path


def columns(path: Path) -> Iterator[tuple[str, str, str]]:
    connection = sqlite3.connect(path)
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (table,) in tables:
        if "sqlite_" in table or table.startswith("article_search"):
            continue
        for _, column, kind, *_ in connection.execute(f"PRAGMA table_info({table})").fetchall():
            yield table, column, kind
    connection.close()


CHANGED = {
    "TEXT": "CAST(X'21' AS TEXT) || substr({0}, 2)",
    "BLOB": "CAST(X'21' || substr({0}, 2) AS BLOB)",
    "INTEGER": "{0} + 8",
    "REAL": "{0} + 8",
}


def change(path: Path, table: str, column: str, kind: str) -> int:
    """Change one value, as a bad disk or a shell does; returns how many rows have it."""
    connection = sqlite3.connect(path, isolation_level=None)
    for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {trigger}")
    connection.execute("PRAGMA ignore_check_constraints = ON")
    name = f'"{column}"'
    changed = connection.execute(
        f"UPDATE {table} SET {name} = {CHANGED[kind].format(name)} WHERE {name} = (SELECT max({name}) FROM {table})"
    ).rowcount
    connection.close()
    return changed


def test_any_changed_value_is_found(full: Path, tmp_path: Path) -> None:
    path = tmp_path / "changed.db"
    unseen, empty = [], []
    for table, column, kind in columns(full):
        if STATE.get(table, set()) & {column, "*"}:
            continue
        shutil.copy(full, path)
        try:
            if not change(path, table, column, kind):
                empty.append(f"{table}.{column}")
        except sqlite3.IntegrityError:  # another row has that value: SQLite itself refuses
            continue
        with Store.open(path) as store:
            if not store.verify(reread=reread):
                unseen.append(f"{table}.{column}")
    assert unseen == []
    assert empty == []


def test_rows_from_before_they_were_sealed_are_taken_as_they_are(full: Path, tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    shutil.copy(full, path)
    connection = sqlite3.connect(path, isolation_level=None)
    for table in SEALED:
        connection.execute(f"ALTER TABLE {table} DROP COLUMN seal")
    connection.execute("DELETE FROM _sqlite_migrations WHERE name = '0002_seals'")
    connection.execute("PRAGMA user_version = 1")
    connection.close()
    with Store.open(path) as store:
        assert store.verify(reread=reread) == []
        store.add_capture(capture("https://wire.test/3", "wire", page_bytes(memory(H20, "97"))))
        store.record_news([reread(p.capture, p.capture_id) for p in store.pending()])
        assert store.verify(reread=reread) == []
        assert store._db.value("SELECT count(*) FROM capture WHERE seal IS NOT NULL") == 1
