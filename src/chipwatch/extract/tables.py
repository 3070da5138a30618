"""Claims in tables: spec sheets, comparisons with chips in columns or rows, and definition lists.

A cell's number is read with the words of its headers: the attribute and the precision are theirs, the unit where the
cell has none, and the chip where one is named there; a sheet without chips in its headers is about the chip of its
caption or heading. Footnote marks bring in what their notes say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from chipwatch.extract.cues import Cue
from chipwatch.extract.measure import Measure
from chipwatch.extract.precision import COMPUTE
from chipwatch.extract.prose import Readers, Reading
from chipwatch.extract.reading import refs_of
from chipwatch.extract.units import Unit, UnitFinder
from chipwatch.language import AttributeRule, Numerals
from chipwatch.model import Article, Block, BlockKind, Cell, Mention, Status, SubjectKind, Table

_MARK = re.compile(r"\*+|†|‡|\[\w{1,2}\]|[¹²³⁴⁵⁶⁷⁸⁹]")
_ASIDE = re.compile(r"[(（][^()（）]*[)）]|\*+|†|‡|\[\w{1,2}\]|[¹²³⁴⁵⁶⁷⁸⁹]")
_IN_UNIT = re.compile(r"(?:\bin |[(（]|: ?|dense )(?=[a-z])|单位[:：]? ?")
_LETTERS = re.compile(r"[^\W\d_]")
_OPEN_END = re.compile(r"[:：](?:\[\w{1,3}\])*\s*$")
_NOTE = re.compile(r"(?:^|(?<=[\s.;。；]))(\*+|†|‡|\[\w{1,2}\]|[¹²³⁴⁵⁶⁷⁸⁹]|\d(?=[.):、]\s))[.):、]?\s*")
_UNIT_PLACE = re.compile(r"[(\[（,，/ :]")
_SCALE_PLACE = re.compile(r"[(（,]\s*(?:in )?([^\W\d_]+)s?\s*[)）]?\s*$")
_PER_SYSTEM = re.compile(
    r"\b(?:per|full|whole) (pod|rack|node|server|system|cabinet|cluster)\b|(?:每|单)(?:机)?(柜|节点)"
)
_YEAR_HEAD = re.compile(r"^(?:year|date|when|launch|年份|时间|发布时间|上市时间|年)$")
_SPLIT = re.compile(r"[;；/|]|, (?=[A-Za-z]+:)| \n|\n")


@dataclass(frozen=True, slots=True)
class Context:
    """What stands around a table: the blocks whose words govern it, nearest first, and its notes by mark."""

    leads: tuple[tuple[int, int], ...]
    notes: Mapping[str, tuple[int, int]]
    published: date | None
    spoken_of: tuple[str, SubjectKind] | None


@dataclass(slots=True)
class _Line:
    """A row's or column's headers: their spans, and whom they name."""

    spans: list[tuple[int, int]] = field(default_factory=list)
    subject: tuple[str, SubjectKind] | None = None


class TableReader:
    """Reads the tables of an article."""

    def __init__(
        self,
        readers: Callable[[str], Readers],
        attributes: Mapping[str, AttributeRule],
        units: UnitFinder,
        numerals: Mapping[str, Numerals],
    ) -> None:
        self._readers = readers
        self._attributes = attributes
        self._units = units
        self._scales = {word: value for language in numerals.values() for word, value in language.multiples.items()}

    def read(
        self,
        block: Block,
        table: Table,
        folded: str,
        low: str,
        mentions: Sequence[Mention],
        context: Context,
        *,
        comma: bool | None,
    ) -> list[Reading]:
        """The readings of one table, cell by cell."""
        sheet = _Sheet(self, block, table, folded, low, mentions, context, comma)
        return sheet.read()


class _Sheet:
    def __init__(
        self,
        reader: TableReader,
        block: Block,
        table: Table,
        folded: str,
        low: str,
        mentions: Sequence[Mention],
        context: Context,
        comma: bool | None,
    ) -> None:
        self.reader, self.folded, self.low, self.context, self.comma = reader, folded, low, context, comma
        self.readers = reader._readers(block.lang)
        self.mentions = mentions
        self.cells = [c for c in table.cells if c.start < c.end]
        self.rows, self.cols = table.rows, table.cols
        self.named = {id(c): self._name(c) for c in self.cells}
        self.of_many = False
        self.cues: dict[tuple[int, int], list[Cue]] = {}

    def _name(self, cell: Cell) -> tuple[str, SubjectKind] | None:
        """The chip that a cell is the name of: most of its text is that name."""
        refs = refs_of(self.mentions, cell.start, cell.end, families=True)
        if not refs:
            return None
        text = _ASIDE.sub("", self.low[cell.start : cell.end])
        named = sum(ref.end - ref.start for ref in refs)
        kind = SubjectKind.CHIP if refs[0].kind is SubjectKind.FAMILY else refs[0].kind
        return (refs[0].subjects[0], kind) if named * 2 >= len(text.strip()) else None

    def read(self) -> list[Reading]:
        by_column: dict[int, int] = {}
        by_row: dict[int, int] = {}
        for cell in self.cells:
            if self.named[id(cell)] is not None:
                by_column[cell.col] = by_column.get(cell.col, 0) + 1
                by_row[cell.row] = by_row.get(cell.row, 0) + 1
        column = max(by_column, key=lambda c: (by_column[c], -c), default=None)
        row = max(by_row, key=lambda r: (by_row[r], -r), default=None)
        in_rows = column is not None and (
            row is None or by_column[column] > by_row[row] or (by_column[column] == by_row[row] and row != 0)
        )
        rows = [_Line() for _ in range(self.rows)]
        cols = [_Line() for _ in range(self.cols)]
        self.of_many = column is not None
        heads: set[int] = set()
        top = self._top(column if in_rows else None, row if not in_rows else None)
        for cell in self.cells:
            over = range(cell.col, min(cell.col + cell.colspan, self.cols))
            beside = range(cell.row, min(cell.row + cell.rowspan, self.rows))
            named = self.named[id(cell)]
            if cell.row < top:
                heads.add(id(cell))
                if cell.colspan < self.cols or self.cols == 1:
                    for c in over:
                        cols[c].spans.append((cell.start, cell.end))
                        cols[c].subject = named or cols[c].subject
            elif (in_rows and cell.col == column) or (not in_rows and cell.col == 0) or (cell.header and cell.col <= 1):
                heads.add(id(cell))
                for r in beside:
                    rows[r].spans.append((cell.start, cell.end))
                    rows[r].subject = named or rows[r].subject
            elif named is not None and not in_rows and cell.row == row:
                heads.add(id(cell))
                for c in over:
                    cols[c].subject = named
        found: list[Reading] = []
        for cell in self.cells:
            if id(cell) in heads:
                continue
            for r in range(cell.row, min(cell.row + cell.rowspan, self.rows)):
                for c in range(cell.col, min(cell.col + cell.colspan, self.cols)):
                    found += self._cell(cell, rows[r], cols[c])
        return self._planned_rows(found) if in_rows else _once(found)

    def _top(self, column: int | None, row: int | None) -> int:
        """How many rows at the top are headers."""
        headed = 0
        for r in range(self.rows):
            cells = [c for c in self.cells if c.row == r]
            if cells and all(c.header for c in cells) and self.cols > 1 and not (self.cols == 2 and len(cells) == 1):
                headed = r + 1
            elif cells and r == headed:
                break
        if column is not None:
            first = min(c.row for c in self.cells if c.col == column and self.named[id(c)] is not None)
            return max(headed, first)
        if row is not None and row <= 2:
            return max(headed, row + 1)
        if headed == 0 and self.rows > 1 and self.cols > 2:
            return 1
        return headed if headed < self.rows else 0

    def _cues(self, span: tuple[int, int]) -> list[Cue]:
        if span not in self.cues:
            self.cues[span] = self.readers.cues.find(self.low, *span)
        return self.cues[span]

    def _cell(self, cell: Cell, row: _Line, col: _Line) -> list[Reading]:
        subject = row.subject or col.subject or (None if self.of_many else self.context.spoken_of)
        if subject is None:
            return []
        heads = [*row.spans, *col.spans]
        system = next((m for s in heads if (m := _PER_SYSTEM.search(self.low, *s))), None)
        if system is not None and subject[1] is SubjectKind.CHIP:
            subject = (f"{subject[0]} {(system[1] or 'rack').title()}", SubjectKind.SYSTEM)
        found: list[Reading] = []
        for start, end in self._parts(cell):
            for measure in self._measures(start, end, heads):
                reading = self._reading(measure, (start, end), cell, heads, subject)
                if reading is not None:
                    found.append(reading)
        return found

    def _parts(self, cell: Cell) -> list[tuple[int, int]]:
        parts: list[tuple[int, int]] = []
        at = cell.start
        for match in _SPLIT.finditer(self.low, cell.start, cell.end):
            if match[0] == "/" and self.low[match.end() : match.end() + 1] in ("s", "w"):
                continue
            parts.append((at, match.start()))
            at = match.end()
        return [*parts, (at, cell.end)]

    def _measures(self, start: int, end: int, heads: list[tuple[int, int]]) -> list[Measure]:
        names = [(m.start, m.end) for m in self.mentions if m.start < end and m.end > start]
        dates = self.readers.dates.find(self.low, start, end)
        spans = sorted([*names, *((d.first, d.last) for d in dates)])
        measures = self.readers.quantities.find(self.folded, self.low, start, end, spans, comma=self.comma)
        if not measures and not dates:
            unit, scale = self._head_unit(heads) or self._lead_unit(heads), self._head_scale(heads)
            bare = self.readers.quantities.bare(self.folded, self.low, start, end, comma=self.comma)
            bare = [m for m in bare if not any(a < m.last and m.first < b for a, b in names)][:1]
            if unit is None:
                bare = [m for m in bare if not _LETTERS.search(self.low[start : m.start] + self.low[m.end : end])]
            measures = [_in_unit(m, unit, scale) for m in bare]
        elif (
            any(d.date is not None and len(d.date) == 4 for d in dates)
            and not measures
            and self._head_unit(heads) is not None
        ):
            unit = self._head_unit(heads)
            bare = self.readers.quantities.bare(self.folded, self.low, start, end, comma=self.comma)[:1]
            return [_in_unit(m, unit, Decimal(1)) for m in bare]
        return sorted([*measures, *dates], key=lambda m: m.first)

    def _head_unit(self, heads: list[tuple[int, int]]) -> Unit | None:
        """The unit that a header names last: "Memory (GB)", "BF16, TFLOPS"."""
        for start, end in heads:
            best: Unit | None = None
            for at in range(start, end):
                if at == start or _UNIT_PLACE.match(self.low[at - 1]):
                    found = self.reader._units.at(self.folded, self.low, at)
                    if found is not None and found[1] <= end and (at > start or found[1] == end):
                        best = found[0]
            if best is not None:
                return best
        return None

    def _lead_unit(self, heads: list[tuple[int, int]]) -> Unit | None:
        """The compute unit that the line or heading above names for rows that are headed by a precision alone."""
        if not any(
            c.label.startswith("precision/") for span in (*heads, *self.context.leads) for c in self._cues(span)
        ):
            return None
        for start, end in self.context.leads:
            for place in _IN_UNIT.finditer(self.low, start, end):
                found = self.reader._units.at(self.folded, self.low, place.end())
                if found is not None and found[0].dimension in COMPUTE:
                    return found[0]
        return None

    def _head_scale(self, heads: list[tuple[int, int]]) -> Decimal:
        for start, end in heads:
            match = _SCALE_PLACE.search(self.low, start, end)
            if match is not None and match[1] in self.reader._scales:
                return self.reader._scales[match[1]]
        return Decimal(1)

    def _reading(
        self,
        measure: Measure,
        part: tuple[int, int],
        cell: Cell,
        heads: list[tuple[int, int]],
        subject: tuple[str, SubjectKind],
    ) -> Reading | None:
        attribute, why = self._attribute(measure, part, heads, subject)
        if attribute is None:
            return None
        noted = self._notes((cell.start, cell.end), *heads)
        places = [part, *heads, *noted]
        formats: tuple[str | None, ...] = (None,)
        rule = "none needed"
        if attribute == "compute":
            formats, rule = self._formats(part, [*noted, *heads, *self.context.leads])
        sparse = attribute == "compute" and self._sparse(part, [*noted, *heads])
        status = self._status(measure, attribute, places)
        rules = ("named by header or context", why, rule, measure.hedge or "no hedge", "table, " + status)
        return Reading(
            measure,
            (subject[0],),
            attribute,
            formats,
            sparse,
            status,
            rules,
            self._words(heads[0]) if heads else None,
            self._words(heads[-1]) if len(heads) > 1 else None,
        )

    def _words(self, span: tuple[int, int]) -> str:
        return " ".join(self.folded[span[0] : span[1]].split())

    def _attribute(
        self, measure: Measure, part: tuple[int, int], heads: list[tuple[int, int]], subject: tuple[str, SubjectKind]
    ) -> tuple[str | None, str]:
        rules = {n: r for n, r in self.reader._attributes.items() if measure.dimension in r.dimensions}
        if not rules:
            return None, ""
        for span in (part, *heads):
            cues = self._cues(span)
            best: Cue | None = None
            for cue in cues:
                kind, _, name = cue.label.partition("/")
                if kind == "against" and name in rules and span != part:
                    rules = {n: r for n, r in rules.items() if n != name}
                if (
                    kind == "attribute"
                    and name in rules
                    and (best is None or cue.end - cue.start > best.end - best.start)
                ):
                    best = cue
            if best is not None and (name := best.label.partition("/")[2]) in rules:
                tied = [
                    c.label.partition("/")[2]
                    for c in cues
                    if (c.start, c.end) == (best.start, best.end) and c.label.startswith("attribute/")
                ]
                name = next((t for t in tied if t in rules), name)
                if name == "chip_count" and subject[1] is not SubjectKind.SYSTEM:
                    return None, ""
                return name, f"header {self.low[best.start : best.end]!r}"
        if measure.dimension == "date":
            head = next((s for s in heads if _YEAR_HEAD.match(self.low[s[0] : s[1]].strip())), None)
            return ("release", "header of a date") if head is not None else (None, "")
        if len(rules) == 1 and measure.dimension not in ("money", "chips", "bare", "bytes"):
            return next(iter(rules)), "the unit's only attribute"
        return None, ""

    def _formats(self, part: tuple[int, int], rest: list[tuple[int, int]]) -> tuple[tuple[str | None, ...], str]:
        for span in (part, *rest):
            names = tuple(
                dict.fromkeys(c.label.partition("/")[2] for c in self._cues(span) if c.label.startswith("precision/"))
            )
            if names:
                return names, "cell" if span == part else "header or note"
        return (None,), "no precision"

    def _sparse(self, part: tuple[int, int], rest: list[tuple[int, int]]) -> bool:
        for span in (part, *rest):
            for cue in self._cues(span):
                if cue.label == "sparsity/dense":
                    return False
                if cue.label == "sparsity/sparse":
                    return True
        return False

    def _notes(self, *spans: tuple[int, int]) -> list[tuple[int, int]]:
        """The notes that the spans' marks call."""
        marks = [m[0] for span in spans for m in _MARK.finditer(self.low, *span)]
        return [self.context.notes[mark] for mark in dict.fromkeys(marks) if mark in self.context.notes]

    def _status(self, measure: Measure, attribute: str, places: list[tuple[int, int]]) -> Status:
        labels = {c.label for span in (*places, *self.context.leads) for c in self._cues(span)}
        if attribute == "release" and self._ahead(measure):
            return Status.PLANNED
        if "status/planned" in labels:
            return Status.PLANNED
        return Status.REPORTED if "status/reported" in labels else Status.STATED

    def _ahead(self, measure: Measure) -> bool:
        published = self.context.published
        return published is not None and measure.date is not None and int(measure.date[:4]) > published.year

    def _planned_rows(self, found: list[Reading]) -> list[Reading]:
        """A row whose release lies ahead tells plans throughout, one whose release is past tells facts."""
        released = [r for r in found if r.attribute == "release" and self.context.published is not None]
        ahead = {r.subjects for r in released if self._ahead(r.measure)}
        out = {r.subjects for r in released} - ahead
        told: list[Reading] = []
        for reading in found:
            if reading.subjects in ahead:
                told.append(replace(reading, status=Status.PLANNED))
            elif reading.subjects in out and reading.status is Status.PLANNED:
                told.append(replace(reading, status=Status.STATED))
            else:
                told.append(reading)
        return _once(told)


def _in_unit(measure: Measure, unit: Unit | None, scale: Decimal) -> Measure:
    value = measure.value * scale
    if unit is None:
        return replace(measure, value=value)
    return replace(measure, value=value * unit.scale, dimension=unit.dimension)


def _once(found: list[Reading]) -> list[Reading]:
    seen: dict[tuple[object, ...], Reading] = {}
    for reading in found:
        seen.setdefault((reading.subjects, reading.attribute, reading.measure.first, reading.formats), reading)
    return list(seen.values())


def context_of(article: Article, index: int, low: str, spoken_of: tuple[str, SubjectKind] | None) -> Context:
    """What governs the table at block ``index``: its caption, its heading and the line that leads to it; its notes."""
    blocks = article.blocks
    leads: list[tuple[int, int]] = []
    notes: dict[str, tuple[int, int]] = {}
    for near in (index - 1, index + 1):
        if 0 <= near < len(blocks) and blocks[near].kind is BlockKind.CAPTION:
            found = _notes(low, blocks[near].start, blocks[near].end)
            notes |= found
            first = min((start for start, _ in found.values()), default=blocks[near].end)
            leads.append((blocks[near].start, first))
    heading = next((b for b in reversed(blocks[:index]) if b.kind is BlockKind.HEADING), None)
    if heading is not None:
        leads.append((heading.start, heading.end))
    before = blocks[index - 1] if index else None
    if before is not None and before.kind is BlockKind.PARAGRAPH and _OPEN_END.search(low, before.start, before.end):
        leads.append((before.start, before.end))
    for block in blocks[index + 1 : index + 5]:
        if block.kind in (BlockKind.HEADING, BlockKind.TABLE):
            break
        notes = _notes(low, block.start, block.end) | notes
    return Context(tuple(leads), notes, article.published, spoken_of)


def _notes(low: str, start: int, end: int) -> dict[str, tuple[int, int]]:
    """The notes told in ``[start, end)``, by their mark."""
    notes: dict[str, tuple[int, int]] = {}
    marks = list(_NOTE.finditer(low, start, end))
    for mark, after in zip(marks, [*marks[1:], None], strict=False):
        name = f"[{mark[1]}]" if mark[1].isdigit() else mark[1]
        notes.setdefault(name, (mark.end(), after.start() if after else end))
    return notes
