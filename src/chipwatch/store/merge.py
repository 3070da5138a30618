"""Claims to a fact. Pure, and the same for any order of claims. ``docs/merging.md`` tells it in prose.

1. *Corrections*: a value that an article takes back is gone for its origin, and, where an official source takes it
   back, for all weaker ones that said so before.
2. *Supersession*: an origin (or a named speaker) that says otherwise later, and no weaker, takes its word back.
3. *Ranks*: tier and status make a claim's rank; only those within reach of the best are heard.
4. *Positions*: distinct values; a vague one gives way to an exact one that it agrees with.
5. *Choice*: the position with the best-ranked supporter, then the most weight (independent origins, fading with age),
   then the most exact.
6. *Dispute*: a conflicting position that is heard, weighs enough, and is no plan that a later statement overtook.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chipwatch.model import Fact, FactKey, Status, Tier
from chipwatch.store.agreement import Statement, agree, conflict, meaning
from chipwatch.store.policy import Policy


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
    for t in standing:
        roles[t.id] = bench.role(t, chosen, opponents)
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
    latest: dict[tuple[str, str], dict[tuple[Statement, int], date]] = {}  # by origin and by speaker
    for t in standing:
        for voice in _voices(t):
            said = latest.setdefault(voice, {})
            what = (t.statement, policy.rank_of(t.tier, t.status))
            said[what] = max(t.published, said.get(what, t.published))
    kept = []
    for t in standing:
        later = _later_word(t, latest, policy)
        if later is None:
            kept.append(t)
        else:
            roles[t.id] = ("superseded", f"the same origin said otherwise on {later}")
    return kept


def _voices(t: Testimony) -> list[tuple[str, str]]:
    speaker = [("speaker", t.speaker.casefold())] if t.speaker else []
    return [("origin", t.origin), *speaker]


def _later_word(
    t: Testimony, latest: dict[tuple[str, str], dict[tuple[Statement, int], date]], policy: Policy
) -> date | None:
    rank = policy.rank_of(t.tier, t.status)
    return max(
        (
            day
            for voice in _voices(t)
            for (statement, other_rank), day in latest[voice].items()
            if day > t.published and other_rank <= rank and conflict(statement, t.statement, policy.agreement)
        ),
        default=None,
    )


class _Bench:
    """The claims left standing, with ranks, origins and weights worked out once."""

    def __init__(self, key: FactKey, standing: Sequence[Testimony], policy: Policy) -> None:
        self.key = key
        self.standing = standing
        self.policy = policy
        self.rule = policy.agreement
        self.rank = {t.id: policy.rank_of(t.tier, t.status) for t in standing}
        self.reach = min(self.rank.values()) + policy.dispute.reach
        self.heard = [t for t in standing if self.rank[t.id] <= self.reach]
        self.origin = _origins(standing)
        newest = max(t.published for t in standing)
        half_life = policy.half_life_of(key.attribute)
        self.freshness = {t.id: 2.0 ** (-(newest - t.published).days / half_life) for t in standing}

    def choose(self) -> Statement:
        """The strongest position."""
        return min(self._positions(), key=self._order)

    def _positions(self) -> list[Statement]:
        said = list(dict.fromkeys(t.statement for t in self.heard))
        return [s for s in said if not self._gives_way(s, said)]

    def _gives_way(self, vague: Statement, said: Sequence[Statement]) -> bool:
        width = meaning(vague, self.rule).width
        finer = [s for s in said if meaning(s, self.rule).width < width and agree(s, vague, self.rule)]
        if vague.value_max is None:
            return bool(finer)
        return bool(finer) and all(agree(finer[0], s, self.rule) for s in finer)  # a range may hold several models

    def _order(self, position: Statement) -> tuple[object, ...]:
        backers = [t for t in self.heard if agree(t.statement, position, self.rule)]
        own = [t for t in self.heard if t.statement == position]
        return (
            min(self.rank[t.id] for t in backers),
            -self._weight(backers),
            meaning(position, self.rule).width,
            -max(t.published for t in own).toordinal(),
            str(position.value),
            str(position.value_max),
            position.unit,
            position.bound.value,
        )

    def _weight(self, backers: Sequence[Testimony]) -> float:
        """Each independent origin counts once, by its newest word. Exactly summed, so that order cannot matter."""
        best: dict[int, float] = {}
        for t in backers:
            origin = self.origin[t.id]
            best[origin] = max(best.get(origin, 0.0), self.freshness[t.id])
        return round(math.fsum(best.values()), 6)

    def opponents(self, chosen: Statement) -> dict[Statement, list[Testimony]]:
        """Conflicting values that make the fact disputed, with those who say so.

        A plan or a rumour does not dispute what was stated later: it is overtaken.
        """
        backers = self._backers(chosen)
        told = max((t.published for t in backers if t.status is Status.STATED), default=date.min)
        against = [
            t
            for t in self.heard
            if conflict(t.statement, chosen, self.rule) and not (t.status is not Status.STATED and t.published <= told)
        ]
        enough = float(self.policy.dispute.share) * self._weight(backers)
        positions = {
            s: [t for t in against if agree(t.statement, s, self.rule)]
            for s in dict.fromkeys(t.statement for t in against)
        }
        return {s: backers for s, backers in positions.items() if self._weight(backers) >= enough}

    def _backers(self, chosen: Statement) -> list[Testimony]:
        return [t for t in self.standing if agree(t.statement, chosen, self.rule)]

    def role(self, t: Testimony, chosen: Statement, opponents: dict[Statement, list[Testimony]]) -> tuple[str, str]:
        who = f"{t.tier}, {t.status}, {t.published}"
        if agree(t.statement, chosen, self.rule):
            return "supports", who if t.statement == chosen else f"{who}; {say(t.statement)} agrees"
        if not conflict(t.statement, chosen, self.rule):
            return "aside", f"{who}; {say(t.statement)} neither agrees nor conflicts"
        if t in opponents.get(t.statement, ()):
            return "disputes", who
        return "outranked", f"{who}; {'weaker' if self.rank[t.id] > self.reach else 'overtaken or too few'}"

    def fact(
        self,
        chosen: Statement,
        opponents: dict[Statement, list[Testimony]],
        roles: dict[str, tuple[str, str]],
        *,
        pinned: bool,
    ) -> Fact:
        backers = sorted(
            self._backers(chosen),
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
