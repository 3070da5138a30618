from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from chipwatch.report.names import natural, page_names


def test_plain_names_keep_plain_pages() -> None:
    assert page_names(["Huawei Ascend 910C", "T-Head PPU"]) == {
        "Huawei Ascend 910C": "huawei-ascend-910c",
        "T-Head PPU": "t-head-ppu",
    }


CHIPS = st.text(max_size=200) | st.sampled_from(["a b", "A B", "a-b", "a/b", "..", "昇腾", "İ"])


@given(st.sets(CHIPS, max_size=20))
def test_any_names_get_different_safe_pages(chips: set[str]) -> None:
    names = page_names(chips)
    assert set(names) == chips
    assert len(set(names.values())) == len(chips)
    assert all(re.fullmatch(r"[a-z0-9-]{1,100}", name) for name in names.values())
    assert page_names(sorted(chips, reverse=True)) == names


def test_models_stand_in_the_order_of_their_numbers() -> None:
    assert sorted(["MLU1000", "mlu290", "MLU", "MLU370-X8"], key=natural) == ["MLU", "mlu290", "MLU370-X8", "MLU1000"]
