"""Which changes someone wants to hear of: the filters of ``diff`` and of subscriptions. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase

from chipwatch.model import Cause, Change, ChangeKind, Fact, Tier

_TIERS = tuple(Tier)


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """Empty fields let everything through; of those given, all must hold.

    ``vendors`` are the first words of canonical chip names and ``chips`` shell patterns of whole canonical names, both
    whatever their case. ``min_change`` is a fraction (0.1 is ten percent) and concerns changed numbers only. ``tier``
    is the weakest tier that one of the change's sources must have. What cannot be judged (a withdrawal without a
    source, a number that was zero) is let through: to hear too much is better than to miss something.
    """

    vendors: tuple[str, ...] = ()
    chips: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    kinds: tuple[ChangeKind, ...] = ()
    causes: tuple[Cause, ...] = ()
    min_change: Decimal | None = None
    tier: Tier | None = None

    def lets_through(self, change: Change) -> bool:
        chip = change.chip.casefold()
        attribute = change.key.attribute if change.key else None
        return (
            (not self.vendors or any(chip == v or chip.startswith(f"{v} ") for v in map(str.casefold, self.vendors)))
            and (not self.chips or any(fnmatchcase(chip, pattern.casefold()) for pattern in self.chips))
            and (not self.attributes or attribute in self.attributes)
            and (not self.kinds or change.kind in self.kinds)
            and (not self.causes or change.cause in self.causes)
            and self._is_large_enough(change)
            and self._is_near_enough(change)
        )

    def _is_large_enough(self, change: Change) -> bool:
        if self.min_change is None or change.kind is not ChangeKind.CHANGED:
            return True
        relative = relative_change(change)
        return relative is None or relative >= self.min_change

    def _is_near_enough(self, change: Change) -> bool:
        if self.tier is None or not change.evidence:
            return True
        return any(_TIERS.index(evidence.tier) <= _TIERS.index(self.tier) for evidence in change.evidence)


def relative_change(change: Change) -> Decimal | None:
    """The larger of the relative differences of a value's two ends, against the old; None where nothing compares."""
    if change.old is None or change.new is None:
        return None
    old, new = _ends(change.old), _ends(change.new)
    if not old or not new or not all(old):
        return None
    return max(abs(after - before) / abs(before) for before, after in zip(old, new, strict=True))


def _ends(fact: Fact) -> tuple[Decimal, ...]:
    """Lower and upper end of a number, the same for a single one; none for a date."""
    if isinstance(fact.value, str):
        return ()
    return (fact.value, fact.value if fact.value_max is None else fact.value_max)
