"""Sentences and clauses of a block, as character spans of the folded text."""

from __future__ import annotations

import re

_ABBREVIATIONS = (
    "approx|vs|no|inc|corp|ltd|co|dr|mr|mrs|ms|prof|st|fig|ca|est|max|min|u\\.s|u\\.k|e\\.g|i\\.e|etc|jan|feb|mar|apr|jun|"
    "jul|aug|sept|sep|oct|nov|dec|calif|mass|sq|mio|mrd|bzw|z\\.b|p|p\\.c|a\\.m|p\\.m|gen|v|nos|al"
)
_END = re.compile(
    r"[.\n!?。！？](?:(?<=[。！？])|(?<=[!?])(?=\s|[\"')\u201d\u4e00-\u9fff])"
    r"|(?<!\b[xy].)(?<=\.)(?=[\"')\u201d]*(?:\s|$))|(?<!\b[xy]\n)(?<=\n))"
)
_ABBREVIATED = re.compile(rf"(?<![a-z])(?:{_ABBREVIATIONS}|(?:[a-z]\.)+[a-z])\.$")
_LONGEST = 800
CLAUSE = re.compile(
    r"[;；]|\u2014| - |—|, (?:while|whereas|but|although|though|yet|where|and the|which|so)\b|: | (?:while|whereas) "
    r"|, (?:and|or) (?!\d|up to|about|over|more than|at least|nearly|roughly|an? )|, "
    r"|,(?:而|但|不过|同时|其中|另)|,(?![ \d])|(?<=[\u3400-\u9fff]),"  # Chinese: no blank behind a comma
)


def sentences(low: str, start: int, end: int) -> list[tuple[int, int]]:
    """The sentences of ``[start, end)``, without surrounding blanks."""
    spans: list[tuple[int, int]] = []
    begin = start
    for match in _END.finditer(low, start, end):
        at = match.end()
        if match[0] == "." and _ABBREVIATED.search(low, max(begin, at - 8), at) and low[at : at + 2].strip() != "":
            continue
        while at < end and low[at] in "\"')\u201d’":
            at += 1
        _add(spans, low, begin, at)
        begin = at
    _add(spans, low, begin, end)
    return spans


def _add(spans: list[tuple[int, int]], low: str, start: int, end: int) -> None:
    """Adds a sentence; one without an end in sight is cut where a clause or a word ends: reading stays linear."""
    while end - start > _LONGEST:
        cut = max(
            low.rfind(mark, start + _LONGEST // 2, start + _LONGEST) for mark in (";", "；", "，", ", ", "、", " ")
        )
        at = cut + 1 if cut > 0 else start + _LONGEST
        while at < end and low[at - 1].isdigit() and low[at].isdigit():
            at += 1
        _trimmed(spans, low, start, at)
        start = at
    _trimmed(spans, low, start, end)


def _trimmed(spans: list[tuple[int, int]], low: str, start: int, end: int) -> None:
    while start < end and low[start].isspace():
        start += 1
    while end > start and low[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))
