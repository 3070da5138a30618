"""Curators' decisions: each a revision, lasting, and undone by one more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from chipwatch.errors import NotFoundError, UsageError
from chipwatch.model import Cause, ChangeKind, FactKey, SubjectKind
from chipwatch.store import Store, policy
from chipwatch.store.types import Accept, Decision, Merge, Mute, Pin, Reject, Rename, Retract, Split

from .newsroom import CHIPS, memory, open_store, page_bytes, publish, read

H20, ASCEND, XUANWU = "NVIDIA H20", "Huawei Ascend 910C", "Xuanwu X2"
DAY = date(2026, 1, 1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "chipwatch.db") as store:
        publish(
            store,
            [
                ("https://wire.test/1", "wire", page_bytes(memory(H20, "96"), memory(XUANWU, "80"), published=DAY)),
                ("https://daily.test/1", "daily", page_bytes(memory(H20, "96"), published=DAY)),
                ("https://forum.test/1", "forum", page_bytes(memory(H20, "141"), memory(ASCEND, "128"), published=DAY)),
            ],
        )
        yield store
        assert store.verify(reread=lambda c: read(0, c)) == []


def decide(store: Store, decision: Decision) -> list[tuple[ChangeKind, str]]:
    committed = store.curate(decision, author="editor", reason="as found")
    assert committed.revision.cause is Cause.CURATION
    assert committed.revision.author == "editor"
    return [(change.kind, change.chip) for change in committed.changes]


def undo(store: Store) -> list[tuple[ChangeKind, str]]:
    newest = store.latest()
    assert newest is not None
    committed = store.undo(newest.number, author="editor", reason="was wrong")
    return [(change.kind, change.chip) for change in committed.changes]


def values(store: Store) -> dict[str, object]:
    return {fact.key.chip: fact.value for fact in store.facts()}


@pytest.mark.parametrize(
    "decision",
    [
        Accept(XUANWU, name="T-Head Xuanwu X2", vendor="T-Head"),
        Reject(XUANWU),
        Rename(H20, "NVIDIA HGX H20"),
        Merge(XUANWU, H20),
        Retract(FactKey(H20, "memory_capacity"), Decimal(96)),
        Mute("wire"),
    ],
)
def test_undo_restores_everything(store: Store, decision: Decision) -> None:
    before, chips = store.facts(), store.chips()
    decide(store, decision)
    assert store.facts() != before or store.chips() != chips
    undo(store)
    assert store.facts() == before
    assert store.chips() == chips
    with pytest.raises(UsageError, match="undone already"):
        store.undo(3, author="editor", reason="twice")


def test_only_decisions_can_be_undone(store: Store) -> None:
    with pytest.raises(NotFoundError, match="r2 is no decision"):
        store.undo(2, author="editor", reason="no")


def test_an_accepted_candidate_is_a_chip_under_its_new_name(store: Store) -> None:
    assert [c.name for c in store.candidates()] == [XUANWU]
    decide(store, Accept(XUANWU, name="T-Head Xuanwu X2", vendor="T-Head", kind=SubjectKind.SYSTEM))
    chip = store.find_chip("xuanwu x2")
    assert (chip.name, chip.vendor, chip.state, chip.kind) == ("T-Head Xuanwu X2", "T-Head", "accepted", "system")
    assert store.candidates() == []
    assert values(store)["T-Head Xuanwu X2"] == Decimal(80)
    publish(store, [("https://daily.test/2", "daily", page_bytes(memory(XUANWU, "80"), published=DAY))])
    assert store.facts("T-Head Xuanwu X2")[0].support == 2


def test_a_rejected_candidate_stays_rejected(store: Store) -> None:
    assert decide(store, Reject(XUANWU)) == [(ChangeKind.WITHDRAWN, XUANWU)]
    publish(store, [("https://daily.test/2", "daily", page_bytes(memory(XUANWU, "96"), published=DAY))])
    assert XUANWU not in values(store)
    assert XUANWU not in [chip.name for chip in store.chips()]


def test_merged_chips_are_one(store: Store) -> None:
    decide(store, Merge(XUANWU, ASCEND))
    assert values(store)[ASCEND] == Decimal(80)  # The Wire's word outranks the forum's
    assert store.find_chip(XUANWU).name == ASCEND
    assert store.find_chip(XUANWU, as_of=2).name == XUANWU
    assert [fact.value for fact in store.facts(XUANWU, as_of=2)] == [Decimal(80)]
    publish(store, [("https://daily.test/2", "daily", page_bytes(memory(XUANWU, "80"), published=DAY))])
    assert store.facts(ASCEND)[0].support == 2


def test_a_split_moves_claims_to_another_chip(store: Store) -> None:
    claim = store.facts(H20)[0].claim_ids[0]
    decide(store, Split(H20, "NVIDIA H20 96GB", (claim,)))
    assert values(store)["NVIDIA H20 96GB"] == Decimal(96)
    assert store.facts(H20)[0].support == 1
    undo(store)
    assert store.facts(H20)[0].support == 2


def test_a_chip_split_off_is_not_seen_once_its_claim_is_gone(store: Store) -> None:
    [claim] = next(fact for fact in store.facts() if fact.key.chip == ASCEND).claim_ids
    decide(store, Split(ASCEND, "Huawei Ascend 999", (claim,)))
    assert "Huawei Ascend 999" in {chip.name for chip in store.chips()}
    publish(store, [("https://forum.test/1", "forum", page_bytes(memory(H20, "141"), published=DAY))])
    assert "Huawei Ascend 999" not in {chip.name for chip in store.chips()}


def test_a_retracted_value_stays_away_whoever_repeats_it(store: Store) -> None:
    assert decide(store, Retract(FactKey(H20, "memory_capacity"), Decimal(96))) == [(ChangeKind.CHANGED, H20)]
    assert values(store)[H20] == Decimal(141)
    publish(store, [("https://huawei.test/9", "huawei", page_bytes(memory(H20, "96"), published=DAY))])
    assert values(store)[H20] == Decimal(141)


def test_a_pinned_fact_holds_against_better_sources(store: Store) -> None:
    forum = next(record.id for record in store.claims(H20) if record.claim.value == Decimal(141))
    assert decide(store, Pin(FactKey(H20, "memory_capacity"), forum)) == [(ChangeKind.CHANGED, H20)]
    publish(store, [("https://huawei.test/9", "huawei", page_bytes(memory(H20, "96"), published=DAY))])
    assert values(store)[H20] == Decimal(141)
    assert store.facts(H20)[0].reasons[0] == "141 GB: pinned by a curator"


def test_a_muted_source_counts_for_nothing_until_undone(store: Store) -> None:
    assert set(decide(store, Mute("forum"))) == {(ChangeKind.WITHDRAWN, ASCEND)}
    publish(store, [("https://forum.test/2", "forum", page_bytes(memory("Huawei Ascend 950", "144"), published=DAY))])
    assert "Huawei Ascend 950" not in values(store)
    [muted] = store.decisions()
    store.undo(muted.revision.number, author="editor", reason="they apologised")
    assert values(store)["Huawei Ascend 950"] == Decimal(144)
    assert store.decisions()[0].undone == 5


def test_decisions_outlast_new_rules(store: Store) -> None:
    decide(store, Rename(H20, "NVIDIA HGX H20"))
    decide(store, Mute("forum"))
    for waiting in store.to_reextract("rules-2"):
        store.stage([read(waiting.capture_id, waiting.capture)], "rules-2")
    committed = store.record_rules("rules-2", CHIPS)
    assert (committed.changes, committed.asserted, committed.retired) == ((), 0, 0)
    assert "NVIDIA HGX H20" in values(store)


@pytest.mark.parametrize(
    "decision",
    [
        Reject("No Such Chip"),
        Rename("No Such Chip", "Another"),
        Rename(H20, "Ascend 910C"),
        Rename(H20, "two\nlines"),
        Accept(XUANWU, name=H20),
        Merge(H20, "No Such Chip"),
        Merge(H20, H20),
        Retract(FactKey(H20, "power"), Decimal(1)),
        Pin(FactKey(H20, "memory_capacity"), "0123"),
        Split(H20, "Another", ("0123",)),
        Mute("nowhere"),
    ],
)
def test_a_decision_on_nothing_is_refused(store: Store, decision: Decision) -> None:
    with pytest.raises(UsageError):
        store.curate(decision, author="editor", reason="none")
    assert store.decisions() == []


def test_a_retraction_reaches_as_far_as_the_policy_says(store: Store) -> None:
    publish(store, [("https://daily.test/2", "daily", page_bytes(memory(ASCEND, "100"), published=DAY))])
    decide(store, Retract(FactKey(ASCEND, "memory_capacity"), Decimal(128)))
    assert values(store)[ASCEND] == Decimal(100)
    shipped = policy.load()
    wide = replace(shipped, agreement=replace(shipped.agreement, plain=Decimal("0.4")))
    store.adopt_rules("rules-1", CHIPS, wide)
    assert ASCEND not in values(store)
    store.adopt_rules("rules-1", CHIPS)
    assert values(store)[ASCEND] == Decimal(100)
