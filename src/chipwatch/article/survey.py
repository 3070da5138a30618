"""What each element of a page weighs, and which of its tables hold data."""

from __future__ import annotations

from bisect import bisect_left

from chipwatch.article.dom import BLOCKS, HEADINGS, TEXT, Page

_CELLS = frozenset({"td", "th", "li", "dt", "dd"})
_TABLE_ROLES = frozenset({"table", "grid"})
_NO_TABLE_ROLES = frozenset({"presentation", "none"})

_MIN_PROSE = 25  # characters: shorter runs are labels, except in cells
_TABLE_FACTOR = 4  # a data table's text against prose: who prints one means it
_MAX_CELL = 400  # characters in a cell of a table that does not say itself that it holds data


class Survey:
    """Lists parallel to the page's nodes; characters count twice where they are wide.

    ``chars`` is all text below a node, ``linked`` what of it is in links, ``prose`` what weighs as an article's;
    ``block`` is the nearest block around or at the node. ``tables`` are the elements that are tables of data.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.chars = [0] * len(page)
        self.linked = [0] * len(page)
        self.prose = [0.0] * len(page)
        self.block = [0] * len(page)
        self.tables = self._declared_tables()
        self._weigh()
        for n in range(len(page) - 1, 0, -1):
            parent = page[n].parent
            self.chars[parent] += self.chars[n]
            self.linked[parent] += self.linked[n]
            self.prose[parent] += self.prose[n]
        self.tables |= self._evident_tables()
        self._tables_in_order = sorted(self.tables)

    def link_share(self, n: int) -> float:
        return self.linked[n] / self.chars[n] if self.chars[n] else 0.0

    def holds_table(self, n: int) -> bool:
        """Whether a table of data is or is below the node."""
        after = bisect_left(self._tables_in_order, n)
        return after < len(self._tables_in_order) and self._tables_in_order[after] < self.page[n].end

    def _declared_tables(self) -> set[int]:
        """Tables with header cells or a caption of their own, definition lists, and elements in a table's role."""
        declared: set[int] = set()
        self._table = table = [0] * len(self.page)  # of each node, the nearest <table> around or at it; 0 for none
        for n, node in enumerate(self.page):
            table[n] = n if node.tag == "table" else table[node.parent]
            role = node.attrs.get("role")
            if node.tag == "dl" or (role in _TABLE_ROLES and node.tag != "table"):
                declared.add(n)
            elif node.tag in ("th", "caption") and self._may_hold_data(table[n]):
                declared.add(table[n])
        return declared

    def _may_hold_data(self, table: int) -> bool:
        return bool(table) and self.page[table].attrs.get("role") not in _NO_TABLE_ROLES

    def _weigh(self) -> None:
        """Give texts their characters, and blocks the prose of their own text."""
        link, in_table = [False] * len(self.page), [False] * len(self.page)
        own: dict[int, list[int]] = {}  # of each block: characters, linked characters
        for n, node in enumerate(self.page):
            above = node.parent
            if node.tag == TEXT:
                text = node.text.strip()
                self.chars[n] = chars = (len(text) + len(text.encode())) // 2
                self.linked[n] = linked = chars if link[above] else 0
                sums = own.setdefault(self.block[above], [0, 0])
                sums[0] += chars
                sums[1] += linked
            else:
                self.block[n] = n if node.tag in BLOCKS else self.block[above]
                link[n] = link[above] or node.tag == "a"
                in_table[n] = in_table[above] or n in self.tables
        for n, (chars, linked) in own.items():
            if chars >= _MIN_PROSE or in_table[n] or self.page[n].tag in _CELLS:
                self.prose[n] = max(0, chars - 2 * linked) * (_TABLE_FACTOR if in_table[n] else 1)

    def _evident_tables(self) -> set[int]:
        """Tables without header cells that are yet no layout: rows of several short cells and nothing larger."""
        cells: dict[int, int] = {}
        rows: dict[int, int] = {}
        layout: set[int] = set()
        for n, node in enumerate(self.page):
            table = self._table[n]
            if not table:
                continue
            if node.tag == "table" and self._table[node.parent]:
                layout.add(self._table[node.parent])
            elif node.tag in HEADINGS or (node.tag == "td" and self.chars[n] > _MAX_CELL):
                layout.add(table)
            elif node.tag == "td":
                cells[table] = cells.get(table, 0) + 1
            elif node.tag == "tr":
                rows[table] = rows.get(table, 0) + 1
        return {
            table
            for table, count in cells.items()
            if table not in layout
            and rows.get(table, 0) >= 2
            and count > rows[table]
            and self._may_hold_data(table)
            and self.link_share(table) < 0.5
        }
