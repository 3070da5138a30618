"""Curators' decisions: taken, taken back, and applied to every claim that stands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from chipwatch.errors import NotFoundError, UsageError
from chipwatch.model import Cause, FactKey
from chipwatch.store import claims, reads, revisions, seals
from chipwatch.store.database import Database, Row
from chipwatch.store.draft import Draft
from chipwatch.store.intake import place_all
from chipwatch.store.names import slug
from chipwatch.store.revise import commit, latest_row, policy_of
from chipwatch.store.rulings import decode, encode, rulings
from chipwatch.store.types import (
    Accept,
    Committed,
    Decided,
    Decision,
    Mailer,
    Merge,
    Mute,
    Pin,
    Reject,
    Rename,
    Retract,
    Split,
)

Clock = Callable[[], datetime]


def curate(
    db: Database, clock: Clock, decision: Decision, *, author: str, reason: str, mailer: Mailer | None
) -> Committed:
    with db.immediate():
        latest = _needed(db)
        decision = checked(db, decision, latest[0])
        kind, content = encode(decision)
        number = latest[0] + 1
        seals.insert(db, "decision", (number, kind, content, None))
        pins = [decision.key] if isinstance(decision, Pin) else []
        return _ruled(db, clock, latest, author, f"{kind}: {reason}", mailer, pins)


def checked(db: Database, decision: Decision, newest: int) -> Decision:
    """The decision with its chips named by their slugs. Raises NotFoundError, UsageError where it means nothing."""

    def chip(name: str) -> str:
        return reads.find_chip(db, name, newest, newest).slug

    match decision:
        case Reject():
            return replace(decision, candidate=chip(decision.candidate))
        case Accept():
            accepted = replace(decision, candidate=chip(decision.candidate))
            _unclaimed(db, accepted.name, accepted.candidate, newest)
            return accepted
        case Rename():
            renamed = replace(decision, chip=chip(decision.chip))
            _unclaimed(db, renamed.name, renamed.chip, newest)
            return renamed
        case Merge():
            found = replace(decision, chip=chip(decision.chip), into=chip(decision.into))
            if found.chip == found.into:
                raise UsageError(f"{decision.chip} is {decision.into} already")
            return found
        case Split():
            found_chip = chip(decision.chip)
            for claim_id in decision.claim_ids:
                _standing(db, claim_id, found_chip)
            known = db.value("SELECT 1 FROM chip WHERE slug = ?", (slug(decision.into),))
            return replace(decision, chip=found_chip, into=chip(decision.into) if known else decision.into)
        case Pin():
            key = replace(decision.key, chip=chip(decision.key.chip))
            _standing(db, decision.claim_id, key.chip)
            return replace(decision, key=key)
        case Retract():
            key = replace(decision.key, chip=chip(decision.key.chip))
            if not any(replace(f.key, chip=key.chip) == key for f in reads.held(db, key.chip, newest)):
                raise NotFoundError(f"{decision.key.chip} has no such fact", hint="`chipwatch show` lists its facts")
            return replace(decision, key=key)
        case Mute():
            if not db.value("SELECT 1 FROM source WHERE id = ?", (decision.source_id,)):
                raise NotFoundError(f"no such source: {decision.source_id}", hint="`chipwatch sources list` lists all")
            return decision


def _unclaimed(db: Database, name: str | None, chip: str, newest: int) -> None:
    """Raises UsageError where the name is another chip's."""
    if name is not None and (not name.strip() or not name.isprintable()):
        raise UsageError(f"{name!r} is no name", hint="give it letters or digits, on one line")
    try:
        other = None if name is None else reads.find_chip(db, name, newest, newest)
    except NotFoundError:
        return
    if other is not None and other.slug != chip:
        raise UsageError(
            f"{name} is another chip's name", hint=f"to make them one: chipwatch curate merge {chip} {other.slug}"
        )


def _standing(db: Database, claim_id: str, chip: str) -> None:
    """Raises NotFoundError unless the claim counts for that chip."""
    n = db.value("SELECT n FROM claim WHERE id = ?", (claim_id,))
    fact = None if n is None else claims.placed(db, n)[0]
    home = db.value("SELECT c.slug FROM fact f JOIN chip c ON c.id = f.chip WHERE f.id = ?", (fact,))
    if home != chip:
        raise NotFoundError(f"no claim {claim_id} counts for {chip}", hint="`chipwatch show CHIP --why` lists claims")


def undo(db: Database, clock: Clock, revision: int, *, author: str, reason: str, mailer: Mailer | None) -> Committed:
    with db.immediate():
        latest = _needed(db)
        found = db.row("SELECT kind, content FROM decision WHERE revision = ?", (revision,))
        if found is None or found[0] == "undo":
            raise NotFoundError(f"r{revision} is no decision", hint="`chipwatch curate list` shows all")
        if db.value("SELECT 1 FROM decision WHERE undoes = ?", (revision,)):
            raise UsageError(f"the decision of r{revision} is undone already")
        number = latest[0] + 1
        seals.insert(db, "decision", (number, "undo", "{}", revision))
        decision = decode(*found)
        pins = [decision.key] if isinstance(decision, Pin) else []
        return _ruled(db, clock, latest, author, f"undo r{revision}: {reason}", mailer, pins)


def decisions(db: Database) -> list[Decided]:
    rows = db.rows(
        f"""
        SELECT d.kind, d.content, u.revision, {revisions.COLUMNS}
        FROM decision d JOIN revision r ON r.number = d.revision LEFT JOIN decision u ON u.undoes = d.revision
        WHERE d.kind <> 'undo' ORDER BY d.revision
        """
    )
    return [
        Decided(revisions.to_revision(*columns), decode(kind, content), undone)
        for kind, content, undone, *columns in rows
    ]


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
    draft = Draft(db, latest, policy_of(db, latest), rulings(db))
    place_all(draft)
    for key in pins:
        draft.touch_pinned(key)
    draft.touched_chips.update(n for (n,) in db.rows("SELECT id FROM chip"))
    draft.settle()
    return commit(db, clock, draft, Cause.CURATION, latest[3], author=author, note=note, mailer=mailer)


def _needed(db: Database) -> Row:
    latest = latest_row(db)
    if latest is None:
        raise NotFoundError("the database holds nothing yet", hint="run `chipwatch run` first")
    return latest
