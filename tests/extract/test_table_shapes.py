"""Tables as pages write them: whose a figure is, of what, in which unit and format, whichever way the cells say it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chipwatch.model import Claim, Status
from tests.extract.reading import html_claims
from tests.work import growth

Figure = tuple[str, str, float]
H100, B200, A910B, A910C = "NVIDIA H100", "NVIDIA B200", "Huawei Ascend 910B", "Huawei Ascend 910C"


def table(*rows: tuple[str, ...], before: str = "", after: str = "") -> str:
    """A table whose first row is its header."""
    marked = [
        "".join(f"<{'td' if n else 'th'}>{cell}</{'td' if n else 'th'}>" for cell in row) for n, row in enumerate(rows)
    ]
    return f"{before}<table>{''.join(f'<tr>{row}</tr>' for row in marked)}</table>{after}"


def figures(claims: tuple[Claim, ...]) -> set[Figure]:
    return {(c.chip, c.attribute, float(c.value)) for c in claims if c.attribute != "release"}


WHOSE: dict[str, tuple[str, set[Figure]]] = {
    "a vendor in the header picks among the names of a row": (
        table(
            ("AMD chip", "AMD memory", "NVIDIA rival", "NVIDIA memory"),
            ("MI300X", "192 GB", "H100", "80 GB"),
            ("MI325X", "256 GB", "B200", "180 GB"),
        ),
        {
            ("AMD Instinct MI300X", "memory_capacity", 192),
            (H100, "memory_capacity", 80),
            ("AMD Instinct MI325X", "memory_capacity", 256),
            (B200, "memory_capacity", 180),
        },
    ),
    "a name within the cell": (
        table(("Chip", "Power"), ("NVIDIA B200", "1000 W (H100: 700 W)"), ("Ascend 910B", "310 W")),
        {(B200, "power", 1000), (H100, "power", 700), (A910B, "power", 310)},
    ),
    "names in brackets behind their figures": (
        table(("Spec", "Value"), ("TDP", "310 W (Ascend 910B) / 700 W (Ascend 910C)"), before="<h2>Ascend cards</h2>"),
        {(A910B, "power", 310), (A910C, "power", 700)},
    ),
    "the sheet's own name among its values": (
        table(("Spec", "Detail"), ("Name", "NVIDIA H100"), ("Memory", "80 GB"), ("Power", "700 W (B200: 1000 W)")),
        {(H100, "memory_capacity", 80), (H100, "power", 700), (B200, "power", 1000)},
    ),
    "rows and columns of things that are on no list": (
        table(
            ("Model", "Memory"), ("Zorg Z9", "64 GB"), ("Blip B3", "96 GB"), before="<p>The NVIDIA H100 is older.</p>"
        )
        + table(("Spec", "Zorg Z9", "Blip B3"), ("Memory", "64 GB", "96 GB"), before="<p>The H100 is older.</p>"),
        set(),
    ),
    "an unknown chip beside known ones": (
        table(("Chip", "Memory"), ("NVIDIA H100", "80 GB"), ("Zorg Z9", "64 GB"), before="<h2>NVIDIA H100</h2>"),
        {(H100, "memory_capacity", 80)},
    ),
    "counted chips name no row": (
        table(("Instance", "GPU", "GPU memory"), ("p5.48x", "8x H100", "640 GB"), before="<p>Rent an H100.</p>"),
        set(),
    ),
    "a row that heads those below": (
        table(
            ("", "MI300X", "MI325X"), ("Memory", "", ""), ("Bandwidth", "5.3 TB/s", "6 TB/s"), ("Interconnect", "", "")
        )[:-8]
        + "<tr><td>Bandwidth</td><td>896 GB/s</td><td>896 GB/s</td></tr></table>",
        {
            ("AMD Instinct MI300X", "memory_bandwidth", 5300),
            ("AMD Instinct MI325X", "memory_bandwidth", 6000),
            ("AMD Instinct MI300X", "interconnect_bandwidth", 896),
            ("AMD Instinct MI325X", "interconnect_bandwidth", 896),
        },
    ),
    "figures of parts, ratios and comparisons": (
        table(
            ("Metric", "NVIDIA B200", "vs H100", "Improvement"),
            ("Memory", "192 GB", "2.4x", "+139%"),
            ("FP32 cores / SM", "128", "1x", ""),
            ("Cache per core", "256 KB", "", ""),
            ("HBM stacks", "8 x 24 GB", "", ""),
        ),
        {(B200, "memory_capacity", 192)},
    ),
    "units in the header, in a column of their own and behind a slash": (
        table(("Item", "Unit", "Ascend 910B", "Ascend 910C"), ("HBM", "GB", "64", "128"), ("TDP", "W", "310", "—"))
        + table(("参数", "昇腾910B"), ("带宽/TB/s", "1.6"))
        + table(("", "NVIDIA H100"), ("Memory\n(GB)", "80"), ("Performance/Watt", "12")),
        {
            (A910B, "memory_capacity", 64),
            (A910C, "memory_capacity", 128),
            (A910B, "power", 310),
            (A910B, "memory_bandwidth", 1600),
            (H100, "memory_capacity", 80),
        },
    ),
    "a clock that looks like a year, and a memory's": (
        table(("", "NVIDIA H100"), ("Boost clock", "1980 MHz"), ("Memory data rate", "2619 MHz DDR")),
        {(H100, "clock", 1980)},
    ),
}


@pytest.mark.parametrize("case", WHOSE)
def test_whose_a_figure_is_and_of_what(case: str) -> None:
    body, expected = WHOSE[case]
    assert figures(html_claims(body)) == expected


def compute(body: str) -> set[tuple[str | None, float, bool]]:
    return {(c.precision, float(c.value), c.sparse) for c in html_claims(body) if c.attribute == "compute"}


COMPUTE: dict[str, tuple[str, set[tuple[str | None, float, bool]]]] = {
    "a mark counts for its own figure": (
        table(("", "NVIDIA H100"), ("FP16 TFLOPS", "989 / 1979*"), after="<p>* With sparsity.</p>"),
        {("FP16", 989, False), ("FP16", 1979, True)},
    ),
    "dense and sparse in the header, in order": (
        table(("NVIDIA H100", "Rate"), ("FP16 dense/sparse (TFLOPS)", "989 / 1979")),
        {("FP16", 989, False), ("FP16", 1979, True)},
    ),
    "precisions in the header, in order": (
        table(("", "NVIDIA H100"), ("FP16/FP8 (PFLOPS)", "0.989 / 1.979")),
        {("FP16", 989, False), ("FP8", 1979, False)},
    ),
    "lines of one cell": (
        table(("Spec", "NVIDIA H100"), ("Compute", "FP16: 989 TFLOPS<br>INT8: 1979 TOPS")),
        {("FP16", 989, False), ("INT8", 1979, False)},
    ),
    "a column of precisions": (
        table(("Chip", "Format", "Rate"), ("NVIDIA H100", "FP16", "989 TFLOPS"), ("NVIDIA A100", "BF16", "312 TFLOPS")),
        {("FP16", 989, False), ("BF16", 312, False)},
    ),
    "one cell for two rows": (
        table(("", "NVIDIA H100"), ("FP16", "989 TFLOPS"))[:-8].replace("<td>989", "<td rowspan=2>989")
        + "<tr><td>BF16</td></tr></table>",
        {("FP16", 989, False), ("BF16", 989, False)},
    ),
    "the unit in the line above": (
        table(
            ("Type", "Dense", "Sparse"),
            ("FP16", "989", "1979"),
            before="<h2>NVIDIA H100</h2><p>Peak rates in TFLOPS:</p>",
        ),
        {("FP16", 989, False), ("FP16", 1979, True)},
    ),
}


@pytest.mark.parametrize("case", COMPUTE)
def test_precision_and_sparsity(case: str) -> None:
    body, expected = COMPUTE[case]
    assert compute(body) == expected


def test_figures_of_one_chip_in_a_systems_table_are_the_chips() -> None:
    body = table(
        ("", "NVIDIA DGX H100"), ("GPUs", "8 H100"), ("GPU memory", "640 GB"), ("NVLink bandwidth per GPU", "900 GB/s")
    )
    assert figures(html_claims(body)) == {
        ("NVIDIA DGX H100", "chip_count", 8),
        ("NVIDIA DGX H100", "memory_capacity", 640),
        (H100, "interconnect_bandwidth", 900),
    }


def test_a_date_behind_a_name_is_its_release() -> None:
    claims = html_claims(table(("", "NVIDIA A100 (2020)", "NVIDIA H100 (2022)"), ("TDP", "400 W", "700 W")))
    assert {(c.chip, c.value) for c in claims if c.attribute == "release"} == {("NVIDIA A100", "2020"), (H100, "2022")}


@pytest.mark.parametrize("when", ["2026 roadmap", "Q4 2031"])
def test_figures_of_chips_to_come_are_plans(when: str) -> None:
    body = table(
        ("Launch", "Chip", "Memory"), ("2022", "NVIDIA H100", "80 GB"), (when, "NVIDIA B200", "192 GB"),
        before='<p>March 3, 2025.</p>',
    )  # fmt: skip
    told = {c.chip: c.status for c in html_claims(body) if c.attribute == "memory_capacity"}
    assert told == {H100: Status.STATED, B200: Status.PLANNED}


def test_a_note_tells_who_says_so() -> None:
    body = table(
        ("Chip", "Memory"), ("Ascend 910B", "64 GB"), ("Ascend 910C", "128 GB*"), after="<p>* Unconfirmed.</p>"
    )
    assert {c.chip: c.status for c in html_claims(body)} == {A910B: Status.STATED, A910C: Status.REPORTED}


_CELL = st.sampled_from(
    (
        "",
        "NVIDIA H100",
        "B200",
        "Memory (GB)",
        "80 GB",
        "FP16",
        "989 / 1979*",
        "—",
        "8x H100",
        "TDP",
        "700 W (B200)",
        "1e999",
    )
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(_CELL, min_size=1, max_size=5), min_size=1, max_size=6))
def test_any_grid_of_cells_gives_quotes_that_stand_in_it(rows: list[list[str]]) -> None:
    html = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    for claim in html_claims(f"<p>The NVIDIA H100.</p><table>{html}</table>"):
        assert any(claim.quote in cell for row in rows for cell in row)


SIZES = {
    "many small tables": "<h2>NVIDIA H100</h2><table><tr><td>Memory</td><td>80 GB</td></tr></table>",
    "one long table": "<tr><td>NVIDIA H100</td><td>80 GB</td><td>700 W</td></tr>",
    "one long cell": "80 GB 700 W; H100 ",
    "one long header": "memory GB (",
}


@pytest.mark.parametrize("shape", SIZES)
def test_work_grows_with_the_text(shape: str) -> None:
    def task(times: int) -> Callable[[], object]:
        body = SIZES[shape] * times
        if shape != "many small tables":
            rows = (
                body
                if shape == "one long table"
                else f"<tr><th>{body}</th></tr>" + "<tr><td>Memory</td><td>80</td></tr>" * 50
            )
            body = f"<p>NVIDIA H100</p><table>{rows}</table>"
        return lambda: html_claims(body)

    assert growth(task, 50, 200) < 1.1
