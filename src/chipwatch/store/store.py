"""The store's door: one object, one database file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from chipwatch.errors import NotFoundError, UsageError
from chipwatch.model import (
    ArticleRef,
    Capture,
    Chip,
    Source,
)
from chipwatch.store import (
    captures,
    care,
    curation,
    outbox,
    revise,
    schema,
    sources,
    staging,
    verify,
)
from chipwatch.store.database import Database, to_text, utcnow
from chipwatch.store.policy import Policy
from chipwatch.store.policy import load as load_policy
from chipwatch.store.reader import Reader
from chipwatch.store.types import (
    Committed,
    Counts,
    Decided,
    Decision,
    Mailer,
    Outgoing,
    Page,
    Pending,
    Problem,
    QueuedMail,
    Reading,
    SourceState,
)


class Store(Reader):
    """A chipwatch database.

    All times in and out are aware and in UTC. Every method that writes is one ``BEGIN IMMEDIATE`` transaction; when it
    returns, what it did survives ``kill -9``. Errors: ``StoreError`` and its kin, ``NotFoundError`` for names and
    revisions that do not exist. One Store belongs to one thread.

    The way of a run::

        with Store.open(path) as store:
            store.sync_sources(sources)
            store.adopt_rules(rules.digest, chips)           # first run, or rules changed: one `rules` revision
            for state in store.due_sources():                # poll feeds …
                store.add_refs(refs)                         # before the validators that would hide them next time
                store.source_ok(...) / store.source_failed(...)
            for page in store.due_pages():                   # fetch articles …
                store.add_capture(capture, due_at=...) / store.page_unchanged(...) / store.page_failed(...)
            readings = [Reading(p.capture_id, article, extraction) for p in store.pending()]
            store.record_news(readings, mailer=...)          # one `news` revision, or None
            for mail in store.outbox(): ...                  # store.mail_sent(...) / store.mail_failed(...)
    """

    @classmethod
    def open(
        cls, path: Path | str, *, clock: Callable[[], datetime] = utcnow, readonly: bool = False, create: bool = True
    ) -> Self:
        """Open a database; create it (with ``create``), or bring an older one up to date after a copy beside it.

        ``readonly`` opens for reading alone: nothing is created or migrated. Neither imports sqlite-utils where the
        schema is up to date.

        Raises NewerDatabaseError, DamagedDatabaseError, LockedError, StoreError; NotFoundError where there is no file
        and none is to be made.
        """
        path = Path(path)
        if not path.exists() and (readonly or not create):
            raise NotFoundError(f"there is no database at {path}", hint="`chipwatch run` makes one")
        db = Database(path, readonly=readonly)
        try:
            if readonly:
                schema.check(db)
            else:
                schema.prepare(db)
        except BaseException:
            db.close()
            raise
        return cls(db, clock)

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    # --- sources and pages ---------------------------------------------------------------------------------------

    def sync_sources(self, configured: Iterable[Source]) -> None:
        """Make these the sources. Fetch state is kept; one that is gone stays for its articles and is never due."""
        sources.sync_sources(self._db, configured)

    def sources(self) -> list[SourceState]:
        """All sources of the last sync, by id."""
        return sources.sources(self._db)

    def due_sources(self, now: datetime | None = None) -> list[SourceState]:
        """Sources to poll now, not muted, longest overdue first."""
        return sources.due_sources(self._db, now or self._clock())

    def source_ok(
        self, source_id: str, *, due_at: datetime, etag: str | None = None, last_modified: str | None = None
    ) -> None:
        """A poll went well (200 or 304). The validators given replace those stored: on 304 hand the old ones back."""
        sources.source_ok(self._db, source_id, self._clock(), due_at, etag, last_modified)

    def source_failed(self, source_id: str, error: str, *, due_at: datetime) -> None:
        """A poll failed; validators are kept, ``failures`` counts up."""
        sources.source_failed(self._db, source_id, error, self._clock(), due_at)

    def add_refs(self, refs: Iterable[ArticleRef]) -> int:
        """Take note of links; new ones are due at once. Returns how many were new."""
        return captures.add_refs(self._db, refs, self._clock())

    def due_pages(self, now: datetime | None = None, *, limit: int | None = None) -> list[Page]:
        """Pages to fetch now, of sources that are not muted, longest overdue first."""
        return captures.due_pages(self._db, now or self._clock(), limit)

    def page(self, url: str) -> Page | None:
        """A page's state, or None where the link is not known."""
        return captures.page(self._db, url)

    def page_unchanged(self, url: str, *, due_at: datetime | None) -> None:
        """The server answered 304. ``due_at`` None: never fetch it again."""
        captures.page_unchanged(self._db, url, self._clock(), due_at)

    def page_failed(self, url: str, error: str, *, due_at: datetime | None) -> None:
        """The page could not be had. Its claims stay: what was said was said."""
        captures.page_failed(self._db, url, error, self._clock(), due_at)

    def add_capture(self, capture: Capture, *, due_at: datetime | None = None) -> int:
        """Keep the bytes of a page, at once and for good; returns the capture's id.

        A page not yet known becomes known. ETag and Last-Modified are taken from the capture's headers. Bytes equal to
        the page's last ones are stored once, and such a capture is never pending. The source must be known.
        """
        return captures.add_capture(self._db, capture, due_at)

    def capture(self, capture_id: int) -> Capture:
        """A capture with its bytes. Raises NotFoundError, also where ``gc`` dropped the body."""
        return captures.capture(self._db, capture_id)

    def pending(self) -> Iterator[Pending]:
        """Captures not yet read by any rules, oldest first: those of this run and of any that was killed."""
        return captures.pending(self._db)

    # --- revisions -----------------------------------------------------------------------------------------------

    def adopt_rules(self, digest: str, chips: Iterable[Chip], policy: Policy | None = None) -> Committed | None:
        """Work under these rules from now on, with this lexicon.

        Writes a `rules` revision where the digest differs from the latest revision's (the first revision of a database
        is one) or the merge policy (``store.policy.load``; None: the shipped one) does, else returns None. Claims stay
        as they are: see ``reextract_due``.
        """
        return revise.adopt_rules(self._db, self._clock, digest, chips, policy or load_policy())

    def record_news(self, readings: Iterable[Reading], *, mailer: Mailer | None = None) -> Committed | None:
        """Take in what articles say: claims asserted and retired, facts merged, mails queued, as one `news` revision.

        None, and no revision, where no fact, claim, chip or candidate changed; the captures then still count as read.
        Needs ``adopt_rules`` first. ``mailer`` gets the changes with their evidence.
        """
        return revise.record_news(self._db, self._clock, readings, mailer)

    def reextract_due(self) -> int:
        """How many captures were last read under other rules than the latest revision's."""
        return captures.read_otherwise(self._db)

    def to_reextract(self, digest: str) -> Iterator[Pending]:
        """Stored captures without a staged reading under these rules, oldest first: what a killed run left over."""
        return captures.to_reextract(self._db, digest)

    def stage(self, readings: Iterable[Reading], digest: str) -> None:
        """Keep re-readings aside, under their rules, until ``record_rules`` takes them in."""
        staging.stage(self._db, readings, digest)

    def record_rules(
        self,
        digest: str,
        chips: Iterable[Chip],
        policy: Policy | None = None,
        *,
        dry_run: bool = False,
        mailer: Mailer | None = None,
    ) -> Committed:
        """Take in all staged readings as one `rules` revision. Every capture must be staged.

        ``dry_run`` returns what would come of it and writes nothing (what is staged stays).
        """
        return revise.record_rules(
            self._db, self._clock, digest, chips, policy or load_policy(), dry_run=dry_run, mailer=mailer
        )

    def curate(self, decision: Decision, *, author: str, reason: str, mailer: Mailer | None = None) -> Committed:
        """Take a curator's decision, as one `curation` revision."""
        return curation.curate(self._db, self._clock, decision, author=author, reason=reason, mailer=mailer)

    def undo(self, revision: int, *, author: str, reason: str, mailer: Mailer | None = None) -> Committed:
        """Take a decision back, as one more `curation` revision. Raises NotFoundError where there is none to undo."""
        return curation.undo(self._db, self._clock, revision, author=author, reason=reason, mailer=mailer)

    def decisions(self) -> list[Decided]:
        """All decisions, oldest first."""
        return curation.decisions(self._db)

    # --- outbox and readers -------------------------------------------------------------------------------------------

    def mark_seen(self, reader: str, revision: int) -> None:
        """``last`` of this reader is this revision from now on. Never moves back."""
        outbox.mark_seen(self._db, reader, revision, to_text(self._clock()))

    def queue(self, outgoing: Outgoing, revision: int) -> int:
        """Queue mails outside a revision (a test mail, a digest whose day has come), leaving those queued before alone.

        The readers in ``seen`` have been told everything up to ``revision``. Returns how many mails were new.
        """
        return outbox.queue(self._db, outgoing, revision, to_text(self._clock()))

    def outbox(self, now: datetime | None = None, *, everything: bool = False) -> list[QueuedMail]:
        """Mails to hand over now (queued, or failed and due again), oldest first; or ``everything``, sent ones too."""
        return outbox.outbox(self._db, now or self._clock(), everything=everything)

    def mail_sent(self, mail_id: int) -> None:
        """The server took it. Call after the handover: a crash between the two sends it again with its Message-ID."""
        outbox.mail_sent(self._db, mail_id, self._clock())

    def mail_failed(self, mail_id: int, error: str, *, due_at: datetime) -> None:
        """It could not be handed over, and is due again then."""
        outbox.mail_failed(self._db, mail_id, error, due_at)

    # --- care ----------------------------------------------------------------------------------------------------

    def verify(self, *, reread: Callable[[Capture], Reading] | None = None) -> list[Problem]:
        """Check every invariant; an empty list is a clean bill.

        ``reread`` parses and extracts a capture with today's rules: given, today's claims are checked against it too.
        """
        return verify.verify(self._db, reread)

    def gc(self, *, before: datetime, dry_run: bool = False) -> Counts:
        """Drop the bodies and texts of pages captured before then in which no capture names any chip."""
        return care.gc(self._db, before, dry_run=dry_run)

    def vacuum(self) -> None:
        """Give free pages back to the disk and refresh the planner's statistics."""
        care.vacuum(self._db)

    def backup(self, path: Path | str) -> None:
        """Copy the database while others read and write it. Raises UsageError where there is a file already."""
        path = Path(path)
        if path.exists():
            raise UsageError(f"{path} exists already", hint="name another file, or remove it")
        schema.backup(self._db, path)
