"""Ratios in tables: a column such as "improvement" whose cells ("6.7x", "-33%") compare the figures of their rows."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import permutations

from chipwatch.extract.prose import Reading
from chipwatch.model import Article, Relation, Table

_RATIO = re.compile(r"[\s~≈*约]*(?P<sign>[+-]?)(?P<n>\d{1,6}(?:\.\d{1,4})?) ?(?P<unit>%|x|倍)(?![a-z\d])")
_HUNDRED = Decimal(100)
_MOST_FIGURES = 12  # in a row, beyond which no one pair is meant
_AGREES = Decimal("0.06")


def table_relations(article: Article, low: str, readings: Sequence[Reading]) -> Iterator[Relation]:
    """The ratios that the figures in their own row bear out: a cell does not say itself who is compared with whom.

    ``readings`` are in the order of the text.
    """
    for block in article.blocks:
        if block.table is not None:
            first = bisect_left(readings, block.start, key=lambda r: r.measure.start)
            last = bisect_left(readings, block.end, key=lambda r: r.measure.start)
            if first < last:
                yield from _in_table(article, block.table, low, readings[first:last])


def _in_table(article: Article, table: Table, low: str, readings: Sequence[Reading]) -> Iterator[Relation]:
    cells = sorted((cell for cell in table.cells if not cell.header), key=lambda cell: cell.start)
    starts = [cell.start for cell in cells]
    figures: dict[int, list[Reading]] = {}
    full: set[int] = set()
    for reading in readings:
        place = bisect_right(starts, reading.measure.start) - 1
        if place >= 0:
            full.add(place)
            figures.setdefault(cells[place].row, []).append(reading)
    for place, cell in enumerate(cells):
        own = figures.get(cell.row, [])
        if (
            place in full
            or not 2 <= len(own) <= _MOST_FIGURES
            or not (match := _RATIO.match(low, cell.start, cell.end))
        ):
            continue
        if (pair := _compared(own, ratio := _value(match))) is not None:
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
