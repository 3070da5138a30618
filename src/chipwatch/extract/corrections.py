"""Corrections: the numbers that a text itself takes back, by a correction, a denial or a line through them.

Such a number is read like any other, so that it is known what was said of which chip, but never claimed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from chipwatch.extract.measure import Measure
from chipwatch.extract.pattern_scan import PatternScan
from chipwatch.extract.reading import Sentence
from chipwatch.language import CorrectionRules, Withdrawal

_CLAUSE = re.compile(r"[;。；]|,(?!\d)|:|\u2014")
_AND = re.compile(
    r",?[^.;:,。\d]{0,40}?\b(?:and|or|und|oder|et|ou|y|o)\b[^.;:,。\d]{0,40}|[\s\"'”“]*[和与及或、][^,;。\d]{0,12}"
)
_OF = re.compile(r"(?: of [\w-]+){0,2} (?:of|in|on|von|de|du|del) (?:the |its |an? |[\w-]+'s )?(?:[\w-]+ )?")
_STRUCK = re.compile(r"~~[^~\n]+~~")
_NOTE = 1000  # characters over which a correction goes on
_NEAR = 40  # characters before a number in which its denial ends


class CorrectionReader:
    """Tells the numbers that texts take back, in any language of the rules."""

    def __init__(self, rules: Mapping[str, CorrectionRules]) -> None:
        self._rules = rules
        self._scans: dict[str, PatternScan] = {}

    def withdrawn(self, sentence: Sentence, low: str, lang: str, *, paragraph: int) -> frozenset[Measure]:
        """The sentence's measures that it withdraws. ``paragraph`` is where the sentence's block begins."""
        if not sentence.measures:
            return frozenset()
        lang = lang if lang in self._rules else "en"
        rules = self._rules[lang]
        if lang not in self._scans:
            self._scans[lang] = PatternScan(withdrawal.match for withdrawal in rules.withdrawal)
        found = set(_struck(sentence, low))
        for n in self._scans[lang].possible(low, sentence.start, sentence.end):
            taken_back = list(_taken_back(rules.withdrawal[n], rules, sentence, low))
            if taken_back and (not rules.withdrawal[n].in_note or _noted(rules, sentence, low, paragraph)):
                found.update(taken_back)
        return frozenset(sentence.measures[n] for n in found)


def _noted(rules: CorrectionRules, sentence: Sentence, low: str, paragraph: int) -> bool:
    return rules.note.search(low, max(paragraph, sentence.start - _NOTE), sentence.end) is not None


def _struck(sentence: Sentence, low: str) -> Iterator[int]:
    for struck in _STRUCK.finditer(low, sentence.start, sentence.end):
        yield from (n for n, m in enumerate(sentence.measures) if struck.start() < m.last and m.first < struck.end())


def _taken_back(withdrawal: Withdrawal, rules: CorrectionRules, sentence: Sentence, low: str) -> Iterator[int]:
    if withdrawal.withdraws == "adjacent":
        for n, measure in enumerate(sentence.measures):
            denied = withdrawal.match.search(low, max(sentence.start, measure.start - _NEAR), measure.start)
            if denied and not _of_another(measure, sentence, low):
                yield n
        return
    for match in withdrawal.match.finditer(low, sentence.start, sentence.end):
        if withdrawal.withdraws == "following":
            yield from _following(match.end(), rules, sentence, low)
        else:
            yield from _preceding(match.start(), sentence, low)


def _of_another(measure: Measure, sentence: Sentence, low: str) -> bool:
    """ "148 TFLOPS, not the 989 TFLOPS of the H100" denies nothing of the H100."""
    owner = next(
        (r for r in sentence.refs if measure.end <= r.start and _OF.fullmatch(low, measure.end, r.start)), None
    )
    return owner is not None and any(r.end <= measure.start and r.subjects != owner.subjects for r in sentence.refs)


def _following(start: int, rules: CorrectionRules, sentence: Sentence, low: str) -> Iterator[int]:
    """The next number and those listed with it, up to words that announce the right one."""
    right = rules.right.search(low, start, sentence.end)
    stop = right.start() if right else sentence.end
    last: int | None = None
    for n, measure in enumerate(sentence.measures):
        if measure.first < start:
            continue
        if measure.first >= stop or (last is not None and not _AND.fullmatch(low, last, measure.start)):
            return
        yield n
        last = measure.end


def _preceding(end: int, sentence: Sentence, low: str) -> Iterator[int]:
    """The last number before ``end`` in its clause, and those listed with it."""
    following: int | None = None
    for n in range(len(sentence.measures) - 1, -1, -1):
        measure = sentence.measures[n]
        if measure.last > end:
            continue
        if following is None and _CLAUSE.search(low, measure.last, end):
            return
        if following is not None and not _AND.fullmatch(low, measure.end, following):
            return
        yield n
        following = measure.start
