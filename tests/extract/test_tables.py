"""Tables: whichever way they lie, a claim quotes its cell and names its row and column."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.extract.reading import html_claims

H100, MI300X = "NVIDIA H100", "AMD Instinct MI300X"
Fact = tuple[str, str, Decimal | str]


def facts(body: str) -> set[Fact]:
    return {(claim.chip, claim.attribute, claim.value) for claim in html_claims(body)}


EXPECTED: set[Fact] = {
    (H100, "memory_capacity", Decimal(80)),
    (H100, "power", Decimal(700)),
    (MI300X, "memory_capacity", Decimal(192)),
    (MI300X, "power", Decimal(750)),
}

SHAPES = {
    "chips in columns": """
        <table><tr><th></th><th>NVIDIA H100</th><th>AMD Instinct MI300X</th></tr>
        <tr><td>Memory</td><td>80 GB</td><td>192 GB</td></tr>
        <tr><td>TDP</td><td>700 W</td><td>750 W</td></tr></table>""",
    "chips in rows": """
        <table><tr><th>Chip</th><th>Memory</th><th>TDP</th></tr>
        <tr><td>NVIDIA H100</td><td>80 GB</td><td>700 W</td></tr>
        <tr><td>AMD Instinct MI300X</td><td>192 GB</td><td>750 W</td></tr></table>""",
    "units in the header cells": """
        <table><tr><th>Chip</th><th>Memory (GB)</th><th>TDP (W)</th></tr>
        <tr><td>NVIDIA H100</td><td>80</td><td>700</td></tr>
        <tr><td>AMD Instinct MI300X</td><td>192</td><td>750</td></tr></table>""",
    "two header rows": """
        <table><tr><th rowspan="2">Chip</th><th colspan="2">Per card</th></tr><tr><th>Memory</th><th>TDP</th></tr>
        <tr><td>NVIDIA H100</td><td>80 GB</td><td>700 W</td></tr>
        <tr><td>AMD Instinct MI300X</td><td>192 GB</td><td>750 W</td></tr></table>""",
    "empty cells": """
        <table><tr><th>Chip</th><th>Memory</th><th>Price</th><th>TDP</th></tr>
        <tr><td>NVIDIA H100</td><td>80 GB</td><td>&mdash;</td><td>700 W</td></tr>
        <tr><td>AMD Instinct MI300X</td><td>192 GB</td><td>N/A</td><td>750 W</td></tr></table>""",
    "a table a chip": """
        <h2>NVIDIA H100</h2><table><tr><td>Memory</td><td>80 GB</td></tr><tr><td>TDP</td><td>700 W</td></tr></table>
        <h2>AMD Instinct MI300X</h2>
        <table><tr><td>Memory</td><td>192 GB</td></tr><tr><td>TDP</td><td>750 W</td></tr></table>""",
    "definition lists": """
        <h2>NVIDIA H100</h2><dl><dt>Memory</dt><dd>80 GB</dd><dt>TDP</dt><dd>700 W</dd></dl>
        <h2>AMD Instinct MI300X</h2><dl><dt>Memory</dt><dd>192 GB</dd><dt>TDP</dt><dd>750 W</dd></dl>""",
    "bulleted keys and values": """
        <h2>NVIDIA H100</h2><ul><li>Memory: 80 GB</li><li>TDP: 700 W</li></ul>
        <h2>AMD Instinct MI300X</h2><ul><li>Memory: 192 GB</li><li>TDP: 750 W</li></ul>""",
    "Chinese headers": """
        <table><tr><th>参数</th><th>英伟达H100</th><th>AMD MI300X</th></tr>
        <tr><td>显存容量</td><td>80GB</td><td>192GB</td></tr>
        <tr><td>功耗</td><td>700W</td><td>750W</td></tr></table>""",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_facts_in_every_shape(shape: str) -> None:
    assert facts(SHAPES[shape]) == EXPECTED


def test_a_spanning_cell_speaks_for_all_its_rows() -> None:
    body = """<table><tr><th>Chip</th><th>Interconnect bandwidth</th></tr>
        <tr><td>Ascend 950PR</td><td rowspan="2">2 TB/s</td></tr><tr><td>Ascend 950DT</td></tr></table>"""
    assert facts(body) == {
        ("Huawei Ascend 950PR", "interconnect_bandwidth", Decimal(2000)),
        ("Huawei Ascend 950DT", "interconnect_bandwidth", Decimal(2000)),
    }


def test_a_footnote_makes_sparse() -> None:
    body = """<table><tr><th></th><th>H100 SXM</th></tr>
        <tr><td>FP16</td><td>1,979 TFLOPS*</td></tr><tr><td>FP64</td><td>67 TFLOPS</td></tr></table>
        <p>* with sparsity.</p>"""
    assert {(c.precision, c.value, c.sparse) for c in html_claims(body)} == {
        ("FP16", Decimal(1979), True),
        ("FP64", Decimal(67), False),
    }


def test_a_cell_is_quoted_and_its_headers_named() -> None:
    claims = html_claims(SHAPES["chips in columns"])
    power = next(claim for claim in claims if claim.chip == MI300X and claim.attribute == "power")
    assert (power.quote, power.row, power.col) == ("750 W", "TDP", "AMD Instinct MI300X")


def test_a_row_per_precision() -> None:
    body = """<table><tr><th>NVIDIA H200</th><th></th></tr><tr><td>FP64</td><td>34 TFLOPS</td></tr>
        <tr><td>INT8</td><td>3,958 TOPS</td></tr><tr><td>Memory bandwidth</td><td>4.8TB/s</td></tr></table>"""
    assert {(c.attribute, c.precision, c.value, c.unit) for c in html_claims(body)} == {
        ("compute", "FP64", Decimal(34), "TFLOPS"),
        ("compute", "INT8", Decimal(3958), "TOPS"),
        ("memory_bandwidth", None, Decimal(4800), "GB/s"),
    }


def test_a_table_of_other_things_makes_no_claims() -> None:
    body = """<p>Nvidia sells the H100.</p><table><tr><th>Quarter</th><th>Revenue</th><th>Staff</th></tr>
        <tr><td>Q1</td><td>$26.0 billion</td><td>29,600</td></tr>
        <tr><td>Q2</td><td>$30.0 billion</td><td>30,100</td></tr>
        </table>"""
    assert facts(body) == set()
