"""The claim events alone make every revision again, digest for digest."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

from chipwatch.store import Store, policy
from chipwatch.store.replay import Replay
from chipwatch.store.types import Decision, Mute, Pin, Rename, Retract

from .newsroom import CHIPS, capture, line, memory, open_store, page_bytes, publish, read
from .worker import article

REVISIONS = 220


def grow(store: Store) -> None:
    """News, edits, copies, curation, undoing, new rules and a new policy, until there are enough revisions."""
    chance = random.Random(4)
    n = 0
    while True:
        latest = store.latest()
        assert latest is not None
        if latest.number >= REVISIONS:
            return
        match chance.randrange(12):
            case 0:
                facts = store.facts()
                fact = chance.choice(facts)
                options: list[Decision] = [
                    Pin(fact.key, fact.claim_ids[-1]),
                    Retract(fact.key, fact.value),
                    Mute("forum"),
                    Rename("H20", "H-20"),
                ]
                store.curate(chance.choice(options), author="editor", reason="to see")
            case 1 if any(d.undone is None for d in store.decisions()):
                standing = [d for d in store.decisions() if d.undone is None]
                store.undo(chance.choice(standing).revision.number, author="editor", reason="enough")
            case 2:
                digest, only = f"rules-{latest.number}", chance.choice([None, "power", "memory_capacity"])
                for waiting in list(store.to_reextract(digest)):
                    store.stage([read(waiting.capture_id, waiting.capture, only=only)], digest)
                keep = policy.EvidenceRule(chance.choice([3, 12]))
                shipped = policy.load()
                store.record_rules(
                    digest,
                    CHIPS,
                    policy.Policy(
                        shipped.rank, shipped.agreement, shipped.half_life, shipped.dispute, shipped.copies, keep
                    ),
                )
            case 3:
                day = date(2026, 1, 1) + timedelta(days=chance.randrange(90))
                text = " ".join(f"word{w}" for w in range(chance.randrange(40), 80))
                lines = memory("NVIDIA H20", "96"), line("NVIDIA H20", "power", "400", "W")
                copies = [
                    (f"https://{s}.test/copy{n}", s, page_bytes(*lines, text, published=day)) for s in ("wire", "daily")
                ]
                publish(store, copies)
            case _:
                publish(store, [article(n), article(n + 1)])
                n += 2


def test_every_revision_is_its_claim_events(tmp_path: Path) -> None:
    with open_store(tmp_path / "chipwatch.db") as store:
        grow(store)
        assert list(Replay(store._db).steps()) == []
        assert store.verify() == []
        digests = [revision.facts_digest for revision in store.revisions()]
        assert len(digests) >= REVISIONS
        assert len(set(digests)) > REVISIONS // 2


def test_a_rebuilt_database_has_the_same_digest(tmp_path: Path) -> None:
    pages = [article(n) for n in range(60)]
    digests = []
    for name, batch in (("one-by-one", 1), ("at-once", 60)):
        with open_store(tmp_path / f"{name}.db") as store:
            for at in range(0, 60, batch):
                for page in pages[at : at + batch]:
                    store.add_capture(capture(*page))
                store.record_news([read(p.capture_id, p.capture) for p in store.pending()])
            latest = store.latest()
            assert latest is not None
            digests.append(latest.facts_digest)
    assert digests[0] == digests[1]
