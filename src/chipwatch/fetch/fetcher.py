"""The polite client: one way to a page, whatever stands between."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from types import TracebackType
from typing import Self, cast
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    retry_if_result,
    stop_after_attempt,
    wait_random_exponential,
)

from chipwatch.errors import HttpStatusError, NetworkError, RefusedError
from chipwatch.fetch.exchange import Answer, Exchange, causes, without_credentials
from chipwatch.fetch.outcome import NotModified, Validators
from chipwatch.fetch.pace import Pace
from chipwatch.fetch.policy import FetchPolicy
from chipwatch.fetch.robots import Robots
from chipwatch.model import Capture

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NO_PAGE = frozenset({204, 205, 206})  # successes without a page, or with a part of one that nobody asked for
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_BUSY = frozenset({429, 503})
_LASTING = (ConnectionRefusedError, ssl.SSLCertVerificationError)

_HINTS = {
    401: "The site wants a login; mute the source or choose an open one.",
    403: "The site turns chipwatch away; set a contact address in the configuration or mute the source.",
    404: "The page is gone; correct or remove the address if it is a source's.",
    410: "The page is gone for good; remove the address if it is a source's.",
    451: "The page is withheld for legal reasons; mute the source.",
}


@dataclass(frozen=True, slots=True)
class _Trail:
    """What goes along from redirect to redirect."""

    headers: Mapping[str, str]
    vouched_by: str


class Fetcher:
    """Fetches pages within a ``FetchPolicy``; an async context manager, safe for many tasks of one event loop.

    ``clock`` gives the time in UTC; ``sleep`` waits. ``transport`` stands in for the network and for the guard of
    private addresses, which is ``GuardedTransport`` unless given.
    """

    def __init__(
        self,
        policy: FetchPolicy,
        *,
        clock: Callable[[], datetime],
        transport: httpx.AsyncBaseTransport | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._policy = policy
        self._clock = clock
        self._sleep = sleep
        self._exchange = Exchange(policy, transport)
        self._pace = Pace(policy, sleep)
        self._robots = Robots(clock)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._exchange.aclose()

    async def fetch(
        self, url: str, *, source_id: str, validators: Validators | None = None, found_at: str | None = None
    ) -> Capture | NotModified:
        """The page at ``url``, or that it is what ``validators`` say.

        ``found_at`` is the source's address where ``url`` is a link that the source gave; None where ``url`` is the
        user's own. A link reaches a private address only from a source that is itself on such an address.
        ``Capture.url`` is where the redirects ended; its body is unpacked, its headers say nothing of the transfer.

        Raises NetworkError, HttpStatusError, RefusedError, TooLargeError or plain FetchError, each with a hint.
        """
        _check_address(url)
        trail = _Trail(headers=validators.headers() if validators else {}, vouched_by=_hostname(found_at or url))
        answer = await self._follow(url, trail, obey_robots=True)
        if answer.status == 304 and trail.headers:
            return NotModified(answer.url, source_id, self._clock())
        if not 200 <= answer.status < 300 or answer.status in _NO_PAGE:
            raise HttpStatusError(
                f"the server answered {answer.reason}",
                url=answer.url,
                status=answer.status,
                hint=_HINTS.get(answer.status, "The next run tries again."),
            )
        return Capture.of(answer.url, source_id, self._clock(), answer.status, answer.headers, answer.body)

    async def _follow(self, url: str, trail: _Trail, *, obey_robots: bool) -> Answer:
        """The answer at the end of the redirects, each asked for by the rules of its own site."""
        robots_trail = replace(trail, headers={})
        delay = 0.0

        async def get_robots(at: str) -> Answer:
            return await self._follow(at, robots_trail, obey_robots=False)

        seen = {url}
        while True:
            if obey_robots:
                delay = max(self._policy.delay, await self._robots.delay(without_credentials(url), get_robots))
            answer = await self._insist(url, trail, delay)
            target = answer.header("location")
            if answer.status not in _REDIRECTS or target is None:
                return answer
            url = _join(url, target)
            if url in seen or len(seen) > self._policy.max_redirects:
                what = "in a circle" if url in seen else f"more than {self._policy.max_redirects} times"
                raise HttpStatusError(
                    f"the page redirects {what}",
                    url=answer.url,
                    status=answer.status,
                    hint="Open it in a browser and take the address where it ends.",
                )
            _check_address(url)
            seen.add(url)

    async def _insist(self, url: str, trail: _Trail, delay: float) -> Answer:
        """The answer of one address, asked again where a fault is likely to pass."""
        site = urlsplit(without_credentials(url)).netloc

        async def ask() -> Answer:
            async with self._pace.turn(site, delay):
                answer = await self._exchange.get(url, headers=trail.headers, vouched_by=trail.vouched_by)
            if answer.status in _BUSY:
                self._pace.hold(site, self._retry_after(answer))
            return answer

        def busy(answer: Answer) -> bool:
            return answer.status in _PASSING and self._pace.wait(site) <= self._policy.patience

        def last(state: RetryCallState) -> Answer:
            assert state.outcome is not None  # noqa: S101 - tenacity calls it after an attempt
            return cast("Answer", state.outcome.result())

        insist = AsyncRetrying(
            stop=stop_after_attempt(self._policy.attempts),
            wait=wait_random_exponential(multiplier=self._policy.backoff, max=self._policy.patience),
            retry=retry_if_result(busy) | retry_if_exception(_may_pass),
            sleep=self._sleep,
            retry_error_callback=last,
        )
        return await insist(ask)

    def _retry_after(self, answer: Answer) -> float:
        """Seconds to wait as the server asks, in either form of Retry-After (RFC 9110, section 10.2.3)."""
        value = (answer.header("retry-after") or "").strip()
        if value.isascii() and value.isdecimal():
            return float(value)
        try:
            until = parsedate_to_datetime(value)
        except ValueError:
            return 0.0
        return (until.replace(tzinfo=until.tzinfo or UTC) - self._clock()).total_seconds()


def _may_pass(error: BaseException) -> bool:
    return isinstance(error, NetworkError) and not any(
        isinstance(cause, _LASTING) or (isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_NONAME)
        for cause in causes(error)
    )


def _check_address(url: str) -> None:
    try:
        usable = urlsplit(url).scheme in ("http", "https") and bool(_hostname(url)) and urlsplit(url).port != 0
    except ValueError:
        usable = False
    if not usable:
        raise RefusedError(
            f"{without_credentials(url)[:200]!r} is no http or https address",
            url=without_credentials(url),
            hint="chipwatch reads nothing else; correct the address.",
        )


def _hostname(url: str) -> str:
    return urlsplit(url).hostname or ""


def _join(url: str, target: str) -> str:
    try:
        return urldefrag(urljoin(url, target)).url
    except ValueError as error:
        raise HttpStatusError(
            f"the page redirects to {target[:200]!r}, which is no address",
            url=without_credentials(url),
            status=HTTPStatus.FOUND,
            hint="The server is at fault; the next run tries again.",
        ) from error
