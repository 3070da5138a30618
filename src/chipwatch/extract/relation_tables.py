"""Ratios in tables: a column such as "improvement" whose cells ("6.7x", "-33%") compare the figures of their rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import permutations

from chipwatch.extract.prose import Reading
from chipwatch.model import Article, Relation, Table

_RATIO = re.compile(r"[\s~≈*约]*(?P<sign>[+-]?)(?P<n>\d{1,6}(?:\.\d{1,4})?) ?(?P<unit>%|x|倍)(?![a-z\d])")
_HUNDRED = Decimal(100)
_AGREES = Decimal("0.06")


def table_relations(article: Article, low: str, readings: Sequence[Reading]) -> Iterator[Relation]:
    """The ratios that the figures in their own row bear out; a cell does not say itself who is compared with whom."""
    for block in article.blocks:
        if block.table is not None:
            inside = [r for r in readings if block.start <= r.measure.start < block.end]
            yield from _in_table(article, block.table, low, inside)


def _in_table(article: Article, table: Table, low: str, readings: Sequence[Reading]) -> Iterator[Relation]:
    for row in range(table.rows):
        cells = [cell for cell in table.cells if cell.row == row and not cell.header]
        figures = [r for r in readings if any(cell.start <= r.measure.start < cell.end for cell in cells)]
        for cell in cells:
            match = _RATIO.match(low, cell.start, cell.end)
            if match is None or any(cell.start <= r.measure.start < cell.end for r in figures):
                continue
            if (pair := _compared(figures, ratio := _value(match))) is not None:
                yield _relation(article, match, pair, ratio)


def _value(match: re.Match[str]) -> Decimal:
    n = Decimal(match["n"])
    if match["unit"] != "%":
        return n
    share = n / _HUNDRED
    return {"+": 1 + share, "-": 1 - share, "": share}[match["sign"]]


def _compared(figures: Sequence[Reading], ratio: Decimal) -> tuple[Reading, Reading] | None:
    for ours, theirs in permutations(figures, 2):
        alike = (ours.attribute, ours.formats) == (theirs.attribute, theirs.formats)
        if not alike or ours.subjects == theirs.subjects or not theirs.measure.value or not ratio:
            continue
        if abs(ours.measure.value / theirs.measure.value / ratio - 1) <= _AGREES:
            return ours, theirs
    return None


def _relation(article: Article, match: re.Match[str], pair: tuple[Reading, Reading], ratio: Decimal) -> Relation:
    start, end = match.start("n") - len(match["sign"]), match.end()
    return Relation(
        chip=pair[0].subjects[0],
        reference=pair[1].subjects[0],
        ratio=ratio,
        quote=article.text[start:end],
        start=start,
        end=end,
        attribute=pair[0].attribute,
        rules=("ratio in a cell", "figures of its row agree"),
    )
