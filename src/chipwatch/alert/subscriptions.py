"""Who wants to hear of which changes, how often: the user's ``subscriptions.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from chipwatch.filters import ChangeFilter
from chipwatch.model import Cause


class Every(StrEnum):
    RUN = "run"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Subscription:
    """``name`` is unique in its file and names the cursor up to which the subscriber has been told."""

    name: str
    to: str  # one address, addr-spec of RFC 5322
    every: Every = Every.RUN
    filter: ChangeFilter = ChangeFilter(causes=(Cause.NEWS,))


def load(path: Path) -> tuple[Subscription, ...]:
    """The subscriptions of a file, none if there is no file. Raises ConfigError naming file, line and key."""
    raise NotImplementedError


def due(subscription: Subscription, last: datetime | None, now: datetime) -> bool:
    """Whether a digest may go out ``now``, the one before having been made up at ``last`` (both UTC)."""
    raise NotImplementedError
