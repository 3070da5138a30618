"""Dates as pages write them."""

from __future__ import annotations

from datetime import date

import pytest

from chipwatch.article.dates import of_url
from chipwatch.article.known import known

DAY = date(2025, 3, 7)
CALENDAR = known(None).calendar
first_date, of_metadata, labelled = CALENDAR.first_date, CALENDAR.of_metadata, CALENDAR.labelled


@pytest.mark.parametrize(
    "text",
    ["7 March 2025", "March 7, 2025", "Mar. 7, 2025", "7th March 2025", "7. März 2025", "7 mars 2025",
     "7 de marzo de 2025", "2025-03-07", "2025\u201103\u201107", "2025/3/7", "2025年3月7日", "2025 年 3 月 7 日",
     "2025년 3월 7일", "2025. 3. 7.", "GHENT, March 7, 2025 (Wire) - So on 8 March 2025"],
)  # fmt: skip
def test_dates_in_prose(text: str) -> None:
    assert first_date(text) == DAY


@pytest.mark.parametrize("text", ["March 2025", "30 February 2025", "7 Smarch 2025", "12025-03-07", "2025-13-07", ""])
def test_what_is_no_date(text: str) -> None:
    assert first_date(text) is None


@pytest.mark.parametrize(
    "value",
    [
        "2025-03-07T23:59:59-08:00",
        "2025-03-07",
        "20250307",
        "2025-03-07 10:22",
        "Fri, 07 Mar 2025 10:00:00 GMT",
        "March 7, 2025",
    ],
)
def test_time_stamps(value: str) -> None:
    assert of_metadata(value) == DAY


@pytest.mark.parametrize("url", ["https://n.example/2025/03/07/heron", "https://n.example/202503/t20250307_12.html"])
def test_addresses(url: str) -> None:
    assert of_url(url) == DAY


def test_an_address_without_a_date() -> None:
    assert of_url("https://n.example/heron-20259999-h1") is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Updated Dec 2025", date(2025, 12, 1)),
        ("By A. Smith · Updated: Dec. 2025", date(2025, 12, 1)),
        ("Last updated: 3 May 2025", date(2025, 5, 3)),
        ("Heron H1\nLast updated\nMay 3rd, 2025", date(2025, 5, 3)),
        ("Stand: Dezember 2025", date(2025, 12, 1)),
        ("Mis à jour le 3 mai 2025", date(2025, 5, 3)),
        ("更新时间：2025年12月", date(2025, 12, 1)),
        ("最終更新日：2025年5月3日", date(2025, 5, 3)),
        ("Huawei published December 2025 figures", None),
        ("Published December 2025 figures", None),
        ("Available Dec 2025", None),
        ("Updated Smarch 2025", None),
        ("Updated 2025", None),
    ],
)
def test_dates_behind_their_label(text: str, day: date | None) -> None:
    assert labelled(text) == day
