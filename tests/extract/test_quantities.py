"""Numbers with units: scaled exactly to the canonical unit, with bounds, joined to ranges, never made of names."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipwatch.extract.fold import fold, lower
from chipwatch.extract.measure import Measure
from chipwatch.extract.quantities import QuantityReader
from chipwatch.extract.units import UnitFinder
from tests.extract.reading import claims_of, ruleset


@cache
def reader(lang: str) -> QuantityReader:
    language = ruleset().language
    return QuantityReader(lang, language, UnitFinder(language.units))


def measures(text: str, lang: str = "en") -> list[Measure]:
    folded = fold(text)
    return reader(lang).find(folded, lower(folded), 0, len(folded), [], comma=None)


def read(text: str, lang: str = "en") -> tuple[str, Decimal, Decimal | None, str]:
    """The one quantity of a text: dimension, value, upper end, bound."""
    (measure,) = measures(text, lang)
    return measure.dimension, measure.value, measure.value_max, measure.bound


@pytest.mark.parametrize(
    ("text", "dimension", "value"),
    [
        ("800 teraflops", "flops", "800"),
        ("800 TFLOPS", "flops", "800"),
        ("67.8 FP32 petaflops", "flops", "67800"),
        ("8 exaflops", "flops", "8e6"),
        ("820 trillion operations per second", "ops", "820"),
        ("1,835 Tflop/s", "flops", "1835"),
        ("2.05 POPS", "ops", "2050"),
        ("128GB", "bytes", "128"),
        ("1,152 TB", "bytes", "1152000"),
        ("80 GiB", "bytes", "80"),
        ("1.6 TB/s", "bytes/s", "1600"),
        ("512 GB per second", "bytes/s", "512"),
        ("16.3 petabytes a second", "bytes/s", "16300000"),
        ("400 Gb/s", "bytes/s", "50"),
        ("3.2 Tbps", "bytes/s", "400"),
        ("559 kW", "watt", "559000"),
        ("700 watts", "watt", "700"),
        ("12-nanometer", "nm", "12"),
        ("7nm", "nm", "7"),
        ("1,755 MHz", "hertz", "1755"),
        ("2.4 GHz", "hertz", "2400"),
        ("814 mm²", "area", "814"),
        ("46,225 square millimetres", "area", "46225"),
        ("17 billion transistors", "transistors", "1.7e10"),
        ("900,000 cores", "cores", "900000"),
        ("8,192 Ascend chips", "chips", "8192"),
        ("198 tokens per second", "tokens/s", "198"),
        ("78,000 photos per second", "images/s", "78000"),
        ("$12,000", "money", "12000"),
        ("10k TFLOPS", "flops", "10000"),
        ("18k tokens per second", "tokens/s", "18000"),
        ("23.6 bn transistors", "transistors", "2.36e10"),
        ("Memory (GB): 192", "bytes", "192"),
        ("CUs: 304", "cores", "304"),
        ("an up-to-18-core CPU", "cores", "18"),
        ("2,000 teraflops in a box", "flops", "2000"),
    ],
)
def test_units_scale_exactly(text: str, dimension: str, value: str) -> None:
    assert read(text) == (dimension, Decimal(value), None, "=")


@pytest.mark.parametrize(
    ("lang", "text", "dimension", "value"),
    [
        ("zh", "820万亿次每秒", "ops", "820"),
        ("zh", "每秒296万亿次浮点运算", "flops", "296"),
        ("zh", "12纳米", "nm", "12"),
        ("zh", "170亿个晶体管", "transistors", "1.7e10"),
        ("zh", "300瓦", "watt", "300"),
        ("zh", "１２８ＧＢ", "bytes", "128"),
        ("zh", "每秒7.8万张图片", "images/s", "78000"),
        ("zh", "9500元", "money", "9500"),
        ("zh", "1.2萬美元", "money", "12000"),
        ("ja", "393テラフロップス", "flops", "393"),
        ("ja", "毎秒3.35テラバイト", "bytes/s", "3350"),
        ("ko", "5나노", "nm", "5"),
        ("de", "3,7 TByte/s", "bytes/s", "3700"),
        ("fr", "192 Go", "bytes", "192"),
        ("fr", "5,3 To/s", "bytes/s", "5300"),
        ("es", "350 vatios", "watt", "350"),
    ],
)
def test_units_of_other_languages(lang: str, text: str, dimension: str, value: str) -> None:
    assert read(text, lang) == (dimension, Decimal(value), None, "=")


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("128 to 144 GB", "128", "144"),
        ("128-144 GB", "128", "144"),
        ("128–144GB", "128", "144"),
        ("between 132 and 140 kilowatts", "132000", "140000"),
        ("from 900 MHz to 1.1 GHz", "900", "1100"),
        ("1.2 to 1.4 petaflops", "1200", "1400"),
        ("12-15k t/s", "12000", "15000"),
        ("$12,000–15,000", "12000", "15000"),
    ],
)
def test_a_range_is_one_quantity(text: str, low: str, high: str) -> None:
    _, value, value_max, bound = read(text)
    assert (value, value_max, bound) == (Decimal(low), Decimal(high), "=")


@pytest.mark.parametrize(
    ("lang", "text", "bound"),
    [
        ("en", "about 300 W", "~"),
        ("en", "roughly 300 W", "~"),
        ("en", "up to 300 W", "<="),
        ("en", "as much as 300 W", "<="),
        ("en", "at most 300 W", "<="),
        ("en", "at least 300 W", ">="),
        ("en", "no less than 300 W", ">="),
        ("en", "just under 300 W", "<"),
        ("en", "just below 300 W", "<"),
        ("en", "more than 300 W", ">"),
        ("en", "over 300 W", ">"),
        ("en", "300 W", "="),
        ("en", "300+ W", ">"),
        ("zh", "约300瓦", "~"),
        ("zh", "高达300瓦", "<="),
        ("zh", "不低于300瓦", ">="),
        ("zh", "逾300瓦", ">"),
        ("zh", "不到300瓦", "<"),
        ("de", "bis zu 300 Watt", "<="),
        ("fr", "environ 300 watts", "~"),
        ("es", "más de 300 vatios", ">"),
    ],
)
def test_bounds(lang: str, text: str, bound: str) -> None:
    (measure,) = measures(text, lang)
    assert measure.bound == bound
    assert measure.value == 300


def test_a_list_shares_its_unit() -> None:
    assert [(str(m.value), m.dimension) for m in measures("37 and 147 TFLOPS")] == [("37", "flops"), ("147", "flops")]


@pytest.mark.parametrize(
    "text",
    [
        "the 910C and the 910B",
        "GB200 NVL72",
        "MI300X",
        "40 percent",
        "3x faster",
        "70 billion parameters",
        "1080p",
        "page 7",
        "Zen 4 cores",
        "in 2026",
        "for 12 years",
    ],
)
def test_what_is_no_quantity(text: str) -> None:
    assert measures(text) == []


@pytest.mark.parametrize(
    "name", ["Ascend 910C", "H20", "MI300X", "TPU v5p", "GB200 NVL72", "Atlas 950", "昇腾910B", "A100"]
)
def test_a_model_number_is_no_quantity(name: str) -> None:
    assert claims_of(f"Customers like the {name}. The {name} sells well, and the {name}s are many.") == ()


@given(
    st.integers(1, 999_999),
    st.sampled_from(["W", "GB", "TB/s", "TFLOPS", "nm", "MHz"]),
    st.sampled_from(["", " ", "\u00a0", "\u202f", "-"]),
)
def test_blank_or_none_or_hyphen_before_the_unit(value: int, unit: str, blank: str) -> None:
    told = [(m.value, m.dimension) for m in measures(f"{value}{blank}{unit}")]
    assert told == [(m.value, m.dimension) for m in measures(f"{value} {unit}")]
    assert len(told) == 1
