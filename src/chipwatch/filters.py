"""Which changes someone wants to hear of: the filters of ``diff`` and of subscriptions. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from chipwatch.model import Cause, Change, ChangeKind, Tier


@dataclass(frozen=True, slots=True)
class ChangeFilter:
    """Empty fields let everything through; of those given, all must hold.

    ``vendors`` are the first words of canonical chip names and ``chips`` shell patterns of whole canonical names, both
    whatever their case. ``min_change`` is a fraction (0.1 is ten percent) and concerns changed numbers only. ``tier`` is
    the weakest tier that one of the change's sources must have.
    """

    vendors: tuple[str, ...] = ()
    chips: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    kinds: tuple[ChangeKind, ...] = ()
    causes: tuple[Cause, ...] = ()
    min_change: Decimal | None = None
    tier: Tier | None = None

    def lets_through(self, change: Change) -> bool:
        raise NotImplementedError


def relative_change(change: Change) -> Decimal | None:
    """The larger of the relative differences of value and range end, against the old; None where nothing compares."""
    raise NotImplementedError
