"""What ``chipwatch diff`` prints as JSON is what docs/diff.schema.json says, for changes of every kind."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import fastjsonschema

from chipwatch.model import ChangeKind
from tests.store.newsroom import CHIPS, line, memory, open_store, page_bytes, publish

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "diff.schema.json"
H20, ASCEND = "NVIDIA H20", "Huawei Ascend 950"


def page(source: str, *lines: str, day: int = 1) -> list[tuple[str, str, bytes]]:
    return [(f"https://{source}.test/1", source, page_bytes(*lines, published=date(2026, 1, day)))]


def test_every_kind_of_change_fits_the_schema(tmp_path: Path) -> None:
    path = tmp_path / "chipwatch.db"
    planned, later = (line(ASCEND, "release", when, "date", status="planned") for when in ("2026-Q4", "2027-Q1"))
    *others, h20 = CHIPS
    with open_store(path) as store:
        publish(store, page("wire", memory(H20, "96"), planned, memory(ASCEND, "144", status="planned")))
        publish(store, page("daily", memory(H20, "141")))
        publish(store, page("daily", memory(H20, "96")))
        publish(store, page("wire", memory(H20, "100"), later, memory(ASCEND, "144"), day=2))
        publish(store, page("wire"))
        store.adopt_rules("rules-2", [*others, replace(h20, names=("HGX H20",))])
        revisions = [revision.number for revision in store.revisions()]
    told = [change for number in revisions for change in diff_of(path, number)]
    fastjsonschema.compile(json.loads(SCHEMA.read_text("utf-8")))(told)
    assert {change["kind"] for change in told} == {kind.value for kind in ChangeKind}


def diff_of(path: Path, revision: int) -> list[dict[str, object]]:
    when = ["--since", f"r{revision - 1}", "--until", f"r{revision}"]
    command = [sys.executable, "-m", "chipwatch", "diff", "--db", str(path), *when, "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    changes: list[dict[str, object]] = json.loads(done.stdout)
    return changes
