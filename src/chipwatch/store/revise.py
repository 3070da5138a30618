"""The three ways to a revision: the news changed, our rules changed, a curator decided. Each is one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import groupby

from chipwatch.errors import NotFoundError, StoreError, UsageError
from chipwatch.model import Cause, Chip, FactKey, Revision
from chipwatch.store import claims, outbox, policy, staging
from chipwatch.store.changes import changes
from chipwatch.store.chips import sync_lexicon
from chipwatch.store.database import Database, Row, to_text
from chipwatch.store.draft import Draft, later
from chipwatch.store.intake import take_page
from chipwatch.store.policy import Policy
from chipwatch.store.rulings import decode, encode, rulings
from chipwatch.store.types import Committed, Decided, Decision, Mailer, Pin, Reading

Clock = Callable[[], datetime]


def adopt_rules(db: Database, clock: Clock, digest: str, chips: Iterable[Chip], wanted: Policy) -> Committed | None:
    with db.immediate():
        latest = _latest(db)
        if latest and latest[3] == digest and latest[4] == wanted.digest:
            return None
        draft = Draft(db, latest, wanted, rulings(db))
        draft.touched_chips |= sync_lexicon(db, chips)
        if latest and latest[4] != wanted.digest:
            draft.touch_all()
        draft.settle()
        return _commit(db, clock, draft, Cause.RULES, digest, note="new rules")


def record_news(db: Database, clock: Clock, readings: Iterable[Reading], mailer: Mailer | None) -> Committed | None:
    with db.immediate():
        latest = _latest(db)
        if latest is None:
            raise StoreError("news before any rules", hint="adopt the rules first")
        digest = latest[3]
        draft = Draft(db, latest, _policy_of(db, latest), rulings(db))
        waiting = {n for (n,) in db.rows("SELECT capture_id FROM unread")}
        unread = [r for r in readings if r.capture_id in waiting]
        for page_id, group in _by_page(db, unread):
            take_page(draft, page_id, group, digest, anew=False)
        draft.settle()
        if draft.empty:
            return None
        return _commit(db, clock, draft, Cause.NEWS, digest, mailer=mailer)


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
        latest = _latest(db)
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
        return _commit(db, clock, draft, Cause.RULES, digest, note="re-extraction", mailer=mailer)


def curate(
    db: Database, clock: Clock, decision: Decision, *, author: str, reason: str, mailer: Mailer | None
) -> Committed:
    with db.immediate():
        latest = _needed(db)
        kind, content = encode(decision)
        number = latest[0] + 1
        db.execute("INSERT INTO decision (revision, kind, content) VALUES (?, ?, ?)", (number, kind, content))
        pins = [decision.key] if isinstance(decision, Pin) else []
        return _ruled(db, clock, latest, author, f"{kind}: {reason}", mailer, pins)


def undo(db: Database, clock: Clock, revision: int, *, author: str, reason: str, mailer: Mailer | None) -> Committed:
    with db.immediate():
        latest = _needed(db)
        found = db.row("SELECT kind, content FROM decision WHERE revision = ?", (revision,))
        if found is None or found[0] == "undo":
            raise NotFoundError(f"r{revision} is no decision", hint="`chipwatch decisions` lists them")
        if db.value("SELECT 1 FROM decision WHERE undoes = ?", (revision,)):
            raise UsageError(f"the decision of r{revision} is undone already")
        number = latest[0] + 1
        db.execute(
            "INSERT INTO decision (revision, kind, content, undoes) VALUES (?, 'undo', '{}', ?)", (number, revision)
        )
        decision = decode(*found)
        pins = [decision.key] if isinstance(decision, Pin) else []
        return _ruled(db, clock, latest, author, f"undo r{revision}: {reason}", mailer, pins)


def decisions(db: Database) -> list[Decided]:
    rows = db.rows(
        f"""
        SELECT d.kind, d.content, u.revision, {REVISION}
        FROM decision d JOIN revision r ON r.number = d.revision LEFT JOIN decision u ON u.undoes = d.revision
        WHERE d.kind <> 'undo' ORDER BY d.revision
        """
    )
    return [Decided(to_revision(*columns), decode(kind, content), undone) for kind, content, undone, *columns in rows]


def _ruled(
    db: Database,
    clock: Clock,
    latest: Row,
    author: str,
    note: str,
    mailer: Mailer | None,
    pins: list[FactKey],
) -> Committed:
    """Judge every standing claim by the decisions now in force: few are taken, and all are then surely applied."""
    draft = Draft(db, latest, _policy_of(db, latest), rulings(db))
    _rehome(draft)
    for key in pins:
        draft.touch_pinned(key)
    draft.touched_chips.update(n for (n,) in db.rows("SELECT id FROM chip"))
    draft.settle()
    return _commit(db, clock, draft, Cause.CURATION, latest[3], author=author, note=note, mailer=mailer)


def _rehome(draft: Draft) -> None:
    rows = draft.db.rows(
        f"""
        SELECT c.n, c.id, s.article_id, p.source_id, {claims.COLUMNS}
        FROM said s JOIN claim c ON c.n = s.claim JOIN page p ON p.id = s.page_id
        """
    )
    for n, claim_id, article_id, source_id, *columns in rows:
        claim = claims.from_row(*columns)
        home = draft.rulings.home(claim_id, claim, source_id, draft.policy.agreement)
        wanted = None if home is None else draft.fact_id(home, claim)
        held = claims.fact_of(draft.db, n)
        if held == wanted:
            continue
        if held is not None:
            draft.retire_claim(n, claim_id, held, article_id)
        if wanted is not None:
            draft.assert_claim(n, claim_id, wanted, article_id)


def _by_page(db: Database, readings: list[Reading]) -> Iterator[tuple[int, list[Reading]]]:
    """Readings grouped by page, in the order of their captures, each capture once."""
    once = {r.capture_id: r for r in readings}
    page_of = {n: db.value("SELECT page_id FROM capture WHERE id = ?", (n,)) for n in once}
    ordered = sorted(once.values(), key=lambda r: (page_of[r.capture_id], r.capture_id))
    for page_id, group in groupby(ordered, key=lambda r: page_of[r.capture_id]):
        yield page_id, list(group)


def _commit(
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
    found = tuple(changes(db, revision.number - 1, revision.number, with_evidence=mailer is not None))
    queued = 0
    if mailer is not None:
        queued = outbox.queue(db, mailer(revision, found), revision.number, now)
    return Committed(revision, found, draft.asserted, draft.retired, queued)


def _latest(db: Database) -> Row | None:
    """Number, facts digest, claims digest, rules digest and policy digest of the newest revision."""
    return db.row(
        """
        SELECT number, facts_digest, claims_digest, rules_digest, policy_digest
        FROM revision ORDER BY number DESC LIMIT 1
        """
    )


def _needed(db: Database) -> Row:
    latest = _latest(db)
    if latest is None:
        raise NotFoundError("the database holds nothing yet", hint="run `chipwatch run` first")
    return latest


def _policy_of(db: Database, latest: Row) -> Policy:
    return policy.from_content(db.value("SELECT content FROM policy WHERE digest = ?", (latest[4],)))


REVISION = "r.number, r.at, r.cause, r.rules_digest, r.facts_digest, r.author, r.note"


def to_revision(
    number: int, at: str, cause: str, rules_digest: str, facts_digest: str, author: str | None, note: str | None
) -> Revision:
    """A revision from the columns ``REVISION``."""
    return Revision(number, datetime.fromisoformat(at), Cause(cause), rules_digest, facts_digest, author, note)
