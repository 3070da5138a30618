"""The daemon: every source on its own schedule, for as long as the process lives. The only importer of APScheduler.

One process holds the work lock, and within it the pipeline writes for one source at a time. A source's next pass waits
for the one before; what was missed while the machine slept is made up for once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection
from datetime import UTC
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from chipwatch.config import Config
from chipwatch.errors import ChipwatchError
from chipwatch.lock import work_lock
from chipwatch.pipeline import Clock, Pipeline, Summary, opened
from chipwatch.rules import RuleSet
from chipwatch.stopping import cancelled_by_signals

JITTER = 0.1  # of a source's interval, so that many sources do not fall due in one instant

Report = Callable[[str, Summary | ChipwatchError], None]
"""Told of each pass: the source's id, and what came of it."""


def serve(config: Config, ruleset: RuleSet, *, clock: Clock, report: Report, only: Collection[str] = ()) -> None:
    """Watch the rules' sources, or ``only`` some (ids), until SIGTERM or SIGINT, which stop passes cleanly.

    Raises LockedError, StoreError and ConfigError at the start; later ones are reported, and the next pass tries again.
    """

    async def serving() -> None:
        async with opened(config, ruleset, clock=clock) as pipeline:
            with cancelled_by_signals():
                await _watch(pipeline, only, clock, report)

    with work_lock(config.db, "daemon"):
        asyncio.run(serving())


async def _watch(pipeline: Pipeline, only: Collection[str], clock: Clock, report: Report) -> None:
    passes: set[asyncio.Task[Any]] = set()

    async def look(source_id: str) -> None:
        (state,) = pipeline.sources([source_id])
        if state.failures and state.due_at is not None and state.due_at > clock():
            return  # it failed of late and is left alone for longer than its interval
        task = asyncio.current_task()
        assert task is not None, "the scheduler makes a task of every job"  # noqa: S101
        passes.add(task)
        try:
            report(source_id, await pipeline.run([state]))
        except ChipwatchError as error:
            report(source_id, error)
        finally:
            passes.discard(task)

    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # that a slow source is not polled twice is no warning
    scheduler = AsyncIOScheduler(timezone=UTC)
    for state in pipeline.sources(only):
        seconds = state.source.every.total_seconds()
        scheduler.add_job(
            look,
            IntervalTrigger(seconds=int(seconds), jitter=int(seconds * JITTER), timezone=UTC),
            args=[state.source.id],
            next_run_time=max(state.due_at or clock(), clock()),
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
    scheduler.start()
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        scheduler.pause()
        for task in passes:
            task.cancel()
        await asyncio.gather(*passes)
        scheduler.shutdown(wait=False)
