"""Which way a table lies: whom its rows or columns are about, and which cells head which."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from chipwatch.extract.table_context import Span
from chipwatch.model import Cell, Mention, SubjectKind, Table

_ASIDE = re.compile(r"[(（][^()（）]*[)）]")
_ORNAMENT = re.compile(r"[^\w\s]|\s")
_JOIN = re.compile(r"\s*(?:/|、|&|,|，|\+|and|和|与)\s*")
_COUNT = re.compile(r"(?:\d\s?[x×*]?|[x×])\s*$")  # "8x H100": parts of something else
_VERSUS = re.compile(r"^\W*(?:vs\b|versus|compared|against|than|对比|相比)")
_NAME_HEAD = re.compile(
    r"^\W*(?:name|(?:gpu |chip |card |product |ai )?model(?: name)?|chips?|gpus?|products?|accelerators?|cards?|"
    r"devices?|processors?|"
    r"systems?|series|sku|part|modell|produkt|modèle|produit|modelo|producto|モデル|製品|모델|제품|"
    r"型号|名称|产品|产品名称|芯片|芯片型号|产品型号|显卡|加速卡|系统)\W*$"
)
_UNIT_HEAD = re.compile(r"^\W*(?:units?|单位|單位|einheit|unité|unidad|単位|단위)\W*$")
_MOST_LABELS = 6  # of one line, the nearest: more rows of headers than these are no headers
_FIGURE = re.compile(r"^[~≈≤≥<>+约]?\s*[$€¥£]?\d[\d.,]*(?:\s|$|[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a cell is the name of: several chips for "MI350X / MI355X"."""

    chips: tuple[str, ...]
    kind: SubjectKind


@dataclass(slots=True)
class Line:
    """A row or a column: the spans of its labels, the nearest first, and whom it is about."""

    labels: list[Span] = field(default_factory=list)
    about: Named | None = None
    under: list[Span] = field(default_factory=list)  # the label of the group that a row stands in

    def head(self, span: Span) -> None:
        self.labels.insert(0, span)
        del self.labels[_MOST_LABELS:]


class Grid:
    """A table laid out. ``by_rows``: its rows are about chips, not its columns; ``of_many``: it names several."""

    def __init__(self, table: Table, low: str, mentions: Sequence[Mention]) -> None:
        self._low = low
        self.cells = [cell for cell in table.cells if cell.start < cell.end]
        self.width, self.height = table.cols, table.rows
        self.mentions = {cell: _within(mentions, cell.start, cell.end) for cell in self.cells}
        self.named = {cell: named for cell in self.cells if (named := self._named(cell)) is not None}
        self.names = {(cell.start, cell.end) for cell in self.named}
        self.in_row: dict[int, list[Cell]] = defaultdict(list)
        self.in_col: dict[int, list[Cell]] = defaultdict(list)
        for cell in self.cells:
            self.in_row[cell.row].append(cell)
            self.in_col[cell.col].append(cell)
        self._spanned = {r for c in self.cells for r in range(c.row + 1, c.row + c.rowspan)}
        self.rows = [Line() for _ in range(table.rows)]
        self.cols = [Line() for _ in range(table.cols)]
        self.sheet_of: Named | None = None
        self.column, self.row = self._orient()
        self.by_rows = self.column is not None
        self.of_many = self.by_rows or self.row is not None
        self.heads: set[Cell] = set()
        self.vendors: dict[int, str] = {}  # by column, where its header names one
        self._head()

    def names_in(self, cell: Cell, part: Span) -> list[Mention]:
        """The names in a part of a cell."""
        return _within(self.mentions[cell], *part)

    def to_left(self, cell: Cell, most: int) -> list[Cell]:
        """The cells to the left of a cell in its row, the nearest first."""
        cells = self.in_row[cell.row]
        at = bisect_left(cells, cell.col, key=lambda c: c.col)
        return cells[max(0, at - most) : at][::-1]

    def about(self, r: int, c: int) -> Named | None:
        """Whom the figure in a slot is about; a header with a vendor ("NVIDIA memory") means the row's chip of it."""
        row, col = self.rows[r], self.cols[c]
        if not self.by_rows:
            return col.about or row.about
        vendor = self.vendors.get(c)
        if vendor is None or (row.about is not None and row.about.chips[0].startswith(vendor)):
            return row.about
        named = (self.named[cell] for cell in self.in_row[r] if cell in self.named)
        return next((n for n in named if n.chips[0].startswith(vendor)), None)

    def chip_of(self, cell: Cell) -> Named | None:
        """The one chip that the column or row of a system's figure names, or else the table's labels."""
        line = self.in_row[cell.row] if self.by_rows else [c for c in self.in_col[cell.col] if c not in self.heads]
        for cells in (line, sorted(self.heads, key=lambda c: c.start)):
            chips = {m.chip for c in cells for m in self.mentions[c] if m.kind is SubjectKind.CHIP}
            if len(chips) == 1:
                return Named((chips.pop(),), SubjectKind.CHIP)
        return None

    def _named(self, cell: Cell) -> Named | None:
        """Whom the cell is the name of: names are most of its text, notes in brackets aside."""
        names = self.mentions[cell]
        if not names:
            return None
        asides = [m.span() for m in _ASIDE.finditer(self._low, cell.start, cell.end)]
        outside = [m for m in names if not any(a <= m.start < b for a, b in asides)]
        subjects = [m for m in outside if m.kind is not SubjectKind.VENDOR]
        text = _ORNAMENT.sub("", _ASIDE.sub("", self._low[cell.start : cell.end]))
        length = sum(len(_ORNAMENT.sub("", self._low[m.start : m.end])) for m in outside)
        if _VERSUS.match(text) or (subjects and length * 2 < len(text)):
            return None
        if not subjects:
            subjects = [m for m in names if m.kind is not SubjectKind.VENDOR and length == len(text)]
        first = next((m for m in subjects if m.kind is not SubjectKind.FAMILY), subjects[0] if subjects else None)
        if first is None or _COUNT.search(self._low, cell.start, first.start):
            return None
        together = [first]
        for mention in subjects[subjects.index(first) + 1 :]:
            joined = _JOIN.fullmatch(self._low, together[-1].end, mention.start) is not None
            if not joined or mention.kind is not first.kind:
                break
            together.append(mention)
        if len(subjects) > len(together) + 1:
            return None  # an enumeration, each with its own words
        kind = SubjectKind.CHIP if first.kind is SubjectKind.FAMILY else first.kind
        return Named(tuple(dict.fromkeys(m.chip for m in together)), kind)

    def _orient(self) -> tuple[int | None, int | None]:
        """The column, or else the row, that names the subjects."""
        groups = {cell for cell in self.named if self._is_group(cell)}
        names = [cell for cell in self.named if cell not in groups]
        by_column, by_row = Counter(c.col for c in names), Counter(c.row for c in names)
        if not names:
            return None, None
        heads = {c.col: c for c in self.in_row[0]}
        if self.width == 2 and 0 not in by_column and 0 not in by_row:
            # Keys and values: of the values that are names, that of "Model" or "Chip" is the sheet's own.
            keys = {c.row: c for c in self.cells if c.col == 0}
            own = (c for c in names if c.row in keys and self._matches(_NAME_HEAD, keys[c.row]))
            self.sheet_of = next((self.named[c] for c in own), None)
            return None, None
        if [(c.row, c.col) for c in names] == [(0, 0)] and not any(map(self._is_figure, self.in_row[0])):
            self.sheet_of = self.named[names[0]]  # the corner's name is the sheet's
            return None, None
        column = min(by_column, key=lambda c: (-by_column[c], c))
        row = min(by_row, key=lambda r: (-by_row[r], r))
        if by_column[column] > by_row[row]:
            return column, None
        if by_column[column] < by_row[row] or row == 0:
            return None, row
        labelled = column in heads and self._matches(_NAME_HEAD, heads[column])
        keyed = any(c.col == 0 and self._matches(_NAME_HEAD, c) for c in self.in_row[row])
        return (None, row) if keyed and not labelled and column > 0 else (column, None)

    def _matches(self, pattern: re.Pattern[str], cell: Cell) -> bool:
        return pattern.match(self._low[cell.start : cell.end]) is not None

    def _is_group(self, cell: Cell) -> bool:
        """Whether a cell stands alone in its row and heads the rows below."""
        alone = len(self.in_row[cell.row]) == 1 and cell.row not in self._spanned
        return alone and cell.col == 0 and self.width > 1 and cell.rowspan == 1

    def _top(self) -> int:
        """How many rows at the top are headers."""
        first = 0
        while first < self.height and any(map(self._is_group, self.in_row[first])):
            first += 1
        headed = first
        while headed < self.height and (cells := self.in_row[headed]):
            keyed = self.width == 2 and any(c.col == 1 and self._is_figure(c) for c in cells)
            if keyed or any(map(self._is_group, cells)) or not all(c.header for c in cells):
                break
            headed += 1
        if self.column is not None:
            return min(c.row for c in self.named if c.col == self.column and not self._is_group(c))
        if self.row is not None and self.row <= first + 2:
            return max(headed, self.row + 1)
        if headed == first and self.width > 2 and self.height > first + 1:
            return first + 1
        return headed if headed < self.height else first

    def _is_figure(self, cell: Cell) -> bool:
        return _FIGURE.match(self._low[cell.start : cell.end]) is not None

    def _head(self) -> None:
        top = self._top()
        group: list[Span] = []
        owner, above = self.sheet_of, None
        unit_cols = {c.col for c in self.cells if c.row < top and self._matches(_UNIT_HEAD, c)}
        for r, line in enumerate(self.rows):
            cells = self.in_row[r]
            if cells and self._is_group(cells[0]):
                self.heads.add(cells[0])
                named = self.named.get(cells[0])
                group, owner = ([], named) if named else ([(cells[0].start, cells[0].end)], owner)
                continue
            anew = r > top and len(cells) > 1 and all(c.header for c in cells) and any(c in self.named for c in cells)
            for cell in cells:
                if r < top or (self.row is not None and (anew or (r == self.row and cell in self.named))):
                    self._head_columns(cell, anew=anew)
                elif self._is_row_head(cell, unit_cols):
                    self.heads.add(cell)
                    for beside in self.rows[r : r + cell.rowspan]:
                        beside.head((cell.start, cell.end))
                        beside.about = self.named.get(cell) or beside.about
            line.under = group
            if not self.by_rows:
                line.about = line.about or owner
            elif r >= top:
                # A row without a name goes on with the one above.
                goes_on = not line.labels and not any(c.col == self.column for c in cells)
                line.about = line.about or (above or owner if goes_on else None)
                above = line.about

    def _head_columns(self, cell: Cell, *, anew: bool) -> None:
        self.heads.add(cell)
        named = self.named.get(cell)
        vendors = {f"{m.chip} " for m in self.mentions[cell] if m.kind is SubjectKind.VENDOR}
        if named is None and len(vendors) == 1:
            self.vendors |= dict.fromkeys(range(cell.col, cell.col + cell.colspan), vendors.pop())
        for column in self.cols[cell.col : cell.col + cell.colspan]:
            if anew:
                column.labels.clear()
            column.head((cell.start, cell.end))
            if column.about is None or (named is not None and (anew or cell.row == self.row)):
                column.about = named

    def _is_row_head(self, cell: Cell, unit_cols: set[int]) -> bool:
        if self.width == 1:
            return False
        if self.by_rows:
            return cell.col == self.column or (cell.header and cell.col <= 1)
        if cell.col in unit_cols or (cell.header and cell.col <= 1):
            return True
        return cell.col == 0 and not (self.row is None and self.width > 2 and self._is_figure(cell))


def _within(mentions: Sequence[Mention], start: int, end: int) -> list[Mention]:
    first = bisect_left(mentions, start, key=lambda m: m.start)
    last = bisect_left(mentions, end, key=lambda m: m.start)
    return list(mentions[first:last])
