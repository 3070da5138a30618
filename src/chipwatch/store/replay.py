"""History told again from the claim events alone, revision by revision, to hold what is stored against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby

from chipwatch.model import FactKey
from chipwatch.store import facts, policy
from chipwatch.store.claims import TESTIMONY, testimony
from chipwatch.store.database import Database, Row
from chipwatch.store.facts import Digest
from chipwatch.store.merge import Testimony, merge
from chipwatch.store.origins import Stories
from chipwatch.store.rulings import SlugKey, rulings


class Replay:
    """``steps`` yields a sentence for each thing that is not as the claim events make it."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._standing: dict[int, dict[int, int]] = defaultdict(dict)  # fact: {claim: article}
        self._facts_of: dict[int, set[int]] = defaultdict(set)  # article: facts it has spoken for
        self._held: dict[int, Row] = {}
        self._stories = Stories()
        self._members: dict[int, set[int]] = {}
        self._facts_digest = Digest()
        self._claims_digest = Digest()
        self._columns: dict[tuple[int, int], tuple[str, Row]] = {}
        self._keys: dict[int, SlugKey] = {
            fact: (chip, attribute, precision, bool(sparse))
            for fact, chip, attribute, precision, sparse in db.rows(
                """
                SELECT f.id, c.slug, f.attribute, nullif(f.precision, ''), f.sparse
                FROM fact f JOIN chip c ON c.id = f.chip
                """
            )
        }

    def steps(self) -> Iterator[str]:
        events = _by_revision(
            self._db, "SELECT revision, fact, claim, kind, article_id FROM claim_event ORDER BY revision, kind DESC"
        )
        links = _by_revision(self._db, "SELECT revision, article_id, other FROM story_link ORDER BY revision")
        stored = _by_revision(
            self._db, f"SELECT v.revision, v.fact, {facts.CONTENT} FROM fact_version v ORDER BY v.revision, v.fact"
        )
        before = None
        rows = self._db.rows("SELECT number, policy_digest, facts_digest, claims_digest FROM revision ORDER BY number")
        for number, policy_digest, facts_digest, claims_digest in rows:
            touched = self._apply(events.take(number))
            touched |= self._link(links.take(number))
            pins = rulings(self._db, number).pins
            touched |= {fact for fact, key in self._keys.items() if key in pins and self._standing[fact]}
            touched |= set(self._pinned_before(number))
            if policy_digest != before:
                touched |= set(self._keys)
            yield from self._compare(number, touched, policy_digest, pins, stored.take(number))
            if str(self._facts_digest) != facts_digest:
                yield f"r{number}: the facts replayed have another digest"
            if str(self._claims_digest) != claims_digest:
                yield f"r{number}: the claims replayed have another digest"
            before = policy_digest

    def _apply(self, events: list[Row]) -> set[int]:
        """Retirements sort before assertions: a claim that moves leaves one fact and joins another."""
        for fact, claim, kind, article in events:
            member = (self._claim(claim, article)[0], *self._keys[fact])
            standing = self._standing[fact]
            if kind == "retire":
                standing.pop(claim, None)
                self._claims_digest.remove(member)
                continue
            if claim not in standing:
                self._claims_digest.add(member)
            standing[claim] = article
            self._facts_of[article].add(fact)
        return {event[0] for event in events}

    def _link(self, links: list[Row]) -> set[int]:
        touched: set[int] = set()
        for article, other in links:
            a, b = self._stories.of(article), self._stories.of(other)
            members = self._members.pop(a, {a}) | self._members.pop(b, {b})
            self._stories.link(article, other)
            self._members[self._stories.of(article)] = members
            for member in members:
                touched |= self._facts_of.get(member, set())
        return touched

    def _pinned_before(self, number: int) -> Iterator[int]:
        pins = rulings(self._db, number - 1).pins
        yield from (fact for fact, key in self._keys.items() if key in pins)

    def _compare(
        self, number: int, touched: set[int], policy_digest: str, pins: dict[SlugKey, str], rows: list[Row]
    ) -> Iterator[str]:
        rules = policy.from_content(self._db.value("SELECT content FROM policy WHERE digest = ?", (policy_digest,)))
        stored = {fact: tuple(content) for fact, *content in rows}
        for fact in touched | stored.keys():
            key = self._keys[fact]
            heard = [self._testimony(claim, article) for claim, article in self._standing[fact].items()]
            merged = merge(FactKey(*key), heard, rules, pinned=pins.get(key))
            after = facts.NOTHING if merged is None else facts.content(merged)
            if stored.get(fact, self._held.get(fact, facts.NOTHING)) != after:
                yield f"r{number}: {' '.join(map(str, key))} is not what its claims make it"
            self._hold(fact, key, after)

    def _hold(self, fact: int, key: SlugKey, after: Row) -> None:
        before = self._held.get(fact, facts.NOTHING)
        if before == after:
            return
        if before != facts.NOTHING:
            self._facts_digest.remove((*key, *before))
        if after != facts.NOTHING:
            self._facts_digest.add((*key, *after))
        self._held[fact] = after

    def _testimony(self, claim: int, article: int) -> Testimony:
        columns: Row = self._claim(claim, article)[1]
        return testimony(*columns, story=self._stories.of(article))

    def _claim(self, claim: int, article: int) -> tuple[str, Row]:
        found = self._columns.get((claim, article))
        if found is None:
            [row] = self._db.rows(
                f"SELECT {TESTIMONY} FROM claim c JOIN article a ON a.id = ? WHERE c.n = ?", (article, claim)
            )
            found = self._columns[claim, article] = (row[0], row)
        return found


class _Ahead:
    """Rows that begin with their revision, handed out revision by revision."""

    def __init__(self, groups: Iterator[tuple[int, list[Row]]]) -> None:
        self._groups = groups
        self._next = next(groups, None)

    def take(self, revision: int) -> list[Row]:
        if self._next is None or self._next[0] != revision:
            return []
        rows = self._next[1]
        self._next = next(self._groups, None)
        return rows


def _by_revision(db: Database, sql: str) -> _Ahead:
    rows = groupby(db.each(sql), key=lambda row: row[0])
    return _Ahead((revision, [row[1:] for row in group]) for revision, group in rows)
