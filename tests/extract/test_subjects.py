"""Whose a number is, in sentences that name several chips or companies."""

from __future__ import annotations

import pytest

from chipwatch.extract.features import words, words_before
from chipwatch.extract.sentences import CLAUSE
from tests.extract.reading import claims_of, folded


def told(text: str) -> list[tuple[str, object]]:
    return [(claim.chip, claim.value) for claim in claims_of(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Huawei will launch in 2026 the Ascend 950PR, in 2027 the Ascend 960 and in 2028 the Ascend 970.",
            [("Huawei Ascend 950PR", "2026"), ("Huawei Ascend 960", "2027"), ("Huawei Ascend 970", "2028")],
        ),
        (
            "2026年推出昇腾950PR，2027年推出昇腾960，2028年推出昇腾970。",
            [("Huawei Ascend 950PR", "2026"), ("Huawei Ascend 960", "2027"), ("Huawei Ascend 970", "2028")],
        ),
        (
            "The rule met the A100 (312 TFLOPS at FP16) and the H100 (989 TFLOPS at FP16).",
            [("NVIDIA A100", 312), ("NVIDIA H100", 989)],
        ),
    ],
)
def test_names_and_numbers_take_turns(text: str, expected: list[tuple[str, object]]) -> None:
    assert told(text) == expected


def test_chinese_is_read_in_words_and_clauses() -> None:
    assert words("显存带宽达8TB/s") == ["显存", "带宽", "达", "8TB", "s"]
    assert words_before("后续将推出") == ["后", "续将", "推出"]
    assert words("the chip's 8-bit rate") == words_before("the chip's 8-bit rate") == ["the", "chip's", "8-bit", "rate"]
    assert words("메모리 용량은 96GB") == words_before("메모리 용량은 96GB") == ["메모리", "용량은", "96GB"]
    clauses = CLAUSE.split(folded("显存为96GB，带宽为4TB/s，而功耗为1,200W"))
    assert clauses == ["显存为96gb", "带宽为4tb/s", "功耗为1,200w"]
