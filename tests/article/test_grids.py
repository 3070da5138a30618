"""Tables in a page: of ``<table>``, of definitions, of anything in rows; each cell in its slot of the grid."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chipwatch.article import from_html
from chipwatch.article.tables import RawCell, grid
from tests.article.reading import H, P, T, assert_whole, blocks, headers, rows, texts
from tests.article.test_html import LEAD, page


def test_spans_header_rows_and_ragged_rows() -> None:
    article = from_html(
        page(
            "<table><thead><tr><th rowspan=2>Chip<th colspan=2>Compute<tr><th>FP8<th>FP4</thead>"
            "<tr><td>H1<td rowspan=2>1<td>2<tr><td>H2<td>4<tr><td>H3"
            "<tr><td colspan=10000>Source: maker</table>"
        )
    )
    assert rows(article) == [
        ["Chip", "Compute", "Compute"],
        ["Chip", "FP8", "FP4"],
        ["H1", "1", "2"],
        ["H2", "1", "4"],
        ["H3", "", ""],
        ["Source: maker"] * 3,
    ]
    assert headers(article) == ["Chip", "Compute", "FP8", "FP4"]


def test_header_cells_by_scope_boldness_and_place() -> None:
    scope = page("<table><caption>c</caption><tr><td scope=row>Memory<td>96 GB<tr><td scope=row>Power<td>300 W</table>")
    assert headers(from_html(scope)) == ["Memory", "Power"]
    bold = page("<table><tr><td><b>Memory</b><td><b>96 GB</b></tr><tr><td><b>Power</b><td>300 W</table>")
    assert headers(from_html(bold)) == ["Memory", "96 GB", "Power"]
    bare = page("<table><tr><td><td>H1<td>H2<tr><td>Memory<td>48 GB<td>96 GB</table>")
    assert headers(from_html(bare)) == ["", "H1", "H2"]


def test_a_table_in_a_cell_is_the_text_of_that_cell() -> None:
    inner = "<table><tr><td>FP16<td>90 TFLOPS<tr><td>FP8<td>180 TFLOPS</table>"
    article = from_html(page(f"<table><tr><th>Rates<td>{inner}<tr><th>Memory<td><p>96 GB</p><p>HBM3</p></table>"))
    assert rows(article) == [["Rates", "FP16 90 TFLOPS\nFP8 180 TFLOPS"], ["Memory", "96 GB\nHBM3"]]


def test_layout_tables_are_no_tables() -> None:
    body = f"<table><tr><td>Home<td>Chips</table><table><tr><td>X9<td><h1>Heron H1 arrives</h1><p>{LEAD}</p></table>"
    html = f"<title>Heron H1 arrives</title>{body}"
    assert blocks(from_html(html)) == [(H, "Heron H1 arrives"), (P, LEAD)]


def test_definition_lists_are_tables_unless_they_are_prose() -> None:
    article = from_html(page("<dl><div><dt>Memory<dd>96 GB</div><div><dt>Formats<dd>FP16<dd>FP8</div></dl>"))
    assert rows(article) == [["Memory", "96 GB"], ["Formats", "FP16\nFP8"]]
    assert headers(article) == ["Memory", "Formats"]
    assert (P, "What is it?") in blocks(from_html(page(f"<dl><dt>What is it?<dd>{LEAD * 5}</dl>")))


def test_tables_of_other_elements() -> None:
    roles = page(
        "<div role=table><div role=row><div role=columnheader>Item</div><div role=columnheader>H1</div></div>"
        "<div role=row><div role=cell>Memory</div><div role=cell>96 GB<br>HBM3</div></div></div>"
    )
    assert rows(from_html(roles)) == [["Item", "H1"], ["Memory", "96 GB\nHBM3"]]
    nested = page(
        "<div><div><span>Memory</span><span>96 GB</span></div><div><span>Power</span><span>300 W</span></div></div>"
    )
    assert (rows(from_html(nested)), headers(from_html(nested))) == (
        [["Memory", "96 GB"], ["Power", "300 W"]],
        ["Memory", "Power"],
    )
    flat = page(
        "<div>" + "".join(f"<div class={c}>{t}</div>" for c, t in [("k", "Memory"), ("v", "96 GB")] * 2) + "</div>"
    )
    assert rows(from_html(flat)) == [["Memory", "96 GB"]] * 2


def test_rows_of_words_alone_are_no_table() -> None:
    body = "<div><div><span>North</span><span>wind</span></div><div><span>South</span><span>sea</span></div></div>"
    assert not texts(from_html(page(body)), T)


def test_rows_of_sentences_are_no_table() -> None:
    row = "<div><span>Odile, 7 March</span><div>It draws 300 W, and it has 96 GB of memory.</div></div>"
    assert not texts(from_html(page(f"<div>{row * 3}</div>")), T)


@given(st.lists(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 200)), max_size=6), max_size=8))
def test_no_two_cells_share_a_slot(shapes: list[list[tuple[int, int]]]) -> None:
    table = grid([[RawCell(0, 0, rowspan=high, colspan=wide) for high, wide in row] for row in shapes])
    slots = [
        (row, col)
        for cell in table.cells
        for row in range(cell.row, cell.row + cell.rowspan)
        for col in range(cell.col, cell.col + cell.colspan)
    ]
    assert len(slots) == len(set(slots))
    assert len(table.cells) == sum(map(len, shapes))
    assert all(row < table.rows and col < table.cols for row, col in slots)


def test_a_flood_of_spans_costs_no_more_than_its_cells() -> None:
    table = grid([[RawCell(0, 0, rowspan=65534, colspan=1)] * 2 for _ in range(20_000)])
    assert (table.rows, table.cols, len(table.cells)) == (20_000, 2, 40_000)


def test_a_table_of_ten_thousand_columns() -> None:
    article = from_html(page(f"<table><tr>{'<th>a' * 10_000}<tr>{'<td>1 GB' * 10_000}</table>"))
    assert_whole(article)
    assert len(rows(article)[1]) == 10_000
