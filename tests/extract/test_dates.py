"""Dates of release, in every form and language, as far as the text itself fixes them."""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipwatch.extract.dates import DateReader
from tests.extract.reading import claims_of, folded, ruleset

_DATE = re.compile(r"\d{4}(?:-Q[1-4]|-H[12]|-\d\d(?:-\d\d)?)?")


@cache
def reader(lang: str) -> DateReader:
    return DateReader(lang, ruleset().language.dates)


def dates(text: str, lang: str = "en", before: str | None = None) -> list[str | None]:
    low = folded(text)
    return [measure.date for measure in reader(lang).find(low, 0, len(low), before)]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("in 2026", "2026"),
        ("early 2026", "2026"),
        ("mid-2026", "2026"),
        ("late 2026", "2026"),
        ("the first quarter of 2026", "2026-Q1"),
        ("the final quarter of 2027", "2027-Q4"),
        ("Q4 2026", "2026-Q4"),
        ("2026 Q3", "2026-Q3"),
        ("the second half of 2025", "2025-H2"),
        ("H1 2026", "2026-H1"),
        ("October 2026", "2026-10"),
        ("Oct. 2026", "2026-10"),
        ("15 October 2026", "2026-10-15"),
        ("October 15, 2026", "2026-10-15"),
        ("2026-10-15", "2026-10-15"),
    ],
)
def test_english(text: str, date: str) -> None:
    assert dates(text) == [date]


@pytest.mark.parametrize(
    ("lang", "text", "date"),
    [
        ("zh", "2026年", "2026"),
        ("zh", "2026年一季度", "2026-Q1"),
        ("zh", "2026年第四季度", "2026-Q4"),
        ("zh", "2026年上半年", "2026-H1"),
        ("zh", "2026年10月", "2026-10"),
        ("zh", "2026年10月15日", "2026-10-15"),
        ("ja", "2026年10月15日", "2026-10-15"),
        ("ko", "2026년 상반기", "2026-H1"),
        ("de", "im vierten Quartal 2026", "2026-Q4"),
        ("de", "Oktober 2026", "2026-10"),
        ("fr", "le quatrième trimestre 2026", "2026-Q4"),
        ("fr", "octobre 2026", "2026-10"),
        ("es", "el primer trimestre de 2026", "2026-Q1"),
        ("es", "octubre de 2026", "2026-10"),
    ],
)
def test_other_languages(lang: str, text: str, date: str) -> None:
    assert dates(text, lang) == [date]


def test_a_date_may_lean_on_the_year_before_it() -> None:
    assert dates("the fourth quarter of that year", before="2026") == ["2026-Q4"]
    assert dates("Three years later", before="2018-Q1") == ["2021"]


@pytest.mark.parametrize("text", ["next year", "last month", "that year", "three years later", "this autumn"])
def test_a_date_that_only_the_calendar_fixes_is_none(text: str) -> None:
    assert dates(text) == []


@pytest.mark.parametrize("text", ["2026GB", "$2026", "2,026 chips", "2026%", "20265"])
def test_a_number_is_no_year(text: str) -> None:
    assert dates(text) == []


@pytest.mark.parametrize(
    ("text", "date", "status"),
    [
        ("The Ascend 950PR will arrive in the first quarter of 2026.", "2026-Q1", "planned"),
        ("The Ascend 910B has been on sale since 2023.", "2023", "stated"),
        ("昇腾950PR将于2026年一季度上市。", "2026-Q1", "planned"),
    ],
)
def test_a_release_is_claimed(text: str, date: str, status: str) -> None:
    assert [(c.attribute, c.value, c.status) for c in claims_of(text)] == [("release", date, status)]


@pytest.mark.parametrize(
    "text",
    ["Nvidia showed the H200, announced at CES 2026.", "The H200 was launched, says Nvidia, at Tech Week 2025."],
)
def test_the_year_of_an_event_is_no_release(text: str) -> None:
    assert claims_of(text) == ()


def test_a_year_behind_a_chip_s_name_is_its_own() -> None:
    (claim,) = claims_of("Nvidia's roadmap: Blackwell Ultra in 2025, then the Rubin 2026 launch.")[1:]
    assert (claim.chip, claim.value) == ("NVIDIA Rubin", "2026")


def test_a_company_s_founding_is_no_release() -> None:
    assert claims_of("Cambricon, which makes the MLU590, was founded in 2016 and listed in 2020.") == ()


@given(
    st.text(alphabet="0123456789年月日季度上下半Qq Hh-./' ofthrqusecndmayl", max_size=60),
    st.sampled_from(["en", "zh", "fr"]),
)
def test_any_mixture_gives_dates_of_the_guide(text: str, lang: str) -> None:
    assert all(date is not None and _DATE.fullmatch(date) for date in dates(text, lang))
