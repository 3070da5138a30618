"""Plain text to blocks: headings, paragraphs, lists and tables as people type them.

The text is kept character for character. A list item's block holds its bullet and a heading's its ``#``, so that
only white space lies between blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from chipwatch.article import dates, tables
from chipwatch.article.assemble import Draft, assemble
from chipwatch.article.dates import Calendar
from chipwatch.article.known import known
from chipwatch.article.lines import BULLET, FULL_STOP, is_pair
from chipwatch.errors import ParseError
from chipwatch.language import PageRules
from chipwatch.model import Article, BlockKind

_LINE = re.compile(r"[^\n\r\v\f\u2028\u2029]+")
_BLANK_LINE = re.compile(r"(?:\r\n?|\n|[\v\f\u2028\u2029])[ \t\u3000]*(?:\r\n?|\n|[\v\f\u2028\u2029])")
_HASHES = re.compile(r"(#{1,6})\s+(?=\S)")
_SENTENCE_END = re.compile(r"[.!?。！？…;；:：,，、\-–—][\"'”’»」』)）]*$")
_HEADING_START = re.compile(r"[^\W_a-z]|[\"'“‘«「『《【\[(（]")
_SPEAKER = re.compile(r"[A-Z][A-Z .]{0,20}: ")
_BYLINE = re.compile(
    r"(?:by|posted by|published|updated|source|von|par|por)\b|(?:来源|來源|作者|记者|記者|文)[:：/／|]", re.IGNORECASE
)
_RULE_ROW = re.compile(r"[\s|:\-]*\|[\s|:\-]*$")
_PIPE_CELL = re.compile(r"(?:[^|\\]|\\.)*")
_TAB_CELL = re.compile(r"[^\t]*")
_WIDE_LETTER = re.compile(r"[\u2e80-\u9fff\uac00-\ud7a3]")

_TITLE_LENGTH = 120
_HEADING_LENGTH, _HEADING_WORDS, _WIDE_HEADING_LENGTH = 100, 15, 40
_WRAP_COLUMN = 100
_DATELINE_LENGTH = 300


class _Line(NamedTuple):
    """A line without its margins. ``text`` is the article's text from ``start`` to ``end``."""

    start: int
    end: int
    indent: int
    text: str


def from_text(text: str, url: str = "", rules: PageRules | None = None, *, declared_lang: str | None = None) -> Article:
    """The article of a plain text, by the shipped rules or the given: ``article.text`` is ``text``.

    Raises ParseError where it holds no word.
    """
    paragraphs = list(_paragraphs(text))
    if not paragraphs:
        raise ParseError("the text is empty", hint="give a file or an input that holds an article")
    languages, _, calendar = known(rules)
    drafts: list[Draft] = []
    for n, lines in enumerate(paragraphs):
        drafts += _blocks(text, lines, calendar, first=not n, last=n == len(paragraphs) - 1)
    head = text[drafts[0].start :][:_DATELINE_LENGTH]
    published = calendar.first_date(head) or dates.of_url(url) or calendar.labelled(head)
    title = _title(text, drafts)
    return assemble(text, drafts, languages, url=url, title=title, published=published, declared_lang=declared_lang)


def _title(text: str, drafts: Sequence[Draft]) -> str:
    """The first heading where it stands near the top, else the beginning of the first line."""
    top = next((draft for draft in drafts[:3] if draft.kind is BlockKind.HEADING), drafts[0])
    line = " ".join(text[top.start : top.end].splitlines()[0].lstrip("#").split())
    return line if len(line) <= _TITLE_LENGTH else line[:_TITLE_LENGTH].rpartition(" ")[0] + " …"


def _paragraphs(text: str) -> Iterator[list[_Line]]:
    """Lines that no blank line parts."""
    lines: list[_Line] = []
    end = 0
    for match in _LINE.finditer(text):
        raw = match[0]
        bare = raw.strip()
        if not bare:
            continue
        indent = len(raw) - len(raw.lstrip())
        start = match.start() + indent
        if lines and _BLANK_LINE.search(text, end, start):
            yield lines
            lines = []
        end = start + len(bare)
        lines.append(_Line(start, end, indent, bare))
    if lines:
        yield lines


def _blocks(text: str, lines: Sequence[_Line], calendar: Calendar, *, first: bool, last: bool) -> Iterator[Draft]:
    """The blocks of lines that stand together."""
    n = 0
    while n < len(lines):
        if rows := _table_length(lines, n):
            yield _table(text, lines[n : n + rows])
            n += rows
        elif hashes := _HASHES.match(lines[n].text):
            yield Draft(BlockKind.HEADING, lines[n].start, lines[n].end, len(hashes[1]))
            n += 1
        elif BULLET.match(lines[n].text):
            length = _list_length(lines, n)
            yield from _items(lines[n : n + length])
            n += length
        else:
            end = next((k for k in range(n + 1, len(lines)) if not _is_prose(lines, k)), len(lines))
            yield from _prose(lines[n:end], calendar, first=first and not n, last=last and end == len(lines))
            n = end


def _is_prose(lines: Sequence[_Line], n: int) -> bool:
    line = lines[n].text
    return not (BULLET.match(line) or _HASHES.match(line) or _table_length(lines, n))


def _list_length(lines: Sequence[_Line], n: int) -> int:
    """How many lines from the ``n``-th on are items, or go on with one by standing further in than its bullet."""
    bullet = lines[n]
    for k in range(n + 1, len(lines)):
        if BULLET.match(lines[k].text):
            bullet = lines[k]
        elif lines[k].indent <= bullet.indent or not _is_prose(lines, k):
            return k - n
    return len(lines) - n


def _items(lines: Sequence[_Line]) -> Iterator[Draft]:
    """List items with their levels; a line without a bullet goes on with the item above."""
    indents: list[int] = []  # of the items around and at the present one
    item: Draft | None = None
    for line in lines:
        if item and not BULLET.match(line.text):
            item = item._replace(end=line.end)
            continue
        if item:
            yield item
        while indents and line.indent < indents[-1]:
            indents.pop()
        if not indents or line.indent > indents[-1] + 1:
            indents.append(line.indent)
        item = Draft(BlockKind.LIST_ITEM, line.start, line.end, len(indents))
    if item:
        yield item


def _prose(lines: Sequence[_Line], calendar: Calendar, *, first: bool, last: bool) -> Iterator[Draft]:
    """Lines without bullets: one hard-wrapped paragraph, or each line a heading, a ``key: value`` or a paragraph."""
    if _is_wrapped(lines):
        yield Draft(BlockKind.PARAGRAPH, lines[0].start, lines[-1].end)
        return
    pairs = [is_pair(line.text) for line in lines]
    headings = [_is_heading(line.text, calendar, title=first and not n) for n, line in enumerate(lines)]
    for n, line in enumerate(lines):
        follower = n + 1 < len(lines)
        if pairs[n] and (pairs[n - 1 : n] == [True] or pairs[n + 1 : n + 2] == [True]):
            yield Draft(BlockKind.LIST_ITEM, line.start, line.end, 1)
        elif headings[n] and (not headings[n + 1] or (first and not n) if follower else not last and len(lines) == 1):
            yield Draft(BlockKind.HEADING, line.start, line.end, 1 if first and not n else 2)
        else:
            yield Draft(BlockKind.PARAGRAPH, line.start, line.end)


def _is_wrapped(lines: Sequence[_Line]) -> bool:
    """Whether an editor has broken one paragraph into lines of nearly equal length."""
    if len(lines) < 2:
        return False
    lengths = [len(line.text) for line in lines[:-1]]
    if max(lengths) > _WRAP_COLUMN or min(lengths) < 40 or min(lengths) * 5 < max(lengths) * 3:
        return False
    if not any(line.text[0].islower() for line in lines[1:]):
        return False
    return 2 * sum(1 for line in lines[:-1] if not FULL_STOP.search(line.text)) > len(lengths)


def _is_heading(line: str, calendar: Calendar, *, title: bool) -> bool:
    """A short line that is no sentence; a title may ask or exclaim, and begin small."""
    if len(line) > _HEADING_LENGTH or _SPEAKER.match(line):
        return False
    if _SENTENCE_END.search(line.rstrip("?!？！") if title else line):
        return False
    if not title and not _HEADING_START.match(line):
        return False
    wide = len(_WIDE_LETTER.findall(line))
    if wide > _WIDE_HEADING_LENGTH or "。" in line or len(line.split()) > _HEADING_WORDS:
        return False
    return not _BYLINE.match(line) and calendar.first_date(line) is None


def _table_length(lines: Sequence[_Line], n: int) -> int:
    """How many lines from the ``n``-th on are a table's; 0 where none begins there."""
    first = lines[n].text
    if "\t" in first:
        is_row = _has_tab
    elif "|" in first and (first[0] == first[-1] == "|" or (n + 1 < len(lines) and _RULE_ROW.match(lines[n + 1].text))):
        is_row = _has_pipe
    else:
        return 0
    length = next((k for k in range(1, len(lines) - n) if not is_row(lines[n + k].text)), len(lines) - n)
    return length if length > 1 else 0


def _has_tab(line: str) -> bool:
    return "\t" in line


def _has_pipe(line: str) -> bool:
    return "|" in line


def _table(text: str, lines: Sequence[_Line]) -> Draft:
    """Lines of cells parted by tabs or, as in Markdown, by ``|``; there a row of dashes marks the header above it."""
    pipes = "\t" not in lines[0].text
    rows: list[list[tables.RawCell]] = []
    for line in lines:
        if pipes and _RULE_ROW.match(line.text):
            if len(rows) == 1:
                rows = [[cell._replace(header=True) for cell in rows[0]]]
            continue
        rows.append(_cells(text, line, _PIPE_CELL if pipes else _TAB_CELL, outer="|" if pipes else ""))
    table = tables.grid(tables.with_headers(rows, text))
    return Draft(BlockKind.TABLE, lines[0].start, lines[-1].end, table=table)


def _cells(text: str, line: _Line, shape: re.Pattern[str], outer: str) -> list[tables.RawCell]:
    start, end = line.start, line.end
    if outer and text[start] == outer:
        start += 1
    if outer and end > start and text[end - 1] == outer:
        end -= 1
    cells = []
    while True:
        match = shape.match(text, start, end)
        stop = match.end() if match else end
        left = start + len(text[start:stop]) - len(text[start:stop].lstrip())
        right = max(left, start + len(text[start:stop].rstrip()))
        cells.append(tables.RawCell(min(left, stop), min(right, stop)))
        if stop >= end:
            return cells
        start = stop + 1
