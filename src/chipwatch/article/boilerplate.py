"""What authors of pages call the parts that are not the article, and how such parts introduce themselves.

The words are data: ``rules/boilerplate.toml``.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache

from chipwatch.language import BoilerplateFile

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


class Boilerplate:
    """The words of ``rules/boilerplate.toml``, ready to be asked."""

    def __init__(self, file: BoilerplateFile) -> None:
        names = file.names
        ranked = {
            Noise.BYLINE: names.byline,
            Noise.CARD: names.cards,
            Noise.WEAK: names.weak,
            Noise.STRONG: names.strong,
        }
        self._sure = frozenset(names.sure)
        self._of_word = {word: noise for noise, listed in ranked.items() for word in listed.words}
        self._of_whole = self._of_word | {whole: noise for noise, listed in ranked.items() for whole in listed.wholes}
        self._kept = re.compile("|".join(map(re.escape, names.kept.parts)), re.IGNORECASE)
        self._introduction = file.introduction()
        self.noise = lru_cache(maxsize=20_000)(self._noise)
        """What an element's classes and id, parted by blanks, say of it: the strongest of them."""

    def _noise(self, names: str) -> Noise:
        worst = Noise.NONE
        for name in names.split():
            if self._kept.search(name):
                continue
            words = _WORD.findall(_CAMEL.sub("-", name).lower())
            if words and words[0] in self._sure:
                return Noise.SURE
            kinds = [self._of_word.get(word, Noise.NONE) for word in words]
            kinds.append(self._of_whole.get("".join(words), Noise.NONE))
            worst = max(worst, *kinds)
        return worst

    def introduces_noise(self, heading: str) -> bool:
        """Whether a heading or a lead-in ("Related stories", "相关阅读") announces what is not the article."""
        heading = heading.strip(" \t\n·•|>»:：-—【】[]()（）#")
        return len(heading) <= _INTRODUCTION_LENGTH and self._introduction.match(heading) is not None
