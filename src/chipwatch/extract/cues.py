"""Cue words in a text, found by a spaCy PhraseMatcher over words that are cut where letters, digits and scripts meet,
so that "hbm" is found in "HBM3E" and "带宽" in a run of Chinese without blanks.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import chain, pairwise
from operator import attrgetter
from typing import NamedTuple

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from chipwatch.extract.fold import fold, lower
from chipwatch.language import Language

_LETTERS = r"[^\W\d_\u2e80-\u9fff\uac00-\ud7af]"
_TOKEN = re.compile(rf"[a-z]+{_LETTERS}*|\d+|{_LETTERS}+|\S")  # most letters are of a range, which is matched fast
_OTHER = "a1"  # what a text is never cut into


class Cue(NamedTuple):
    """``label`` is what the words speak for, such as ``attribute/power`` or ``status/planned``."""

    label: str
    start: int
    end: int


def _longest(cues: list[Cue]) -> list[Cue]:
    """The cues in order without those that lie inside a longer one of their kind: "memory" in "memory bandwidth"."""
    kept: list[Cue] = []
    reach: dict[str, tuple[int, int]] = {}
    for cue in sorted(cues, key=lambda cue: (cue.start, -cue.end)):
        kind = cue.label.partition("/")[0]
        first, last = reach.get(kind, (-1, -1))
        if cue.end <= last and (cue.start, cue.end) != (first, last):
            continue
        if cue.end > last:
            reach[kind] = (cue.start, cue.end)
        kept.append(cue)
    return kept


class CueFinder:
    """Finds the cues of one language, and of English beside it."""

    def __init__(self, lang: str, language: Language) -> None:
        phrases = {
            label: [_TOKEN.findall(words) for words in by_label] for label, by_label in _phrases(lang, language).items()
        }
        self._vocab = Vocab()
        self._matcher = PhraseMatcher(self._vocab)
        for label, by_label in phrases.items():
            self._matcher.add(label, [Doc(self._vocab, words=words) for words in by_label])
        self._labels = {self._vocab.strings[label]: label for label in phrases}
        cues = [words for by_label in phrases.values() for words in by_label]
        self._first, self._words = {words[0] for words in cues}, set(chain.from_iterable(cues))

    def find(self, low: str, spans: Sequence[tuple[int, int]]) -> list[list[Cue]]:
        """The cues in each of several spans of a folded, lower-case text, which are in order."""
        words, places = self._cut(low, spans)
        cues = _longest(
            [
                Cue(self._labels[key], places[first].start(), places[last - 1].end())
                for key, first, last in self._matcher(Doc(self._vocab, words=words))
            ]
        )
        edges = [bisect_left(cues, end, key=attrgetter("start")) for _, end in spans]
        return [cues[first:last] for first, last in pairwise([0, *edges])]

    def _cut(self, low: str, spans: Sequence[tuple[int, int]]) -> tuple[list[str], dict[int, re.Match[str]]]:
        """The words that may be cues', and where they stand. What lies between, the end of a span too, becomes one word
        that no cue holds: spaCy would keep each word of every text.
        """
        words: list[str] = []
        places: dict[int, re.Match[str]] = {}
        known = self._words
        for start, end in spans:
            last = -1
            for n, token in [each for each in enumerate(_TOKEN.finditer(low, start, end), 1) if each[1][0] in known]:
                if n != last + 1:
                    if token[0] not in self._first:
                        continue
                    words.append(_OTHER)
                last = n
                places[len(words)] = token
                words.append(token[0])
        return words, places


def _phrases(lang: str, language: Language) -> dict[str, list[str]]:
    langs = tuple(dict.fromkeys((lang, "en")))
    phrases: dict[str, list[str]] = {}

    def add(label: str, words: Iterable[str]) -> None:
        if words := list(words):
            phrases.setdefault(label, []).extend(lower(fold(word)) for word in words)

    for attribute, rule in language.attributes.items():
        for name in langs:
            add(f"attribute/{attribute}", rule.cues.get(name, ()))
            add(f"against/{attribute}", rule.against.get(name, ()))
    cues = language.cues
    for status, by_lang in cues.status.items():
        for name in langs:
            add(f"status/{status}", by_lang.get(name, ()))
    for name in langs:
        add("comparison", cues.comparison.get(name, ()))
    for name in langs:
        add("instrument", cues.instrument.get(name, ()))
    for name in langs:
        add("link", cues.link.get(name, ()))
    for precision, words in cues.precision.items():
        add(f"precision/{precision}", words)
    for sparsity, words in cues.sparsity.items():
        add(f"sparsity/{sparsity}", words)
    for how, words in cues.distribution.items():
        add(f"distribution/{how}", words)
    for noun, by_lang in cues.reference.items():
        for name in langs:
            add(f"reference/{noun}", by_lang.get(name, ()))
    return phrases
