"""From the article's nodes to its text and blocks."""

from __future__ import annotations

import re
from typing import NamedTuple

from chipwatch.article import grids, tables
from chipwatch.article.assemble import Draft
from chipwatch.article.content import Extent
from chipwatch.article.dom import BLOCKS, HEADINGS, TEXT, Page
from chipwatch.article.inline import Run
from chipwatch.article.lines import BULLET, FULL_STOP, is_pair
from chipwatch.article.survey import Survey
from chipwatch.model import BlockKind

_LISTS = frozenset({"ul", "ol"})
_CAPTIONS = frozenset({"figcaption", "legend", "caption"})
_CAPTION_NAME = re.compile(r"(?<![a-z])caption(?!ed)", re.IGNORECASE)
_TOUCHING = frozenset({"a", "b", "data", "em", "i", "label", "small", "span", "strong", "time"})
_BOLD = frozenset({"b", "strong"})
_BLANK_LINES = re.compile(r"\n{2,}")
_MAX_BOLD_HEADING, _BOLD_LEVEL = 80, 4


class Writer:
    """The article's text as it grows, block by block, a blank line between two."""

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self._parts: list[str] = []
        self._length = 0

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def block(self, kind: BlockKind, text: str, level: int = 0) -> None:
        start = self._append(text)
        self.drafts.append(Draft(kind, start, self._length, level))

    def table(self, rows: list[list[tuple[str, grids.GridCell]]]) -> None:
        """Append a table: cells parted by tabs, rows by newlines."""
        text = "\n".join("\t".join(cell for cell, _ in row) for row in rows)
        at = 0
        raw: list[list[tables.RawCell]] = []
        for row in rows:
            raw.append([])
            for cell, shape in row:
                raw[-1].append(tables.RawCell(at, at + len(cell), shape.header, shape.rowspan, shape.colspan))
                at += len(cell) + 1
        if not text.strip():
            return
        start = self._append(text)
        table = tables.grid(tables.with_headers(raw, text), start)
        self.drafts.append(Draft(BlockKind.TABLE, start, self._length, table=table))

    def _append(self, text: str) -> int:
        if self._parts:
            self._parts.append("\n\n")
            self._length += 2
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        return start


class _Context(NamedTuple):
    """What text is, up to the node ``end``; ``depth`` counts the lists around it."""

    end: int
    kind: BlockKind
    level: int
    depth: int
    preformatted: bool


def write(page: Page, survey: Survey, extent: Extent, headline: int | None, writer: Writer) -> None:
    """Append the blocks of the article to ``writer``."""
    _Reader(page, survey, extent, headline, writer).read()


class _Reader:
    def __init__(self, page: Page, survey: Survey, extent: Extent, headline: int | None, writer: Writer) -> None:
        self.page, self.survey, self.extent, self.headline = page, survey, extent, headline
        self.writer = writer
        self.run = Run()
        self.around = [_Context(extent.end, BlockKind.PARAGRAPH, 0, 0, False)]

    def read(self) -> None:
        n = self.extent.start
        while n < self.extent.end:
            while len(self.around) > 1 and self.around[-1].end <= n:
                self._flush()
                self.around.pop()
            n = self._node(n)
        while self.around:
            self._flush()
            self.around.pop()

    def _node(self, n: int) -> int:
        """Read the node and return the next one to read."""
        node = self.page[n]
        if n in self.extent.left_out:
            self._flush()
            return node.end
        if node.tag in BLOCKS or n == self.headline:
            self._flush()
            if rows := grids.rows_at(self.page, self.survey, n):
                self._table(n, rows)
                return node.end
            self.around.append(self._context(n))
            return n + 1
        return _inline(self.page, n, self.run, self.around[-1].preformatted)

    def _context(self, n: int) -> _Context:
        above, node = self.around[-1], self.page[n]
        depth = above.depth + (node.tag in _LISTS)
        kind, level = above.kind, above.level
        if n == self.headline:
            kind, level = BlockKind.HEADING, 1
        elif node.tag in HEADINGS:
            kind, level = BlockKind.HEADING, HEADINGS[node.tag]
        elif node.tag == "li":
            kind, level = BlockKind.LIST_ITEM, max(1, depth)
        elif node.tag in _CAPTIONS or _CAPTION_NAME.search(node.names):
            kind, level = BlockKind.CAPTION, 0
        elif self._is_bold_heading(n):
            kind, level = BlockKind.HEADING, _BOLD_LEVEL
        elif node.tag in ("td", "th"):
            kind, level = BlockKind.PARAGRAPH, 0
        return _Context(node.end, kind, level, depth, above.preformatted or node.tag == "pre")

    def _is_bold_heading(self, n: int) -> bool:
        """A short paragraph, all of it bold, that is no sentence and no label of what follows."""
        page = self.page
        if page[n].tag not in ("p", "div") or self.survey.chars[n] > _MAX_BOLD_HEADING:
            return False
        below = list(page.elements(n))
        if len(below) != 1 or page[below[0]].tag not in _BOLD or page.holds_own_text(n):
            return False
        text = page.text(n)
        return bool(text) and not FULL_STOP.search(text) and not text.endswith((":", "：")) and not is_pair(text)

    def _flush(self) -> None:
        text = self.run.take()
        if not text:
            return
        context = self.around[-1]
        if "\n" not in text or context.preformatted:
            self.writer.block(context.kind, text, context.level)
        elif context.kind is BlockKind.HEADING:
            self.writer.block(context.kind, " ".join(text.split("\n")), context.level)
        else:
            for part in _BLANK_LINES.split(text):
                self._lines(part, context)

    def _lines(self, text: str, context: _Context) -> None:
        """A paragraph of lines; where people typed a list with line breaks, its items."""
        lines = text.split("\n")
        typed = [bool(is_pair(line) or BULLET.match(line)) for line in lines]
        if context.kind is not BlockKind.PARAGRAPH or sum(typed) < 2 or 3 * sum(typed) < 2 * len(lines):
            self.writer.block(context.kind, text, context.level)
            return
        for line, is_item in zip(lines, typed, strict=True):
            kind, level = (BlockKind.LIST_ITEM, context.depth + 1) if is_item else (context.kind, 0)
            self.writer.block(kind, line, level)

    def _table(self, n: int, rows: grids.Rows) -> None:
        for k in self.page.elements(n):
            if self.page[k].tag == "caption" and (text := self._text(k)):
                self.writer.block(BlockKind.CAPTION, text)
        self.writer.table([[("\n".join(map(self._text, cell.nodes)), cell) for cell in row] for row in rows])

    def _text(self, n: int) -> str:
        """The text of a cell or caption; its blocks are its lines."""
        run, page = Run(), self.page
        k, end = n + 1, page[n].end
        while k < end:
            tag = page[k].tag
            if tag in ("td", "th"):
                run.text(" ")
            elif tag in BLOCKS:
                run.line()
            following = _inline(page, k, run, False)
            if tag in BLOCKS and tag not in ("td", "th") and following == page[k].end:
                run.line()
            k = following
        return _BLANK_LINES.sub("\n", run.take())


def _inline(page: Page, n: int, run: Run, preformatted: bool) -> int:
    """Read a text or an inline element into ``run`` and return the next node to read."""
    node = page[n]
    if node.tag == TEXT:
        run.text(node.text, kept_lines=preformatted)
    elif node.tag == "br":
        run.line()
    elif node.tag == "sup":
        run.superscript(page.text(n))
        return node.end
    elif node.tag in _TOUCHING and n - 1 > node.parent and page[_sibling_before(page, n)].tag in _TOUCHING:
        run.seam()
    return n + 1


def _sibling_before(page: Page, n: int) -> int:
    parent, before = page[n].parent, n - 1
    while page[before].parent != parent:
        before = page[before].parent
    return before
