"""The store's reading half: what is held now, or was at any revision."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Literal

from chipwatch.model import (
    Change,
    Evidence,
    Fact,
    Revision,
)
from chipwatch.store import (
    changes,
    evidence,
    export,
    outbox,
    reads,
    relations,
    revisions,
    search,
    when,
)
from chipwatch.store.database import Database
from chipwatch.store.export import Table
from chipwatch.store.types import (
    CandidateRecord,
    ChipRecord,
    ClaimRecord,
    Cursor,
    Dispute,
    FactVersion,
    Hit,
    MentionRecord,
    RelationRecord,
)


class Reader:
    """Every reading method takes ``as_of``, a revision's number; None is now. One call sees one state.

    Errors: ``NotFoundError`` for names and revisions that do not exist, ``StoreError`` and its kin for the file.
    """

    def __init__(self, db: Database, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._clock = clock

    def _newest(self) -> int:
        number: int = self._db.value("SELECT coalesce(max(number), 0) FROM revision")
        return number

    def _at(self, as_of: int | None) -> int:
        return self._newest() if as_of is None else as_of

    def latest(self) -> Revision | None:
        """The newest revision, None in a new database."""
        return next(iter(revisions.between(self._db, self._newest() - 1, None)), None)

    def revision(self, number: int) -> Revision:
        """Raises NotFoundError."""
        return revisions.one(self._db, number)

    def revisions(self, since: int = 0, until: int | None = None) -> list[Revision]:
        """Revisions in ``(since, until]``, oldest first."""
        return revisions.between(self._db, since, until)

    def resolve(self, said: str, *, reader: str = "me", edge: Literal["start", "end"] = "start") -> int:
        """The revision that WHEN means; 0 is before all.

        ``r42`` is itself; ``last`` is what ``reader`` saw last (0 if never); a date, a time (ISO 8601, UTC unless it
        says otherwise) or an age (``30m``, ``12h``, ``7d``, ``2w``) is the newest revision taken before it. ``edge``
        says which end of a day a bare date is: ``start`` for --since, ``end`` for --until and --as-of.

        Raises UsageError (with the forms allowed), NotFoundError for a revision that does not exist.
        """
        return when.resolve(self._db, said, self._clock(), reader=reader, edge=edge)

    def cursor(self, reader: str) -> Cursor | None:
        """How far a reader has read, or a subscription was told; None: nothing yet."""
        return outbox.cursor(self._db, reader)

    def changes(self, since: int, until: int | None = None, *, sentences: int = changes.SENTENCES) -> list[Change]:
        """What changed after ``since`` up to ``until``, in the stable order of ``chipwatch.diff``.

        Each change has so many sentences at most, the strongest first; a dispute has one of either side at least. The
        fewer, the quicker; 0 leaves them out.
        """
        with self._db.snapshot():
            return changes.changes(self._db, since, self._at(until), sentences)

    def chips(self, as_of: int | None = None, *, unseen: bool = False) -> list[ChipRecord]:
        """Chips, systems, families and vendors named in any article, by name. ``unseen`` adds those only listed."""
        with self._db.snapshot():
            return reads.chips(self._db, self._at(as_of), as_of, unseen=unseen)

    def find_chip(self, name: str, as_of: int | None = None) -> ChipRecord:
        """A chip by slug, name or alias, in any script; case, blanks, hyphens and width do not matter.

        A chip that was merged leads to the one it is now. Raises NotFoundError with near names.
        """
        with self._db.snapshot():
            return reads.find_chip(self._db, name, self._at(as_of), as_of)

    def facts(self, chip: str | None = None, as_of: int | None = None, *, said_by: date | None = None) -> list[Fact]:
        """Facts held, of one chip (canonical name or slug) or of all, by chip and attribute.

        ``said_by`` turns to the world's time: what the articles known at ``as_of`` had said up to that day.
        """
        with self._db.snapshot():
            return reads.facts_at(self._db, chip, self._at(as_of), said_by)

    def history(self, chip: str, attribute: str | None = None, as_of: int | None = None) -> list[FactVersion]:
        """Every version of a chip's facts, by fact, oldest first."""
        with self._db.snapshot():
            return reads.history(self._db, chip, attribute, self._at(as_of))

    def claims(
        self, chip: str, attribute: str | None = None, as_of: int | None = None, *, said_by: date | None = None
    ) -> list[ClaimRecord]:
        """All claims ever asserted of a chip, with the part each plays in its fact, strongest first in each fact.

        ``said_by`` leaves those that stand and were published up to that day, with the parts they play alone.
        """
        with self._db.snapshot():
            return reads.claim_records(self._db, chip, attribute, self._at(as_of), said_by or date.max)

    def evidence(self, claim_ids: Iterable[str]) -> list[Evidence]:
        """The sentences behind claims, in the order asked."""
        asked = list(claim_ids)
        found = evidence.of_claims(self._db, asked)
        return [found[cid] for cid in asked if cid in found]

    def disputes(self, as_of: int | None = None) -> list[Dispute]:
        """Facts whose sources disagree, by chip."""
        with self._db.snapshot():
            return reads.disputes(self._db, self._at(as_of))

    def mentions(self, chip: str, as_of: int | None = None, *, said_by: date | None = None) -> list[MentionRecord]:
        """The articles that name a chip, published up to a day if one is given, newest first.

        Names are kept of a page's last edition: as of a revision, pages edited since are left out.
        """
        with self._db.snapshot():
            return reads.mentions(self._db, chip, self._at(as_of), as_of, said_by)

    def relations(self, chip: str, as_of: int | None = None, *, said_by: date | None = None) -> list[RelationRecord]:
        """Ratios to other chips, newest article first, with the values derived from them.

        Kept of a page's last edition, as ``mentions`` are.
        """
        with self._db.snapshot():
            return relations.relations(self._db, chip, self._at(as_of), as_of, said_by)

    def candidates(self, as_of: int | None = None) -> list[CandidateRecord]:
        """Chips on no list that wait for a decision, newest first."""
        with self._db.snapshot():
            return reads.candidates(self._db, self._at(as_of), as_of)

    def search(self, words: str, as_of: int | None = None, *, limit: int = 20) -> list[Hit]:
        """Articles that hold all these words, in any script and any case of letters, best first."""
        return search.search(self._db, words, as_of, limit)

    def table(self, what: Literal["facts", "claims", "changes", "tidy"], as_of: int | None = None) -> Table:
        """A whole table as of a revision; ``tidy`` is a row a chip in the columns of Epoch AI's hardware table.

        ``store.export`` writes it: ``dicts`` (for CSV, JSON Lines, Markdown), ``write_parquet``, ``write_sqlite``.
        """
        return export.TABLES[what](self._db, self._at(as_of))
