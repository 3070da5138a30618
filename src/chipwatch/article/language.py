"""The language of a text and of each of its blocks.

Script decides for Chinese, Japanese and Korean, the commonest words (``rules/languages.toml``) for all others. A block
that shows too little of any language is in the article's, or in English where that article is in no alphabet.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache

from chipwatch import resources, toml_schema
from chipwatch.errors import RulesError

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f]+")
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u31f0-\u31ff\uff66-\uff9d]+")
_HANGUL = re.compile(r"[\uac00-\ud7a3\u1100-\u11ff\u3131-\u318e]+")
_WORD = re.compile(r"[^\W\d_]+")
_IDEOGRAPHIC = frozenset({"zh", "ja", "ko"})
_BLOCK_SAMPLE = 400
_TEXT_SAMPLE = 4000


@dataclass(frozen=True, slots=True)
class Language:
    """``words`` are the commonest, in lower case."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _File:
    languages: dict[str, Language]


@cache
def languages() -> dict[str, Language]:
    """The languages of ``rules/languages.toml`` by code. Raises RulesError."""
    file = toml_schema.read(resources.data_dir("rules") / "languages.toml", RulesError)
    return toml_schema.fill(_File, file).languages


@cache
def _languages_of_words() -> dict[str, tuple[str, ...]]:
    of_word: dict[str, tuple[str, ...]] = {}
    for code, language in languages().items():
        for word in language.words:
            of_word[word] = (*of_word.get(word, ()), code)
    return of_word


def of_text(text: str, declared: str | None = None) -> str:
    """The ISO 639-1 code of a whole article's language; ``declared`` (``zh-CN``) counts where the text shows none."""
    code = (declared or "").partition("-")[0].lower()
    known = code in _IDEOGRAPHIC or code in languages()
    return of_block(text[:_TEXT_SAMPLE], code if known else "en", sample=_TEXT_SAMPLE)


def of_block(text: str, article: str, sample: int = _BLOCK_SAMPLE) -> str:
    """The ISO 639-1 code of a block's language in an article in the language ``article``."""
    text = text[:sample]
    if text.isascii():
        return _by_words(text, article)
    han, kana, hangul = (sum(map(len, script.findall(text))) for script in (_HAN, _KANA, _HANGUL))
    ideographs = han + kana + hangul
    if not ideographs:
        return _by_words(text, article)
    letters = sum(map(len, _WORD.findall(text))) - ideographs
    if ideographs * 3 < letters and (article not in _IDEOGRAPHIC or _hits(text)):
        return _by_words(text, article)
    if hangul * 2 >= han + kana:
        return "ko"
    if kana * 8 >= han or (article == "ja" and not kana):
        return "ja"
    return "zh"


def _hits(text: str) -> Counter[str]:
    of_word = _languages_of_words()
    hits: Counter[str] = Counter()
    for word in _WORD.findall(text.lower()):
        if codes := of_word.get(word):
            hits.update(codes)
    return hits


def _by_words(text: str, article: str) -> str:
    fallback = "en" if article in _IDEOGRAPHIC else article
    hits = _hits(text)
    if not hits:
        return fallback
    best, count = hits.most_common(1)[0]
    return fallback if hits[fallback] == count else best
