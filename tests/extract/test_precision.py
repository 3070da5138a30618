"""Which number format a compute figure is in, told before, after, within or in brackets; with sparsity or dense."""

from __future__ import annotations

import pytest

from tests.extract.reading import claims_of


def compute(text: str) -> list[tuple[int, str | None, bool]]:
    """Value, precision and sparsity of each compute claim, in the order of the text."""
    return [(int(c.value), c.precision, c.sparse) for c in claims_of(text) if c.attribute == "compute"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The H100 delivers 989 TFLOPS in FP16.", [(989, "FP16", False)]),
        ("The H100 delivers 989 FP16 teraflops.", [(989, "FP16", False)]),
        ("In FP16 the H100 delivers 989 teraflops.", [(989, "FP16", False)]),
        ("The H100 delivers 989 TFLOPS (FP16).", [(989, "FP16", False)]),
        ("The H100 delivers 989 teraflops at half precision.", [(989, "FP16", False)]),
        ("The H100 delivers 989 TFLOPS.", [(989, None, False)]),
        ("The H100 delivers 67 teraflops of double-precision compute.", [(67, "FP64", False)]),
        ("The H100 reaches 1,979 TFLOPS in FP16 with sparsity.", [(1979, "FP16", True)]),
        ("The H100 reaches 989 TFLOPS of dense FP16.", [(989, "FP16", False)]),
        ("The MI355X delivers 2,500 TFLOPS of FP16/BF16.", [(2500, "FP16", False), (2500, "BF16", False)]),
        (
            "The S60 is rated at 392 TOPS in INT8 and at 160 TFLOPS in FP16. It is Enflame's.",
            [(392, "INT8", False), (160, "FP16", False)],
        ),
        (
            "The Ascend 950PR delivers 1 petaflop in FP8 and 2 petaflops in FP4.",
            [(1000, "FP8", False), (2000, "FP4", False)],
        ),
        ("昇腾910C的FP16算力为780 TFLOPS。", [(780, "FP16", False)]),
        ("昇腾310P的INT8算力达140 TOPS，FP16算力为70 TFLOPS。", [(140, "INT8", False), (70, "FP16", False)]),
        ("英伟达H100半精度性能为989 TFLOPS（FP16稠密）。", [(989, "FP16", False)]),
    ],
)
def test_precision(text: str, found: list[tuple[int, str | None, bool]]) -> None:
    assert sorted(compute(text), key=str) == sorted(found, key=str)


def test_a_direct_comparison_inherits_the_precision() -> None:
    text = "The Ascend 910C reaches just below 800 teraflops in FP16, still shy of the H100's roughly 2,000 teraflops."
    assert compute(text) == [(800, "FP16", False), (2000, "FP16", False)]


def test_integer_formats_count_in_tops_and_floating_formats_in_tflops() -> None:
    claims = claims_of("The MLU370-X8 does 256 TOPS in INT8 and 96 TFLOPS in FP16.")
    assert {(c.precision, c.unit) for c in claims} == {("INT8", "TOPS"), ("FP16", "TFLOPS")}


def test_a_precision_belongs_to_compute_alone() -> None:
    claims = claims_of("In FP8 the H200 delivers 1,979 TFLOPS, and it has 141 GB of HBM3e memory.")
    assert {(c.attribute, c.precision) for c in claims} == {("compute", "FP8"), ("memory_capacity", None)}
