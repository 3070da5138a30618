"""How fast, and how many at once: for each host and for all together."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from chipwatch.errors import RefusedError
from chipwatch.fetch.policy import FetchPolicy


@dataclass(slots=True)
class _Host:
    slots: asyncio.Semaphore
    door: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0  # on the monotonic clock


class Pace:
    """Hands out turns: requests to one host start at least a delay apart, and only so many run at once."""

    def __init__(self, policy: FetchPolicy, sleep: Callable[[float], Awaitable[None]]) -> None:
        self._total = asyncio.Semaphore(policy.total)
        self._hosts = defaultdict[str, _Host](lambda: _Host(asyncio.Semaphore(policy.per_host)))
        self._patience = policy.patience
        self._sleep = sleep

    @asynccontextmanager
    async def turn(self, host: str, delay: float) -> AsyncIterator[None]:
        """A turn at ``host``, after which nothing starts there for ``delay`` seconds.

        Raises RefusedError where the host asked for more patience than the policy has.
        """
        state = self._hosts[host]
        async with state.slots:
            # Whoever waits for a host holds none of the places in which others could work.
            async with state.door:
                wait = self.wait(host)
                if wait > self._patience:
                    raise RefusedError(
                        f"{host} asks to be left alone for another {wait:.0f} seconds",
                        url=f"//{host}",
                        hint="The next run tries again; raise patience to wait for it.",
                    )
                if wait > 0:
                    await self._sleep(wait)
                state.free_at = max(time.monotonic(), state.free_at) + delay
            async with self._total:
                yield

    def hold(self, host: str, seconds: float) -> None:
        """Keeps off ``host`` for ``seconds``, as it asked."""
        self._hosts[host].free_at = max(self._hosts[host].free_at, time.monotonic() + seconds)

    def wait(self, host: str) -> float:
        """The seconds until ``host`` may be asked again."""
        return max(0.0, self._hosts[host].free_at - time.monotonic())
