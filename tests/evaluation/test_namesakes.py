"""Which names are of one chip."""

from __future__ import annotations

from pathlib import Path

import pytest

from chipwatch.errors import UsageError
from chipwatch.namesakes import Namesakes
from tests.extract.reading import ruleset

TABLE = """canonical_name,family,strong_names,weak_names
Zhenwu 810E,Zhenwu,Zhenwu 810E|真武810E|T-Head PPU,810E
Blackhole p150,Blackhole,Blackhole p150a|Blackhole p150b,
"""


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("NVIDIA H20", "nvidia  h-20", True),
        ("NVIDIA H20", "H20", True),
        ("Huawei Ascend 910C", "昇腾910C", True),
        ("Huawei Ascend 910C", "Ascend 910C", True),
        ("Huawei Ascend 910C", "Huawei Ascend 910B", False),
        ("AMD Instinct MI300X", "AMD MI300X", True),
        ("Quillon Tarn", "Tarn", True),
        ("Quillon Tarn", "Quillon Tern", False),
        ("Hailo-8", "AMD Instinct MI8", False),
        ("NVIDIA H100 PCIe", "NVIDIA H100", False),
    ],
)
def test_by_the_lexicon(one: str, other: str, same: bool) -> None:
    namesakes = Namesakes(ruleset())
    assert namesakes.same(one, other) is same
    assert namesakes.same(other, one) is same


def test_by_a_table(tmp_path: Path) -> None:
    table = tmp_path / "chips.csv"
    table.write_text(TABLE, encoding="utf-8")
    namesakes = Namesakes(ruleset(), table)
    assert namesakes.same("Tenstorrent Blackhole p150a", "Blackhole p150b")
    assert namesakes.same("T-Head Zhenwu 810E", "平头哥 真武810E")
    assert not namesakes.same("Huawei Ascend 910C", "昇腾910C")


@pytest.mark.parametrize(
    ("text", "told"), [("canonical_name,family\n", "no column strong_names"), (None, "cannot be read")]
)
def test_a_table_that_is_none(tmp_path: Path, text: str | None, told: str) -> None:
    table = tmp_path / "chips.csv"
    if text is not None:
        table.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=told) as caught:
        Namesakes(ruleset(), table)
    assert str(table) in str(caught.value)
    assert caught.value.hint
