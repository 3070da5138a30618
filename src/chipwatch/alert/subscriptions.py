"""Who wants to hear of which changes, and how often: the user's ``subscriptions.toml``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import MessageError
from email.headerregistry import Address
from enum import StrEnum

from chipwatch.config import Config
from chipwatch.errors import ConfigError
from chipwatch.filters import ChangeFilter
from chipwatch.format import number
from chipwatch.model import Cause
from chipwatch.toml_schema import TomlFile, did_you_mean, fill, read


class Every(StrEnum):
    RUN = "run"
    DAILY = "daily"
    WEEKLY = "weekly"


_HOW_OFTEN = {Every.RUN: "each run", Every.DAILY: "daily", Every.WEEKLY: "weekly"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription(ChangeFilter):
    """A filter with an addressee. ``name`` is unique and names the cursor up to which the subscriber has been told.

    Changes by new rules or by curation are no news: they are told only where ``causes`` asks for them.
    """

    name: str
    to: str  # one address, addr-spec of RFC 5322
    every: Every = Every.RUN
    causes: tuple[Cause, ...] = (Cause.NEWS,)


@dataclass(frozen=True, slots=True)
class _File:
    subscription: tuple[Subscription, ...] = ()


def load(config: Config, *, attributes: Collection[str]) -> tuple[Subscription, ...]:
    """One subscription for each address of ``alerts.to``, named like it, then those of the user's file.

    ``attributes`` are the names that the rules know. Raises ConfigError naming file, line and key.
    """
    for key, addresses in (("sender", (config.alerts.sender,)), ("to", config.alerts.to)):
        for fault in filter(None, map(address_fault, addresses)):
            raise ConfigError(f"setting alerts.{key}: {fault}", hint="write an address such as you@example.org")
    own = tuple(Subscription(name=address, to=address) for address in config.alerts.to)
    if not config.subscriptions.exists():
        return own
    file = read(config.subscriptions, ConfigError)
    listed = fill(_File, file).subscription
    _check(listed, file, attributes, taken=[subscription.name for subscription in own])
    return own + listed


def _check(
    subscriptions: tuple[Subscription, ...], file: TomlFile, attributes: Collection[str], taken: list[str]
) -> None:
    names = Counter(taken)
    for index, subscription in enumerate(subscriptions):
        at = ("subscription", index)
        names[subscription.name] += 1
        if not subscription.name.isprintable() or not subscription.name.strip():
            raise file.fault((*at, "name"), "key 'name' must be a word or two on one line")
        if names[subscription.name] > 1:
            raise file.fault((*at, "name"), f"key 'name': {subscription.name!r} is another subscription's name already")
        if fault := address_fault(subscription.to):
            raise file.fault((*at, "to"), f"key 'to': {fault}")
        for attribute in subscription.attributes:
            if attribute not in attributes:
                near = did_you_mean(attribute, attributes)
                raise file.fault((*at, "attributes"), f"key 'attributes': {attribute!r} unknown{near}", value=attribute)
        least = subscription.min_change
        if least is not None and not (least.is_finite() and 0 <= least < 100):
            raise file.fault((*at, "min_change"), "key 'min_change' must be a fraction: 0.1 is ten percent")


def address_fault(address: str) -> str | None:
    """What is wrong with a mail address, None if nothing is."""
    try:
        parsed = Address(addr_spec=address)
    except (MessageError, ValueError, IndexError):
        return f"{address!r} is no mail address"
    if not parsed.username or not parsed.domain or parsed.addr_spec != address:
        return f"{address!r} is no mail address"
    if not address.isascii():
        return f"{address!r} is not ASCII; write an international domain in its xn-- form"
    return None


def due(subscription: Subscription, last: datetime | None, now: datetime) -> bool:
    """Whether a digest may go out ``now``, the one before having been made up at ``last`` (both with their zones).

    Daily digests go with the first run of a day, weekly ones with the first of a week, Monday to Sunday, in UTC.
    """
    if last is None or subscription.every is Every.RUN:
        return True
    before, today = last.astimezone(UTC).date(), now.astimezone(UTC).date()
    if subscription.every is Every.DAILY:
        return today > before
    return today.isocalendar()[:2] > before.isocalendar()[:2]


def describe(subscription: Subscription) -> str:
    """The subscription in words, for lists and for the foot of a mail: ``each run, vendors Huawei, at least 10 %``."""
    words = [_HOW_OFTEN[subscription.every]]
    for field in ("vendors", "chips", "attributes", "kinds"):
        if values := getattr(subscription, field):
            words.append(f"{field} {' or '.join(values)}")
    if subscription.causes != (Cause.NEWS,):
        words.append(f"causes {' or '.join(subscription.causes) or 'any'}")
    if subscription.min_change is not None:
        words.append(f"numbers changed by at least {number(subscription.min_change * 100)} %")
    if subscription.tier is not None:
        words.append(f"sources no weaker than {subscription.tier}")
    return ", ".join(words)
