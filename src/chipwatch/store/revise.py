"""Two ways to a revision: the news changed, or our rules did. Each is one transaction. The third is in ``curation``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import groupby

from chipwatch.errors import StoreError
from chipwatch.model import Cause, Chip
from chipwatch.store import outbox, policy, staging
from chipwatch.store.changes import SENTENCES, changes
from chipwatch.store.chips import sync_lexicon
from chipwatch.store.database import Database, Row, to_text
from chipwatch.store.draft import Draft, later
from chipwatch.store.intake import place_all, take_page
from chipwatch.store.policy import Policy
from chipwatch.store.rulings import rulings
from chipwatch.store.types import Committed, Mailer, Reading

Clock = Callable[[], datetime]


def adopt_rules(db: Database, clock: Clock, digest: str, chips: Iterable[Chip], wanted: Policy) -> Committed | None:
    with db.immediate():
        latest = latest_row(db)
        if latest and latest[3] == digest and latest[4] == wanted.digest:
            return None
        draft = Draft(db, latest, wanted, rulings(db))
        draft.touched_chips |= sync_lexicon(db, chips)
        if latest and latest[4] != wanted.digest:
            place_all(draft)  # a retraction holds back what agrees, and what agrees is the policy's to say
            draft.touch_all()
        draft.settle()
        return commit(db, clock, draft, Cause.RULES, digest, note="new rules")


def record_news(db: Database, clock: Clock, readings: Iterable[Reading], mailer: Mailer | None) -> Committed | None:
    with db.immediate():
        latest = latest_row(db)
        if latest is None:
            raise StoreError("news before any rules", hint="adopt the rules first")
        digest = latest[3]
        draft = Draft(db, latest, policy_of(db, latest), rulings(db))
        waiting = {n for (n,) in db.rows("SELECT capture_id FROM unread")}
        unread = [r for r in readings if r.capture_id in waiting]
        for page_id, group in _by_page(db, unread):
            take_page(draft, page_id, group, digest, anew=False)
        draft.settle()
        if draft.empty:
            return None
        return commit(db, clock, draft, Cause.NEWS, digest, mailer=mailer)


def record_rules(
    db: Database,
    clock: Clock,
    digest: str,
    chips: Iterable[Chip],
    wanted: Policy,
    *,
    dry_run: bool,
    mailer: Mailer | None,
) -> Committed:
    with db.immediate(keep=not dry_run):
        latest = latest_row(db)
        left = staging.left(db, digest)
        if left:
            raise StoreError(f"{left} captures are not re-read yet", hint="finish `chipwatch reextract` first")
        draft = Draft(db, latest, wanted, rulings(db))
        draft.touched_chips |= sync_lexicon(db, chips)
        for page_id, readings in staging.pages(db, digest):
            take_page(draft, page_id, readings, digest, anew=True)
        if latest and latest[4] != wanted.digest:
            draft.touch_all()
        draft.settle()
        staging.clear(db)
        return commit(db, clock, draft, Cause.RULES, digest, note="re-extraction", mailer=mailer)


def _by_page(db: Database, readings: list[Reading]) -> Iterator[tuple[int, list[Reading]]]:
    """Readings grouped by page, in the order of their captures, each capture once."""
    once = {r.capture_id: r for r in readings}
    page_of = {n: db.value("SELECT page_id FROM capture WHERE id = ?", (n,)) for n in once}
    ordered = sorted(once.values(), key=lambda r: (page_of[r.capture_id], r.capture_id))
    for page_id, group in groupby(ordered, key=lambda r: page_of[r.capture_id]):
        yield page_id, list(group)


def commit(
    db: Database,
    clock: Clock,
    draft: Draft,
    cause: Cause,
    digest: str,
    *,
    author: str | None = None,
    note: str | None = None,
    mailer: Mailer | None = None,
) -> Committed:
    now = to_text(clock())
    at = later(now, db.value("SELECT at FROM revision ORDER BY number DESC LIMIT 1"))
    revision = draft.write_revision(at, cause, digest, author=author, note=note)
    found = tuple(changes(db, revision.number - 1, revision.number, 0 if mailer is None else SENTENCES))
    queued = 0
    if mailer is not None:
        queued = outbox.queue(db, mailer(revision, found), revision.number, now)
    return Committed(revision, found, draft.asserted, draft.retired, queued)


def latest_row(db: Database) -> Row | None:
    """Number, facts digest, claims digest, rules digest and policy digest of the newest revision."""
    return db.row(
        """
        SELECT number, facts_digest, claims_digest, rules_digest, policy_digest
        FROM revision ORDER BY number DESC LIMIT 1
        """
    )


def policy_of(db: Database, latest: Row) -> Policy:
    return policy.from_content(db.value("SELECT content FROM policy WHERE digest = ?", (latest[4],)))
