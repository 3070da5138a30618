"""Claims in tables: spec sheets, comparisons with chips in columns or rows, and definition lists.

A cell's number is read with the words of its labels: the attribute and the precision are theirs, the unit where the
cell has none, and the chip where one is named there or in the cell itself; a sheet without chips in its labels is about
the chip of its caption or heading. Footnote marks bring in what their notes say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from chipwatch.extract.measure import Measure
from chipwatch.extract.precision import formats, is_sparse
from chipwatch.extract.prose import Readers, Reading
from chipwatch.extract.reading import Sentence, breaks
from chipwatch.extract.table_cells import leader, owner, parts
from chipwatch.extract.table_context import MARK, Context, Span, tables
from chipwatch.extract.table_figures import FigureReader
from chipwatch.extract.table_grid import Grid, Named
from chipwatch.extract.table_labels import Label, LabelReader
from chipwatch.extract.units import UnitFinder
from chipwatch.language import IDEOGRAPHIC, AttributeRule, Numerals
from chipwatch.model import Article, BlockKind, Cell, Mention, Status, SubjectKind, Table

_ASIDE = re.compile(r"[(（][^()（）]*[)）]")
_DATE_HEAD = re.compile(r"^\W*(?:year|date|when|launch|年份|时间|发布时间|上市时间|年|jahr|année|año)\W*$")
_STATUS_HEAD = re.compile(r"status|availab|launch|release|roadmap|\bera\b|stage|timing|状态|进展|发布|上市|量产|阶段")
_HEADED = ("money", "chips", "bare", "bytes")  # dimensions whose unit alone tells no attribute
_MOST_SLOTS = 64  # of the grid that a figure fills: what spans more is none
_MOST_BESIDE = 3  # cells to a figure's left that may head it
_BESIDE_LENGTH = 40
_TITLE_LENGTH = 200  # of a row or column, as a claim names it


class TableReader:
    """Reads the tables of articles."""

    def __init__(
        self,
        readers: Callable[[str], Readers],
        attributes: Mapping[str, AttributeRule],
        units: UnitFinder,
        numerals: Mapping[str, Numerals],
    ) -> None:
        self.readers = readers
        self.attributes = attributes
        self.units = units
        self.scales = {word: value for language in numerals.values() for word, value in language.multiples.items()}

    def read(
        self, article: Article, folded: str, low: str, mentions: Sequence[Mention], *, comma: bool | None
    ) -> list[Reading]:
        """The readings of an article's tables, cell by cell."""
        found: list[Reading] = []
        for block, table, context in tables(article, low, mentions):
            # A table of names and figures looks like any language in Latin letters; its labels are the article's own.
            readers = self.readers(block.lang if block.lang in IDEOGRAPHIC else article.lang)
            found += _Sheet(self, readers, table, folded, low, mentions, context, comma).read()
        return found


@dataclass(frozen=True, slots=True)
class _Place:
    """A slot of the grid: its cell, the labels that head it, nearest first, the names that do, and its subject."""

    cell: Cell
    labels: tuple[Label, ...]
    names: tuple[Label, ...]
    about: Named | None

    def precisions(self) -> tuple[str, ...]:
        return tuple(name for label in self.labels for name in label.told("precision"))


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure of a place: ``measures[index]``, with the words of its part, as a sentence where they hold several."""

    measure: Measure
    measures: list[Measure]
    index: int
    own: Label
    place: _Place
    among: Sentence | None

    def is_of(self, names: Sequence[str]) -> bool:
        """Whether a header's names tell the part's figures apart, in order: "FP16/FP8" over "989 / 1979"."""
        return self.among is not None and len(names) == len(self.measures)


class _Sheet:
    """One table."""

    def __init__(
        self,
        reader: TableReader,
        readers: Readers,
        table: Table,
        folded: str,
        low: str,
        mentions: Sequence[Mention],
        context: Context,
        comma: bool | None,
    ) -> None:
        self._readers = readers
        self._attributes = reader.attributes
        self._folded, self._low, self._context = folded, low, context
        self._labels = LabelReader(folded, low, self._readers.cues, reader.units, reader.scales, table.cells)
        self._grid = Grid(table, low, mentions)
        self._leads = tuple(self._labels.read(*lead) for lead in context.leads)
        corner = [self._labels.head(*span) for span in self._grid.cols[self._grid.column or 0].labels]
        self._figures = FigureReader(readers, folded, low, self._leads, corner, comma=comma)

    def read(self) -> list[Reading]:
        """The readings of the table, each figure's once a subject."""
        found: dict[tuple[object, ...], Reading] = {}
        for cells in self._grid.in_row.values():
            for reading in self._compared([r for cell in cells for r in self._cell(cell)]):
                key = (reading.subjects, reading.attribute, reading.formats, reading.sparse, reading.measure.first)
                found.setdefault(key, reading)
        return self._timed(list(found.values()))

    def _cell(self, cell: Cell) -> Iterator[Reading]:
        grid = self._grid
        if cell in grid.heads:
            yield from self._dated_name(cell)
        elif cell.rowspan * cell.colspan <= _MOST_SLOTS:
            rows, cols = range(cell.row, cell.row + cell.rowspan), range(cell.col, cell.col + cell.colspan)
            places = [self._place(cell, r, c) for r in rows for c in cols]
            # What a wide cell tells of one chip in one format it tells once.
            for place in {(place.about, place.precisions()): place for place in reversed(places)}.values():
                yield from self._slot(place)

    def _place(self, cell: Cell, r: int, c: int) -> _Place:
        grid = self._grid
        row, col = grid.rows[r], grid.cols[c]
        heads = [*row.labels, *col.labels] if not grid.by_rows else [*col.labels, *self._beside(cell, r), *row.labels]
        return _Place(
            cell,
            tuple(self._labels.head(*span) for span in (*heads, *row.under) if span not in grid.names),
            tuple(self._labels.head(*span) for span in heads if span in grid.names),
            grid.about(r, c),
        )

    def _beside(self, cell: Cell, r: int) -> list[Span]:
        """The short cells without a figure to the left of a cell, in a row about a chip: "H100 | FP16 | 989 TFLOPS"."""
        left = [
            (c.start, c.end)
            for c in self._grid.to_left(cell, _MOST_BESIDE)
            if c.end - c.start <= _BESIDE_LENGTH and c not in self._grid.heads and c.row == r
        ]
        return [span for span in left if not self._labels.read(*span).counts()]

    def _slot(self, place: _Place) -> Iterator[Reading]:
        owners = {label.owner for label in (*place.labels, *place.names)}
        if "part" in owners:
            return
        for part in parts(self._low, place.cell):
            names = self._grid.names_in(place.cell, part)
            measures = self._figures.find(part, [(m.start, m.end) for m in names], place.labels)
            listed = sum(m.dimension != "date" for m in measures) > 1
            lead = leader(measures, self._low, names, part) if place.about is None else None
            for index, measure in enumerate(measures):
                beside = (owner(measure, self._low, names) if measure.dimension != "chips" else None) or lead
                about = beside or self._about(place, owners)
                if about is None:
                    continue
                own = self._labels.read(*part)
                among = self._sentence(own, measures) if listed else None
                reading = self._reading(_Figure(measure, measures, index, own, place, among), about)
                if reading is not None:
                    yield reading

    def _about(self, place: _Place, owners: set[str | None]) -> Named | None:
        """Whom the figures of a place are about: the name that heads it, else what the page speaks of."""
        about = place.about
        if about is None and not self._grid.of_many and self._is_keyed(place):
            spoken_of = self._context.spoken_of
            about = Named((spoken_of[0],), spoken_of[1]) if spoken_of is not None else None
        if about is None:
            return None
        if "system" in owners and about.kind is SubjectKind.CHIP:
            name = next(label.system for label in (*place.labels, *place.names) if label.owner == "system")
            return Named(tuple(f"{chip} {name}" for chip in about.chips), SubjectKind.SYSTEM)
        if "node" in owners and about.kind is SubjectKind.CHIP:
            return None
        return self._grid.chip_of(place.cell) if "chip" in owners and about.kind is SubjectKind.SYSTEM else about

    def _is_keyed(self, place: _Place) -> bool:
        """Whether the row of a table without names tells what its figures are, and not what other thing they are of."""
        row = self._grid.rows[place.cell.row]
        keys = [self._labels.head(*span) for span in row.labels]
        if not keys:
            return len(self._grid.in_row) <= 2
        told = any(key.told("attribute") or key.told("precision") or key.unit for key in keys)
        columns = [self._labels.head(*span) for span in self._grid.cols[place.cell.col].labels]
        foreign = any(any(ch.isdigit() for ch in c.words) and not c.told("precision") and not c.unit for c in columns)
        return not foreign and (told or not any(ch.isdigit() for key in keys for ch in key.words))

    def _reading(self, figure: _Figure, about: Named) -> Reading | None:
        measure, own, place = figure.measure, figure.own, figure.place
        attribute, why = self._attribute(measure, own, place, about)
        if attribute is None:
            return None
        noted = self._notes(self._marks(figure), *place.labels, *place.names)
        precisions: tuple[str | None, ...] = (None,)
        sparse, rule = False, "none needed"
        if attribute == "compute":
            precisions, rule = self._formats(figure, noted)
            sparse = self._sparse(figure, noted)
        status = self._status(measure, attribute, (own, *place.labels, *place.names, *noted, *self._leads))
        return Reading(
            measure,
            about.chips,
            attribute,
            precisions,
            sparse,
            status,
            ("named by header or context", why, rule, measure.hedge or "no hedge", f"table, {status}"),
            *self._row_and_column(place),
        )

    def _row_and_column(self, place: _Place) -> tuple[str | None, str | None]:
        spans = (self._grid.rows[place.cell.row].labels, self._grid.cols[place.cell.col].labels)
        words = (" ".join(self._folded[s[0][0] : s[0][1]][:_TITLE_LENGTH].split()) if s else None for s in spans)
        row, col = words
        return row, col

    def _attribute(self, measure: Measure, own: Label, place: _Place, about: Named) -> tuple[str | None, str]:
        """What a figure is of: by the cell's own words, its labels', its group's, and those above the table."""
        possible = {n for n, r in self._attributes.items() if measure.dimension in r.dimensions}
        rules = possible - set(place.labels[0].told("against") if place.labels else ())
        labels = (*place.labels, own) if measure.dimension == "date" else (own, *place.labels)
        leads = self._leads if measure.dimension not in ("money", "chips", "bare", "date") else ()
        chosen: tuple[str, str, bool] | None = None
        for label in (*labels, *leads):
            if chosen is None and label is not own:
                rules -= set(label.told("against"))
            told = label.attribute(rules)
            if told is None or (chosen is not None and told[2]) or (label is own and _is_but_status(told, own)):
                continue
            chosen = told
            if not told[2]:
                break
        if chosen is None and measure.dimension == "date":
            headed = any(_DATE_HEAD.match(label.words) for label in place.labels)
            return ("release", "header of a date") if headed else (None, "")
        if chosen is None and measure.dimension == "chips" and about.kind is SubjectKind.SYSTEM:
            counted = any(measure.first <= m.start < measure.last for m in self._grid.mentions[place.cell])
            return ("chip_count", "named chips counted") if counted else (None, "")
        if chosen is None and len(possible) == 1 and rules and measure.dimension not in _HEADED:
            return next(iter(rules)), "the unit's only attribute"
        if chosen is None or (chosen[0] == "chip_count" and about.kind is not SubjectKind.SYSTEM):
            return None, ""
        name, words, _ = chosen
        if name == "memory_capacity" and measure.value < self._attributes[name].chip[0] and "on_chip_memory" in rules:
            return "on_chip_memory", "too small for a chip's memory"
        return name, f"header {words!r}"

    def _sentence(self, own: Label, measures: list[Measure]) -> Sentence:
        return Sentence(
            own.start,
            own.end,
            0,
            BlockKind.TABLE,
            measures=measures,
            cues=list(own.cues),
            breaks=breaks(self._low, own.start, own.end),
        )

    def _formats(self, figure: _Figure, noted: Sequence[Label]) -> tuple[tuple[str | None, ...], str]:
        own, place = figure.own, figure.place
        if own.told("precision"):
            if figure.among is None:
                return own.told("precision"), "cell"
            told = formats(figure.among, self._low, None).get(figure.index)
            return (told.precisions, "cell, " + told.rule) if told is not None else ((None,), "no precision near")
        for label in (*noted, *place.labels, *place.names):
            names = self._first_clause(label) if label in noted else label.told("precision")
            if figure.is_of(names):
                return (names[figure.index],), "header, in order"
            if names:
                return names, "header or note"
        above = next((names for lead in self._leads if (names := lead.told("precision"))), ())
        return (above, "caption or heading") if len(above) == 1 else ((None,), "no precision")

    def _first_clause(self, note: Label) -> tuple[str, ...]:
        """The precisions of a note's first clause that names any: "FP8; the pods above it are in BF16"."""
        stop = note.words.find(";")
        at = note.start + (stop if stop >= 0 else len(note.words))
        cues = [c.label.partition("/")[2] for c in note.cues if c.label.startswith("precision/") and c.start < at]
        return tuple(dict.fromkeys(cues)) or note.told("precision")

    def _sparse(self, figure: _Figure, noted: Sequence[Label]) -> bool:
        own, place = figure.own, figure.place
        if figure.among is not None and own.told("sparsity"):
            return is_sparse(figure.measure, figure.among, self._low)
        leads = [lead for lead in self._leads if not lead.counts()]  # "50 sparse PFLOPS" tells of itself only
        for label in (own, *noted, *place.labels, *place.names, *leads):
            told = label.told("sparsity")
            if told:
                return told[figure.index if figure.is_of(told) else 0] == "sparse"
        return False

    def _marks(self, figure: _Figure) -> tuple[str, ...]:
        """The footnote marks of a figure: of several in a part, each has those that stand behind it."""
        measure, own = figure.measure, figure.own
        following = next((m.start for m in figure.measures if m.start >= measure.end), None)
        if following is None and figure.index == 0:
            return own.marks
        return tuple(MARK.findall(self._low, measure.end, own.end if following is None else following))

    def _notes(self, marks: Sequence[str], *labels: Label) -> tuple[Label, ...]:
        """The notes that a figure's marks and its labels' call."""
        called = dict.fromkeys([*marks, *(mark for label in labels for mark in label.marks)])
        return tuple(self._labels.read(*self._context.notes[mark]) for mark in called if mark in self._context.notes)

    def _status(self, measure: Measure, attribute: str, labels: Sequence[Label]) -> Status:
        told = {status for label in labels for status in label.told("status")}
        if "planned" in told or (attribute == "release" and self._is_ahead(measure)):
            return Status.PLANNED
        return Status.REPORTED if "reported" in told else Status.STATED

    def _is_ahead(self, measure: Measure) -> bool:
        published = self._context.published
        return published is not None and measure.date is not None and _earliest(measure.date) > published.isoformat()

    def _dated_name(self, cell: Cell) -> Iterator[Reading]:
        """The release that a name carries in brackets: "CS-1 (2019)"."""
        named = self._grid.named.get(cell)
        if named is None:
            return
        for aside in _ASIDE.finditer(self._low, cell.start, cell.end):
            for date in self._readers.dates.find(self._low, aside.start() + 1, aside.end() - 1):
                if (date.first, date.last) == (aside.start() + 1, aside.end() - 1):
                    status = Status.PLANNED if self._is_ahead(date) else Status.STATED
                    rules = ("the name's own", "date behind a name", "none needed", "no hedge", f"table, {status}")
                    yield Reading(date, named.chips, "release", (None,), False, status, rules)

    def _compared(self, row: list[Reading]) -> list[Reading]:
        """The readings of a row; of two compute figures one tells the precision of both."""
        compute = [r for r in row if r.attribute == "compute"]
        told = {r.formats for r in compute if r.formats != (None,)}
        if len(compute) != 2 or len(told) != 1 or self._grid.by_rows or compute[0].subjects == compute[1].subjects:
            return row
        (precisions,) = told
        return [replace(r, formats=precisions) if r in compute else r for r in row]

    def _timed(self, found: list[Reading]) -> list[Reading]:
        """Figures of a chip whose release lies ahead are plans, those of one whose release is past are facts."""
        released = [r for r in found if r.attribute == "release" and self._context.published is not None]
        ahead = {r.subjects for r in released if self._is_ahead(r.measure)} | self._announced(found)
        out = {r.subjects for r in released} - ahead
        return [
            replace(r, status=Status.PLANNED)
            if r.subjects in ahead
            else replace(r, status=Status.STATED)
            if r.subjects in out and r.status is Status.PLANNED
            else r
            for r in found
        ]

    def _announced(self, found: list[Reading]) -> set[tuple[str, ...]]:
        """The subjects of which a cell without a figure tells that they are planned: "2026 roadmap", "Expected"."""
        grid, full = self._grid, {r.measure.first for r in found if r.attribute != "release"}
        subjects: set[tuple[str, ...]] = set()
        for cell in grid.cells:
            if cell in grid.heads or cell.end - cell.start > _BESIDE_LENGTH:
                continue
            line = grid.rows[cell.row] if grid.by_rows else grid.cols[cell.col]
            heads = grid.cols[cell.col] if grid.by_rows else grid.rows[cell.row]
            about = line.about
            told = about is not None and "planned" in self._labels.read(cell.start, cell.end).told("status")
            headed = told and any(_STATUS_HEAD.search(self._low, *span) for span in heads.labels)
            if about is not None and headed and not any(cell.start <= at < cell.end for at in full):
                subjects |= {about.chips} | {grid.named[c].chips for c in grid.in_row[cell.row] if c in grid.named}
        return subjects


def _is_but_status(told: tuple[str, str, bool], own: Label) -> bool:
    """Whether a cell's word for a release is but one for its status: "2026 roadmap"."""
    return told[0] == "release" and any(own.of(c) == told[1] and c.label.startswith("status/") for c in own.cues)


def _earliest(date: str) -> str:
    """The first day of a date in the gold's notation, as far as it tells one: "2026-Q4" begins in 2026-10."""
    year, _, rest = date.partition("-")
    if rest[:1] == "Q":
        return f"{year}-{int(rest[1]) * 3 - 2:02}"
    if rest[:1] == "H":
        return f"{year}-{1 if rest[1] == '1' else 7:02}"
    return date if rest else f"{year}-01"
