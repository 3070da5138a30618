"""The store under any sequence of news, edits, new rules, curation and interruptions, held against its invariants.

The model is the store itself told otherwise: the same pages, taken in another order and in one go, must give the same
facts. ``CHIPWATCH_STRESS=20`` makes the run twenty times as long.
"""

from __future__ import annotations

import os
import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from chipwatch.model import Capture, Cause, Fact, FactKey
from chipwatch.store import Store
from chipwatch.store.types import Accept, Decision, Merge, Mute, Pin, Reading, Reject, Rename, Retract, Split

from .newsroom import CHIPS, SOURCES, START, Clock, capture, line, memory, open_store, page_bytes, read

NAMES = [chip.name for chip in CHIPS] + ["Xuanwu X2"]
chips = st.sampled_from(NAMES)
days = st.integers(0, 60).map(lambda n: START.date() + timedelta(days=n))
numbers = st.sampled_from(["64", "80", "96", "96.5", "128"])
bounds = st.sampled_from(["=", "~", "<=", ">="])
statuses = st.sampled_from(["stated", "planned", "reported"])
releases = st.sampled_from(["2026", "2026-Q4", "2027-H1", "2027-02", "2027-02-11"])
claim_lines = st.one_of(
    st.builds(
        lambda chip, value, bound, status, denies: memory(chip, value, bound=bound, status=status, denies=denies),
        chips,
        numbers,
        bounds,
        statuses,
        st.sampled_from([False, False, False, True]),
    ),
    st.builds(
        lambda chip, value, status: line(chip, "release", value, "date", status=status), chips, releases, statuses
    ),
    st.builds(lambda chip, reference: f"* {chip} | memory_capacity | 1.5 | {reference}", chips, chips),
)
bodies = st.builds(
    lambda lines, day, filler: page_bytes(*lines, *filler, published=day),
    st.lists(claim_lines, max_size=4),
    st.one_of(st.none(), days),
    st.lists(st.sampled_from(["", "boilerplate of the site", "and more of it"]), max_size=2),
)
sources = st.sampled_from([source.id for source in SOURCES])
urls = st.sampled_from([f"https://page.test/{n}" for n in range(5)])


class StoreMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.directory = tempfile.TemporaryDirectory()
        self.path = Path(self.directory.name) / "chipwatch.db"
        self.clock = Clock()
        self.store = open_store(self.path, self.clock)
        self.only: str | None = None  # what the rules in force know
        self.version = 1
        self.owner: dict[str, str] = {}
        self.expected_digests: list[str] = []

    def teardown(self) -> None:
        self.store.close()
        self.directory.cleanup()

    def read(self, capture_id: int, captured: Capture) -> Reading:
        return read(capture_id, captured, only=self.only)

    @rule(url=urls, source=sources, body=bodies)
    def publish(self, url: str, source: str, body: bytes) -> None:
        self.store.add_capture(capture(url, self.owner.setdefault(url, source), body))

    @rule(keep=st.integers(0, 5))
    def take_in(self, keep: int) -> None:
        """Any part of what waits, as a run that is cut short takes it in."""
        waiting = list(self.store.pending())[: keep + 1]
        before = self.store.latest()
        committed = self.store.record_news([self.read(p.capture_id, p.capture) for p in waiting])
        after = self.store.latest()
        assert before is not None
        assert after is not None
        if committed is None:
            assert after == before
        else:
            assert after.cause is Cause.NEWS
            assert after.rules_digest == before.rules_digest

    @rule()
    def take_in_twice(self) -> None:
        waiting = [self.read(p.capture_id, p.capture) for p in self.store.pending()]
        self.store.record_news(waiting)
        assert self.store.record_news(waiting) is None

    @rule(only=st.sampled_from([None, "release", "memory_capacity"]))
    def change_rules(self, only: str | None) -> None:
        self.version, self.only = self.version + 1, only
        digest = f"rules-{self.version}"
        self.stage(digest)
        dry = self.store.record_rules(digest, CHIPS, dry_run=True)
        committed = self.store.record_rules(digest, CHIPS)
        assert committed.changes == dry.changes
        assert committed.revision.cause is Cause.RULES
        assert self.store.reextract_due() == 0

    @rule()
    def change_no_rule(self) -> None:
        """Other rules that read alike write one revision, and no event."""
        self.stage(f"rules-{self.version}")
        self.store.record_rules(f"rules-{self.version}", CHIPS)
        self.version += 1
        self.stage(f"rules-{self.version}")
        committed = self.store.record_rules(f"rules-{self.version}", CHIPS)
        assert (committed.asserted, committed.retired, committed.changes) == (0, 0, ())

    def stage(self, digest: str) -> None:
        for waiting in list(self.store.to_reextract(digest)):
            self.store.stage([self.read(waiting.capture_id, waiting.capture)], digest)

    @rule(data=st.data())
    def decide(self, data: st.DataObject) -> None:
        facts = self.store.facts()
        options: list[Decision] = [Mute(data.draw(sources)), Rename(NAMES[0], "Huawei Ascend 910C Pro")]
        if self.store.candidates():
            options += [Reject(NAMES[3]), Accept(NAMES[3], vendor="T-Head"), Merge(NAMES[3], NAMES[1])]
        if facts:
            fact: Fact = data.draw(st.sampled_from(facts))
            options += [
                Retract(fact.key, fact.value),
                Pin(fact.key, fact.claim_ids[-1]),
                Split(fact.key.chip, "Huawei Ascend 999", fact.claim_ids[:1]),
            ]
        self.store.curate(data.draw(st.sampled_from(options)), author="editor", reason="as found")

    @precondition(lambda self: any(d.undone is None for d in self.store.decisions()))
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        standing = [d for d in self.store.decisions() if d.undone is None]
        chosen = data.draw(st.sampled_from(standing))
        self.store.undo(chosen.revision.number, author="editor", reason="was wrong")

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.store = Store.open(self.path, clock=self.clock)

    @invariant()
    def history_stands(self) -> None:
        """What was held at each revision is held there for ever."""
        digests = [revision.facts_digest for revision in self.store.revisions()]
        assert digests[: len(self.expected_digests)] == self.expected_digests
        self.expected_digests = digests

    @invariant()
    def every_fact_has_its_evidence(self) -> None:
        for fact in self.store.facts():
            assert self.store.evidence(fact.claim_ids)

    @rule()
    def verify(self) -> None:
        self.store.record_news([self.read(p.capture_id, p.capture) for p in self.store.pending()])
        assert self.store.verify(reread=lambda c: self.read(0, c)) == []

    @rule()
    def order_does_not_matter(self) -> None:
        """A new database that gets the pages' histories page by page, last page first, holds the same facts."""
        self.store.record_news([self.read(p.capture_id, p.capture) for p in self.store.pending()])
        if any(d.undone is None for d in self.store.decisions()):
            return
        other = open_store(self.path.with_name(f"other-{len(list(self.path.parent.iterdir()))}.db"))
        for url in sorted(self.owner, reverse=True):
            for captured in captures_of(self.store, url):
                other.add_capture(captured)
        other.record_news([self.read(p.capture_id, p.capture) for p in other.pending()])
        assert plain_facts(other) == plain_facts(self.store)
        other.close()


def captures_of(store: Store, url: str) -> list[Capture]:
    rows = store._db.rows(
        "SELECT c.id FROM capture c JOIN page p ON p.id = c.page_id WHERE p.url = ? ORDER BY c.id", (url,)
    )
    return [store.capture(n) for (n,) in rows]


def plain_facts(store: Store) -> dict[FactKey, Fact]:
    return {fact.key: fact for fact in store.facts()}


StoreMachine.TestCase.settings = settings(
    max_examples=int(os.environ.get("CHIPWATCH_STRESS", "1")) * 12,
    stateful_step_count=20,
    deadline=None,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestStoreMachine = StoreMachine.TestCase
