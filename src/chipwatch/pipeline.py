"""The whole run, readable from top to bottom: ``Pipeline.run``.

sources → listings → new links → polite fetch → captures stored → articles → extract → claims → facts → one ``news``
revision → alerts queued in the same transaction → alerts sent.

What has left the network is on disk before the next step begins, so a run killed anywhere is completed by the next: the
links of a listing are stored before its validators (ETag), captures before they are read, a revision together with its
mails, and a mail leaves the outbox only after the server has taken it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import TypeVar

from chipwatch import article, schedule, sources
from chipwatch.config import Config
from chipwatch.errors import ChipwatchError, FetchError, NetworkError, NotFoundError, ParseError
from chipwatch.fetch import Fetcher, FetchPolicy, NotModified, Validators
from chipwatch.lock import work_lock
from chipwatch.mailroom import Mailroom
from chipwatch.model import Article, ArticleRef, Capture, Extraction, Source
from chipwatch.rules import RuleSet
from chipwatch.stopping import cancelled_by_signals
from chipwatch.store import Store, policy
from chipwatch.store.types import Page, Pending, Reading, SourceState

PAGES_AT_ONCE = 500  # what is left is due in the next run


@dataclass(frozen=True, slots=True)
class Failure:
    """A source (its id), a page (its address), a mail's recipient or the mail server, and what went wrong there."""

    what: str
    error: ChipwatchError


@dataclass(slots=True)
class Summary:
    """What one run did. ``revision`` is None where nothing was learned, ``offline`` tells that no source was reached.

    ``alerts_waiting`` counts mails that could not be sent yet, ``outdated`` captures last read under other rules.
    """

    sources_polled: int = 0
    articles_new: int = 0
    articles_changed: int = 0
    articles_unchanged: int = 0
    articles_failed: int = 0
    claims: int = 0
    facts_changed: int = 0
    alerts_queued: int = 0
    alerts_sent: int = 0
    alerts_waiting: int = 0
    revision: int | None = None
    outdated: int = 0
    offline: bool = False
    stopped: bool = False
    failures: list[Failure] = field(default_factory=list)


A = TypeVar("A")
R = TypeVar("R")
Clock = Callable[[], datetime]
Read = Callable[[Pending], Reading]
"""One capture as today's parser and rules read it. Raises ParseError where its bytes are no article."""
Progress = Callable[[str, int, int], None]
"""Told how far a run has come: stage ("sources", "articles", "reading"), done, total."""


class Pipeline:
    """The stages of one database, joined. Several tasks of one event loop may ``run`` it; one at a time writes."""

    def __init__(
        self,
        store: Store,
        fetcher: Fetcher,
        read: Read,
        mailroom: Mailroom,
        *,
        clock: Clock,
        progress: Progress | None = None,
    ) -> None:
        self._store = store
        self._fetcher = fetcher
        self._read_one = read
        self._mailroom = mailroom
        self._clock = clock
        self._progress = progress or (lambda _stage, _done, _total: None)
        self._writing = asyncio.Lock()

    def sources(self, only: Collection[str] = ()) -> list[SourceState]:
        """The sources that are read: those of the rules but for muted ones, or ``only`` some (ids).

        Raises NotFoundError for an id that none of them has.
        """
        states = {state.source.id: state for state in self._store.sources() if not state.source.muted}
        for unknown in set(only) - set(states):
            raise NotFoundError(f"no source has the id {unknown}", hint="chipwatch sources list")
        return [states[source_id] for source_id in only or states]

    def keep(self, capture: Capture) -> bool:
        """Store a page that came otherwise than from its server, for ``run`` to read; False if it is known."""
        known = self._store.page(capture.url) is not None
        if not known:
            self._store.add_capture(capture)
        return not known

    async def run(self, states: Sequence[SourceState]) -> Summary:
        """Poll these sources and take in what their articles say. Cancelled, it stops where it is and says so.

        What concerns one source, page or mail is a failure in the summary; StoreError ends the run.
        """
        summary = Summary()
        try:
            await self._poll(states, summary)
            if not summary.offline:
                await self._fetch({state.source.id: state.source for state in states}, summary)
            async with self._writing:
                readings = await self._read(summary)
                self._record(readings, summary)
                await self._alert(summary)
        except asyncio.CancelledError:
            summary.stopped = True
        summary.outdated = self._store.reextract_due()
        return summary

    async def _poll(self, states: Sequence[SourceState], summary: Summary) -> None:
        """Listings to links. The links of one are stored before its validators, lest a kill between loses them."""

        async def poll(state: SourceState) -> FetchError | ParseError | None:
            source, now = state.source, self._clock()
            validators = Validators(state.etag, state.last_modified)
            try:
                answer = await self._fetcher.fetch(source.url, source_id=source.id, validators=validators)
                if isinstance(answer, Capture):
                    self._store.add_refs(await self._links(source, answer))
                    # An index of sitemaps may stay as it is while they do not.
                    indexed = bool(sources.child_sitemaps(source, answer))
                    validators = Validators() if indexed else Validators.of(answer)
            except (FetchError, ParseError) as error:
                # No answer is no complaint: this machine may be offline, and a server that is down minds no call.
                failures = 0 if isinstance(error, NetworkError) else state.failures + 1
                due_at = schedule.poll_again(source, now, failures=failures)
                self._store.source_failed(source.id, str(error), due_at=due_at)
                return error
            self._store.source_ok(
                source.id,
                due_at=schedule.poll_again(source, now),
                etag=validators.etag,
                last_modified=validators.last_modified,
            )
            return None

        errors = await self._each("sources", poll, states)
        failures = [Failure(s.source.id, e) for s, e in zip(states, errors, strict=True) if e is not None]
        summary.sources_polled = len(states)
        summary.offline = bool(failures) and all(isinstance(error, NetworkError) for error in errors)
        summary.failures += failures

    async def _links(self, source: Source, listing: Capture) -> list[ArticleRef]:
        """What a listing lists; for an index of sitemaps, what its newest sitemaps list."""
        refs = sources.parse(source, listing)
        for url in sources.child_sitemaps(source, listing):
            child = await self._fetcher.fetch(url, source_id=source.id, found_at=source.url)
            if isinstance(child, Capture):
                refs += sources.parse(source, child)
        return refs

    async def _fetch(self, polled: dict[str, Source], summary: Summary) -> None:
        """Links to captures, each on disk once it is here: new pages, known ones due for another look, failed ones."""

        async def fetch(page: Page) -> None:
            try:
                answer = await self._fetcher.fetch(
                    page.url,
                    source_id=page.source_id,
                    validators=Validators(page.etag, page.last_modified),
                    found_at=polled[page.source_id].url,
                )
            except FetchError as error:
                due_at = schedule.try_again(error, page.failures + 1, page.found_at, self._clock())
                self._store.page_failed(page.url, str(error), due_at=due_at)
                summary.articles_failed += 1
                summary.failures.append(Failure(page.url, error))
                return
            due_at = schedule.visit_again(page.found_at, self._clock())
            if isinstance(answer, NotModified):
                self._store.page_unchanged(page.url, due_at=due_at)
                summary.articles_unchanged += 1
            else:
                self._keep_visited(page, answer, due_at, summary)

        pages = [page for page in self._store.due_pages() if page.source_id in polled]
        await self._each("articles", fetch, pages[:PAGES_AT_ONCE])

    def _keep_visited(self, page: Page, capture: Capture, due_at: datetime | None, summary: Summary) -> None:
        """Store a capture under the address that its source gave, wherever redirects led."""
        self._store.add_capture(replace(capture, url=page.url), due_at=due_at)
        kept = self._store.page(page.url)
        if page.changed_at is None:
            summary.articles_new += 1
        elif kept is not None and kept.changed_at != page.changed_at:
            summary.articles_changed += 1
        else:
            summary.articles_unchanged += 1

    async def _read(self, summary: Summary) -> list[Reading]:
        """Captures to claims: those of this run, and those that an earlier run left unread."""
        readings: list[Reading] = []
        for done, item in enumerate(self._store.pending(), start=1):
            try:
                readings.append(await asyncio.to_thread(self._read_one, item))
            except ParseError as error:
                readings.append(Reading(item.capture_id, None, error=str(error)))
                summary.articles_failed += 1
                summary.failures.append(Failure(item.capture.url, error))
            self._progress("reading", done, max(done, summary.articles_new + summary.articles_changed))
        return readings

    def _record(self, readings: Sequence[Reading], summary: Summary) -> None:
        """Claims to facts: one revision, and the mails that tell of it, in one transaction."""
        committed = self._store.record_news(readings, mailer=self._mailroom.mails)
        if committed is not None:
            summary.revision = committed.revision.number
            summary.claims = committed.asserted
            summary.facts_changed = len({change.key for change in committed.changes if change.key is not None})
            summary.alerts_queued = committed.mails

    async def _alert(self, summary: Summary) -> None:
        """Mails to mailboxes: of this revision, digests that are due, and what waited from before."""
        summary.alerts_queued += self._mailroom.queue_digests()
        outcome = await self._mailroom.send()
        summary.alerts_sent = outcome.sent
        summary.alerts_waiting = outcome.waiting
        summary.failures += [Failure(whom, error) for whom, error in outcome.failures]

    async def _each(self, stage: str, step: Callable[[A], Awaitable[R]], items: Sequence[A]) -> list[R]:
        """Take a step with all items side by side; results in their order. An error let out of one stops the rest."""
        done = 0

        async def counted(item: A) -> R:
            nonlocal done
            result = await step(item)
            done += 1
            self._progress(stage, done, len(items))
            return result

        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(counted(item)) for item in items]
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from errors
        return [task.result() for task in tasks]


def reader(ruleset: RuleSet) -> Read:
    """The article and extract stages; the latter is made when the first article needs it, as it loads spaCy."""

    @cache
    def made() -> Callable[[Article], Extraction]:
        from chipwatch.extract import Extractor

        return Extractor(ruleset).extract

    def read(item: Pending) -> Reading:
        parsed = article.parse(item.capture, ruleset.pages)
        return Reading(item.capture_id, parsed, made()(parsed))

    return read


@asynccontextmanager
async def opened(
    config: Config, ruleset: RuleSet, *, clock: Clock, progress: Progress | None = None
) -> AsyncIterator[Pipeline]:
    """The pipeline of the settings' database, brought to these rules and their sources. The caller holds the lock."""
    with Store.open(config.db, clock=clock) as store:
        mailroom = Mailroom.of(config, store, attributes=ruleset.language.attributes, clock=clock)
        store.sync_sources(ruleset.sources)
        store.adopt_rules(ruleset.digest, ruleset.chips, policy.load(config.rules))
        async with Fetcher(FetchPolicy(**asdict(config.fetch)), clock=clock) as fetcher:
            yield Pipeline(store, fetcher, reader(ruleset), mailroom, clock=clock, progress=progress)


def run(
    config: Config,
    ruleset: RuleSet,
    *,
    clock: Clock,
    only: Collection[str] = (),
    only_due: bool = False,
    progress: Progress | None = None,
) -> Summary:
    """One pass over the rules' sources, ``only`` some of them (ids), or those due. Holds the database's work lock.

    SIGTERM and SIGINT stop it cleanly. Raises LockedError, StoreError and ConfigError; whatever concerns one source,
    page or mail is a Failure in the summary.
    """

    async def passing() -> Summary:
        async with opened(config, ruleset, clock=clock, progress=progress) as pipeline:
            now = clock()
            states = [s for s in pipeline.sources(only) if not only_due or s.due_at is None or s.due_at <= now]
            with cancelled_by_signals():
                return await pipeline.run(states)

    with work_lock(config.db, "run"):
        return asyncio.run(passing())
