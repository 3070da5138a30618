"""A clean stop: SIGINT and SIGTERM cancel what is under way, which then leaves everything in order."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def cancelled_by_signals() -> Iterator[None]:
    """Within, either signal cancels the current task. For the main thread's event loop."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None, "called from within a task"  # noqa: S101
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    try:
        yield
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)
