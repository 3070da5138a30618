"""One language's words of comparison, ready for matching."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chipwatch.extract.relation_ratios import RatioFinder, folded_words, word_pattern
from chipwatch.language import Language, RelationRules

_GAP = r"(?: ?(?:[a-z][\w-]*(?:'s|')? |现款|现有|现阶段的?|同门的?|上代|前代|前一代|上一代|前代产品|[\u4e00-\u9fff]{1,6}的|的)){0,3} ?"


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
    """What ``rules/relations.toml`` says of one language. ``before`` ends where the name begins, ``after`` begins there."""

    ratios: RatioFinder
    nouns: Labels
    manner: Labels
    before: re.Pattern[str]
    after: re.Pattern[str]
    marks: re.Pattern[str]
    paired: re.Pattern[str]
    other: re.Pattern[str]
    newer: re.Pattern[str]
    link: re.Pattern[str]
    apart: re.Pattern[str]
    that: re.Pattern[str]


def relation_words(lang: str, rules: RelationRules, language: Language) -> RelationWords:
    before = word_pattern(rules.before)
    return RelationWords(
        ratios=RatioFinder(lang, rules, language.numerals),
        nouns=Labels(rules.attribute),
        manner=Labels(rules.manner),
        before=re.compile(rf"{before}{_GAP}$"),
        after=re.compile(rf"[^,;。]{{0,14}}?{word_pattern(rules.after)}"),
        marks=re.compile(before),
        paired=re.compile(rf"{word_pattern(rules.paired)}{_GAP}$"),
        other=re.compile(word_pattern(rules.other)),
        newer=re.compile(word_pattern(rules.newer)),
        link=re.compile(word_pattern(rules.link)),
        apart=re.compile(word_pattern(rules.apart)),
        that=re.compile(rf"\s*{word_pattern(rules.that)}"),
    )
