"""One language's words of comparison, ready for matching."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chipwatch.extract.relation_ratios import RatioFinder, folded_words, word_pattern
from chipwatch.language import Language

# words between a comparison and the name: "over Nvidia's big", "较前一代产品"
_GAP = r" ?[^\s,;。:、\da-z]{0,8} ?(?:[a-z][\w-]*(?:'s|')? ?){0,3}[^\s,;。:、\da-z]{0,8} ?"
_JOINED = 16  # characters of hedges between a word that joins and the ratio that it joins
_AFTER = 45  # characters between a name and the comparison behind it


class Labels:
    """Words that each stand for something; the longest at a place counts."""

    def __init__(self, by_label: Mapping[str, Iterable[str]]) -> None:
        self._labels = {word: label for label, words in by_label.items() for word in folded_words(words)}
        self._pattern = re.compile(word_pattern(self._labels))

    def find(self, low: str, start: int, end: int) -> list[str]:
        """The labels of the words in ``[start, end)``, in order."""
        return [self._labels[m[0]] for m in self._pattern.finditer(low, start, end)]


@dataclass(frozen=True, slots=True)
class RelationWords:
    """What the rules say of one language. ``before`` ends where a name begins, ``after`` begins at its end."""

    ratios: RatioFinder
    nouns: Labels
    manner: Labels
    before: re.Pattern[str]
    after: re.Pattern[str]
    marks: re.Pattern[str]
    paired: re.Pattern[str]
    other: re.Pattern[str]
    earlier: re.Pattern[str]
    newer: re.Pattern[str]
    link: re.Pattern[str]
    apart: re.Pattern[str]
    joins: re.Pattern[str]
    that: re.Pattern[str]
    that_is: re.Pattern[str]
    against: re.Pattern[str]
    baseline: re.Pattern[str]


def relation_words(lang: str, language: Language) -> RelationWords:
    """The words of a language, English ones where the rules have none of it."""
    lang = lang if lang in language.relations else "en"
    rules = language.relations[lang]
    before = word_pattern(rules.before)
    return RelationWords(
        ratios=RatioFinder(lang, rules, language.numerals),
        nouns=Labels(rules.attribute),
        manner=Labels(rules.manner),
        before=re.compile(rf"{before}{_GAP}$"),
        after=re.compile(rf"[^,;。]{{0,{_AFTER}}}?{word_pattern(rules.after)}"),
        marks=re.compile(before),
        paired=re.compile(rf"{word_pattern(rules.paired)}{_GAP}$"),
        other=re.compile(word_pattern([*rules.other, *rules.earlier])),
        earlier=re.compile(word_pattern(rules.earlier)),
        newer=re.compile(word_pattern(rules.newer)),
        link=re.compile(word_pattern(rules.link)),
        apart=re.compile(word_pattern(rules.apart)),
        joins=re.compile(rf"{word_pattern(rules.joins)}[^,;。]{{0,{_JOINED}}}$"),
        that=re.compile(rf"\s*{word_pattern(rules.that)}"),
        that_is=re.compile(word_pattern(rules.that_is)),
        against=re.compile(word_pattern(rules.against)),
        baseline=re.compile(rf"\W*{word_pattern(rules.baseline)}\W*"),
    )
