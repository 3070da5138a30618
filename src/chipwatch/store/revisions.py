"""Revisions as rows."""

from __future__ import annotations

from datetime import datetime

from chipwatch.errors import NotFoundError
from chipwatch.model import Cause, Revision
from chipwatch.store.database import NOW, Database

COLUMNS = "r.number, r.at, r.cause, r.rules_digest, r.facts_digest, r.author, r.note"


def to_revision(
    number: int, at: str, cause: str, rules_digest: str, facts_digest: str, author: str | None, note: str | None
) -> Revision:
    """A revision from the columns ``COLUMNS``."""
    return Revision(number, datetime.fromisoformat(at), Cause(cause), rules_digest, facts_digest, author, note)


def between(db: Database, since: int, until: int | None) -> list[Revision]:
    rows = db.rows(
        f"SELECT {COLUMNS} FROM revision r WHERE r.number > ? AND r.number <= ? ORDER BY r.number",
        (since, NOW if until is None else until),
    )
    return [to_revision(*row) for row in rows]


def one(db: Database, number: int) -> Revision:
    row = db.row(f"SELECT {COLUMNS} FROM revision r WHERE r.number = ?", (number,))
    if row is None:
        raise NotFoundError(f"there is no revision r{number}", hint="`chipwatch revisions` lists them")
    return to_revision(*row)
