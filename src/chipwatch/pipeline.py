"""The whole run, readable from top to bottom.

due sources → listings → new links → polite fetch → captures stored → articles → extract → claims → facts → one ``news``
revision → alerts queued in the same transaction → alerts sent.

Every step that has left the network is on disk before the next one begins, so a run killed anywhere is completed by the
next: links of a listing are stored together with its validators (ETag), captures before they are read, revision and
mails in one transaction, and a mail leaves the outbox only after the server has taken it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from chipwatch.config import Config
from chipwatch.errors import ChipwatchError
from chipwatch.model import Source


@dataclass(frozen=True, slots=True)
class Failure:
    """A source (its id), a page (its address) or a mail (its recipient) that could not be had, read or sent."""

    what: str
    error: ChipwatchError


@dataclass(frozen=True, slots=True)
class Summary:
    """What one run did. ``revision`` is None where nothing new was learned; ``offline`` where no server could be reached."""

    sources_polled: int = 0
    articles_new: int = 0
    articles_changed: int = 0
    articles_unchanged: int = 0
    articles_failed: int = 0
    claims: int = 0
    facts_changed: int = 0
    alerts_queued: int = 0
    alerts_sent: int = 0
    revision: int | None = None
    offline: bool = False
    stopped: bool = False
    failures: tuple[Failure, ...] = ()


Progress = Callable[[str, int, int], None]  # stage ("listings", "articles", "extract", "mail"), done, total


def run(
    config: Config,
    *,
    clock: Callable[[], datetime],
    sources: Sequence[Source] | None = None,
    progress: Progress | None = None,
    stop: asyncio.Event | None = None,
) -> Summary:
    """One pass over the sources that are due, all of ``sources`` if given. Holds the work lock of ``config.db``.

    Raises LockedError, StoreError, ConfigError and RulesError; whatever concerns one source, page or mail is a Failure.
    """
    raise NotImplementedError
