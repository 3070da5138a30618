"""Calendar dates in prose, in metadata and in addresses, in every language of ``rules/dates.toml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from chipwatch.language import Dates

_YEAR = r"(?P<y>(?:19|20)\d\d)"
_MONTH_NAME = r"(?P<name>[^\W\d_]{3,})\.?"
_DAY = r"(?P<d>\d{1,2})"
_DASH = r"[-/.\u2010\u2011\u2013\u2212]"
_SHAPES = tuple(
    re.compile(shape)
    for shape in (
        rf"(?<!\d){_YEAR}\s?[年년]\s?(?P<m>\d{{1,2}})\s?[月월]\s?{_DAY}\s?[日号號일]",
        rf"(?<!\d){_YEAR}{_DASH}\s?(?P<m>\d{{1,2}}){_DASH}\s?{_DAY}(?!\d)",
        rf"(?<!\d){_DAY}(?:st|nd|rd|th|er|\.|º)?\s(?:de\s)?{_MONTH_NAME},?\s(?:de\s|del\s)?{_YEAR}(?!\d)",
        rf"\b{_MONTH_NAME}\s{_DAY}(?:st|nd|rd|th)?,?\s{_YEAR}(?!\d)",
    )
)
_END = r"(?=\s*(?:[^\w\s]|$))"
_MONTHS = tuple(
    re.compile(shape, re.MULTILINE)
    for shape in (
        rf"{_YEAR}\s?[年년]\s?(?P<m>\d{{1,2}})\s?[月월]{_END}",
        rf"{_MONTH_NAME},?\s(?:de\s|del\s)?{_YEAR}{_END}",
    )
)
_ANY_YEAR = re.compile(r"(?:19|20)\d\d")
_COMPACT = re.compile(rf"(?<!\d){_YEAR}[-/_]?(?P<m>\d\d)[-/_]?(?P<d>\d\d)(?!\d)")


class Calendar:
    """Dates as ``rules/dates.toml`` has them: names of months, and the words before the date of a text itself."""

    def __init__(self, languages: Mapping[str, Dates]) -> None:
        self._months = {name: number for language in languages.values() for name, number in language.months.items()}
        labels = sorted({label for language in languages.values() for label in language.dated}, key=len, reverse=True)
        self._labelled = re.compile(
            rf"(?:^|[^\w\s])\s*(?:{'|'.join(map(re.escape, labels))})\W{{0,4}}(?=\w)", re.IGNORECASE | re.MULTILINE
        )

    def first_date(self, text: str) -> date | None:
        """The first full date (year, month and day) in ``text``, which should be short."""
        if not _ANY_YEAR.search(text):
            return None
        found = [
            (match.start(), day)
            for shape in _SHAPES
            for match in shape.finditer(text)
            if (day := self._date(match)) is not None
        ]
        return min(found)[1] if found else None

    def labelled(self, text: str) -> date | None:
        """The first date that stands behind a word such as "Updated", at its place; of a month, its first day."""
        if not _ANY_YEAR.search(text):
            return None
        for label in self._labelled.finditer(text):
            for shape in (*_SHAPES, *_MONTHS):
                if (match := shape.match(text, label.end())) and (day := self._date(match)):
                    return day
        return None

    def of_metadata(self, value: str) -> date | None:
        """The date of a time stamp (ISO 8601, RFC 5322, ``20251020``), as the page's own clock has it."""
        compact = _COMPACT.match(value.strip())
        return (self._date(compact) if compact else None) or self.first_date(value[:100])

    def _date(self, match: re.Match[str]) -> date | None:
        parts = match.groupdict()
        month = self._months.get(parts["name"].lower()) if "name" in parts else int(parts["m"])
        return _day(int(parts["y"]), month, int(parts.get("d", 1))) if month else None


def of_url(url: str) -> date | None:
    """The date in an address such as ``/2025/10/20/`` or ``t20251020_1.html``."""
    return next((day for match in _COMPACT.finditer(url[:500]) if (day := _day(*map(int, match.groups())))), None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None  # 30 February is no date, as the many other numbers of this shape are none
