from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipwatch.alert import Every, Subscription, due, load
from chipwatch.alert.subscriptions import describe
from chipwatch.config import Alerts, Config
from chipwatch.errors import ConfigError
from chipwatch.model import Cause, ChangeKind, Tier

ATTRIBUTES = ("compute", "memory_capacity", "power")


def config(folder: Path, text: str | None = None, alerts: Alerts | None = None) -> Config:
    file = folder / "subscriptions.toml"
    if text is not None:
        file.write_text(text, "utf-8")
    return Config(db=folder / "c.db", sources=folder / "sources.toml", subscriptions=file, alerts=alerts or Alerts())


FULL = """\
[[subscription]]
name = "huawei"
to = "lab@example.org"
every = "daily"
vendors = ["Huawei"]
chips = ["NVIDIA H20*"]
attributes = ["compute"]
kinds = ["changed", "new chip"]
causes = ["news", "rules"]
min_change = 0.05
tier = "press"

[[subscription]]
name = "all"
to = "boss@example.org"
"""


def test_a_file_says_who_hears_of_what_and_how_often(tmp_path: Path) -> None:
    huawei, everything = load(config(tmp_path, FULL), attributes=ATTRIBUTES)
    assert huawei == Subscription(
        name="huawei",
        to="lab@example.org",
        every=Every.DAILY,
        vendors=("Huawei",),
        chips=("NVIDIA H20*",),
        attributes=("compute",),
        kinds=(ChangeKind.CHANGED, ChangeKind.NEW_CHIP),
        causes=(Cause.NEWS, Cause.RULES),
        min_change=Decimal("0.05"),
        tier=Tier.PRESS,
    )
    assert everything == Subscription(name="all", to="boss@example.org", causes=(Cause.NEWS,))


def test_addresses_of_the_settings_hear_all_news_besides(tmp_path: Path) -> None:
    alerts = Alerts(to=("me@example.org",))
    assert load(config(tmp_path, alerts=alerts), attributes=()) == (
        Subscription(name="me@example.org", to="me@example.org"),
    )
    assert [s.to for s in load(config(tmp_path, FULL, alerts), attributes=ATTRIBUTES)] == [
        "me@example.org",
        "lab@example.org",
        "boss@example.org",
    ]


@pytest.mark.parametrize(
    ("wrong", "right", "line", "says"),
    [
        ('every = "hourly"', 'every = "daily"', 4, "every"),
        ('vendor = ["Huawei"]', 'vendors = ["Huawei"]', 5, "did you mean 'vendors'?"),
        ('attributes = ["compte"]', 'attributes = ["compute"]', 7, "did you mean 'compute'?"),
        ('kinds = ["new"]', 'kinds = ["changed", "new chip"]', 8, "kinds"),
        ("min_change = 100", "min_change = 0.05", 10, "0.1 is ten percent"),
        ("min_change = nan", "min_change = 0.05", 10, "0.1 is ten percent"),
        ("min_change = -1", "min_change = 0.05", 10, "0.1 is ten percent"),
        ('tier = "blog"', 'tier = "press"', 11, "tier"),
        ('name = "huawei"', 'name = "all"', 14, "already"),
        ('name = " "', 'name = "huawei"', 2, "name"),
        ('to = "boss"', 'to = "boss@example.org"', 15, "no mail address"),
        ('to = "boss@example.org, me@example.org"', 'to = "boss@example.org"', 15, "no mail address"),
        ('to = "Boss <boss@example.org>"', 'to = "boss@example.org"', 15, "no mail address"),
        (r'to = "boss@example.org\r\nBcc: x@example.org"', 'to = "boss@example.org"', 15, "no mail address"),
        ('to = "boss@exämple.org"', 'to = "boss@example.org"', 15, "xn--"),
    ],
)
def test_a_slip_is_told_with_file_line_and_key(tmp_path: Path, wrong: str, right: str, line: int, says: str) -> None:
    text = FULL.replace(right, wrong) if right in FULL and wrong != 'name = "huawei"' else FULL.replace(right, wrong, 1)
    with pytest.raises(ConfigError, match=rf"subscriptions\.toml:{line}: ") as caught:
        load(config(tmp_path, text), attributes=ATTRIBUTES)
    assert says in str(caught.value)
    assert caught.value.hint


WORDS = st.sampled_from(["news", "press", "daily", "compute", "changed", "a@example.org", "0.5", "nan", "inf"])
VALUES = st.booleans() | st.integers() | st.text() | WORDS
KEYS = st.sampled_from([field.name for field in fields(Subscription)])


@given(st.dictionaries(KEYS, VALUES | st.lists(WORDS, max_size=3), max_size=2))
def test_whatever_a_subscription_holds_is_read_or_told(tmp_path_factory: pytest.TempPathFactory, keys: Any) -> None:
    given_keys = {"name": "n", "to": "n@example.org", **keys}
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in given_keys.items()]
    made = config(tmp_path_factory.mktemp("any"), "\n".join(["[[subscription]]", *lines]))
    told = ""
    try:
        assert all(map(describe, load(made, attributes=ATTRIBUTES)))
    except ConfigError as error:
        told = str(error)
    assert not told or "subscriptions.toml:" in told


@pytest.mark.parametrize("alerts", [Alerts(sender="nobody"), Alerts(to=("a@example.org", "b"))])
def test_addresses_of_the_settings_are_checked_too(tmp_path: Path, alerts: Alerts) -> None:
    with pytest.raises(ConfigError, match=r"alerts\.(sender|to): .* is no mail address"):
        load(config(tmp_path, alerts=alerts), attributes=())


MONDAY = datetime(2025, 11, 17, 23, 50, tzinfo=UTC)


@pytest.mark.parametrize(
    ("every", "later", "expected"),
    [
        (Every.RUN, timedelta(0), True),
        (Every.DAILY, timedelta(minutes=9), False),
        (Every.DAILY, timedelta(minutes=10), True),
        (Every.DAILY, timedelta(days=-1), False),
        (Every.WEEKLY, timedelta(days=5), False),
        (Every.WEEKLY, timedelta(days=6, minutes=10), True),
        (Every.WEEKLY, timedelta(days=50), True),
    ],
)
def test_due(every: Every, later: timedelta, expected: bool) -> None:
    subscription = Subscription(name="s", to="s@example.org", every=every)
    assert due(subscription, MONDAY, MONDAY + later) is expected
    elsewhere = MONDAY.astimezone(timezone(timedelta(hours=8)))
    assert due(subscription, elsewhere, MONDAY + later) is expected
    assert due(subscription, None, MONDAY)


def test_a_subscription_in_words(tmp_path: Path) -> None:
    huawei, everything = load(config(tmp_path, FULL), attributes=ATTRIBUTES)
    assert describe(everything) == "each run"
    assert describe(huawei) == (
        "daily, vendors Huawei, chips NVIDIA H20*, attributes compute, kinds changed or new chip, "
        "causes news or rules, numbers changed by at least 5 %, sources no weaker than press"
    )
