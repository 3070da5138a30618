"""robots.txt, the Robots Exclusion Protocol (RFC 9309)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from protego import Protego

from chipwatch.errors import FetchError, HttpStatusError, RefusedError
from chipwatch.fetch.exchange import Answer
from chipwatch.fetch.policy import PRODUCT

_KEPT = timedelta(hours=24)  # RFC 9309, section 2.4: no longer than a day
_KEPT_UNREACHABLE = timedelta(minutes=10)
_MAX_BYTES = 500 * 1024  # section 2.5: the least that a crawler must read

Get = Callable[[str], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class _Entry:
    until: datetime
    rules: Protego | None = None
    unreachable: FetchError | None = None


class Robots:
    """What each site allows, asked once a day. A site is a scheme, host and port (section 2.3)."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._entries: dict[str, _Entry] = {}
        self._asking: dict[str, asyncio.Lock] = {}

    async def delay(self, url: str, get: Get) -> float:
        """The Crawl-delay in seconds, 0 without one, where ``url`` is allowed.

        ``get`` follows redirects to the answer at their end, whatever its status. Raises RefusedError where the rules
        forbid ``url`` or the site could not say, and what ``get`` raised where it could not be reached at all.
        """
        site = "{0.scheme}://{0.netloc}".format(urlsplit(url))
        async with self._asking.setdefault(site, asyncio.Lock()):
            entry = self._entries.get(site)
            if entry is None or not self._clock() < entry.until:
                entry = self._entries[site] = await self._ask(site, get)
        if entry.unreachable is not None:
            raise entry.unreachable.with_traceback(None)  # it is raised many times, and must not grow
        if entry.rules is None:
            return 0.0
        if not entry.rules.can_fetch(url, PRODUCT):
            raise RefusedError(
                f"{site}/robots.txt forbids this page",
                url=url,
                hint="Look for a feed of the site that it allows, or mute the source.",
            )
        return entry.rules.crawl_delay(PRODUCT) or 0.0

    async def _ask(self, site: str, get: Get) -> _Entry:
        try:
            answer = await get(f"{site}/robots.txt")
        except RefusedError:  # by the guard: true of the link at hand, not of the site
            raise
        except HttpStatusError:  # redirects without end (section 2.3.1.2): unavailable, so without rules
            return _Entry(self._clock() + _KEPT)
        except FetchError as error:
            return _Entry(self._clock() + _KEPT_UNREACHABLE, unreachable=error)
        if 200 <= answer.status < 300:
            text = answer.body[:_MAX_BYTES].decode("utf-8-sig", errors="replace")
            return _Entry(self._clock() + _KEPT, rules=Protego.parse(text))
        if answer.status < 500 and answer.status != 429:  # section 2.3.1.3
            return _Entry(self._clock() + _KEPT)
        refusal = RefusedError(
            f"{site}/robots.txt answered {answer.reason}, so that nobody knows what the site allows",
            url=answer.url,
            hint="The next run asks again.",
        )
        return _Entry(self._clock() + _KEPT_UNREACHABLE, unreachable=refusal)
