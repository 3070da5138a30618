"""Calendar dates in prose, in metadata and in addresses, in every language of ``rules/dates.toml``."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from chipwatch import resources, toml_schema
from chipwatch.errors import RulesError

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
_ANY_YEAR = re.compile(r"(?:19|20)\d\d")
_COMPACT = re.compile(rf"(?<!\d){_YEAR}[-/_]?(?P<m>\d\d)[-/_]?(?P<d>\d\d)(?!\d)")


@cache
def _months() -> dict[str, int]:
    """Names and abbreviations of months, as ``rules/dates.toml`` has them."""
    file = toml_schema.read(resources.data_dir("rules") / "dates.toml", RulesError)
    languages = file.data.get("language", {}).values()
    return {name: number for language in languages for name, number in language.get("months", {}).items()}


def _date(match: re.Match[str]) -> date | None:
    parts = match.groupdict()
    month = _months().get(parts["name"].lower()) if "name" in parts else int(parts["m"])
    try:
        return date(int(parts["y"]), month, int(parts["d"])) if month else None
    except ValueError:
        return None  # 30 February is no date, as the many other numbers of this shape are none


def first_date(text: str) -> date | None:
    """The first full date (year, month and day) in ``text``, which should be short."""
    if not _ANY_YEAR.search(text):
        return None
    found = [
        (match.start(), day) for shape in _SHAPES for match in shape.finditer(text) if (day := _date(match)) is not None
    ]
    return min(found)[1] if found else None


def of_metadata(value: str) -> date | None:
    """The date of a time stamp (ISO 8601, RFC 5322, ``20251020``), as the page's own clock has it."""
    compact = _COMPACT.match(value.strip())
    return (_date(compact) if compact else None) or first_date(value[:100])


def of_url(url: str) -> date | None:
    """The date in an address such as ``/2025/10/20/`` or ``t20251020_1.html``."""
    return next((day for match in _COMPACT.finditer(url[:500]) if (day := _date(match))), None)
