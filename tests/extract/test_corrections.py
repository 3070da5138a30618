"""Corrections: what a text takes back is withdrawn, never claimed; the right number stands."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chipwatch import rules
from chipwatch.article import from_text
from chipwatch.extract import Extractor

S60 = "Enflame S60"


@cache
def extractor() -> Extractor:
    return Extractor(rules.load())


def read(text: str) -> tuple[set[tuple[str, float]], set[tuple[str, float]]]:
    """The claims and the withdrawn values of a text as (attribute, value)."""
    extraction = extractor().extract(from_text(text))
    claims, gone = (
        {(c.attribute, float(c.value) if isinstance(c.value, Decimal) else float(c.value[:4])) for c in found}
        for found in (extraction.claims, extraction.withdrawn)
    )
    return claims, gone


@pytest.mark.parametrize(
    ("text", "right", "gone"),
    [
        (
            "Correction: An earlier version of this story said the Enflame S60 card has 32 GB of memory. It has 48 GB.",
            {("memory_capacity", 48)},
            {("memory_capacity", 32)},
        ),
        (
            "Correction: the Enflame S60 card draws 300 watts, not 350 watts.",
            {("power", 300)},
            {("power", 350)},
        ),
        (
            "We wrongly gave the power of the Enflame S60 card as 350 W; the correct figure is 300 W.",
            {("power", 300)},
            {("power", 350)},
        ),
        (
            "The Enflame S60 card does not have 96 GB of memory, as some reports had it; it has 48 GB of memory.",
            {("memory_capacity", 48)},
            {("memory_capacity", 96)},
        ),
        (
            "Enflame denied that the S60 card has 96 GB of memory. The card carries 48 GB of GDDR6 memory.",
            {("memory_capacity", 48)},
            {("memory_capacity", 96)},
        ),
        (
            "Correction: a table in Monday's edition misstated the memory of the Enflame S60 card as 32 GB of memory.",
            set(),
            {("memory_capacity", 32)},
        ),
        (
            "The 32 GB of memory that we gave for the Enflame S60 card was wrong. The Enflame S60 has 48 GB of memory.",
            {("memory_capacity", 48)},
            {("memory_capacity", 32)},
        ),
        (
            "Editor's note: the power draw of the Enflame S60 card has been corrected to 300 W.",
            {("power", 300)},
            set(),
        ),
        (
            "The Enflame S60 card has ~~32 GB~~ 48 GB of memory.",
            {("memory_capacity", 48)},
            {("memory_capacity", 32)},
        ),
        (
            "The Enflame S60 card has 48 GB of memory and draws 350 W. Correction: the S60 draws 300 W, not 350 W.",
            {("memory_capacity", 48), ("power", 300)},
            {("power", 350)},
        ),
        (
            "The Enflame S60 card will not ship in 2026.",
            set(),
            {("release", 2026)},
        ),
        ("燧原S60加速卡的功耗不是350W，是300W。", {("power", 300)}, {("power", 350)}),
        ("燧原S60加速卡的显存并非96GB，而是48GB。", {("memory_capacity", 48)}, {("memory_capacity", 96)}),
        (
            "【更正】此前报道称燧原S60加速卡的显存为32GB，有误，应为48GB显存。",
            {("memory_capacity", 48)},
            {("memory_capacity", 32)},
        ),
        ("更正：本文误将燧原S60加速卡的功耗写为350W，实际为300W。", {("power", 300)}, {("power", 350)}),
        ("燧原否认S60加速卡配备96GB显存。", set(), {("memory_capacity", 96)}),
        ("网传燧原S60加速卡的功耗为350W，这一说法不实。", set(), {("power", 350)}),
        ("更正说明：原文将燧原S60加速卡的功耗写成350W，实为300W。", {("power", 300)}, {("power", 350)}),
        (
            "Korrektur: Der Enflame-S60-Prozessor hat 48 GB Speicher, nicht 32 GB.",
            {("memory_capacity", 48)},
            {("memory_capacity", 32)},
        ),
        (
            "Le processeur Enflame S60 a 48 Go de mémoire, et non 32 Go.",
            {("memory_capacity", 48)},
            {("memory_capacity", 32)},
        ),
        (
            "El procesador Enflame S60 tiene 48 GB de memoria, y no 32 GB.",
            {("memory_capacity", 48)},
            {("memory_capacity", 32)},
        ),
        ("Enflame S60のメモリは32GBではなく48GBのチップだ。", {("memory_capacity", 48)}, {("memory_capacity", 32)}),
        ("Enflame S60 칩의 메모리는 32GB가 아니라 48GB다.", {("memory_capacity", 48)}, {("memory_capacity", 32)}),
        ("燧原S60加速卡的功耗由350W更正为300W。", {("power", 300)}, {("power", 350)}),
    ],
)
def test_what_is_taken_back(text: str, right: set[tuple[str, float]], gone: set[tuple[str, float]]) -> None:
    assert read(text) == (right, gone)


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("The Enflame S60 card has not only 48 GB of memory but a low price.", {("memory_capacity", 48)}),
        ("The Enflame S60 card draws not more than 300 W.", {("power", 300)}),
        ("The Enflame S60 card has 48 GB of memory rather than the HBM of its rivals.", {("memory_capacity", 48)}),
        ("The Enflame S60 card is not cheap, and it draws 300 W.", {("power", 300)}),
        ("The chief executive dismissed the finance chief. The Enflame S60 card draws 300 W.", {("power", 300)}),
        ("An earlier version of the drivers was slow. The Enflame S60 card draws 300 W.", {("power", 300)}),
        ("燧原S60加速卡的功耗不超过300W。", {("power", 300)}),
        ("燧原S60加速卡不仅有48GB显存，价格也低。", {("memory_capacity", 48)}),
    ],
)
def test_what_only_looks_taken_back(text: str, right: set[tuple[str, float]]) -> None:
    assert read(text) == (right, set())


def test_a_contrast_with_another_chip_denies_nothing() -> None:
    claims, gone = read("The Enflame S60 card has 48 GB of memory, not the 80 GB of memory of the Nvidia H100.")
    assert (claims, gone) == ({("memory_capacity", 48), ("memory_capacity", 80)}, set())


def test_a_withdrawn_value_keeps_its_quote() -> None:
    article = from_text("Correction: the Enflame S60 card draws 300 watts, not 350 watts.")
    (claim,) = extractor().extract(article).withdrawn
    assert (claim.chip, claim.quote, article.text[claim.start : claim.end]) == (S60, "350 watts", "350 watts")


ENGLISH = ("Correction: ", "An earlier version of this article said ", "Enflame S60 ", "has ", "not ", "is wrong", "~~")
FIGURES = ("48 GB ", "32 GB of memory ", "300 W ", ", ", ". ", "; ", "denied ", "corrected from ")
CHINESE = ("更正", "并非", "误写为", "有误", "应为", "，", "。")
PIECES = st.sampled_from((*ENGLISH, *FIGURES, *CHINESE))


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_no_value_is_both_claimed_and_withdrawn(text: str) -> None:
    article = from_text("Chips. " + text)
    extraction = extractor().extract(article)
    both = {(c.chip, c.attribute, c.value) for c in extraction.claims} & {
        (c.chip, c.attribute, c.value) for c in extraction.withdrawn if c.precision is None
    }
    assert not both
    assert all(article.text[c.start : c.end] == c.quote for c in extraction.withdrawn)
