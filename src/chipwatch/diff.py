"""Two revisions to a list of changes. Pure.

The versions of one fact between the two are cut into runs of one cause, and each run yields its own changes: so that
"the news changed" and "our rules changed" stay apart, and what cancels out within a run is silent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeVar

from chipwatch.model import Cause, Change, ChangeKind, Fact, FactKey, SubjectKind

T = TypeVar("T")


class Step(NamedTuple):
    """A revision's part in a history: its number and cause."""

    revision: int
    cause: Cause


class FactSteps(NamedTuple):
    """A fact before the period (None: not held), and each version within it, oldest first."""

    key: FactKey
    before: Fact | None
    versions: Sequence[tuple[Step, Fact | None]]


@dataclass(frozen=True, slots=True)
class Name:
    """A chip's name, vendor and aliases at one revision; ``seen`` when some article names it."""

    name: str
    vendor: str
    kind: SubjectKind
    aliases: tuple[str, ...]
    seen: bool


class NameSteps(NamedTuple):
    """A chip before the period (None: unknown), and each version within it, oldest first."""

    before: Name | None
    versions: Sequence[tuple[Step, Name]]


def diff(facts: Iterable[FactSteps], names: Iterable[NameSteps] = ()) -> list[Change]:
    """All changes, ordered by cause (news, rules, curation), chip, fact, revision and kind."""
    changes = [change for steps in facts for change in _of_fact(steps)]
    changes += [change for steps in names for change in _of_name(steps)]
    changes.sort(key=_order)
    return changes


_CAUSES = {cause: n for n, cause in enumerate(Cause)}
_KINDS = {kind: n for n, kind in enumerate(ChangeKind)}


def _order(change: Change) -> tuple[object, ...]:
    key = change.key
    attribute, precision, sparse = ("", "", False) if key is None else (key.attribute, key.precision or "", key.sparse)
    return (
        _CAUSES[change.cause],
        change.chip.casefold(),
        change.chip,
        attribute,
        precision,
        sparse,
        change.revision,
        _KINDS[change.kind],
        change.detail or "",
    )


def _of_fact(steps: FactSteps) -> Iterator[Change]:
    old = steps.before
    for cause, step, new in _last_of_runs(steps.versions):
        for kind, detail in kinds(steps.key, old, new):
            yield Change(kind, steps.key.chip, cause, step.revision, steps.key, old, new, detail)
        old = new


def _last_of_runs(versions: Sequence[tuple[Step, T]]) -> Iterator[tuple[Cause, Step, T]]:
    """The last version of each run of one cause."""
    for n, (step, version) in enumerate(versions, 1):
        if n == len(versions) or versions[n][0].cause is not step.cause:
            yield step.cause, step, version


def kinds(key: FactKey, old: Fact | None, new: Fact | None) -> Iterator[tuple[ChangeKind, str | None]]:
    """What kinds of change lead from one version to another, with detail; none where only the support differs."""
    if new is None:
        if old is not None:
            yield ChangeKind.WITHDRAWN, None
        return
    if old is None:
        yield ChangeKind.ADDED, None
    elif _says_else(old, new):
        if key.attribute == "release":
            yield ChangeKind.SLIPPED, slip(str(old.value), str(new.value))
        else:
            yield ChangeKind.CHANGED, None
    elif old.status is not new.status:
        yield ChangeKind.STATUS, f"{old.status} → {new.status}"
    was_disputed = old is not None and old.disputed
    if new.disputed and not was_disputed:
        yield ChangeKind.DISPUTED, None
    if was_disputed and not new.disputed:
        yield ChangeKind.SETTLED, None


def _says_else(old: Fact, new: Fact) -> bool:
    return (
        old.value != new.value or old.value_max != new.value_max or old.bound is not new.bound or old.unit != new.unit
    )


def _of_name(steps: NameSteps) -> Iterator[Change]:
    """Names of families and vendors are known, but no news."""
    old = steps.before
    for cause, step, new in _last_of_runs(steps.versions):
        if new.seen and new.kind in (SubjectKind.CHIP, SubjectKind.SYSTEM):
            if old is None or not old.seen:
                yield Change(ChangeKind.NEW_CHIP, new.name, cause, step.revision, detail=new.vendor)
            else:
                for alias in (new.name, *new.aliases):
                    if alias not in (old.name, *old.aliases):
                        yield Change(ChangeKind.NEW_ALIAS, new.name, cause, step.revision, detail=alias)
        old = new


def slip(old: str, new: str) -> str | None:
    """How far a release date moved, in the coarser of the two dates' steps: ``+2 quarters``, ``-1 year``, ``+12 days``.

    None where one date only says the other more exactly.
    """
    (old_unit, before), (new_unit, after) = _ordinal(old), _ordinal(new)
    unit = max(old_unit, new_unit, key=_UNITS.index)
    moved = _in(unit, after) - _in(unit, before)
    if moved == 0:
        return None
    return f"{moved:+d} {unit}{'' if abs(moved) == 1 else 's'}"


_UNITS = ("day", "month", "quarter", "half-year", "year")


def _ordinal(text: str) -> tuple[str, date]:
    """The unit of a release date, and its first day."""
    year, _, rest = text.partition("-")
    if not rest:
        return "year", date(int(year), 1, 1)
    if rest[0] == "Q":
        return "quarter", date(int(year), int(rest[1]) * 3 - 2, 1)
    if rest[0] == "H":
        return "half-year", date(int(year), int(rest[1]) * 6 - 5, 1)
    month, _, day = rest.partition("-")
    return ("day", date(int(year), int(month), int(day))) if day else ("month", date(int(year), int(month), 1))


def _in(unit: str, day: date) -> int:
    """The number of a day's year, half, quarter, month or of itself, counted from the first."""
    months = day.year * 12 + day.month - 1
    return {
        "day": day.toordinal(),
        "month": months,
        "quarter": months // 3,
        "half-year": months // 6,
        "year": day.year,
    }[unit]
