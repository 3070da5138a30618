"""A run and a re-extraction in a process of their own, to be killed: ``python -m tests.store.worker DB PAGES``."""

from __future__ import annotations

import random
import sys
from datetime import date, timedelta
from pathlib import Path

from chipwatch.model import Change, Revision
from chipwatch.store import Store
from chipwatch.store.types import Mail, Outgoing

from .newsroom import CHIPS, SOURCES, START, Clock, capture, line, memory, open_store, page_bytes, read

BATCH = 20


def article(n: int) -> tuple[str, str, bytes]:
    """The page numbered ``n``: which claims it makes depends on nothing else."""
    chance = random.Random(n)
    day = date(2026, 1, 1) + timedelta(days=chance.randrange(90))
    chips = chance.sample([chip.name for chip in CHIPS] + [f"Nova X{n % 7}"], 2)
    lines = [
        memory(chips[0], str(chance.choice([64, 96, 128]))),
        line(chips[1], "power", str(chance.randrange(300, 320)), "W", bound=chance.choice("=~")),
        line(chips[1], "release", chance.choice(["2026", "2026-Q4", "2027-01"]), "date", status="planned"),
    ]
    url = f"https://page.test/{n % (n // 2 + 1) if n % 9 == 0 else n}"  # some are new editions of older pages
    source = SOURCES[hash_of(url) % len(SOURCES)].id
    return url, source, page_bytes(*lines, f"told in words of its own, number {n}, page after page", published=day)


def hash_of(text: str) -> int:
    return sum(text.encode())


def mailer(revision: Revision, changes: tuple[Change, ...]) -> Outgoing:
    text = f"{len(changes)} changes".encode()
    return Outgoing((Mail("me@page.test", f"r{revision.number}", text, f"<{revision.number}@page.test>"),), ("me",))


def run(store: Store, pages: int) -> None:
    """Fetch what was not fetched, read what was not read."""
    fetched = store._db.value("SELECT count(*) FROM capture")
    for n in range(fetched, pages):
        store.add_capture(capture(*article(n), at=START + timedelta(minutes=n)))
        if n % BATCH == BATCH - 1:
            take_in(store)
    take_in(store)


def take_in(store: Store) -> None:
    store.record_news([read(p.capture_id, p.capture) for p in store.pending()], mailer=mailer)


def reextract(store: Store) -> None:
    latest = store.latest()
    if latest is None or latest.rules_digest == "rules-2":
        return
    for waiting in store.to_reextract("rules-2"):
        store.stage([read(waiting.capture_id, waiting.capture, only="memory_capacity")], "rules-2")
    store.record_rules("rules-2", CHIPS)


def work(path: Path, pages: int) -> None:
    with Store.open(path) as store:
        store.sync_sources(SOURCES)
        latest = store.latest()
        if latest is None or latest.rules_digest == "rules-1":
            store.adopt_rules("rules-1", CHIPS)
            run(store, pages)
            reextract(store)


def undisturbed(path: Path, pages: int) -> Store:
    store = open_store(path, Clock())
    run(store, pages)
    reextract(store)
    return store


if __name__ == "__main__":
    work(Path(sys.argv[1]), int(sys.argv[2]))
