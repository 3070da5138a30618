"""Daily and weekly digests, with a real store, a real mail server, and a clock of the test's own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from chipwatch import rules
from chipwatch.alert import Every, Subscription
from chipwatch.article import from_text
from chipwatch.config import Smtp
from chipwatch.demo.postbox import Postbox
from chipwatch.mailroom import Mailroom
from chipwatch.model import Capture, Claim, Extraction, Source, SourceKind, Tier
from chipwatch.store import Store
from chipwatch.store.types import Reading

URL = "https://news.example/a"
DAY = timedelta(days=1)


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 2, 8, tzinfo=UTC)  # a Monday

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    with Store.open(tmp_path / "news.db", clock=clock) as store:
        store.sync_sources([Source("news", "News", URL, SourceKind.FEED, Tier.PRESS, "news")])
        ruleset = rules.load()
        store.adopt_rules(ruleset.digest, ruleset.chips)
        yield store


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with Postbox() as box:
        yield box


def mailroom(store: Store, clock: Clock, postbox: Postbox, *every: Every) -> Mailroom:
    subscriptions = [Subscription(name=one.value, to=f"{one}@chipwatch.example", every=one) for one in every]
    smtp = Smtp(host=postbox.host, port=postbox.port, security="none")
    return Mailroom(store, subscriptions, sender="watch@chipwatch.example", smtp=smtp, clock=clock)


def tell(store: Store, clock: Clock, gigabytes: int) -> None:
    """An article that says so, as a revision."""
    text = f"The NVIDIA H20 has {gigabytes} GB of memory."
    quote = f"{gigabytes} GB"
    start = text.index(quote)
    claim = Claim("NVIDIA H20", "memory_capacity", Decimal(gigabytes), "GB", quote, start, start + len(quote))
    number = store.add_capture(Capture.of(URL, "news", clock(), 200, (), text.encode()))
    store.record_news([Reading(number, from_text(text, URL), Extraction((claim,)))])


def sent(room: Mailroom, postbox: Postbox) -> list[str]:
    """Subjects of what arrives now."""
    postbox.mails.clear()
    room.queue_digests()
    asyncio.run(room.send())
    return [str(mail["Subject"]) for mail in postbox.mails]


@pytest.mark.parametrize(("every", "wait"), [(Every.DAILY, DAY), (Every.WEEKLY, 7 * DAY)])
def test_a_digest_gathers_what_came_since_the_last(
    every: Every, wait: timedelta, store: Store, clock: Clock, postbox: Postbox
) -> None:
    room = mailroom(store, clock, postbox, every)
    tell(store, clock, 96)
    assert sent(room, postbox) == [], "a new subscriber hears of what comes from now on"
    clock.now += timedelta(hours=1)
    tell(store, clock, 120)
    assert sent(room, postbox) == [], "not yet"
    clock.now += wait
    tell(store, clock, 141)
    (subject,) = sent(room, postbox)
    assert "1 changed" in subject
    body = postbox.mails[0].get_body(("plain",))
    assert body is not None
    assert "96 GB → 141 GB" in body.get_content()
    assert sent(room, postbox) == [], "told once"


def test_a_day_without_news_is_a_day_without_mail(store: Store, clock: Clock, postbox: Postbox) -> None:
    room = mailroom(store, clock, postbox, Every.DAILY)
    tell(store, clock, 96)
    sent(room, postbox)
    clock.now += 3 * DAY
    assert sent(room, postbox) == []


def test_a_mail_that_is_refused_is_tried_again_ever_more_seldom(store: Store, clock: Clock) -> None:
    with Postbox(data_size_limit=10) as small:
        room = mailroom(store, clock, small, Every.DAILY)
        tell(store, clock, 96)
        sent(room, small)
        clock.now += DAY
        tell(store, clock, 141)
        room.queue_digests()
        refusal = asyncio.run(room.send())
        assert (refusal.sent, refusal.waiting) == (0, 1)
        assert refusal.failures[0][0] == "daily@chipwatch.example"
    with Postbox() as postbox:
        room = mailroom(store, clock, postbox, Every.DAILY)
        clock.now += timedelta(minutes=1)
        assert asyncio.run(room.send()).sent == 1
        assert len(postbox.mails) == 1
