"""Ratios in tables. A cell does not say by itself who is compared with whom: a name in it, a label such as "vs H100", a
cell "baseline" beside it, or the figures of its row ("6.7x", "-33%" in a column "improvement") do.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations

from chipwatch.extract.prose import Reading
from chipwatch.extract.relation_words import RelationWords
from chipwatch.extract.table_grid import Grid, Line
from chipwatch.model import Article, Block, Cell, Mention, Relation, SubjectKind, Table

BorneOut = Callable[[str, str, Decimal], str | None]

_RATIO = re.compile(r"[\s~≈*约]*(?P<sign>[+-]?)(?P<n>\d{1,6}(?:\.\d{1,4})?) ?(?P<unit>%|x|倍)(?![a-z\d])")
_HUNDRED = Decimal(100)
_MOST_FIGURES = 12  # in a row, beyond which no one pair is meant
_AGREES = Decimal("0.06")
_SUBJECTS = frozenset({SubjectKind.CHIP, SubjectKind.SYSTEM})


@dataclass(frozen=True, slots=True)
class TableRatios:
    """The tables of an article being read. ``readings`` are in the order of the text; ``borne_out`` tells the one
    attribute in which the article's figures of two chips have a ratio.
    """

    article: Article
    low: str
    mentions: Sequence[Mention]
    readings: Sequence[Reading]
    comma: bool
    borne_out: BorneOut

    def read(self, words: Callable[[str], RelationWords]) -> Iterator[Relation]:
        """The ratios whose two sides and attribute the table or its figures tell."""
        for block in self.article.blocks:
            if block.table is not None:
                named = list(self._named(block, block.table, words(block.lang)))
                told = {(relation.start, relation.end) for relation in named}
                yield from named
                first = bisect_left(self.readings, block.start, key=lambda r: r.measure.start)
                last = bisect_left(self.readings, block.end, key=lambda r: r.measure.start)
                for relation in _in_table(self.article, block.table, self.low, self.readings[first:last]):
                    if (relation.start, relation.end) not in told:
                        yield relation

    def _named(self, block: Block, table: Table, words: RelationWords) -> Iterator[Relation]:
        if not (mentions := self._mentions(block.start, block.end)):
            return
        grid = Grid(table, self.low, mentions)
        baselines = {cell for cell in grid.cells if words.baseline.fullmatch(self.low, cell.start, cell.end)}
        for cell in grid.cells:
            # By rows a column's vendor is whom "vs NVIDIA" compares with, not whose chip it is about.
            subject = grid.rows[cell.row].about if grid.by_rows else grid.about(cell.row, cell.col)
            if cell in grid.heads or cell in baselines or subject is None:
                continue
            ratios = words.ratios.find(self.low, cell.start, cell.end, comma=self.comma)
            starts = [cell.start, *(r.end for r in ratios)]
            stops = [*(r.start for r in ratios), cell.end]
            chip = subject.chips[0]
            for n, ratio in enumerate(ratios):
                reference = self._reference(grid, cell, chip, baselines, words)
                if reference is None:
                    break
                nouns = words.nouns.find(self.low, ratio.start, stops[n + 1])[:1]
                if not nouns and self._mentions(ratio.end, min(ratio.end + 2, cell.end)):
                    break  # "8x H100" counts what a system is made of
                nouns = nouns or words.nouns.find(self.low, starts[n], ratio.start)[-1:]
                lines = (grid.rows[cell.row], grid.cols[cell.col])
                nouns = nouns or [noun for line in lines for noun in self._of(line, words)]
                attribute = nouns[0] if nouns else self.borne_out(chip, reference, ratio.value)
                if attribute is not None:
                    yield Relation(
                        chip=chip,
                        reference=reference,
                        ratio=ratio.value,
                        quote=self.article.text[ratio.start : ratio.end],
                        start=ratio.start,
                        end=ratio.end,
                        attribute=attribute,
                        rules=("ratio in a cell", ratio.rule.name),
                    )

    def _mentions(self, start: int, end: int) -> Sequence[Mention]:
        first = bisect_left(self.mentions, start, key=lambda m: m.start)
        return self.mentions[first : bisect_left(self.mentions, end, first, key=lambda m: m.start)]

    def _of(self, line: Line, words: RelationWords) -> list[str]:
        return [noun for label in line.labels for noun in words.nouns.find(self.low, *label)]

    def _reference(self, grid: Grid, cell: Cell, chip: str, baselines: set[Cell], words: RelationWords) -> str | None:
        """Whom a cell compares its chip with: a name in it, in a label that compares, or whose cell is the baseline."""
        labels = [*grid.rows[cell.row].labels, *grid.cols[cell.col].labels]
        spans = [(cell.start, cell.end), *(label for label in labels if words.marks.search(self.low, *label))]
        for span in spans:
            named = {m.chip for m in self._mentions(*span) if m.kind in _SUBJECTS} - {chip}
            if named:
                return named.pop() if len(named) == 1 else None
        line = grid.in_col[cell.col] if grid.by_rows else grid.in_row[cell.row]
        beside = [about for c in line if c in baselines and (about := grid.about(c.row, c.col)) is not None]
        return beside[0].chips[0] if len(beside) == 1 and chip not in beside[0].chips else None


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
