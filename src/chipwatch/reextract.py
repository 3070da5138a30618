"""Today's rules over all stored captures: one ``rules`` revision, and no page fetched.

Readings are staged batch by batch, so that what is cut short is taken up where it was left. The reading is shared among
processes, each with rules and an extractor of its own.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache
from itertools import chain, islice
from pathlib import Path

from chipwatch import rules
from chipwatch.config import Config
from chipwatch.errors import ParseError
from chipwatch.lock import work_lock
from chipwatch.mailroom import Mailroom
from chipwatch.pipeline import Clock, Progress, Read, reader
from chipwatch.rules import RuleSet
from chipwatch.store import Store, policy
from chipwatch.store.types import Committed, Pending, Reading

BATCH = 20
FEW = 100  # captures that one process has read before others have started


def reextract(
    config: Config, ruleset: RuleSet, *, clock: Clock, progress: Progress, dry_run: bool = False, jobs: int = 1
) -> Committed:
    """Read every stored capture that these rules have not read yet, in ``jobs`` processes, and take the readings in.

    With ``dry_run`` what would come of it is returned, and no revision written. Raises LockedError and StoreError.
    """
    with work_lock(config.db, "reextract"), Store.open(config.db, clock=clock, create=False) as store:
        mailroom = Mailroom.of(config, store, attributes=ruleset.language.attributes, clock=clock)
        captures = store.to_reextract(ruleset.digest)
        first = list(islice(captures, FEW))
        batches = _batches(chain(first, captures))
        alone = jobs == 1 or len(first) < FEW
        readings = _alone(batches, ruleset) if alone else _shared(batches, config.rules, jobs)
        done = 0
        for batch in readings:
            store.stage(batch, ruleset.digest)
            done += len(batch)
            progress("reading", done, done)
        return store.record_rules(
            ruleset.digest, ruleset.chips, policy.load(config.rules), dry_run=dry_run, mailer=mailroom.mails
        )


def _batches(captures: Iterable[Pending]) -> Iterator[list[Pending]]:
    iterator = iter(captures)
    return iter(lambda: list(islice(iterator, BATCH)), [])


def _alone(batches: Iterator[list[Pending]], ruleset: RuleSet) -> Iterator[list[Reading]]:
    read = reader(ruleset)
    return (_read(read, batch) for batch in batches)


def _shared(batches: Iterator[list[Pending]], rules_dir: Path | None, jobs: int) -> Iterator[list[Reading]]:
    """Batches read by several processes, in their order; a few lie ready for each, never all of them in memory."""
    spawn = multiprocessing.get_context("spawn")  # a forked child would share the parent's database connection
    with ProcessPoolExecutor(jobs, mp_context=spawn) as pool:
        under_way: deque[Future[list[Reading]]] = deque()
        for batch in batches:
            under_way.append(pool.submit(_read_elsewhere, rules_dir, batch))
            if len(under_way) > 2 * jobs:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


@cache
def _reader(rules_dir: Path | None) -> Read:
    return reader(rules.load(rules_dir))


def _read_elsewhere(rules_dir: Path | None, batch: list[Pending]) -> list[Reading]:
    return _read(_reader(rules_dir), batch)


def _read(read: Read, batch: list[Pending]) -> list[Reading]:
    return [reread(item, read) for item in batch]


def reread(item: Pending, read: Read) -> Reading:
    """One capture as today's parser and rules read it; where its bytes are no article, a reading that says why."""
    try:
        return read(item)
    except ParseError as error:
        return Reading(item.capture_id, None, error=str(error))
