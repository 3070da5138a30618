"""Keeping the file small: what may go, and giving the room back."""

from __future__ import annotations

from datetime import datetime

from chipwatch.store.database import Database, to_text
from chipwatch.store.types import Counts

_IDLE = """
    SELECT c.page_id FROM capture c GROUP BY c.page_id HAVING max(c.fetched_at) < :before
    EXCEPT SELECT c.page_id FROM claim m JOIN article a ON a.id = m.article_id JOIN capture c ON c.id = a.capture_id
    EXCEPT SELECT c.page_id FROM mention m JOIN article a ON a.id = m.article_id JOIN capture c ON c.id = a.capture_id
    EXCEPT SELECT c.page_id FROM unread u JOIN capture c ON c.id = u.capture_id
    EXCEPT SELECT c.page_id FROM reading r JOIN capture c ON c.id = r.capture_id WHERE r.error IS NOT NULL
"""


_ONLY_IDLE = f"""
    SELECT sha256 FROM capture WHERE page_id IN ({_IDLE})
    EXCEPT SELECT sha256 FROM capture WHERE page_id NOT IN ({_IDLE})
"""


def gc(db: Database, before: datetime, *, dry_run: bool) -> Counts:
    """A page is dropped whole or not at all: re-reading a page needs every capture of it."""
    with db.immediate(keep=not dry_run):
        span = {"before": to_text(before)}
        texts = db.execute(
            f"""
            DELETE FROM article_text WHERE article_id IN (
                SELECT a.id FROM article a JOIN capture c ON c.id = a.capture_id WHERE c.page_id IN ({_IDLE})
            )
            """,
            span,
        )
        size = db.value(f"SELECT coalesce(sum(length(data)), 0) FROM body WHERE sha256 IN ({_ONLY_IDLE})", span)
        dropped = db.execute(f"DELETE FROM body WHERE sha256 IN ({_ONLY_IDLE})", span)
    return {"bodies": dropped, "texts": texts, "bytes": size}


def vacuum(db: Database) -> None:
    db.execute("INSERT INTO article_search (article_search) VALUES ('optimize')")
    db.execute("VACUUM")
    db.execute("ANALYZE")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
