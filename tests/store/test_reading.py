"""Reading what is held, was held, and was said: names, times, history, claims, search, outbox."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from chipwatch.errors import NotFoundError, StoreError, UsageError
from chipwatch.model import Article, ChangeKind, Chip, Extraction, Mention, Relation, SubjectKind, Tier
from chipwatch.store import Store
from chipwatch.store.evidence import sentence_around
from chipwatch.store.types import Mail, Outgoing, Reading

from .newsroom import CHIPS, START, capture, memory, open_store, page_bytes, publish, read

H20, ASCEND = "NVIDIA H20", "Huawei Ascend 910C"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Revisions: r1 rules at 13:00, r2 news of 96 GB, r3 news of 141 GB, found later and told earlier."""
    with open_store(tmp_path / "chipwatch.db") as store:
        publish(store, [("https://wire.test/1", "wire", page_bytes(memory(H20, "96"), published=date(2026, 1, 1)))])
        body = page_bytes(memory(H20, "141"), memory(ASCEND, "128"), published=date(2025, 6, 1))
        publish(store, [("https://daily.test/1", "daily", body)])
        yield store


@pytest.mark.parametrize(
    "name",
    [
        "Huawei Ascend 910C",
        "huawei-ascend-910c",
        "ascend 910c",
        "910C",
        "昇腾910C",
        "昇腾 ９１０ｃ",
        "昇騰910C",
        "ASCEND-910-C",
    ],
)
def test_a_chip_is_found_by_any_name(store: Store, name: str) -> None:
    assert store.find_chip(name).name == ASCEND


def test_an_unknown_chip_has_near_names(store: Store) -> None:
    with pytest.raises(NotFoundError, match="no chip is known as 'Ascend 910D'") as caught:
        store.find_chip("Ascend 910D")
    assert caught.value.near[0] == ASCEND
    with pytest.raises(NotFoundError) as caught:
        store.find_chip("???")
    assert caught.value.near == ()


def test_chips_named_and_only_listed(store: Store) -> None:
    assert [chip.name for chip in store.chips()] == [ASCEND, H20]
    assert [chip.name for chip in store.chips(as_of=2)] == [H20]
    assert [chip.name for chip in store.chips(unseen=True)] == [ASCEND, "Huawei Ascend 950", H20]
    assert store.find_chip("Ascend 950").first_seen is None


def test_new_names_come_with_new_rules(store: Store) -> None:
    renamed = Chip(H20, "NVIDIA", "NVIDIA Hopper", SubjectKind.CHIP, ("H20", "英伟达H20"))
    committed = store.adopt_rules("rules-2", [*CHIPS[:2], renamed])
    assert committed is not None
    assert [(c.kind, c.detail, c.cause) for c in committed.changes] == [("new alias", "英伟达H20", "rules")]
    assert store.find_chip("英伟达 H20").name == H20
    assert store.adopt_rules("rules-2", [*CHIPS[:2], renamed]) is None
    assert store.reextract_due() == 2


def test_as_of_is_chipwatchs_time_and_said_by_the_worlds(store: Store) -> None:
    def memory_of_h20(**when: object) -> list[object]:
        return [fact.value for fact in store.facts(H20, **when)]  # type: ignore[arg-type]

    assert memory_of_h20(as_of=2) == [Decimal(96)]
    assert memory_of_h20(said_by=date(2025, 12, 31)) == [Decimal(141)]
    assert memory_of_h20(said_by=date(2026, 12, 31)) == memory_of_h20()
    assert memory_of_h20(said_by=date(2025, 1, 1)) == []
    assert memory_of_h20(as_of=2, said_by=date(2025, 12, 31)) == []


def test_history_and_claims_tell_who_and_when(store: Store) -> None:
    versions = store.history("H20", "memory_capacity")
    assert [(v.revision.number, v.fact and v.fact.disputed) for v in versions] == [(2, False), (3, True)]
    assert [(r.claim.value, r.role, r.asserted, r.retired) for r in store.claims("H20")] == [
        (Decimal(96), "supports", 2, None),
        (Decimal(141), "disputes", 3, None),
    ]
    publish(store, [("https://daily.test/1", "daily", page_bytes("nothing", published=date(2025, 6, 1)))])
    assert [(r.role, r.asserted, r.retired) for r in store.claims("H20")] == [("supports", 2, None), ("retired", 3, 4)]
    assert [r.role for r in store.claims("H20", as_of=3)] == ["supports", "disputes"]


def test_disputes_name_both_sides(store: Store) -> None:
    [dispute] = store.disputes()
    assert [r.evidence.source for r in dispute.held] == ["The Wire"]
    assert [r.evidence.source for r in dispute.against] == ["The Daily"]
    assert store.disputes(as_of=2) == []


def test_evidence_is_the_sentence_with_its_link(store: Store) -> None:
    fact = store.facts(H20, as_of=2)[0]
    [evidence] = store.evidence(fact.claim_ids)
    assert (evidence.quote, evidence.url, evidence.published) == ("96 GB", "https://wire.test/1", date(2026, 1, 1))
    assert "96 GB" in evidence.sentence


def test_articles_as_of_a_revision(store: Store) -> None:
    url, chip = "https://wire.test/1", "Xuanwu X2"
    edited = page_bytes(memory(H20, "96"), f"+ {chip}", "Edited since", published=date(2026, 1, 1))
    store.add_capture(capture(url, "wire", edited, START + timedelta(days=9)))
    publish(store, [])
    assert [hit.url for hit in store.search("edited")] == [url]
    assert store.search("edited", 3) == []
    assert {hit.url for hit in store.search("memory H20", 3)} == {hit.url for hit in store.search("memory H20")}
    assert [c.name for c in store.candidates()] == [chip]
    assert store.candidates(3) == []
    assert len(store.mentions(H20)) == 2
    assert [said.evidence.url for said in store.mentions(H20, 3)] == ["https://daily.test/1"]


def test_a_dispute_is_told_with_both_sides(tmp_path: Path) -> None:
    with open_store(tmp_path / "chipwatch.db") as store:
        publish(store, [("https://wire.test/1", "wire", page_bytes(memory(H20, "96"), published=date(2026, 1, 1)))])
        publish(store, [("https://daily.test/1", "daily", page_bytes(memory(H20, "141"), published=date(2026, 1, 2)))])
        for sentences in (1, 3):
            [change] = [c for c in store.changes(2, sentences=sentences) if c.kind is ChangeKind.DISPUTED]
            assert change.new is not None
            held, against = change.evidence
            assert held.quote == f"{change.new.value} GB"
            assert {held.quote, against.quote} == {"96 GB", "141 GB"}
        assert all(change.evidence == () for change in store.changes(2, sentences=0))


@pytest.mark.parametrize(
    ("text", "quote", "sentence"),
    [
        ("First one. The H20 has 96 GB, it said. Last.", "96 GB", "The H20 has 96 GB, it said."),
        (
            "Version 2.5 of it has 96 GB of 3.2 TB/s memory. Next",
            "96 GB",
            "Version 2.5 of it has 96 GB of 3.2 TB/s memory.",
        ),
        ("前一句。昇腾910C拥有128GB显存。后一句。", "128GB", "昇腾910C拥有128GB显存。"),
        ("Heading\n96 GB of memory\nFooter", "96 GB", "96 GB of memory"),
        ("“It has 96 GB.” “Really?”", "96 GB", "“It has 96 GB.”"),
        ("So it is. 96 GB are in it.", "96 GB", "96 GB are in it."),
        (f"Before. Now {'and ' * 50}96 GB.", "96 GB", f"Now {'and ' * 50}96 GB."),
    ],
)
def test_the_sentence_around_a_quote(text: str, quote: str, sentence: str) -> None:
    at = text.index(quote)
    assert sentence_around(text, at, at + len(quote)) == sentence


@pytest.mark.parametrize(
    ("when", "edge", "revision"),
    [
        ("r2", "start", 2),
        ("r0", "start", 0),
        ("2026-01-01", "start", 0),
        ("2026-01-01", "end", 3),
        ("2026-01-01T13:30", "start", 1),
        ("2026-01-01T14:30+01:00", "start", 1),
        ("2026-01-01T13:30:00Z", "start", 1),
        ("7d", "start", 0),
        ("1m", "start", 3),
        (" 2w ", "start", 0),
        ("last", "start", 0),
    ],
)
def test_when(store: Store, when: str, edge: str, revision: int) -> None:
    assert store.resolve(when, edge=edge) == revision  # type: ignore[arg-type]


@pytest.mark.parametrize("when", ["", "soon", "2026-13-01", "7y", "r", "-1d", "2026-1-1", "r-1", "１d"])
def test_no_moment(store: Store, when: str) -> None:
    with pytest.raises(UsageError, match="is no moment"):
        store.resolve(when)


def test_a_revision_that_does_not_exist(store: Store) -> None:
    with pytest.raises(NotFoundError, match="no revision r9"):
        store.resolve("r9")
    with pytest.raises(NotFoundError, match="no revision r9"):
        store.revision(9)


def test_last_is_each_readers_own_and_never_moves_back(store: Store) -> None:
    store.mark_seen("ann", 3)
    store.mark_seen("ann", 2)
    assert (store.resolve("last", reader="ann"), store.resolve("last", reader="bob")) == (3, 0)
    cursor = store.cursor("ann")
    assert cursor is not None
    assert cursor.revision == 3
    assert store.cursor("bob") is None


def test_changes_between_any_two_revisions(store: Store) -> None:
    assert [(c.kind, c.chip) for c in store.changes(2)] == [
        ("new chip", ASCEND),
        ("added", ASCEND),
        ("disputed", H20),
    ]
    assert store.changes(3) == []
    assert store.changes(0, 1) == []
    told = store.changes(0)
    assert all(change.evidence for change in told)
    assert [c.kind for c in told] == ["new chip", "added", "new chip", "added", "disputed"]


def test_search_in_every_script(store: Store) -> None:
    body = page_bytes("+ Huawei Ascend 910C", "华为发布昇腾芯片", "a plain sentence on memory", title="新品")
    publish(store, [("https://daily.test/zh", "daily", body)])
    for words in ("昇腾", "昇腾芯片", "memory sentence", "MEMORY 昇腾", "新品"):
        assert [hit.url for hit in store.search(words)] == ["https://daily.test/zh"], words
    assert store.search("memory absent") == []
    assert "[昇腾芯片]" in store.search("昇腾芯片")[0].snippet
    with pytest.raises(UsageError):
        store.search("  ")


def test_search_knows_only_the_last_edition(store: Store) -> None:
    url = "https://daily.test/edited"
    publish(store, [(url, "daily", page_bytes("an early wording"))])
    publish(store, [(url, "daily", page_bytes("a late wording"))])
    assert [hit.url for hit in store.search("wording")] == [url]
    assert store.search("early") == []


MAIL = Mail("ann@page.test", "3 changes", b"Subject: 3 changes\r\n\r\n", "<1@page.test>")


def test_a_mail_is_queued_once_and_handed_over_until_sent(store: Store) -> None:
    assert store.queue(Outgoing((MAIL,), ("sub",)), 3) == 1
    assert store.queue(Outgoing((MAIL,), ("sub",)), 3) == 0
    cursor = store.cursor("sub")
    assert cursor is not None
    assert cursor.revision == 3
    [queued] = store.outbox()
    assert (queued.mail, queued.state, queued.attempts) == (MAIL, "queued", 0)
    later = START + timedelta(days=30)
    store.mail_failed(queued.id, "no server", due_at=later)
    assert store.outbox() == []
    [failed] = store.outbox(later)
    assert (failed.state, failed.attempts, failed.error) == ("failed", 1, "no server")
    store.mail_sent(queued.id)
    assert store.outbox(later) == []
    [sent] = store.outbox(everything=True)
    assert (sent.state, sent.attempts, sent.error) == ("sent", 2, None)
    with pytest.raises(NotFoundError):
        store.mail_sent(99)


def test_mails_and_revision_stand_or_fall_together(store: Store) -> None:
    def broken(*_: object) -> Outgoing:
        assert [change.chip for change in store.changes(3)] == ["Huawei Ascend 950"] * 2  # it may read
        raise RuntimeError("no template")

    page = ("https://wire.test/2", "wire", page_bytes(memory("Huawei Ascend 950", "144"), published=date(2026, 1, 2)))
    with pytest.raises(RuntimeError):
        publish(store, [page], mailer=broken)
    assert store.latest() == store.revision(3)
    assert len(list(store.pending())) == 1
    committed = publish(store, [], mailer=lambda *_: Outgoing((MAIL,)))
    assert committed is not None
    assert (committed.mails, len(store.outbox())) == (1, 1)


def test_a_dry_run_writes_nothing_and_says_what_would_change(store: Store) -> None:
    for waiting in store.to_reextract("rules-2"):
        store.stage([read(waiting.capture_id, waiting.capture, only="power")], "rules-2")
    before = store.facts()
    dry = store.record_rules("rules-2", CHIPS, dry_run=True)
    assert {change.kind for change in dry.changes} == {"withdrawn"}
    assert store.facts() == before
    assert list(store.to_reextract("rules-2")) == []
    assert store.record_rules("rules-2", CHIPS).changes == dry.changes
    assert store.facts() == []


def test_a_sources_new_tier_counts_with_the_next_rereading(store: Store) -> None:
    assert [fact.value for fact in store.facts(H20)] == [Decimal(96)]
    daily = next(state.source for state in store.sources() if state.source.id == "daily")
    store.sync_sources([replace(daily, tier=Tier.OFFICIAL)])
    for waiting in store.to_reextract("rules-1"):
        store.stage([read(waiting.capture_id, waiting.capture)], "rules-1")
    committed = store.record_rules("rules-1", CHIPS)
    assert [(c.kind, c.cause) for c in committed.changes] == [("changed", "rules")]
    assert [fact.value for fact in store.facts(H20)] == [Decimal(141)]
    assert [fact.value for fact in store.facts(H20, as_of=3)] == [Decimal(96)]
    assert store.verify(reread=lambda c: read(0, c)) == []


def test_a_page_that_new_rules_cannot_read_says_nothing(store: Store) -> None:
    for waiting in store.to_reextract("rules-2"):
        store.stage([Reading(waiting.capture_id, None, error="no article")], "rules-2")
    store.record_rules("rules-2", CHIPS)
    assert (store.facts(), store.chips()) == ([], [])
    assert store.verify(reread=lambda _: Reading(0, None)) == []


def test_rules_are_recorded_only_when_all_is_read(store: Store) -> None:
    with pytest.raises(StoreError, match="2 captures are not re-read yet"):
        store.record_rules("rules-2", CHIPS)


def test_a_ratio_derives_values_and_no_facts(store: Store) -> None:
    text = "The Huawei Ascend 950 has half the memory of the H20."
    number = store.add_capture(capture("https://wire.test/half", "wire", text.encode()))
    relation = Relation("Huawei Ascend 950", H20, Decimal("0.5"), "half", 26, 30, "memory_capacity")
    article = Article("https://wire.test/half", "Half", text, (), date(2026, 1, 3))
    mention = Mention("Huawei Ascend 950", SubjectKind.CHIP, 4, 21)
    store.record_news([Reading(number, article, Extraction(relations=(relation,), mentions=(mention,)))])
    [record] = store.relations("Ascend 950")
    assert record.relation == relation
    assert record.evidence.sentence == text
    assert [(d.attribute, d.value, d.unit) for d in record.derived] == [("memory_capacity", Decimal(48), "GB")]
    assert store.facts("Ascend 950") == []
