from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipwatch import format as fmt
from chipwatch.model import Bound, Cause, Change, ChangeKind, Fact, FactKey, Status

KEY = FactKey("Huawei Ascend 950", "compute", "FP8")
FACT = Fact(KEY, Decimal(1000), "TFLOPS", Bound.EXACT, Status.PLANNED, 1, False, ())


@pytest.mark.parametrize(
    ("value", "unit", "value_max", "bound", "text"),
    [
        ("1500", "GB/s", None, ">=", "≥ 1.5 TB/s"),
        ("128", "GB", "144", "=", "128–144 GB"),
        ("8000000", "TFLOPS", None, "=", "8 EFLOPS"),
        ("1979", "TFLOPS", None, "=", "1,979 TFLOPS"),
        ("1152000", "GB", None, "=", "1,152 TB"),
        ("16300000", "GB/s", None, "<=", "≤ 16.3 PB/s"),
        ("4915.2", "GB/s", None, "=", "4,915.2 GB/s"),
        ("500", "GB/s", "2000", "=", "500–2,000 GB/s"),
        ("0.5", "GB", None, "<", "< 500 MB"),
        ("67.125", "TFLOPS", None, "=", "67.125 TFLOPS"),
        ("17000000000", "count", None, "~", "≈ 17 billion"),
        ("8192", "count", None, "=", "8,192"),
        ("120000", "W", None, "=", "120 kW"),
        ("1200", "W", None, "=", "1,200 W"),
        ("814", "mm2", None, "=", "814 mm²"),
        ("25000", "USD", "30000", "~", "≈ USD 25,000–30,000"),
        ("78000", "images/s", None, ">", "> 78,000 images/s"),
        ("7", "nm", None, "=", "7 nm"),
    ],
)
def test_quantity(value: str, unit: str, value_max: str | None, bound: str, text: str) -> None:
    maximum = None if value_max is None else Decimal(value_max)
    assert fmt.quantity(Decimal(value), unit, value_max=maximum, bound=Bound(bound)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("2026", "2026"),
        ("2026-Q4", "Q4 2026"),
        ("2026-H2", "H2 2026"),
        ("2026-10", "October 2026"),
        ("2026-10-05", "5 October 2026"),
        ("2026-13", "2026-13"),
    ],
)
def test_a_release_reads_as_people_say_it(value: str, text: str) -> None:
    assert fmt.quantity(value, "date") == text


POWERS = {"E": 6, "P": 3, "T": 0, "G": -3}


@given(st.decimals(min_value="0.001", max_value=10**9, allow_nan=False, allow_infinity=False, places=6))
def test_what_is_written_is_the_value_to_the_last_digit(value: Decimal) -> None:
    digits, symbol = fmt.quantity(value, "TFLOPS").split()
    assert Decimal(digits.replace(",", "")).scaleb(POWERS[symbol[0]]) == value


@given(st.decimals(allow_nan=False, allow_infinity=False), st.sampled_from(["TFLOPS", "GB", "count", "USD", "nm"]))
def test_any_finite_number_can_be_written_shortly(value: Decimal, unit: str) -> None:
    assert 0 < len(fmt.quantity(value, unit)) < 120 + len(value.as_tuple().digits)


@given(st.text())
def test_safe_text_holds_nothing_that_moves_a_cursor_or_hides(text: str) -> None:
    safe = fmt.safe_text(text)
    assert all(c.isprintable() or c in "\n\t" or c.isspace() for c in safe)
    assert not set(safe) & set("\x00\x07\x08\x0b\x0c\r\x1b\x7f\x85\x9b\u200b\u202e\u2028\u2066\ufeff")
    assert fmt.safe_text(safe) == safe


@given(st.text())
def test_one_line_is_one_line(text: str) -> None:
    assert len(fmt.one_line(text).splitlines()) <= 1


def test_safe_text_keeps_what_people_wrote() -> None:
    text = "昇腾910C\u3000FP16:\n\t800 TFLOPS – “schnell” 🚀"
    assert fmt.safe_text(text) == text
    assert fmt.safe_text("\x1b[2Jgone\u202etxt.exe") == "[2Jgonetxt.exe"


def change(kind: ChangeKind, old: Fact | None, new: Fact | None, detail: str | None = None) -> Change:
    return Change(kind, KEY.chip, Cause.NEWS, 2, (new or old or FACT).key, old, new, detail)


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (change(ChangeKind.ADDED, None, FACT), "FP8 compute: 1 PFLOPS (planned)"),
        (
            change(ChangeKind.CHANGED, FACT, FACT._replace(value=Decimal(2000))),
            "FP8 compute: 1 PFLOPS (planned) → 2 PFLOPS (planned)",
        ),
        (change(ChangeKind.WITHDRAWN, FACT, None), "FP8 compute: 1 PFLOPS (planned) withdrawn"),
        (
            change(ChangeKind.DISPUTED, FACT, FACT._replace(disputed=True)),
            "FP8 compute: 1 PFLOPS (planned), sources disagree",
        ),
        (
            change(ChangeKind.SETTLED, FACT._replace(disputed=True), FACT),
            "FP8 compute: 1 PFLOPS (planned), sources agree again",
        ),
        (
            change(ChangeKind.STATUS, FACT, FACT._replace(status=Status.STATED)),
            "FP8 compute: 1 PFLOPS, planned → stated",
        ),
    ],
)
def test_change_text(made: Change, text: str) -> None:
    assert fmt.change_text(made) == text


def test_a_slip_says_by_how_much() -> None:
    key = FactKey("Huawei Ascend 960", "release")
    old = Fact(key, "2026-Q4", "date", Bound.EXACT, Status.PLANNED, 1, False, ())
    slip = change(ChangeKind.SLIPPED, old, old._replace(value="2027-H2"), "9 months later")
    assert fmt.change_text(slip) == "release: Q4 2026 (planned) → H2 2027 (planned) (9 months later)"


def test_a_new_chip_is_told_with_its_maker_where_the_name_does_not_tell() -> None:
    new = Change(ChangeKind.NEW_CHIP, "Cambricon MLU790", Cause.NEWS, 3, detail="Cambricon")
    assert fmt.change_text(new) == "new chip: seen for the first time"
    unlisted = new._replace(chip="Xuanwu X2", detail="T-Head\r\nBcc: x@example.org")
    assert fmt.change_text(unlisted) == "new chip: seen for the first time, made by T-Head Bcc: x@example.org"
    alias = new._replace(kind=ChangeKind.NEW_ALIAS, detail="思元790")
    assert fmt.change_text(alias) == "new alias: 思元790"


def test_fact_text_carries_precision_and_status() -> None:
    assert fmt.fact_text(FACT) == "1 PFLOPS FP8 (planned)"
    sparse = FACT._replace(key=replace(KEY, sparse=True), status=Status.STATED)
    assert fmt.fact_text(sparse) == "1 PFLOPS FP8 sparse"
    assert fmt.label(sparse.key) == "FP8 compute, sparse"


@given(st.text(max_size=2000), st.integers(0, 1000), st.integers(1, 30), st.integers(0, 400))
def test_an_excerpt_is_the_sentence_or_a_cut_around_its_quote(text: str, at: int, length: int, width: int) -> None:
    sentence = fmt.one_line(text)
    quote = fmt.one_line(sentence[at : at + length])
    before, quoted, after = fmt.excerpt(sentence, quote, width)
    assert quoted == quote
    if len(sentence) <= width:
        assert before + quoted + after == sentence
    else:
        assert len(before + quoted + after) <= max(width, len(quote)) + 4


def test_an_excerpt_of_a_long_sentence_shows_the_quote_amid_its_words() -> None:
    sentence = "word " * 200 + "a full 144 GB of HBM" + " word" * 200
    before, quote, after = fmt.excerpt(sentence, "144 GB", 60)
    assert before.startswith("… ")
    assert before.endswith("a full ")
    assert quote == "144 GB"
    assert after.startswith(" of HBM")
    assert after.endswith(" …")


@pytest.mark.parametrize(
    ("url", "fit"),
    [
        ("https://example.org/a?b=c#d", True),
        ("HTTP://example.org/", True),
        ("javascript:alert(1)", False),
        ("https://example.org/\r\nBcc: x", False),
        ('https://example.org/"onmouseover="x', False),
        ("https://example.org/\u202egpj.exe", False),
        ("data:text/html,x", False),
        ("//example.org", False),
    ],
)
def test_only_plain_web_addresses_become_links(url: str, fit: bool) -> None:
    assert fmt.web_address(url) == (url if fit else None)


def test_day() -> None:
    assert fmt.day(date(2026, 10, 5)) == "5 October 2026"
    assert fmt.day(None) == "undated"
