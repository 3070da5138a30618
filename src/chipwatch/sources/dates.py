"""Dates as feeds, sitemaps and listings write them, in UTC."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_EAST_ASIAN = re.compile(
    r"(20\d\d)\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]?(?:\s*(\d{1,2})[:時时](\d{2})(?:[:分](\d{2}))?)?"
)
_IN_PATH = re.compile(r"/(20\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|$)")
_EARLIEST = datetime(1995, 1, 1, tzinfo=UTC)
_SLACK = timedelta(days=2)  # clocks and time zones of publishers are wrong by hours, not by more


def parse_date(text: str) -> datetime | None:
    """A date in ISO 8601 (W3C profile), RFC 5322 or East Asian form; without a time zone it is taken as UTC."""
    text = " ".join(text.split())[:100]
    if not text:
        return None
    for read in (datetime.fromisoformat, _iso_with_blanks, parsedate_to_datetime, _east_asian):
        try:
            return in_utc(read(text))
        except (ValueError, OverflowError):
            continue
    return None


def date_in_path(url: str) -> datetime | None:
    """The day that stands in an address, as in ``/2026/03/15/``."""
    found = _IN_PATH.search(url)
    return _day(*found.groups()) if found else None


def plausible(date: datetime | None, fetched_at: datetime) -> datetime | None:
    """``date``, or None where it cannot be a date of publication: before the web's news, or after the fetch."""
    return date if date is not None and _EARLIEST <= date <= fetched_at + _SLACK else None


def in_utc(date: datetime) -> datetime:
    """``date`` in UTC, which it is taken for without a time zone."""
    return date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)


def _iso_with_blanks(text: str) -> datetime:
    """ISO 8601 but for a blank before the offset, as some Chinese feeds have it."""
    return datetime.fromisoformat(re.sub(r" (?=[+-]\d\d:?\d\d$)", "", text))


def _east_asian(text: str) -> datetime:
    if found := _EAST_ASIAN.search(text):
        return datetime(*(int(part or 0) for part in found.groups()))  # type: ignore[arg-type]
    raise ValueError(text)


def _day(year: str, month: str, day: str) -> datetime | None:
    try:
        return datetime(int(year), int(month), int(day), tzinfo=UTC)
    except ValueError:  # 31 February
        return None
