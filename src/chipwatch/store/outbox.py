"""Mails waiting to be handed over (at least once, under one Message-ID), and how far each reader has been told."""

from __future__ import annotations

from datetime import datetime

from chipwatch.errors import NotFoundError
from chipwatch.store.database import Database, maybe_time, to_text, to_time
from chipwatch.store.seals import SEALED, seal
from chipwatch.store.types import Cursor, Mail, Outgoing, QueuedMail


def queue(db: Database, outgoing: Outgoing, revision: int, now: str) -> int:
    """Queue mails and move the readers' cursors; returns how many mails were not queued before."""
    rows = [(m.message_id, revision, m.recipient, m.subject, m.message, now) for m in outgoing.mails]
    with db.immediate():
        queued = sum(
            db.execute(
                f"""
                INSERT INTO outbox ({SEALED["outbox"]}, seal, state, due_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, 'queued', ?) ON CONFLICT (message_id) DO NOTHING
                """,
                (*row, seal(row), now),
            )
            for row in rows
        )
        for reader in outgoing.seen:
            mark_seen(db, reader, revision, now)
    return queued


def outbox(db: Database, now: datetime, *, everything: bool) -> list[QueuedMail]:
    rows = db.rows(
        f"""
        SELECT id, revision, recipient, subject, message, message_id, state, attempts, queued_at, due_at, sent_at, error
        FROM outbox WHERE {"1" if everything else "state <> 'sent' AND due_at <= :now"} ORDER BY id
        """,
        {"now": to_text(now)},
    )
    return [
        QueuedMail(
            number,
            revision,
            Mail(recipient, subject, bytes(message), message_id),
            state,
            attempts,
            to_time(queued_at),
            to_time(due_at),
            maybe_time(sent_at),
            error,
        )
        for (
            number,
            revision,
            recipient,
            subject,
            message,
            message_id,
            state,
            attempts,
            queued_at,
            due_at,
            sent_at,
            error,
        ) in rows
    ]


def mail_sent(db: Database, mail_id: int, now: datetime) -> None:
    changed = db.execute(
        "UPDATE outbox SET state = 'sent', attempts = attempts + 1, sent_at = ?, error = NULL WHERE id = ?",
        (to_text(now), mail_id),
    )
    _must_exist(changed, mail_id)


def mail_failed(db: Database, mail_id: int, error: str, due_at: datetime) -> None:
    changed = db.execute(
        "UPDATE outbox SET state = 'failed', attempts = attempts + 1, error = ?, due_at = ? WHERE id = ?",
        (error, to_text(due_at), mail_id),
    )
    _must_exist(changed, mail_id)


def mark_seen(db: Database, reader: str, revision: int, now: str) -> None:
    db.execute(
        """
        INSERT INTO reader (name, revision, at) VALUES (?, ?, ?)
        ON CONFLICT (name) DO UPDATE SET revision = max(revision, excluded.revision), at = excluded.at
        """,
        (reader, revision, now),
    )


def cursor(db: Database, reader: str) -> Cursor | None:
    row = db.row("SELECT revision, at FROM reader WHERE name = ?", (reader,))
    return Cursor(row[0], to_time(row[1])) if row else None


def _must_exist(changed: int, mail_id: int) -> None:
    if not changed:
        raise NotFoundError(f"no such mail: {mail_id}", hint="`chipwatch alerts list --all` shows all")
