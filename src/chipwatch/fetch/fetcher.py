"""The polite client: one way to a page, whatever stands between."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from types import TracebackType
from typing import Self

import httpx

from chipwatch.fetch.outcome import NotModified, Validators
from chipwatch.fetch.policy import FetchPolicy
from chipwatch.model import Capture


class Fetcher:
    """Fetches pages within a ``FetchPolicy``; an async context manager, safe for many tasks of one event loop.

    ``clock`` gives the time in UTC; ``sleep`` waits. ``transport`` stands in for the network (and for its guard).
    """

    def __init__(
        self,
        policy: FetchPolicy,
        *,
        clock: Callable[[], datetime],
        transport: httpx.AsyncBaseTransport | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        raise NotImplementedError

    async def __aenter__(self) -> Self:
        raise NotImplementedError

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        raise NotImplementedError

    async def fetch(
        self, url: str, *, source_id: str, validators: Validators | None = None, found_at: str | None = None
    ) -> Capture | NotModified:
        """The page at ``url``, or that it is what ``validators`` say.

        ``found_at`` is the source's address where ``url`` is a link that the source gave; None where ``url`` is the
        user's own. A link reaches a private address only from a source that is itself on such an address.
        ``Capture.url`` is where the redirects ended; its body is unpacked, its headers say nothing of the transfer.

        Raises NetworkError, HttpStatusError, RefusedError or TooLargeError, each with a hint.
        """
        raise NotImplementedError
