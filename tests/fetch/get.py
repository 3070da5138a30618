"""Fetching from a test, at once and with the limits that it names."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

import httpx

from chipwatch.fetch import Fetcher, FetchPolicy, NotModified, Validators
from chipwatch.model import Capture

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HASTY = FetchPolicy(delay=0, backoff=0, connect_timeout=2, read_timeout=2, deadline=4)


def get(
    *urls: str,
    policy: FetchPolicy = HASTY,
    found_at: str | None = None,
    validators: Validators | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Sequence[Capture | NotModified]:
    """The outcomes of all addresses, fetched side by side by one fetcher; the first error is raised."""

    async def run() -> Sequence[Capture | NotModified]:
        async with Fetcher(policy, clock=lambda: NOW, transport=transport, sleep=sleep) as fetcher:
            jobs = [fetcher.fetch(u, source_id="s", validators=validators, found_at=found_at) for u in urls]
            return await asyncio.gather(*jobs)

    return asyncio.run(run())


def get_page(url: str, policy: FetchPolicy = HASTY) -> Capture:
    """The capture of one page."""
    (outcome,) = get(url, policy=policy)
    assert isinstance(outcome, Capture)
    return outcome


class Sleeps(list[float]):
    """A ``sleep`` that takes no time and keeps what it was asked for."""

    async def __call__(self, seconds: float) -> None:
        self.append(seconds)
