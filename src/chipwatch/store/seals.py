"""Rows that nothing else proves carry a digest of themselves: a byte that flips on the disk does not go unseen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from chipwatch.store.database import Database, Row, marks

# What is sealed of each table, first what names the row. The rest of a mail's row is the state of handing it over.
SEALED = {
    "revision": "number, at, cause, rules_digest, policy_digest, facts_digest, claims_digest, author, note",
    "capture": "id, page_id, source_id, fetched_at, status, headers, sha256, repeats",
    "chip_version": "chip, revision, name, vendor, family, kind, aliases, state, seen, into_chip",
    "decision": "revision, kind, content, undoes",
    "outbox": "message_id, revision, recipient, subject, message, queued_at",
}


def seal(row: Row) -> str:
    """The digest of a row's columns, those of ``SEALED`` in their order."""
    return hashlib.sha256(ascii(row).encode()).hexdigest()


def insert(db: Database, table: str, row: Row) -> None:
    """Write a row and its seal."""
    db.execute(f"INSERT INTO {table} ({SEALED[table]}, seal) VALUES ({marks(len(row) + 1)})", (*row, seal(row)))


def broken(db: Database) -> Iterator[str]:
    """Rows that are not as they were written."""
    for table, columns in SEALED.items():
        for sealed, *row in db.each(f"SELECT seal, {columns} FROM {table} WHERE seal IS NOT NULL"):
            if seal(tuple(row)) != sealed:
                yield f"{table} {row[0]} is not what was written"
