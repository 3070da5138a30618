"""Relations: whose ratio to whom a text tells, and of what.

For each ratio the reader lists who may be compared with whom, each with the rule that says so and its cost: a name tied
to the ratio by words ("than the H20", "是960的两倍") costs nothing, one that only went before costs more, and figures
of the article that agree with the ratio or contradict it count too. The cheapest pair stands, if words or figures
tie it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from chipwatch.extract.fold import fold, lower
from chipwatch.extract.prose import Reading
from chipwatch.extract.ratios import Ratio, RatioFinder, folded_words, word_pattern
from chipwatch.extract.reading import Ref, Sentence, role
from chipwatch.extract.trie import trie_pattern
from chipwatch.language import Language, RelationRules
from chipwatch.model import Article, Relation, SubjectKind

_CLAUSE = re.compile(r"[;。；、]|(?<!\d),|,(?!\d)|:|\u2014| - ")
_REACH = 60  # characters between a ratio and the name it is tied to
_LOOK_BACK = 4  # sentences
_NEAR_FIGURE = 30
_AGREES = Decimal("0.08")
_CONTRADICTS = Decimal("0.3")
_OTHER_KIND = 2.0


@dataclass(frozen=True, slots=True)
class _Side:
    """One who may be compared. ``chips`` is empty for words that mean "the other one"; ``end`` is where the words end."""

    chips: tuple[str, ...]
    kind: SubjectKind | None
    rule: str
    cost: float
    linked: bool = False
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class _Words:
    """One language's words, compiled."""

    finder: RatioFinder
    nouns: re.Pattern[str]
    attribute: Mapping[str, str]
    manner: re.Pattern[str]
    manners: Mapping[str, str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    other: re.Pattern[str]
    newer: re.Pattern[str]
    link: re.Pattern[str]
    apart: re.Pattern[str]
    that: re.Pattern[str]
    its: re.Pattern[str]


def _compiled(lang: str, rules: RelationRules, language: Language) -> _Words:
    nouns = {word: name for name, words in rules.attribute.items() for word in folded_words(words)}
    manners = {word: name for name, words in rules.manner.items() for word in folded_words(words)}
    gap = r"(?:[^,;。；:\d]{0,12}|(?: [\w'-]+){0,3} (?:[\w-]+'s? )?)"
    return _Words(
        RatioFinder(lang, rules, language.numerals),
        re.compile(word_pattern(nouns)),
        nouns,
        re.compile(word_pattern(manners)),
        manners,
        re.compile(rf"{word_pattern(rules.before)}{gap}$"),
        re.compile(rf"[^,;。；]{{0,14}}?{word_pattern(rules.after)}"),
        re.compile(word_pattern(rules.other)),
        re.compile(word_pattern(rules.newer)),
        re.compile(word_pattern(rules.link)),
        re.compile(word_pattern(rules.apart)),
        re.compile(rf" ?{word_pattern(rules.that)}"),
        re.compile(rf"[\s的]*{word_pattern(rules.its)}"),
    )
