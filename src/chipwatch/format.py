"""How values, facts and changes are written for people; one place for the command line, mails and pages.

Text from the news is hostile: whatever goes to a terminal or a plain-text mail passes ``safe_text`` or ``one_line`` first.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from chipwatch.model import Bound, Change, Fact, FactKey


def safe_text(text: str) -> str:
    """``text`` without escape sequences, control, bidirectional and invisible characters; line ends and tabs stay."""
    raise NotImplementedError


def one_line(text: str) -> str:
    """``safe_text`` on a single line, runs of white space drawn together."""
    raise NotImplementedError


def number(value: Decimal) -> str:
    """All digits, thousands marked: ``1,152``, ``16.3``. No exponent, no trailing zeros."""
    raise NotImplementedError


def quantity(value: Decimal | str, unit: str, *, value_max: Decimal | None = None, bound: Bound = Bound.EXACT) -> str:
    """A value in the most readable unit that holds it exactly: ``≥ 1.5 TB/s``, ``128–144 GB``, ``Q4 2026``."""
    raise NotImplementedError


def label(key: FactKey) -> str:
    """What is measured, without the chip: ``FP8 compute, sparse``, ``memory capacity``."""
    raise NotImplementedError


def value_text(fact: Fact) -> str:
    """The value with its status: ``≤ 2 TB/s (planned)``."""
    raise NotImplementedError


def fact_text(fact: Fact) -> str:
    """The value with precision and status: ``8 EFLOPS FP8 (planned)``."""
    raise NotImplementedError


def change_text(change: Change) -> str:
    """One line for one change, without the chip: ``memory capacity: 128 GB → 144 GB``."""
    raise NotImplementedError


def day(value: date | None) -> str:
    """``15 October 2026``, or ``undated``."""
    raise NotImplementedError
