"""Numbers in digits and words, in every language read, exactly."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipwatch.extract.numbers import NumberReader, writes_decimal_comma
from tests.extract.reading import folded, ruleset


@cache
def reader(lang: str) -> NumberReader:
    return NumberReader(lang, ruleset().language.numerals)


def values(text: str, lang: str = "en", *, comma: bool | None = None) -> list[Decimal]:
    return [number.value for number in reader(lang).find(folded(text), decimal_comma=comma)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("800", "800"),
        ("1,152", "1152"),
        ("1 152", "1152"),
        ("1\u202f152", "1152"),
        ("1'152", "1152"),
        ("16.3", "16.3"),
        ("0.768", "0.768"),
        ("1.6 trillion", "1.6e12"),
        ("17 billion", "1.7e10"),
        ("1.7bn", "1.7e9"),
        ("twenty-two thousand", "22000"),
        ("twenty-two,000", "22000"),
        ("three hundred and eighty-four", "384"),
        ("sixty-four", "64"),
        ("a million", "1e6"),
        ("half a million", "5e5"),
        ("１２８", "128"),
        ("2½", "2.5"),
        ("1.5e3", "1500"),
        ("3×10⁹", "3e9"),
    ],
)
def test_english(text: str, value: str) -> None:
    assert values(text) == [Decimal(value)]


@pytest.mark.parametrize(
    ("lang", "text", "value"),
    [
        ("zh", "820万亿", "8.2e14"),
        ("zh", "170亿", "1.7e10"),
        ("zh", "7.8万", "78000"),
        ("zh", "两百", "200"),
        ("zh", "三百八十四", "384"),
        ("zh", "一千二百亿", "1.2e11"),
        ("zh", "１２８", "128"),
        ("ja", "2080億", "2.08e11"),
        ("ja", "1兆", "1e12"),
        ("ko", "1700억", "1.7e11"),
        ("de", "3,7", "3.7"),
        ("de", "1.835", "1835"),
        ("de", "153 Milliarden", "1.53e11"),
        ("fr", "5,3", "5.3"),
        ("fr", "1 307", "1307"),
        ("fr", "153 milliards", "1.53e11"),
        ("es", "8.192", "8192"),
        ("es", "54.200 millones", "5.42e10"),
    ],
)
def test_other_languages(lang: str, text: str, value: str) -> None:
    assert values(text, lang) == [Decimal(value)]


@pytest.mark.parametrize("text", ["MI300X", "1st", "v2.1.3.4", "H100", "A800-80", "once", "none"])
def test_what_is_no_number(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "comma"),
    [
        ("3,7 TByte/s und 2,45 TByte/s", True),
        ("3.7 TB/s and 128 GB", False),
        ("3,7 and 3.7", None),
        ("128 GB", None),
        ("1,024 chips", None),
    ],
)
def test_a_text_shows_which_mark_is_its_decimal_mark(text: str, comma: bool | None) -> None:
    assert writes_decimal_comma(text) is comma


@given(st.decimals(min_value=Decimal("0.01"), max_value=Decimal(999_999), places=2))
def test_english_digits_are_read_back_exactly(value: Decimal) -> None:
    assert values(f"{value:,}") == [value]


@given(st.integers(min_value=1, max_value=10**15 - 1))
def test_whole_numbers_with_and_without_marks_are_the_same(value: int) -> None:
    assert values(str(value)) == values(f"{value:,}") == [Decimal(value)]


@given(
    st.text(alphabet="0123456789.,'eE+-×10⁹½ 万亿千百兆억 millonbtr", max_size=60),
    st.sampled_from(["en", "zh", "de", "ko"]),
)
def test_any_mixture_gives_finite_numbers_in_the_text(text: str, lang: str) -> None:
    low = folded(text)
    for number in reader(lang).find(low):
        assert number.value.is_finite()
        assert 0 <= number.start < number.end <= len(low)
