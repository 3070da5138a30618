"""What holds of any text and table, however hostile: sound claims or none, never an error, work in step with size."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from html import escape

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from chipwatch.article import from_html, from_text
from chipwatch.errors import ParseError
from chipwatch.model import Article
from tests.extract.reading import extractor, sound
from tests.work import growth

BOUNDED = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])

# Pieces out of which a hostile writer, or a careless one, puts a text together.
PIECES = st.sampled_from(
    [
        *(
            "Ascend 910C",
            "H100s",
            "the 960",
            "MI300X/A",
            "昇腾910B",
            "昆仑芯P800",
            "GB200 NVL72",
            "Kestrel K2",
            "its predecessor",
        ),
        *(
            "128 GB",
            "1.6TB/s",
            "１２８ＧＢ",
            "300 PFLOPS",
            "7nm",
            "N3P",
            "$12,000",
            "400瓦",
            "96GB显存",
            "3.2 Tbps",
            "900 mm²",
        ),
        *(
            "1e999 GB",
            "٣٫٥ GB",
            "1,2,3,4 TB/s",
            "-5 W",
            "0 GB",
            "½ petaflop",
            "128–144 GB",
            "万亿次每秒",
            "twenty-two,000 W",
        ),
        *(
            "9" * 400 + " GB",
            "1." + "0" * 300 + "1 TFLOPS",
            "１e９９",
            "1/0 GB",
            "10^99 FLOPS",
            "百万亿亿亿 TOPS",
            "NaN GB",
        ),
        *("first quarter of 2026", "Q9 2026", "2026年13月", "early 9999", "31 February 2026"),
        *(
            "up to",
            "roughly",
            "与",
            "respectively",
            "分别",
            "both",
            "twice the",
            "40 percent slower than the H20",
            "vs.",
        ),
        *("FP16", "INT8/FP16", "with sparsity", "(FP8)", "an earlier version of this story said", "Correction:"),
        *(
            "\n",
            "\n\n",
            "- ",
            ". ",
            ", ",
            "; ",
            ": ",
            "。",
            "、",
            "(",
            ")",
            "\t",
            " ",
            "\u200b",
            "\u202e",
            "\x00",
            "\xad",
            "\ufeff",
        ),
    ]
)
TEXTS = st.one_of(
    st.text(max_size=400),
    st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=40).map(" ".join),
    st.lists(PIECES, max_size=40).map("".join),
)


@BOUNDED
@given(TEXTS)
@example("H100 " + "万" * 5_000)
@example("H100 1e999 GB, 1e-999 GB, 1,2,3,4 GB, ٣٫٥ GB")
@example("Ascend 910C: 0 GB, 0 W, -0 TFLOPS; $0")
@example("H100 has 2026-00-00 GB and 9999-99-99 W")
def test_any_text_gives_sound_claims_or_none(text: str) -> None:
    try:
        article = from_text(text)
    except ParseError:  # no text at all
        return
    sound(article, extractor().extract(article))


@BOUNDED
@given(TEXTS)
def test_the_same_text_gives_the_same_claims(text: str) -> None:
    try:
        article = from_text(text)
    except ParseError:
        return
    assert extractor().extract(article) == extractor().extract(article)


CELLS = st.one_of(PIECES, st.text(max_size=12), st.just(""))
SPAN = st.sampled_from(
    ["", "", "", ' rowspan="2"', ' colspan="3"', ' rowspan="0"', ' colspan="99999"', ' rowspan="-1"']
)


@st.composite
def tables(draw: st.DrawFn, depth: int = 0) -> str:
    """A table of ragged rows, some cells with spans, some with a table or a list inside."""
    rows = draw(st.lists(st.lists(st.tuples(CELLS, SPAN, st.sampled_from(["td", "th"])), max_size=6), max_size=6))
    drawn = []
    for row in rows:
        cells = []
        for text, span, tag in row:
            inner = draw(tables(depth + 1)) if depth < 2 and draw(st.integers(0, 19)) == 0 else escape(text)
            cells.append(f"<{tag}{span}>{inner}</{tag}>")
        drawn.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(drawn)}</table>"


@BOUNDED
@given(PIECES, tables(), PIECES)
def test_any_table_gives_sound_claims_or_none(before: str, table: str, after: str) -> None:
    page = f"<html><body><article><h1>{escape(before)}</h1>{table}<p>{escape(after)}</p></article></body></html>"
    try:
        article = from_html(page)
    except ParseError:
        return
    sound(article, extractor().extract(article))


def test_a_table_of_ten_thousand_columns_is_read() -> None:
    chips = "".join(f"<th>{name}</th>" for name in ("H100", "MI300X") * 5_000)
    memory = "<td>80 GB</td><td>192 GB</td>" * 5_000
    article = from_html(f"<table><tr><th>Card</th>{chips}</tr><tr><td>Memory</td>{memory}</tr></table>")
    extraction = extractor().extract(article)
    sound(article, extraction)
    assert {(claim.chip, claim.value) for claim in extraction.claims} == {
        ("NVIDIA H100", Decimal(80)),
        ("AMD Instinct MI300X", Decimal(192)),
    }


ROW = "<tr><td>H100</td><td>80 GB</td><td>700 W</td></tr>"
HEAD = "<tr><th>Card</th><th>Memory</th><th>Power</th></tr>"
# Kinds of text by what comes first, what is repeated ({n} counts), and what comes last.
GROWING = {
    "news": (
        "",
        "Huawei says the Ascend 910C reaches 780 TFLOPS in FP16 and holds 128 GB. Nvidia sells the H20 with 96 GB.\n\n",
        "",
    ),
    "Chinese news": ("", "昇腾910C的FP16算力为780 TFLOPS，显存128GB，带宽3.2TB/s。英伟达H20有96GB显存。\n", ""),
    "one sentence of numbers": ("Ascend 910C ", "128 GB 1.6 TB/s 400 W 7 nm ", ""),
    "one sentence of names": ("", "Ascend 910C H100 MI300X TPU v5p ", ""),
    "one word": ("H100 ", "a", ""),
    "one number": ("H100 ", "1", ""),
    "numbers": ("H100 ", "1,", ""),
    "scale words": ("H100 ", "万", ""),
    "open brackets": ("H100 ", "(", ""),
    "list items": ("H100\n", "- 80 GB\n", ""),
    "headings": ("<article>", "<h2>H100</h2><p>80 GB</p>", "</article>"),
    "small tables": ("<article>", f"<p>H100</p><table>{HEAD}{ROW}</table>", "</article>"),
    "a long table": (f"<table>{HEAD}", ROW, "</table>"),
    "a wide table": ("<table><tr><td>H100</td>", "<td>80 GB</td>", "</tr></table>"),
    "new names": ("", "A new accelerator, called Xuan{n} X{n}, has 80 GB of HBM. ", ""),
}


def grown(kind: str, size: int) -> Article:
    first, piece, last = GROWING[kind]
    text = first + "".join(piece.replace("{n}", str(n)) for n in range(size // len(piece))) + last
    return from_html(text) if first.startswith("<") else from_text(text)


def growth_of(kind: str, small: int, large: int) -> float:
    def task(size: int) -> Callable[[], object]:
        article = grown(kind, size)
        return lambda: extractor().extract(article)

    return growth(task, small, large)


@pytest.mark.parametrize("kind", GROWING)
def test_work_grows_with_the_text_and_no_faster(kind: str) -> None:
    assert growth_of(kind, 4_000, 16_000) < 1.1


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("kind", ["news", "one sentence of numbers", "a long table"])
def test_work_grows_with_megabytes_and_no_faster(kind: str) -> None:
    assert growth_of(kind, 250_000, 2_000_000) < 1.1
