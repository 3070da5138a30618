"""Rows of cells in a page: in tables, in definition lists, and in the many elements that only look like one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from chipwatch.article.dom import BLOCKS, HEADINGS, TEXT, Node, Page
from chipwatch.article.lines import FULL_STOP
from chipwatch.article.survey import Survey
from chipwatch.article.tables import MAX_COLSPAN, MAX_ROWSPAN

_ROW_TAGS = frozenset({"div", "li", "p", "section"})
_GRID_TAGS = frozenset({"div", "ul", "ol", "section", "article", "main"})
_CELL_ROLES = frozenset({"cell", "gridcell", "columnheader", "rowheader"})
_HEADER_ROLES = frozenset({"columnheader", "rowheader"})
_BOLD = frozenset({"b", "strong"})

_NO_CELL = HEADINGS.keys() | {"img", "ol", "table", "ul"}

_MAX_CELL, _MAX_LABEL, _MAX_DEFINITION = 120, 40, 400  # characters
_MAX_COLS = 12
_FIGURE = re.compile(r"\d")


class GridCell(NamedTuple):
    """A cell by the nodes whose texts it holds."""

    nodes: tuple[int, ...]
    header: bool = False
    rowspan: int = 1
    colspan: int = 1


Rows = list[list[GridCell]]


def rows_at(page: Page, survey: Survey, n: int) -> Rows | None:
    """The rows of the table that the element is, or that its children form; None where it is no table."""
    tag = page[n].tag
    if n in survey.tables:
        if tag == "table":
            return _table(page, n)
        return _definitions(page, survey, n) if tag == "dl" else _roles(page, n)
    return _lookalike(page, survey, n) if tag in _GRID_TAGS else None


def _table(page: Page, n: int) -> Rows:
    """The rows of a ``<table>``; a table within a cell is that cell's text."""
    rows: Rows = []
    head_end = 0
    k = n + 1
    while k < page[n].end:
        node = page[k]
        if node.tag == "thead":
            head_end = node.end
        elif node.tag == "tr":
            rows.append([])
        elif node.tag in ("td", "th") and rows:
            header = node.tag == "th" or k < head_end or "scope" in node.attrs
            header = header or ((len(rows) == 1 or not rows[-1]) and _is_bold(page, k))
            spans = (_span(node.attrs.get("rowspan"), MAX_ROWSPAN, 0), _span(node.attrs.get("colspan"), MAX_COLSPAN, 1))
            rows[-1].append(GridCell((k,), header, *spans))
            k = node.end
            continue
        elif node.tag == "caption":
            k = node.end
            continue
        k += 1
    return [row for row in rows if row]


def _span(value: str | None, limit: int, least: int) -> int:
    """A span as the HTML standard reads it: a whole number within the limits, else 1."""
    digits = re.match(r"\s*\+?(\d{1,6})", value or "")
    return min(max(int(digits[1]), least), limit) if digits else 1


def _is_bold(page: Page, n: int) -> bool:
    below = [page[k].tag for k in page.elements(n)]
    return len(below) == 1 and below[0] in _BOLD and not page.holds_own_text(n)


def _outermost(page: Page, n: int, wanted: Callable[[Node], bool]) -> Iterator[int]:
    """The elements below ``n`` that are wanted, none inside another."""
    k = n + 1
    while k < page[n].end:
        if wanted(page[k]):
            yield k
            k = page[k].end
        else:
            k += 1


def _definitions(page: Page, survey: Survey, n: int) -> Rows | None:
    """A ``<dl>``: terms are header cells. None where its definitions are prose."""
    parts = list(_outermost(page, n, lambda node: node.tag in ("dt", "dd")))
    if any(survey.chars[k] > _MAX_DEFINITION for k in parts):
        return None
    rows: Rows = []
    for k in parts:
        is_term = page[k].tag == "dt"
        if is_term or not rows:
            rows.append([])
        if is_term:
            rows[-1].append(GridCell((k,), header=True))
        elif len(rows[-1]) > 1:
            rows[-1][1] = GridCell((*rows[-1][1].nodes, k))
        else:
            rows[-1].append(GridCell((k,)))
    return rows or None


def _roles(page: Page, n: int) -> Rows | None:
    """Elements in the roles of a table (WAI-ARIA)."""
    rows: Rows = []
    for row in _outermost(page, n, lambda node: node.attrs.get("role") == "row"):
        rows.append([])
        for k in _outermost(page, row, lambda node: node.attrs.get("role") in _CELL_ROLES):
            spans = (_span(page[k].attrs.get(f"aria-{name}"), MAX_COLSPAN, 1) for name in ("rowspan", "colspan"))
            rows[-1].append(GridCell((k,), page[k].attrs.get("role") in _HEADER_ROLES, *spans))
    return [row for row in rows if row] or None


def _lookalike(page: Page, survey: Survey, n: int) -> Rows | None:
    """Children that are rows of as many short cells each, or cells whose names repeat row by row."""
    children = list(page.elements(n))
    if len(children) < 2 or page.holds_own_text(n):
        return None
    rows = _nested_rows(page, survey, children) or _flat_rows(page, survey, children)
    if not rows or not all(_FIGURE.search(page.text(row[-1])) for row in rows[len(rows) > 2 :]):
        return None
    return [[GridCell((k,), header=len(row) == 2 and c == 0) for c, k in enumerate(row)] for row in rows]


def _nested_rows(page: Page, survey: Survey, children: list[int]) -> list[list[int]] | None:
    rows: list[list[int]] = []
    for child in children:
        if page[child].tag not in _ROW_TAGS or survey.chars[child] > _MAX_CELL * _MAX_COLS:
            return None
        cells = list(page.elements(child))
        if not 2 <= len(cells) <= _MAX_COLS or (rows and len(cells) != len(rows[0])) or page.holds_own_text(child):
            return None
        if not all(_is_cell(page, survey, cell) for cell in cells):
            return None
        rows.append(cells)
    return rows


def _flat_rows(page: Page, survey: Survey, children: list[int]) -> list[list[int]] | None:
    names = [(page[child].tag, page[child].names) for child in children]
    cols = next((c for c in range(1, min(len(names), _MAX_COLS + 1)) if names[c] == names[0]), 0)
    if cols < 2 or len(names) % cols or len(names) < 2 * cols:
        return None
    if any(name != names[k % cols] or not name[1] for k, name in enumerate(names)):
        return None
    if not all(_is_cell(page, survey, child) for child in children):
        return None
    return [children[k : k + cols] for k in range(0, len(children), cols)]


def _is_cell(page: Page, survey: Survey, n: int) -> bool:
    """Whether an element could be a cell: short, no sentence, no link, nothing of rank within."""
    if not 0 < survey.chars[n] <= _MAX_CELL or page[n].tag in HEADINGS or survey.link_share(n) > 0.5:
        return False
    if survey.chars[n] > _MAX_LABEL and FULL_STOP.search(page.text(n)):
        return False
    inner = [page[k].tag for k in range(n + 1, page[n].end) if page[k].tag != TEXT]
    return sum(tag in BLOCKS for tag in inner) <= 2 and _NO_CELL.isdisjoint(inner)
