"""Claims to a fact. Pure, and the same for any order of claims. ``docs/merging.md`` tells it in prose.

1. *Corrections*: a value that an article takes back is gone for its origin, and, where an official source takes it
   back, for all weaker ones that said so before.
2. *Supersession*: an origin (or a named speaker) that says otherwise later, and no weaker, takes its word back.
3. *Ranks*: tier and status make a claim's rank; only those within reach of the best are heard.
4. *Positions*: distinct values; a vague one gives way to an exact one that it agrees with.
5. *Choice*: the position with the best-ranked supporter, then the most weight (independent origins, fading with age),
   then the most exact.
6. *Dispute*: a conflicting position that is heard, weighs enough, comes from another origin, and is no plan that a
   later statement overtook.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chipwatch.model import Fact, FactKey, Status, Tier
from chipwatch.store.agreement import Statement, agree, conflict, meaning
from chipwatch.store.policy import Agreement, Policy


@dataclass(frozen=True, slots=True)
class Testimony:
    """A claim with all that merging looks at. ``story`` is shared by copies; ``denies`` takes the value back."""

    id: str
    statement: Statement
    status: Status
    tier: Tier
    origin: str
    story: int
    published: date
    source: str
    speaker: str | None = None
    denies: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """``roles`` says of each claim what part it plays (see ``ClaimRecord``) and why."""

    fact: Fact | None
    roles: dict[str, tuple[str, str]]


def merge(key: FactKey, testimonies: Iterable[Testimony], policy: Policy, *, pinned: str | None = None) -> Fact | None:
    """The fact that these claims make, None where none is left standing."""
    return judge(key, testimonies, policy, pinned=pinned).fact


def judge(key: FactKey, testimonies: Iterable[Testimony], policy: Policy, *, pinned: str | None = None) -> Verdict:
    """The fact, and what part each claim plays. ``pinned`` is the id of a claim that decides, if it is among them."""
    everyone = sorted(testimonies, key=lambda t: t.id)
    roles: dict[str, tuple[str, str]] = {}
    standing = _without_superseded(_without_withdrawn(everyone, policy, roles), policy, roles)
    if not standing:
        return Verdict(None, roles)
    bench = _Bench(key, standing, policy)
    pin = next((t for t in standing if t.id == pinned), None)
    chosen = pin.statement if pin else bench.choose()
    opponents = {} if pin else bench.opponents(chosen)
    roles |= bench.roles(chosen, opponents)
    return Verdict(bench.fact(chosen, opponents, roles, pinned=pin is not None), roles)


def _without_withdrawn(
    everyone: Sequence[Testimony], policy: Policy, roles: dict[str, tuple[str, str]]
) -> list[Testimony]:
    denials = [t for t in everyone if t.denies]
    kept = []
    for t in everyone:
        by = next((d for d in denials if not t.denies and _takes_back(d, t, policy)), None)
        if t.denies:
            roles[t.id] = ("withdrawn", "the article takes this value back")
        elif by:
            roles[t.id] = ("withdrawn", f"{by.source} took it back on {by.published}")
        else:
            kept.append(t)
    return kept


def _takes_back(denial: Testimony, t: Testimony, policy: Policy) -> bool:
    if t.published > denial.published or not agree(denial.statement, t.statement, policy.agreement):
        return False
    official = denial.tier is Tier.OFFICIAL and t.tier is not Tier.OFFICIAL
    return official or t.origin == denial.origin or t.story == denial.story


def _without_superseded(
    standing: Sequence[Testimony], policy: Policy, roles: dict[str, tuple[str, str]]
) -> list[Testimony]:
    spoken: dict[Voice, dict[Word, date]] = {}  # the latest day of each word of each voice
    for t in standing:
        word = (t.statement, policy.rank_of(t.tier, t.status))
        for voice in _voices(t):
            words = spoken.setdefault(voice, {})
            words[word] = max(t.published, words.get(word, t.published))
    taken_back = {voice: _last_contradictions(words, policy.agreement) for voice, words in spoken.items()}
    kept = []
    for t in standing:
        word = (t.statement, policy.rank_of(t.tier, t.status))
        later = max(taken_back[voice].get(word, date.min) for voice in _voices(t))
        if later > t.published:
            roles[t.id] = ("superseded", f"the same origin said otherwise on {later}")
        else:
            kept.append(t)
    return kept


Voice = tuple[str, str]  # "origin" or "speaker", and its name
Word = tuple[Statement, int]  # what was said, and its rank


def _voices(t: Testimony) -> list[Voice]:
    speaker = [("speaker", t.speaker.casefold())] if t.speaker else []
    return [("origin", t.origin), *speaker]


def _last_contradictions(words: dict[Word, date], rule: Agreement) -> dict[Word, date]:
    """For each word the last day on which the same voice said otherwise, and no weaker."""
    if len(words) == 1:
        return {}
    return {
        word: max(
            (day for other, day in words.items() if other[1] <= word[1] and conflict(other[0], word[0], rule)),
            default=date.min,
        )
        for word in words
    }


class _Bench:
    """The claims left standing, with ranks, origins and weights worked out once, and compared by distinct statement."""

    def __init__(self, key: FactKey, standing: Sequence[Testimony], policy: Policy) -> None:
        self.key = key
        self.standing = standing
        self.policy = policy
        self.rule = policy.agreement
        self.rank = {t.id: policy.rank_of(t.tier, t.status) for t in standing}
        self.reach = min(self.rank.values()) + policy.dispute.reach
        self.heard = _by_statement(t for t in standing if self.rank[t.id] <= self.reach)
        self.origin = _origins(standing)
        newest = max(t.published for t in standing)
        half_life = policy.half_life_of(key.attribute)
        self.freshness = {t.id: 2.0 ** (-(newest - t.published).days / half_life) for t in standing}

    def choose(self) -> Statement:
        """The strongest position."""
        return min((s for s in self.heard if not self._gives_way(s)), key=self._order)

    def _gives_way(self, vague: Statement) -> bool:
        width = meaning(vague, self.rule).width
        finer = [s for s in self.heard if meaning(s, self.rule).width < width and agree(s, vague, self.rule)]
        if vague.value_max is None:
            return bool(finer)
        return bool(finer) and all(agree(finer[0], s, self.rule) for s in finer)  # a range may hold several models

    def _order(self, position: Statement) -> tuple[object, ...]:
        backers = [t for s, said in self.heard.items() if agree(s, position, self.rule) for t in said]
        return (
            min(self.rank[t.id] for t in backers),
            -self._weight(backers),
            meaning(position, self.rule).width,
            -max(t.published for t in self.heard[position]).toordinal(),
            str(position.value),
            str(position.value_max),
            position.unit,
            position.bound.value,
        )

    def _weight(self, backers: Iterable[Testimony]) -> float:
        """Each independent origin counts once, by its newest word. Exactly summed, so that order cannot matter."""
        best: dict[int, float] = {}
        for t in backers:
            origin = self.origin[t.id]
            best[origin] = max(best.get(origin, 0.0), self.freshness[t.id])
        return round(math.fsum(best.values()), 6)

    def backers(self, chosen: Statement) -> list[Testimony]:
        """The claims that agree, heard or not."""
        everyone = _by_statement(self.standing)
        return [t for s, said in everyone.items() if agree(s, chosen, self.rule) for t in said]

    def opponents(self, chosen: Statement) -> dict[Statement, list[Testimony]]:
        """Conflicting values that make the fact disputed, with those who say so.

        A plan or a rumour does not dispute what was stated later: it is overtaken. An origin that tells the value held
        and others beside it (of several workloads, of a card and of a server) does not dispute itself.
        """
        backers = self.backers(chosen)
        with_us = {self.origin[t.id] for t in backers}
        told = max((t.published for t in backers if t.status is Status.STATED), default=date.min)
        against = {
            s: [
                t
                for t in said
                if self.origin[t.id] not in with_us and (t.status is Status.STATED or t.published > told)
            ]
            for s, said in self.heard.items()
            if conflict(s, chosen, self.rule)
        }
        enough = float(self.policy.dispute.share) * self._weight(backers)
        found = {}
        for position, own in against.items():
            side = [t for s, said in against.items() if agree(s, position, self.rule) for t in said]
            if own and self._weight(side) >= enough:
                found[position] = side
        return found

    def roles(self, chosen: Statement, opponents: dict[Statement, list[Testimony]]) -> dict[str, tuple[str, str]]:
        """The part that each claim plays."""
        disputing = {t.id for side in opponents.values() for t in side}
        with_us = {self.origin[t.id] for t in self.backers(chosen)}
        found = {}
        for s, said in _by_statement(self.standing).items():
            agrees, conflicts = agree(s, chosen, self.rule), conflict(s, chosen, self.rule)
            for t in said:
                who = f"{t.tier}, {t.status}, {t.published}"
                if agrees:
                    part = "supports", who if s == chosen else f"{who}; {say(s)} agrees"
                elif not conflicts:
                    part = "aside", f"{who}; {say(s)} neither agrees nor conflicts"
                elif t.id in disputing:
                    part = "disputes", who
                elif self.origin[t.id] in with_us:
                    part = "aside", f"{who}; its origin tells the value held, too"
                else:
                    weaker = self.rank[t.id] > self.reach
                    part = "outranked", f"{who}; {'weaker' if weaker else 'overtaken or too few'}"
                found[t.id] = part
        return found

    def fact(
        self,
        chosen: Statement,
        opponents: dict[Statement, list[Testimony]],
        roles: dict[str, tuple[str, str]],
        *,
        pinned: bool,
    ) -> Fact:
        backers = sorted(
            self.backers(chosen),
            key=lambda t: (t.statement != chosen, self.rank[t.id], -t.published.toordinal(), t.id),
        )
        strongest = min(backers, key=lambda t: (self.rank[t.id], -t.published.toordinal(), t.id))
        support = len({self.origin[t.id] for t in backers})
        return Fact(
            key=self.key,
            value=chosen.value,
            unit=chosen.unit,
            bound=chosen.bound,
            status=strongest.status,
            support=support,
            disputed=bool(opponents),
            claim_ids=tuple(t.id for t in backers[: self.policy.evidence.keep]),
            value_max=chosen.value_max,
            reasons=tuple(self._reasons(chosen, strongest, support, opponents, roles, pinned=pinned)),
        )

    def _reasons(
        self,
        chosen: Statement,
        strongest: Testimony,
        support: int,
        opponents: dict[Statement, list[Testimony]],
        roles: dict[str, tuple[str, str]],
        *,
        pinned: bool,
    ) -> Iterable[str]:
        if pinned:
            yield f"{say(chosen)}: pinned by a curator"
        yield (
            f"{say(chosen)}: {_count(support, 'independent origin')}, strongest {strongest.source} "
            f"({strongest.tier}, {strongest.status}, {strongest.published})"
        )
        for statement, against in sorted(opponents.items(), key=lambda item: say(item[0])):
            best = min(against, key=lambda t: (self.rank[t.id], -t.published.toordinal(), t.id))
            origins = len({self.origin[t.id] for t in against})
            yield (
                f"disputed: {say(statement)} by {_count(origins, 'independent origin')}, strongest {best.source} "
                f"({best.tier}, {best.status}, {best.published})"
            )
        for role in ("outranked", "superseded", "withdrawn"):
            claims = sum(1 for part, _ in roles.values() if part == role)
            if claims:
                yield f"{role}: {_count(claims, 'claim')}"


def _by_statement(testimonies: Iterable[Testimony]) -> dict[Statement, list[Testimony]]:
    found: dict[Statement, list[Testimony]] = {}
    for t in testimonies:
        found.setdefault(t.statement, []).append(t)
    return found


def _origins(standing: Sequence[Testimony]) -> dict[str, int]:
    """Claims that share an origin group, a story or a speaker are one origin, and so are chains of these."""
    parent = list(range(len(standing)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    first: dict[tuple[str, str | int], int] = {}
    for n, t in enumerate(standing):
        ties: list[tuple[str, str | int]] = [*_voices(t), ("story", t.story)]
        for tie in ties:
            parent[root(n)] = root(first.setdefault(tie, n))
    return {t.id: root(n) for n, t in enumerate(standing)}


def say(statement: Statement) -> str:
    """A statement in short: ``~2000 TFLOPS``, ``128-144 GB``, ``2026-Q4``."""
    bound = "" if statement.bound.value == "=" else statement.bound.value
    value = plain(statement.value)
    top = "" if statement.value_max is None else f"-{plain(statement.value_max)}"
    unit = "" if statement.unit == "date" else f" {statement.unit}"
    return f"{bound}{value}{top}{unit}"


def plain(value: Decimal | str) -> str:
    """A value as text, in one form for equal numbers: no exponent, no trailing zeros after the point."""
    if isinstance(value, str):
        return value
    text = str(value)
    return text if text.isdigit() else f"{value.normalize() if value else Decimal(0):f}"


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
