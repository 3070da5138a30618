"""WHEN, as people say it, to a revision."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from chipwatch.errors import NotFoundError, UsageError
from chipwatch.store import outbox
from chipwatch.store.database import Database, to_text

FORMS = "a date (2026-03-01), a time (2026-03-01T12:00), an age (30m, 12h, 7d, 2w), a revision (r42) or `last`"

_AGE = re.compile(r"([0-9]{1,5})\s*([mhdw])")
_AGES = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_REVISION = re.compile(r"r([0-9]{1,15})")


def resolve(db: Database, when: str, now: datetime, *, reader: str, edge: Literal["start", "end"]) -> int:
    said = when.strip()
    if said == "last":
        cursor = outbox.cursor(db, reader)
        return cursor.revision if cursor else 0
    if found := _REVISION.fullmatch(said):
        return _existing(db, int(found[1]))
    return _before(db, moment(said, now, edge))


def moment(said: str, now: datetime, edge: Literal["start", "end"]) -> datetime:
    """The instant that a date, a time or an age means. Raises UsageError."""
    try:
        if age := _AGE.fullmatch(said):
            return now - timedelta(**{_AGES[age[2]]: int(age[1])})
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", said):
            day = datetime.combine(date.fromisoformat(said), time(), UTC)
            return day if edge == "start" else day + timedelta(days=1)
        found = datetime.fromisoformat(said)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{said!r} is no moment: use {FORMS}") from error


def _existing(db: Database, number: int) -> int:
    newest = db.value("SELECT coalesce(max(number), 0) FROM revision")
    if number > newest:
        raise NotFoundError(f"there is no revision r{number}", near=(f"r{newest}",), hint=f"the newest is r{newest}")
    return number


def _before(db: Database, moment: datetime) -> int:
    number: int = db.value(
        "SELECT coalesce(max(number), 0) FROM revision WHERE at = (SELECT max(at) FROM revision WHERE at < ?)",
        (to_text(moment),),
    )
    return number
