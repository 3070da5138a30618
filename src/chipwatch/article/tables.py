"""Tables: from rows of raw cells to a grid with spans resolved and header cells told."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from chipwatch.model import Cell, Table

# The limits of the HTML standard, in its sections on the attributes of td and th
MAX_COLSPAN, MAX_ROWSPAN = 1000, 65534
# A table whose cells cover more slots than this is a flood: its spans are ignored, so that its cost stays linear
_MAX_SLOTS = 1_000_000
_WIDE = 100  # columns: a cell that spans more means all that there are

_VALUE = re.compile(r"[~≈≤≥<>+\-−–]?\s*[$€¥£₩]?\s*\d|[—–-]$|n/?a$", re.IGNORECASE)


class RawCell(NamedTuple):
    """A cell as it stands in its row. A ``rowspan`` of 0 reaches to the last row."""

    start: int
    end: int
    header: bool = False
    rowspan: int = 1
    colspan: int = 1


def grid(rows: Sequence[Sequence[RawCell]], offset: int = 0) -> Table:
    """The table of ``rows``, its cells' offsets moved by ``offset``.

    Ragged rows keep their gaps; a span is cut where it reaches beyond the table or into a cell from above.
    """
    width = max((sum(cell.colspan if cell.colspan <= _WIDE else 1 for cell in row) for row in rows), default=0)
    height = len(rows)
    area = sum(min(cell.rowspan or height, height) * min(cell.colspan, width) for row in rows for cell in row)
    flood = area > _MAX_SLOTS
    taken_until: dict[int, int] = {}  # of each column, the first row free again
    cells: list[Cell] = []
    cols = 0
    for r, row in enumerate(rows):
        col = 0
        for raw in row:
            while taken_until.get(col, 0) > r:
                col += 1
            rowspan = min(raw.rowspan or MAX_ROWSPAN, height - r)
            colspan, most = 1, min(raw.colspan, width - col)
            if flood:
                rowspan = most = 1
            while colspan < most and taken_until.get(col + colspan, 0) <= r:
                colspan += 1
            if rowspan > 1:
                taken_until.update(dict.fromkeys(range(col, col + colspan), r + rowspan))
            cells.append(Cell(r, col, offset + raw.start, offset + raw.end, raw.header, rowspan, colspan))
            col += colspan
        cols = max(cols, col)
    return Table(height, cols, tuple(cells))


def with_headers(rows: Sequence[Sequence[RawCell]], text: str) -> list[list[RawCell]]:
    """Rows with header cells; where none is marked, the first row's or column's are, if only the others hold values."""
    if any(cell.header for row in rows for cell in row) or len(rows) < 2:
        return [list(row) for row in rows]
    value = [[bool(_VALUE.match(text, cell.start, cell.end)) for cell in row] for row in rows]
    if not any(value[0]) and len(rows[0]) > 1 and any(map(any, value[1:])):
        return [[cell._replace(header=True) for cell in rows[0]], *map(list, rows[1:])]
    if not any(row[0] for row in value if row) and 2 * sum(any(row[1:]) for row in value) > len(value):
        return [[cell._replace(header=True) if c == 0 else cell for c, cell in enumerate(row)] for row in rows]
    return [list(row) for row in rows]
