from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipwatch import schedule
from chipwatch.errors import FetchError, HttpStatusError, NetworkError, RefusedError, TooLargeError
from chipwatch.model import Source, SourceKind, Tier

NOW = datetime(2026, 11, 3, 8, tzinfo=UTC)
URL = "https://news.example/a"
ages = st.timedeltas(timedelta(), timedelta(days=100))


def source(every: timedelta) -> Source:
    return Source("news", "News", URL, SourceKind.FEED, Tier.PRESS, "news", every=every)


def test_a_page_is_visited_about_twenty_times_and_then_left_alone() -> None:
    found, now, visits = NOW, NOW + timedelta(hours=1), 0
    while (due := schedule.visit_again(found, now)) is not None:
        now, visits = max(due, now + timedelta(hours=1)), visits + 1
    assert 15 <= visits <= 25
    assert now - found < 2 * schedule.WATCHED


@given(age=ages)
def test_the_wait_grows_with_the_age(age: timedelta) -> None:
    due = schedule.visit_again(NOW - age, NOW)
    assert (due is None) == (age > schedule.WATCHED)
    assert due is None or due - NOW == age / 2


def test_a_clock_that_jumped_back_asks_for_no_visit_in_the_past() -> None:
    assert schedule.visit_again(NOW + timedelta(days=1), NOW) == NOW


@given(every=st.timedeltas(timedelta(minutes=1), timedelta(days=7)), failures=st.integers(0, 1000))
def test_a_failing_source_is_asked_ever_less_but_once_a_day_at_least(every: timedelta, failures: int) -> None:
    wait = schedule.poll_again(source(every), NOW, failures=failures) - NOW
    assert every <= wait <= max(every, schedule.DAY)
    assert wait <= schedule.poll_again(source(every), NOW, failures=failures + 1) - NOW


@pytest.mark.parametrize(
    ("error", "attempts"),
    [
        (NetworkError("no answer", url=URL), schedule.ATTEMPTS),
        (HttpStatusError("broken", url=URL, status=503), schedule.ATTEMPTS),
        (HttpStatusError("gone", url=URL, status=404), schedule.ATTEMPTS_WHERE_FINAL),
        (RefusedError("robots.txt", url=URL), schedule.ATTEMPTS_WHERE_FINAL),
        (TooLargeError("50 MB", url=URL), schedule.ATTEMPTS_WHERE_FINAL),
    ],
    ids=lambda value: type(value).__name__,
)
def test_failures_are_tried_again_within_limits(error: FetchError, attempts: int) -> None:
    assert schedule.try_again(error, attempts - 1, NOW, NOW) is not None
    assert schedule.try_again(error, attempts, NOW, NOW) is None


@given(age=ages)
def test_a_refused_mail_is_sent_again_within_a_day(age: timedelta) -> None:
    assert NOW <= schedule.send_again(NOW - age, NOW) <= NOW + schedule.DAY
