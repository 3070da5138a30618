"""When to look again: at a source, at an article already read, after a failure. Pure.

Articles are corrected soon after they appear, if at all. So a page is visited again once half its age has gone by, its
age counted from when its link was found: often on its first day, then ever more seldom, and no more after ``WATCHED``.
How often chipwatch runs sets the lower limit.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from chipwatch.errors import FetchError, HttpStatusError, RefusedError, TooLargeError
from chipwatch.model import Source

DAY = timedelta(days=1)
WATCHED = timedelta(days=30)
ATTEMPTS = 10
ATTEMPTS_WHERE_FINAL = 3  # what a server says for good is sometimes a slip
GONE = (401, 403, 404, 410, 451)


def poll_again(source: Source, now: datetime, *, failures: int = 0) -> datetime:
    """The next poll of a source: after its own interval, doubled for each failure in a row but for a day at most."""
    backoff: timedelta = source.every * 2 ** min(failures, 10)
    return now + max(source.every, min(backoff, DAY))


def visit_again(found_at: datetime, now: datetime) -> datetime | None:
    """The next visit of a page; None for never."""
    age = max(now - found_at, timedelta())
    return None if age > WATCHED else now + age / 2


def try_again(error: FetchError, failures: int, found_at: datetime, now: datetime) -> datetime | None:
    """The next attempt at a page that has now failed ``failures`` times in a row; None to give it up."""
    final = isinstance(error, RefusedError | TooLargeError) or (
        isinstance(error, HttpStatusError) and error.status in GONE
    )
    allowed = ATTEMPTS_WHERE_FINAL if final else ATTEMPTS
    return visit_again(found_at, now) if failures < allowed else None


def send_again(queued_at: datetime, now: datetime) -> datetime:
    """The next attempt at a mail that a server refused: soon, then ever more seldom, once a day in the end."""
    return now + min(max(now - queued_at, timedelta()) / 2, DAY)
