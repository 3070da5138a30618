"""Cue words in a text, found by a spaCy PhraseMatcher over words that are cut where letters, digits and scripts meet,
so that "hbm" is found in "HBM3E" and "带宽" in a run of Chinese without blanks.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from chipwatch.extract.fold import fold, lower
from chipwatch.language import Language

_TOKEN = re.compile(r"[^\W\d_\u2e80-\u9fff\uac00-\ud7af]+|\d+|\S")
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
        kind = cue.label.split("/")[0]
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
        edges = [bisect_left(cues, end, key=lambda cue: cue.start) for _, end in spans]
        return [cues[first:last] for first, last in pairwise([0, *edges])]

    def _cut(self, low: str, spans: Sequence[tuple[int, int]]) -> tuple[list[str], dict[int, re.Match[str]]]:
        """The words that may be cues', and where they stand. What lies between, the end of a span too, becomes one word
        that no cue holds: spaCy would keep each word of every text.
        """
        words: list[str] = []
        places: dict[int, re.Match[str]] = {}
        for start, end in spans:
            words.append(_OTHER)
            for token in [token for token in _TOKEN.finditer(low, start, end) if token[0] in self._words]:
                follows = words[-1] is not _OTHER and not low[places[len(words) - 1].end() : token.start()].strip()
                if not follows and token[0] not in self._first:
                    continue
                if not follows and words[-1] is not _OTHER:
                    words.append(_OTHER)
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
