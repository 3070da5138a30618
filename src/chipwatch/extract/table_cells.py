"""A cell taken apart: its figures one by one, and the names that stand with them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from chipwatch.extract.measure import Measure
from chipwatch.extract.sentences import sentences
from chipwatch.extract.table_context import Span
from chipwatch.extract.table_grid import Named
from chipwatch.model import Cell, Mention, SubjectKind

_SPLIT = re.compile(
    r"[;；|\n]|, (?=[a-z]+:)|,(?=[a-z~≈\u4e00-\u9fff])|, (?=[~≈约]?\d)|\s{0,3}/\s{0,3}(?=[~≈约<>]?[$¥€]?\d)"
)
_SHORTHAND = re.compile(r"(?:fp|bf|tf|int)\s?\d{1,2}$")
_OPENS = re.compile(r"[\s*]*[(（]\s*")
_CLOSES = re.compile(r"[^()（）\d]{0,40}[)）]")
_LEADS_TO = re.compile(r"[\s:：(（~≈约=]*")
_JOINS = re.compile(r"\s*(?:/|、|,|，|&|and|和)\s*")
_NAMING = (SubjectKind.CHIP, SubjectKind.SYSTEM)


def parts(low: str, cell: Cell) -> Iterator[Span]:
    """The parts of a cell that each tell something of their own: "FP16: 312 TFLOPS; INT8: 624 TOPS"."""
    for start, end in sentences(low, cell.start, cell.end):
        at = start
        for match in _SPLIT.finditer(low, start, end):
            if "/" in match[0] and low[match.start() - 1].isdigit():
                # "16/32 GB" and "FP16/8" are one part, "INT8 / 96 TFLOPS" are two.
                shorthand = _SHORTHAND.search(low, max(at, match.start() - 6), match.start())
                if shorthand is None or match[0] == "/":
                    continue
            yield at, match.start()
            at = match.end()
        yield at, end


def owner(measure: Measure, low: str, names: Sequence[Mention]) -> Named | None:
    """Whose a figure is by the names beside it: "70 W (MLU270-S4)", "H100 (80 GB)". ``names`` are the part's."""
    named = [m for m in names if m.kind in _NAMING and not (measure.first <= m.start < measure.last)]
    behind = next((m for m in named if m.start >= measure.end), None)
    if behind is not None and _OPENS.fullmatch(low, measure.end, behind.start) and _CLOSES.match(low, behind.end):
        return Named((behind.chip,), behind.kind)
    before = [m for m in named if m.end <= measure.start]
    if not before or not _LEADS_TO.fullmatch(low, before[-1].end, measure.start):
        return None
    return _together(before, low)


def leader(measures: Sequence[Measure], low: str, names: Sequence[Mention], part: Span) -> Named | None:
    """Whose all figures of a part are that begins with a name: "Journey 6P: 560 TOPS, 205 GB/s"."""
    named = [m for m in names if m.kind in _NAMING]
    before = [m for m in named if measures and m.end <= measures[0].start]
    if not before or before != named or low[part[0] : before[0].start].strip(" *-"):
        return None
    return _together(before, low)


def _together(before: Sequence[Mention], low: str) -> Named:
    """The last name of some, with those joined to it: "A100 / H100"."""
    together = [before[-1]]
    for mention in reversed(before[:-1]):
        if mention.kind is not together[0].kind or not _JOINS.fullmatch(low, mention.end, together[0].start):
            break
        together.insert(0, mention)
    return Named(tuple(dict.fromkeys(m.chip for m in together)), together[0].kind)
