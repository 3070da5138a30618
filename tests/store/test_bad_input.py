"""What can go wrong around a database: each a clear error, and nothing lost."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from chipwatch.errors import DamagedDatabaseError, LockedError, NewerDatabaseError, NotFoundError, StoreError
from chipwatch.model import Article, Claim, Extraction
from chipwatch.resources import data_dir
from chipwatch.store import Store, database, schema
from chipwatch.store.database import Database
from chipwatch.store.types import Mute, Reading

from .newsroom import START, Clock, capture, memory, open_store, page_bytes, publish, read

H20 = "NVIDIA H20"


def page(n: int, value: str = "96") -> tuple[str, str, bytes]:
    return (
        f"https://wire.test/{n}",
        "wire",
        page_bytes(memory(H20, value), f"story {n} " * 50, published=date(2026, 1, 1)),
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "chipwatch.db"
    with open_store(path) as store:
        publish(store, [page(n) for n in range(30)])
        prose = " ".join(f"word{n}" for n in range(200))
        publish(store, [(f"https://{s}.test/copy", s, page_bytes(memory(H20, "96"), prose)) for s in ("wire", "daily")])
        store.curate(Mute("forum"), author="editor", reason="to have one decision")
    return path


def test_a_second_writer_is_told_and_loses_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    with Store.open(path) as first, Store.open(path) as second:
        with first._db.immediate(), pytest.raises(LockedError, match="another process is writing") as caught:
            second.add_capture(capture(*page(99)))
        assert caught.value.hint
        second.add_capture(capture(*page(99)))
        assert len(list(first.pending())) == 1


def test_two_writers_in_turn_both_succeed(path: Path) -> None:
    def work(start: int) -> None:
        with Store.open(path) as store:
            for n in range(start, start + 20):
                store.add_capture(capture(*page(n)))

    threads = [threading.Thread(target=work, args=(n,)) for n in (100, 200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Store.open(path) as store:
        assert len(list(store.pending())) == 40


def test_many_processes_make_one_new_database(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    code = f"from chipwatch.store import Store; Store.open({str(path)!r}).close()"
    processes = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(6)]
    assert [process.wait() for process in processes] == [0] * 6
    with Store.open(path) as store:
        assert store.verify() == []


def test_a_reader_sees_one_state_during_a_long_write(path: Path) -> None:
    with Store.open(path) as writer, Store.open(path, readonly=True) as reader:
        before = reader.facts()
        with writer._db.immediate():
            publish(writer, [page(1, "141"), page(2, "141")])
            assert reader.facts() == before
        assert reader.facts() != before


def test_a_full_disk_in_the_middle_of_a_revision(path: Path) -> None:
    with Store.open(path) as store:
        before, pages = store.facts(), store._db.value("PRAGMA page_count")
        store.add_capture(capture(*page(500, "141")))
        waiting = [read(p.capture_id, p.capture) for p in store.pending()]
        store._db.execute(f"PRAGMA max_page_count = {pages + 1}")
        long = Article("https://wire.test/500", "Long", "word and word " * 90_000, ())
        with pytest.raises(StoreError, match="no room to write") as caught:
            store.record_news([Reading(waiting[0].capture_id, long)])
        assert "nothing was lost" in str(caught.value.hint)
        assert store.facts() == before
        store._db.execute("PRAGMA max_page_count = 1000000")
        assert store.record_news(waiting) is not None
        assert store.verify() == []


def test_a_truncated_file(path: Path) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.truncate(size // 2)
    with pytest.raises(DamagedDatabaseError, match="damaged"):
        read_everything(path)


def read_everything(path: Path) -> None:
    with Store.open(path) as store:
        store.facts()
        store.changes(0)
        store.claims(H20)


def test_a_flipped_byte_is_found(path: Path) -> None:
    flip(path, b"96 GB")
    with Store.open(path) as store:
        found = {problem.check for problem in store.verify()}
    assert found & {"quotes", "file", "captures", "replay"}


def test_a_flipped_byte_in_a_stored_page_is_found(path: Path) -> None:
    with Store.open(path) as store:
        body = store._db.value("SELECT data FROM body LIMIT 1")
    flip(path, body[10:30])
    with Store.open(path) as store:
        assert "captures" in {problem.check for problem in store.verify()}


def flip(path: Path, near: bytes) -> None:
    raw = bytearray(path.read_bytes())
    at = raw.rindex(near)
    raw[at] ^= 0x08
    path.write_bytes(raw)


def test_changed_history_is_found(path: Path) -> None:
    """Someone with a shell takes the guards away and rewrites a fact."""
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER fact_version_no_update")
    connection.execute("UPDATE fact_version SET value = '64', value_num = 64")
    connection.commit()
    connection.close()
    with Store.open(path) as store:
        found = [problem.what for problem in store.verify() if problem.check == "replay"]
    assert "r2: nvidia-h20 memory_capacity None False is not what its claims make it" in found


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ("UPDATE lexicon SET vendor = 'NVIDIO'", "nvidia-h20 is not as rules, articles and curators make it"),
        ("DELETE FROM alias WHERE folded = 'h20'", "nvidia-h20 is not found by its names"),
        (
            "UPDATE lexicon SET aliases = '['",
            "a stored value cannot be read: Expecting value: line 1 column 2 (char 1)",
        ),
    ],
)
def test_changed_names_are_found(path: Path, change: str, wrong: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(change)
    connection.commit()
    connection.close()
    with Store.open(path) as store:
        assert wrong in [problem.what for problem in store.verify() if problem.check == "chips"]


@pytest.mark.parametrize(
    "table",
    [
        *("policy", "revision", "capture", "article", "claim", "claim_event"),
        *("fact_version", "chip_version", "decision", "story_link"),
    ],
)
def test_history_takes_no_update_and_no_delete(path: Path, table: str) -> None:
    with Store.open(path) as store:
        db = store._db
        column = db.value(f"SELECT name FROM pragma_table_info('{table}')")
        for sql in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
            with pytest.raises(StoreError, match="append-only"):
                db.execute(sql)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database at all, but long enough to look at" * 40)
    with pytest.raises(DamagedDatabaseError, match="no database"):
        Store.open(path)
    assert path.read_text().startswith("not a database")


def test_another_programs_database(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    with pytest.raises(StoreError, match="not chipwatch's"):
        Store.open(path)


def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no database"):
        Store.open(tmp_path / "none.db", create=False)
    with pytest.raises(NotFoundError, match="no database"):
        Store.open(tmp_path / "none.db", readonly=True)
    with pytest.raises(StoreError, match="cannot be opened"):
        Store.open(tmp_path / "no" / "such" / "place.db")
    assert not (tmp_path / "none.db").exists()


def test_a_read_only_connection_refuses_to_write(path: Path) -> None:
    with Store.open(path, readonly=True) as store, pytest.raises(StoreError, match="cannot be written"):
        store.mark_seen("me", 1)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_directory(path: Path) -> None:
    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        with pytest.raises(StoreError, match="cannot be"), Store.open(path) as store:
            store.mark_seen("me", 1)
        with Store.open(path, readonly=True) as store:
            assert store.facts()
    finally:
        path.parent.chmod(0o755)


def test_a_newer_database_is_refused_untouched(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    for readonly in (False, True):
        with pytest.raises(NewerDatabaseError, match="schema version 99") as caught:
            Store.open(path, readonly=readonly)
        assert caught.value.hint
    assert path.read_bytes() == before


def migrations(tmp_path: Path, *scripts: str) -> Path:
    directory = tmp_path / "migrations"
    shutil.copytree(data_dir("db") / "migrations", directory)
    for n, script in enumerate(scripts, len(schema.migration_files()) + 1):
        (directory / f"{n:04}_later.sql").write_text(script)
    return directory


def test_an_older_database_is_migrated_after_a_copy(path: Path, tmp_path: Path) -> None:
    before = database_facts(path)
    db = Database(path)
    schema.prepare(db, directory=migrations(tmp_path, "ALTER TABLE source ADD COLUMN mood TEXT;"))
    assert db.value("PRAGMA user_version") == len(schema.migration_files()) + 1
    assert "mood" in [row[1] for row in db.rows("PRAGMA table_info(source)")]
    db.close()
    copy = path.with_name(f"chipwatch.db.v{len(schema.migration_files())}.bak")
    assert database_facts(copy) == before


def test_a_migration_that_fails_half_way_leaves_all_as_it_was(path: Path, tmp_path: Path) -> None:
    before = database_facts(path)
    directory = migrations(
        tmp_path,
        "ALTER TABLE source ADD COLUMN mood TEXT;",
        "CREATE TABLE more (x INTEGER) STRICT;\nSELECT wrong FROM nowhere;",
    )
    db = Database(path)
    with pytest.raises(StoreError, match="could not be brought up to date") as caught:
        schema.prepare(db, directory=directory)
    assert isinstance(caught.value.__cause__, sqlite3.Error)
    db.close()
    assert database_facts(path) == before
    with Store.open(path) as store:
        assert store.verify() == []


def test_views_of_another_version_are_made_anew(path: Path) -> None:
    with Store.open(path) as store:
        store._db.execute("DROP VIEW v_fact")
        store._db.execute("CREATE VIEW v_fact AS SELECT 1 AS other")
        store._db.execute("UPDATE meta SET value = 'another version' WHERE key = 'views'")
    with Store.open(path) as store:
        assert store._db.value("SELECT chip FROM v_fact") == H20


def test_an_old_sqlite_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 36, 0))
    with pytest.raises(StoreError, match=r"needs 3\.37 or newer"):
        Store.open(path)


def database_facts(path: Path) -> list[object]:
    with Store.open(path, readonly=True) as store:
        return [*store.facts(), store._db.value("PRAGMA user_version")]


def test_a_clock_that_jumps_back_keeps_revisions_in_order(path: Path) -> None:
    with Store.open(path, clock=Clock(START - timedelta(days=400))) as store:
        publish(store, [page(1, "141")])
        times = [revision.at for revision in store.revisions()]
        assert times == sorted(times)
        assert store.resolve("2026-01-02") == len(times)
        assert store.verify() == []


@pytest.mark.parametrize(
    "claim",
    [
        Claim(H20, "memory_capacity", Decimal("NaN"), "GB", "text", 0, 4),
        Claim(H20, "memory_capacity", Decimal("Infinity"), "GB", "text", 0, 4),
        Claim(H20, "release", "soon", "date", "text", 0, 4),
        Claim(H20, "release", "2026-13", "date", "text", 0, 4),
        Claim(H20, "memory_capacity", Decimal(96), "GB", "elsewhere", 0, 4),
        Claim(H20, "memory_capacity", Decimal(96), "GB", "", 2, 2),
    ],
)
def test_a_reading_with_an_impossible_claim_is_kept_apart(path: Path, claim: Claim) -> None:
    with Store.open(path) as store:
        before = store.facts()
        number = store.add_capture(capture(*page(77)))
        article = Article("https://wire.test/77", "Title", "text of it", ())
        assert store.record_news([Reading(number, article, Extraction(claims=(claim,)))]) is None
        assert store.facts() == before
        assert store._db.value("SELECT error FROM reading WHERE capture_id = ?", (number,))
        assert store.verify() == []


@pytest.mark.parametrize("text", ["lone \ud800", "nul \0 inside"])
def test_text_that_sqlite_cannot_hold_is_kept_apart(path: Path, text: str) -> None:
    with Store.open(path) as store:
        number = store.add_capture(capture(*page(78)))
        assert store.record_news([Reading(number, Article("https://wire.test/78", "T", text, ()))]) is None
        assert list(store.pending()) == []


def test_hostile_text_stays_text(path: Path) -> None:
    evil = "'); DROP TABLE claim; -- \" %s {} <script>"
    with Store.open(path) as store:
        body = page_bytes(memory(H20, "141"), evil, title=evil.replace("\n", " "), published=date(2026, 2, 1))
        publish(store, [("https://wire.test/evil", "wire", body)])
        assert store.find_chip(H20).facts == 1
        for words in (evil, '"', "AND OR NOT", "a* b^2 NEAR(", "%%", "_"):
            store.search(words)
        with pytest.raises(NotFoundError):
            store.find_chip(evil)
        assert store.verify() == []


def test_news_before_rules_is_refused(tmp_path: Path) -> None:
    with Store.open(tmp_path / "new.db") as store, pytest.raises(StoreError, match="before any rules"):
        store.record_news([])


def test_a_reader_pays_for_no_heavy_import(path: Path) -> None:
    code = f"""
import sys
from chipwatch.store import Store
with Store.open({str(path)!r}) as store:
    store.changes(0), store.facts(), store.claims("H20"), store.find_chip("h20")
heavy = {{"spacy", "httpx", "pydantic", "numpy", "sqlite_utils", "zstandard"}} & set(sys.modules)
assert not heavy, heavy
"""
    subprocess.run([sys.executable, "-c", code], check=True)
