"""What stands around a table and governs it: its caption, headings and the line that leads to it, and its notes."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from chipwatch.model import Article, Block, BlockKind, Mention, SubjectKind, Table

MARK = re.compile(r"\*+|†|‡|\[\w{1,2}\]|[¹²³⁴⁵⁶⁷⁸⁹]")

_NOTE = re.compile(r"(?:^|(?<=[\s.;。；]))(\*+|†|‡|\[\w{1,2}\]|[¹²³⁴⁵⁶⁷⁸⁹]|\d(?=[.):、]\s))[.):、]?\s*")
_OPEN_END = re.compile(r"[:：](?:\[\w{1,3}\])*\s*$")
_SOURCE = re.compile(r"\bsources?: |(?:数据|资料|图片|表格)?来源[:：]|\bquellen?: |出典[:：]|출처[:：]")
_NOTES_WITHIN = 4  # blocks below a table
_LEAD_LENGTH = 500
_LINES_ABOVE = 2  # blocks above a table that may name its chip

Subject = tuple[str, SubjectKind]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Context:
    """``leads`` are the words that govern a table, nearest first; ``notes`` its notes by their mark; ``spoken_of`` the
    one chip or system that the words around it are about.
    """

    leads: tuple[Span, ...]
    notes: Mapping[str, Span]
    published: date | None
    spoken_of: Subject | None


@dataclass(slots=True)
class _Walk:
    """The article as it is walked: its open headings, outermost first, and what each block names."""

    article: Article
    low: str
    mentions: Sequence[Mention]
    headings: list[Block] = field(default_factory=list)
    names: dict[int, list[Subject]] = field(default_factory=dict)

    def named(self, block: Block) -> list[Subject]:
        if block.start not in self.names:
            self.names[block.start] = self._named(block)
        return self.names[block.start]

    def _named(self, block: Block) -> list[Subject]:
        first = bisect_left(self.mentions, block.start, key=lambda m: m.start)
        last = bisect_left(self.mentions, block.end, key=lambda m: m.start)
        told = ((m.chip, m.kind) for m in self.mentions[first:last] if m.kind in (SubjectKind.CHIP, SubjectKind.SYSTEM))
        return list(dict.fromkeys(told))

    def open(self, heading: Block) -> None:
        while self.headings and self.headings[-1].level >= heading.level:
            self.headings.pop()
        self.headings.append(heading)

    def context(self, index: int) -> Context:
        blocks = self.article.blocks
        notes: dict[str, Span] = {}
        leads: list[Span] = []
        near = (*blocks[max(0, index - 1) : index], *blocks[index + 1 : index + 2])
        captions = [b for b in near if b.kind is BlockKind.CAPTION]
        for caption in captions:
            found = _notes(self.low, caption.start, caption.end)
            notes |= found
            leads.append((caption.start, min((start for start, _ in found.values()), default=caption.end)))
        leads += [(h.start, h.end) for h in self.headings[:0:-1] or self.headings]
        before = blocks[index - 1] if index else None
        opens = before is not None and _OPEN_END.search(self.low, before.start, before.end) is not None
        if before is not None and before.kind is BlockKind.PARAGRAPH and opens:
            leads.append((before.start, before.end))
        for block in blocks[index + 1 : index + 1 + _NOTES_WITHIN]:
            if block.kind in (BlockKind.HEADING, BlockKind.TABLE):
                break
            notes = _notes(self.low, block.start, block.end) | notes
        above = [b for b in reversed(blocks[max(0, index - _LINES_ABOVE) : index]) if b.table is None]
        about = [*captions, *(above[:1] if opens else ()), *reversed(self.headings), *above, *blocks[:1]]
        spoken_of = next((named[0] for block in about if len(named := self.named(block)) == 1), None)
        return Context(tuple(self._lead(*lead) for lead in leads), notes, self.article.published, spoken_of)

    def _lead(self, start: int, end: int) -> Span:
        """A lead without the words that tell where the figures are from."""
        end = min(end, start + _LEAD_LENGTH)
        source = _SOURCE.search(self.low, start, end)
        return (start, source.start() if source else end)


def tables(article: Article, low: str, mentions: Sequence[Mention]) -> Iterator[tuple[Block, Table, Context]]:
    """The tables of an article with what governs each. ``mentions`` are in the order of the text."""
    walk = _Walk(article, low, mentions)
    for index, block in enumerate(article.blocks):
        if block.kind is BlockKind.HEADING:
            walk.open(block)
        elif block.table is not None:
            yield block, block.table, walk.context(index)


def _notes(low: str, start: int, end: int) -> dict[str, Span]:
    """The notes told in ``[start, end)``, by their mark."""
    notes: dict[str, Span] = {}
    marks = list(_NOTE.finditer(low, start, end))
    for mark, after in zip(marks, [*marks[1:], None], strict=False):
        name = f"[{mark[1]}]" if mark[1].isdigit() else mark[1]
        notes.setdefault(name, (mark.end(), after.start() if after else end))
    return notes
