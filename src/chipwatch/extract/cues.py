"""Cue words in a text, found by a spaCy PhraseMatcher over a tokenizer that cuts where letters, digits and scripts
meet, so that "hbm" is found in "HBM3E" and "带宽" in a run of Chinese without blanks.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

import spacy
from spacy.language import Language as Pipeline
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


class CueTokenizer:
    """Cuts folded, lower-case text into words of one script, numbers and single signs; their places in ``user_data``.

    Words of no cue become one and the same, which no cue holds: spaCy's vocabulary would keep each of them.
    """

    def __init__(self, vocab: Vocab, phrases: Iterable[str]) -> None:
        self.vocab = vocab
        self._words = {word: word for phrase in phrases for word in _TOKEN.findall(phrase)}

    def __call__(self, text: str) -> Doc:
        return self.cut(text, [(0, len(text))])

    def cut(self, text: str, spans: Iterable[tuple[int, int]]) -> Doc:
        """The words of several spans of a text; between two stands a word of no cue, so that none reaches over."""
        words: list[str] = []
        places: list[tuple[int, int]] = []
        for start, end in spans:
            if words:
                words.append(_OTHER)
                places.append((start, start))
            for token in _TOKEN.finditer(text, start, end):
                words.append(self._words.get(token[0], _OTHER))
                places.append(token.span())
        doc = Doc(self.vocab, words=words)
        doc.user_data["places"] = places
        return doc


class CueMatcher:
    """A pipe that leaves a text's cues, in order, in ``doc.user_data["cues"]``; longer ones hide those inside them."""

    def __init__(self, pipeline: Pipeline, phrases: dict[str, list[str]]) -> None:
        self._matcher = PhraseMatcher(pipeline.vocab)
        for label, words in phrases.items():
            self._matcher.add(label, [pipeline.tokenizer(word) for word in words])
        self._labels = {pipeline.vocab.strings[label]: label for label in phrases}

    def __call__(self, doc: Doc) -> Doc:
        places: list[tuple[int, int]] = doc.user_data["places"]
        cues = [
            Cue(self._labels[key], places[first][0], places[last - 1][1]) for key, first, last in self._matcher(doc)
        ]
        doc.user_data["cues"] = _longest(cues)
        return doc


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


@Pipeline.factory("chipwatch_cues")
def _cue_matcher(nlp: Pipeline, name: str, phrases: dict[str, list[str]]) -> CueMatcher:
    return CueMatcher(nlp, phrases)


class CueFinder:
    """Finds the cues of one language, and of English beside it."""

    def __init__(self, lang: str, language: Language) -> None:
        self._pipeline = spacy.blank("xx")
        phrases = _phrases(lang, language)
        self._tokenizer = CueTokenizer(self._pipeline.vocab, chain.from_iterable(phrases.values()))
        self._pipeline.tokenizer = self._tokenizer
        self._pipeline.add_pipe("chipwatch_cues", config={"phrases": phrases})

    def find(self, low: str, spans: Sequence[tuple[int, int]]) -> list[list[Cue]]:
        """The cues in each of several spans of a folded, lower-case text, which are in order."""
        cues: list[Cue] = self._pipeline(self._tokenizer.cut(low, spans)).user_data["cues"]
        edges = [bisect_left(cues, end, key=lambda cue: cue.start) for _, end in spans]
        return [cues[first:last] for first, last in pairwise([0, *edges])]


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
