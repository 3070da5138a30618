"""What authors of pages call the parts that are not the article, and how such parts introduce themselves.

The words are data: ``rules/boilerplate.toml``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache

from chipwatch import resources, toml_schema
from chipwatch.errors import RulesError

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORD = re.compile(r"[a-z]+")
_INTRODUCTION_LENGTH = 60


class Noise(IntEnum):
    """How surely an element is not the article, by its names."""

    NONE = 0
    BYLINE = 1
    CARD = 2
    WEAK = 3
    STRONG = 4
    SURE = 5


@dataclass(frozen=True, slots=True)
class _Names:
    words: tuple[str, ...]
    wholes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Kept:
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _NameRules:
    sure: tuple[str, ...]
    strong: _Names
    weak: _Names
    cards: _Names
    byline: _Names
    kept: _Kept


@dataclass(frozen=True, slots=True)
class _File:
    names: _NameRules
    introductions: dict[str, tuple[re.Pattern[str], ...]]


@dataclass(frozen=True, slots=True)
class _Rules:
    sure: frozenset[str]
    of_word: dict[str, Noise]
    of_whole: dict[str, Noise]
    kept: re.Pattern[str]
    introduction: re.Pattern[str]


@cache
def _rules() -> _Rules:
    """Raises RulesError naming file, line and key."""
    file = toml_schema.fill(_File, toml_schema.read(resources.data_dir("rules") / "boilerplate.toml", RulesError))
    names = file.names
    ranked = {
        Noise.BYLINE: names.byline,
        Noise.CARD: names.cards,
        Noise.WEAK: names.weak,
        Noise.STRONG: names.strong,
    }
    of_word = {word: noise for noise, listed in ranked.items() for word in listed.words}
    of_whole = of_word | {whole: noise for noise, listed in ranked.items() for whole in listed.wholes}
    shapes = "|".join(shape.pattern for shapes in file.introductions.values() for shape in shapes)
    kept = "|".join(map(re.escape, names.kept.parts))
    return _Rules(
        frozenset(names.sure), of_word, of_whole, re.compile(kept, re.IGNORECASE), re.compile(shapes, re.IGNORECASE)
    )


@lru_cache(maxsize=20_000)
def noise(names: str) -> Noise:
    """What an element's classes and id, parted by blanks, say of it: the strongest of them."""
    rules = _rules()
    worst = Noise.NONE
    for name in names.split():
        if rules.kept.search(name):
            continue
        words = _WORD.findall(_CAMEL.sub("-", name).lower())
        if words and words[0] in rules.sure:
            return Noise.SURE
        kinds = [rules.of_word.get(word, Noise.NONE) for word in words]
        kinds.append(rules.of_whole.get("".join(words), Noise.NONE))
        worst = max(worst, *kinds)
    return worst


def introduces_noise(heading: str) -> bool:
    """Whether a heading or a lead-in ("Related stories", "相关阅读") announces what is not the article."""
    heading = heading.strip(" \t\n·•|>»:：-—【】[]()（）#")
    return len(heading) <= _INTRODUCTION_LENGTH and _rules().introduction.match(heading) is not None
