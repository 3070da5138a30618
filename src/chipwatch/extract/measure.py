"""A quantity as it is read, before it is known what it is a number of."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from chipwatch.model import Bound


class Measure(NamedTuple):
    """A quantity in its dimension's canonical scale; ``[start, end)`` takes in hedges, ``[first, last)`` does not."""

    start: int
    end: int
    first: int
    last: int
    value: Decimal
    dimension: str
    value_max: Decimal | None = None
    bound: Bound = Bound.EXACT
    hedge: str | None = None
    currency: str | None = None
    unit: str = ""  # as written, in small letters
    noun: str | None = None  # of a count: the words after the number
    date: str | None = None  # of dimension "date": 2026, 2026-Q4, 2026-H2, 2026-10, 2026-10-15
    shared: bool = False  # the unit is a neighbour's
    digits: bool = True
