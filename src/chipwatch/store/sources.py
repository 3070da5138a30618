"""The sources configured, and the state of polling each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from chipwatch.errors import NotFoundError
from chipwatch.model import Source, SourceKind, Tier
from chipwatch.store.database import Database, maybe_time, to_text
from chipwatch.store.types import SourceState

_STATE = """
    SELECT id, name, url, kind, tier, origin, lang, every_s, link_selector, muted,
           etag, last_modified, checked_at, due_at, failures, error
    FROM source
"""


def sync_sources(db: Database, sources: Iterable[Source]) -> None:
    with db.immediate():
        db.execute("UPDATE source SET gone = 1")
        db.executemany(
            """
            INSERT INTO source (id, name, url, kind, tier, origin, lang, every_s, link_selector, muted)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET
                gone = 0,
                etag = iif(url = excluded.url, etag, NULL),
                last_modified = iif(url = excluded.url, last_modified, NULL),
                due_at = iif(url = excluded.url, due_at, NULL),
                name = excluded.name, url = excluded.url, kind = excluded.kind, tier = excluded.tier,
                origin = excluded.origin, lang = excluded.lang, every_s = excluded.every_s,
                link_selector = excluded.link_selector, muted = excluded.muted
            """,
            [
                (
                    s.id,
                    s.name,
                    s.url,
                    s.kind,
                    s.tier,
                    s.origin,
                    s.lang,
                    int(s.every.total_seconds()),
                    s.link_selector,
                    s.muted,
                )
                for s in sources
            ],
        )


def sources(db: Database) -> list[SourceState]:
    return [_state(*row) for row in db.rows(f"{_STATE} WHERE NOT gone ORDER BY id")]


def due_sources(db: Database, now: datetime) -> list[SourceState]:
    rows = db.rows(
        f"{_STATE} WHERE NOT gone AND NOT muted AND (due_at IS NULL OR due_at <= ?) ORDER BY due_at, id",
        (to_text(now),),
    )
    return [_state(*row) for row in rows]


def source_ok(
    db: Database, source_id: str, now: datetime, due_at: datetime, etag: str | None, last_modified: str | None
) -> None:
    changed = db.execute(
        """
        UPDATE source SET checked_at = ?, due_at = ?, etag = ?, last_modified = ?, failures = 0, error = NULL
        WHERE id = ?
        """,
        (to_text(now), to_text(due_at), etag, last_modified, source_id),
    )
    _must_exist(changed, source_id)


def source_failed(db: Database, source_id: str, error: str, now: datetime, due_at: datetime) -> None:
    changed = db.execute(
        "UPDATE source SET checked_at = ?, due_at = ?, failures = failures + 1, error = ? WHERE id = ?",
        (to_text(now), to_text(due_at), error, source_id),
    )
    _must_exist(changed, source_id)


def _state(
    source_id: str,
    name: str,
    url: str,
    kind: str,
    tier: str,
    origin: str,
    lang: str,
    every_s: int,
    link_selector: str | None,
    muted: int,
    etag: str | None,
    last_modified: str | None,
    checked_at: str | None,
    due_at: str | None,
    failures: int,
    error: str | None,
) -> SourceState:
    source = Source(
        source_id,
        name,
        url,
        SourceKind(kind),
        Tier(tier),
        origin,
        lang,
        timedelta(seconds=every_s),
        link_selector,
        bool(muted),
    )
    return SourceState(source, etag, last_modified, maybe_time(checked_at), maybe_time(due_at), failures, error)


def _must_exist(changed: int, source_id: str) -> None:
    if not changed:
        raise NotFoundError(f"no such source: {source_id}")
