"""Links, pages and bytes: kept once, compressed, and dropped only where nothing rests on them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from chipwatch.errors import NotFoundError, StoreError, UsageError
from chipwatch.model import ArticleRef
from chipwatch.store import Store, bodies

from .newsroom import SOURCES, START, capture, memory, open_store, page_bytes, publish, read

URL = "https://wire.test/1"
BODY = page_bytes(memory("NVIDIA H20", "96"), published=date(2026, 1, 1))
SOON = START + timedelta(days=1)
LATE = START + timedelta(days=300)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "chipwatch.db") as store:
        yield store
        assert store.verify() == []


def test_links_are_known_once_and_due_at_once(store: Store) -> None:
    refs = [ArticleRef(URL, "wire", "A title", START), ArticleRef("https://wire.test/2", "wire")]
    assert store.add_refs(refs) == 2
    assert store.add_refs(refs) == 0
    assert [page.url for page in store.due_pages()] == [ref.url for ref in refs]
    assert [page.url for page in store.due_pages(limit=1)] == [URL]
    page = store.page(URL)
    assert page is not None
    assert (page.title, page.published, page.source_id) == ("A title", START, "wire")
    assert store.page("https://wire.test/none") is None


def test_a_fetched_page_remembers_its_validators_and_when_it_is_due(store: Store) -> None:
    store.add_capture(capture(URL, "wire", BODY), due_at=LATE)
    page = store.page(URL)
    assert page is not None
    assert (page.etag, page.due_at, page.failures, page.changed_at) == ('"x"', LATE, 0, START)
    assert store.due_pages(LATE - timedelta(seconds=1)) == []
    store.page_failed(URL, "timed out", due_at=SOON)
    store.page_failed(URL, "timed out", due_at=SOON)
    page = store.page(URL)
    assert page is not None
    assert (page.etag, page.failures, page.error) == ('"x"', 2, "timed out")
    store.page_unchanged(URL, due_at=None)
    page = store.page(URL)
    assert page is not None
    assert (page.failures, page.error, page.due_at) == (0, None, None)
    assert store.due_pages(LATE) == []
    with pytest.raises(NotFoundError):
        store.page_unchanged("https://wire.test/none", due_at=None)


def test_the_bytes_come_back_as_they_were(store: Store) -> None:
    number = store.add_capture(capture(URL, "wire", BODY))
    assert store.capture(number) == capture(URL, "wire", BODY)
    with pytest.raises(NotFoundError):
        store.capture(999)
    with pytest.raises(StoreError, match="unknown source"):
        store.add_capture(capture(URL, "nobody", BODY))


def test_the_same_bytes_are_kept_once_and_read_once(store: Store) -> None:
    publish(store, [(URL, "wire", BODY)])
    before = store.latest()
    for _ in range(3):
        assert publish(store, [(URL, "wire", BODY)]) is None
    assert store.latest() == before
    assert store._db.value("SELECT count(*) FROM capture") == 4
    assert store._db.value("SELECT count(*) FROM body") == 1


def test_other_bytes_that_say_the_same_make_no_revision(store: Store) -> None:
    publish(store, [(URL, "wire", BODY)])
    before, claim = store.latest(), store.facts()[0].claim_ids
    assert publish(store, [(URL, "wire", BODY + b"\nanother advertisement")]) is None
    assert (store.latest(), store.facts()[0].claim_ids) == (before, claim)


def test_a_page_that_no_longer_says_so_withdraws(store: Store) -> None:
    publish(store, [(URL, "wire", BODY)])
    publish(store, [(URL, "wire", page_bytes("+ NVIDIA H20"))])
    assert store.facts() == []
    publish(store, [(URL, "wire", BODY)])
    assert [revision.cause for revision in store.revisions()] == ["rules", "news", "news", "news"]
    assert [version.fact is None for version in store.history("H20")] == [False, True, False]


def test_captures_are_compressed_with_a_dictionary_of_their_own(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "TRAIN_AT", (60, 120))
    markup = "".join(f"<div class='site-{n}'><a href='/section/{n}'>Section {n}</a></div>" for n in range(60)).encode()
    kept = {}
    for n in range(150):
        body = markup + f"<p>Story {n} has {n * n} words of its own</p>".encode()
        kept[store.add_capture(capture(f"https://wire.test/{n}", "wire", body))] = body
    assert store._db.value("SELECT count(*) FROM dictionary") == 2
    assert {n: store.capture(n).body for n in kept} == kept
    stored, whole = store._db.rows("SELECT sum(length(data)), sum(size) FROM body WHERE dictionary IS NOT NULL")[0]
    assert stored * 10 < whole


def test_gc_drops_only_pages_in_which_nothing_is_named(store: Store) -> None:
    idle, busy = "https://wire.test/idle", "https://wire.test/busy"
    publish(
        store,
        [
            (URL, "wire", BODY),
            (idle, "wire", page_bytes("weather")),
            (busy, "wire", page_bytes("+ NVIDIA H20")),
        ],
    )
    store.add_capture(capture("https://wire.test/unread", "wire", page_bytes("sports")))
    late = START + timedelta(days=1)
    assert store.gc(before=START)["bodies"] == 0
    counts = store.gc(before=late, dry_run=True)
    assert (counts["bodies"], counts["texts"]) == (1, 1)
    assert store.gc(before=late) == counts
    assert store.gc(before=late)["bodies"] == 0
    kept = {p.capture.url for p in store.to_reextract("rules-2")}
    assert kept == {URL, busy}
    assert store.search("weather") == []
    assert store.verify(reread=lambda c: read(0, c)) == []


def test_vacuum_and_backup(store: Store, tmp_path: Path) -> None:
    publish(store, [(URL, "wire", BODY)])
    copy = tmp_path / "copy.db"
    store.backup(copy)
    store.vacuum()
    with pytest.raises(UsageError, match="exists already"):
        store.backup(copy)
    with Store.open(copy) as other:
        assert other.facts() == store.facts()
        assert other.verify() == []


def test_sources_keep_their_state_when_synced_again(store: Store) -> None:
    assert {state.source for state in store.sources()} == set(SOURCES)
    assert [state.source.id for state in store.due_sources()] == ["daily", "forum", "huawei", "wire"]
    store.source_ok("wire", due_at=LATE, etag='"a"', last_modified="yesterday")
    store.source_failed("daily", "no answer", due_at=SOON)
    store.sync_sources(SOURCES[1:])
    assert [state.source.id for state in store.sources()] == ["daily", "forum", "wire"]
    wire = next(state for state in store.sources() if state.source.id == "wire")
    assert (wire.etag, wire.last_modified, wire.due_at, wire.failures) == ('"a"', "yesterday", LATE, 0)
    assert [state.source.id for state in store.due_sources(START)] == ["forum"]
    assert [state.source.id for state in store.due_sources(SOON)] == ["forum", "daily"]
    with pytest.raises(NotFoundError):
        store.source_ok("nobody", due_at=LATE)
