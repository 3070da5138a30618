"""When two values agree: each statement as the interval of what it may mean. Pure.

A bare number means itself and what its trailing zeros may have rounded away; "about" reaches further; "up to 800" means
a value near 800 and rules out what lies above; a date means all its days. Two statements *agree* where what they mean
overlaps, *conflict* where one rules the other out, and else have nothing to say to each other.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from chipwatch.model import Bound
from chipwatch.store.policy import Agreement

_DATE = re.compile(r"(\d{4})(?:-(?:Q([1-4])|H([12])|(\d{2})(?:-(\d{2}))?))?")
_INFINITY = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Statement:
    """A value as one claim puts it. Equal statements say the same in the same words."""

    value: Decimal | str
    value_max: Decimal | None
    unit: str
    bound: Bound


@dataclass(frozen=True, slots=True)
class Meaning:
    """``low`` to ``high`` is what the statement means, ``least`` to ``most`` what it leaves possible."""

    low: Decimal
    high: Decimal
    least: Decimal
    most: Decimal

    @property
    def width(self) -> Decimal:
        """How vague it is, as a fraction of the number; dates in days."""
        middle = abs(self.low + self.high) / 2
        return (self.high - self.low) / middle if middle else Decimal(0)


def agree(a: Statement, b: Statement, rule: Agreement) -> bool:
    if a.unit != b.unit:
        return False
    x, y = meaning(a, rule), meaning(b, rule)
    return x.low <= y.high and y.low <= x.high


def conflict(a: Statement, b: Statement, rule: Agreement) -> bool:
    """Values in two units (a price in dollars and one in yuan) do not conflict: nothing here converts them."""
    if a.unit != b.unit:
        return False
    x, y = meaning(a, rule), meaning(b, rule)
    return x.least > y.most or y.least > x.most


@lru_cache(maxsize=65536)
def meaning(statement: Statement, rule: Agreement) -> Meaning:
    """Numbers in their unit; dates as days of the common era."""
    if isinstance(statement.value, str):
        low, high = (Decimal(day.toordinal()) for day in days(statement.value))
    else:
        reach = rule.hedged if statement.bound is Bound.ABOUT else None
        low = statement.value - _rounding(statement.value, rule.plain, reach)
        top = statement.value if statement.value_max is None else statement.value_max
        high = top + _rounding(top, rule.plain, reach)
    least, most = low, high
    if statement.value_max is None and statement.bound in (Bound.AT_MOST, Bound.BELOW):
        least = -_INFINITY
        low -= _reach(statement, rule)
    if statement.value_max is None and statement.bound in (Bound.AT_LEAST, Bound.ABOVE):
        most = _INFINITY
        high += _reach(statement, rule)
    return Meaning(low, high, least, most)


def _reach(statement: Statement, rule: Agreement) -> Decimal:
    return Decimal(0) if isinstance(statement.value, str) else abs(statement.value) * rule.bounded


def _rounding(value: Decimal, plain: Decimal, hedged: Decimal | None) -> Decimal:
    """Half a unit of the last digit that is not a trailing zero, but no more than ``plain`` of the value."""
    digit = Decimal(1).scaleb(value.normalize().adjusted() - len(value.normalize().as_tuple().digits) + 1)
    return max(min(digit / 2, abs(value) * plain), abs(value) * (hedged or 0))


def days(text: str) -> tuple[date, date]:
    """First and last day of ``2026``, ``2026-Q4``, ``2026-H2``, ``2026-10`` or ``2026-10-15``. Raises ValueError."""
    found = _DATE.fullmatch(text)
    if not found:
        raise ValueError(f"no date: {text!r}")
    year = int(found[1])
    if found[5]:
        day = date(year, int(found[4]), int(found[5]))
        return day, day
    if found[2]:
        first, last = int(found[2]) * 3 - 2, int(found[2]) * 3
    elif found[3]:
        first, last = int(found[3]) * 6 - 5, int(found[3]) * 6
    else:
        first, last = (int(found[4]), int(found[4])) if found[4] else (1, 12)
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])
