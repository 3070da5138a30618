"""Tables for others: as of any revision, in plain values."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from chipwatch.errors import UsageError
from chipwatch.store import Store, export

from .newsroom import line, memory, open_store, page_bytes, publish

H20, ASCEND = "NVIDIA H20", "Huawei Ascend 910C"
DAY = date(2026, 1, 1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "chipwatch.db") as store:
        lines = [
            memory(H20, "96"),
            line(H20, "compute", "148", "TFLOPS", precision="BF16"),
            line(H20, "compute", "296", "TOPS", precision="INT8"),
            line(H20, "release", "2024-Q2", "date"),
            line(H20, "transistors", "80000000000", "count"),
            memory(ASCEND, "128"),
        ]
        publish(store, [("https://wire.test/1", "wire", page_bytes(*lines, published=DAY))])
        publish(store, [("https://wire.test/1", "wire", page_bytes(memory(H20, "141"), *lines[1:], published=DAY))])
        yield store


def test_facts_and_claims_as_of_any_revision(store: Store) -> None:
    for revision, value in ((2, "96"), (3, "141"), (None, "141")):
        for what in ("facts", "claims"):
            rows = list(export.dicts(store.table(what, revision)))
            assert len(rows) == 6
            [memory_of_h20] = [r for r in rows if (r["chip"], r["attribute"]) == (H20, "memory_capacity")]
            assert (memory_of_h20["value"], memory_of_h20["value_num"]) == (value, float(value))
    assert list(export.dicts(store.table("facts", 1))) == []


def test_changes_hold_old_and_new(store: Store) -> None:
    rows = [r for r in export.dicts(store.table("changes")) if r["revision"] == 3]
    assert [(r["old_value"], r["new_value"], r["cause"]) for r in rows] == [("96", "141", "news")]


def test_tidy_rows_have_epochs_columns_and_units(store: Store) -> None:
    rows = {row["Hardware name"]: row for row in export.dicts(store.table("tidy"))}
    assert rows.keys() == {H20, ASCEND}
    h20 = rows[H20]
    assert h20["Manufacturer"] == "NVIDIA"
    assert h20["Release date"] == "2024-Q2"
    assert h20["Memory (bytes)"] == 141e9
    assert h20["Tensor-FP16/BF16 performance (FLOP/s)"] == 148e12
    assert h20["INT8 performance (OP/s)"] == 296e12
    assert h20["Transistors (millions)"] == 80000
    assert h20["TDP (W)"] is None


def test_a_sqlite_file(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "out.db"
    export.write_sqlite([store.table("facts"), store.table("tidy")], path)
    connection = sqlite3.connect(path)
    assert connection.execute(
        "SELECT value FROM facts WHERE chip = ? AND attribute = 'release'", (H20,)
    ).fetchall() == [("2024-Q2",)]
    assert connection.execute('SELECT sum("Memory (bytes)") FROM chips').fetchone() == (269e9,)
    connection.close()
    with pytest.raises(UsageError, match="exists already"):
        export.write_sqlite([store.table("facts")], path)


def test_a_parquet_file(store: Store, tmp_path: Path) -> None:
    read_parquet = pytest.importorskip("arro3.io").read_parquet
    path = tmp_path / "facts.parquet"
    export.write_parquet(store.table("facts"), path)
    read = read_parquet(path).read_all()
    assert read.num_rows == 6
    assert read.column_names == list(store.table("facts").columns)
