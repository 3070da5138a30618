"""Pages and their captures: links found, bytes kept, and which of them wait to be read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime

from chipwatch.errors import NotFoundError, StoreError
from chipwatch.model import ArticleRef, Capture
from chipwatch.store import seals
from chipwatch.store.bodies import get_body, put_body
from chipwatch.store.database import Database, maybe_text, maybe_time, to_text, to_time
from chipwatch.store.types import Page, Pending

_PAGE = """
    SELECT p.url, p.source_id, p.title, p.published, p.etag, p.last_modified, p.checked_at, p.due_at, p.failures,
           p.error, p.found_at, p.changed_at
    FROM page p
"""


def add_refs(db: Database, refs: Iterable[ArticleRef], now: datetime) -> int:
    at = to_text(now)
    with db.immediate():
        return sum(
            db.execute(
                """
                INSERT INTO page (url, source_id, title, published, due_at, found_at) VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (url) DO NOTHING
                """,
                (ref.url, ref.source_id, ref.title, maybe_text(ref.published), at, at),
            )
            for ref in refs
        )


def due_pages(db: Database, now: datetime, limit: int | None) -> list[Page]:
    rows = db.rows(
        f"""
        {_PAGE} JOIN source s ON s.id = p.source_id
        WHERE p.due_at <= ? AND NOT s.muted ORDER BY p.due_at, p.id LIMIT ?
        """,
        (to_text(now), -1 if limit is None else limit),
    )
    return [_page(*row) for row in rows]


def page(db: Database, url: str) -> Page | None:
    row = db.row(f"{_PAGE} WHERE p.url = ?", (url,))
    return _page(*row) if row else None


def page_unchanged(db: Database, url: str, now: datetime, due_at: datetime | None) -> None:
    changed = db.execute(
        "UPDATE page SET checked_at = ?, due_at = ?, failures = 0, error = NULL WHERE url = ?",
        (to_text(now), maybe_text(due_at), url),
    )
    _must_exist(changed, url)


def page_failed(db: Database, url: str, error: str, now: datetime, due_at: datetime | None) -> None:
    changed = db.execute(
        "UPDATE page SET checked_at = ?, due_at = ?, failures = failures + 1, error = ? WHERE url = ?",
        (to_text(now), maybe_text(due_at), error, url),
    )
    _must_exist(changed, url)


def add_capture(db: Database, capture: Capture, due_at: datetime | None) -> int:
    at = to_text(capture.fetched_at)
    with db.immediate():
        if not db.value("SELECT 1 FROM source WHERE id = ?", (capture.source_id,)):
            raise StoreError(f"a capture of an unknown source: {capture.source_id}", hint="sync the sources first")
        page_id = db.value(
            """
            INSERT INTO page (url, source_id, found_at) VALUES (?, ?, ?)
            ON CONFLICT (url) DO UPDATE SET error = NULL RETURNING id
            """,
            (capture.url, capture.source_id, at),
        )
        before = db.row("SELECT id, sha256 FROM capture WHERE page_id = ? ORDER BY id DESC LIMIT 1", (page_id,))
        repeats = before[0] if before and before[1] == capture.sha256 else None
        put_body(db, capture.sha256, capture.body)
        capture_id: int = db.value("SELECT coalesce(max(id), 0) + 1 FROM capture")
        headers = json.dumps(capture.headers)
        seals.insert(
            db,
            "capture",
            (capture_id, page_id, capture.source_id, at, capture.status, headers, capture.sha256, repeats),
        )
        if repeats is None:
            db.execute("INSERT INTO unread (capture_id) VALUES (?)", (capture_id,))
        db.execute(
            """
            UPDATE page SET etag = ?, last_modified = ?, checked_at = ?, due_at = ?, failures = 0, error = NULL,
                            changed_at = iif(?, changed_at, ?)
            WHERE id = ?
            """,
            (
                capture.header("etag"),
                capture.header("last-modified"),
                at,
                maybe_text(due_at),
                repeats is not None,
                at,
                page_id,
            ),
        )
        return capture_id


def capture(db: Database, capture_id: int) -> Capture:
    row = db.row(
        """
        SELECT p.url, c.source_id, c.fetched_at, c.status, c.headers, c.sha256
        FROM capture c JOIN page p ON p.id = c.page_id WHERE c.id = ?
        """,
        (capture_id,),
    )
    if row is None:
        raise NotFoundError(f"no such capture: {capture_id}")
    url, source_id, fetched_at, status, headers, sha256 = row
    pairs = tuple((name, value) for name, value in json.loads(headers))
    return Capture(url, source_id, to_time(fetched_at), status, pairs, get_body(db, sha256), sha256)


def pending(db: Database) -> Iterator[Pending]:
    yield from _load(db, [n for (n,) in db.rows("SELECT capture_id FROM unread ORDER BY capture_id")])


def to_reextract(db: Database, digest: str) -> Iterator[Pending]:
    found = db.rows(
        """
        SELECT r.capture_id FROM reading r
        JOIN capture c ON c.id = r.capture_id JOIN body b ON b.sha256 = c.sha256
        WHERE NOT EXISTS (SELECT 1 FROM staged s WHERE s.capture_id = r.capture_id AND s.rules_digest = ?)
        ORDER BY r.capture_id
        """,
        (digest,),
    )
    yield from _load(db, [n for (n,) in found])


def read_otherwise(db: Database) -> int:
    count: int = db.value(
        """
        SELECT count(*) FROM reading r JOIN capture c ON c.id = r.capture_id JOIN body b ON b.sha256 = c.sha256
        WHERE r.rules_digest <> (SELECT rules_digest FROM revision ORDER BY number DESC LIMIT 1)
        """
    )
    return count


def _load(db: Database, ids: list[int]) -> Iterator[Pending]:
    for capture_id in ids:
        yield Pending(capture_id, capture(db, capture_id))


def _page(
    url: str,
    source_id: str,
    title: str | None,
    published: str | None,
    etag: str | None,
    last_modified: str | None,
    checked_at: str | None,
    due_at: str | None,
    failures: int,
    error: str | None,
    found_at: str,
    changed_at: str | None,
) -> Page:
    return Page(
        url,
        source_id,
        title,
        maybe_time(published),
        etag,
        last_modified,
        maybe_time(checked_at),
        maybe_time(due_at),
        failures,
        error,
        to_time(found_at),
        maybe_time(changed_at),
    )


def _must_exist(changed: int, url: str) -> None:
    if not changed:
        raise NotFoundError(f"no such page: {url}")
