"""The language of a text and of each of its blocks.

Script decides for Chinese, Japanese and Korean, the commonest words (``rules/languages.toml``) for all others. A block
that shows too little of any language is in the article's, or in English where that article is in no alphabet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from chipwatch import resources, toml_schema
from chipwatch.errors import RulesError

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f]+")
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u31f0-\u31ff\uff66-\uff9d]+")
_HANGUL = re.compile(r"[\uac00-\ud7a3\u1100-\u11ff\u3131-\u318e]+")
_EAST_ASIAN = re.compile("|".join(script.pattern for script in (_HAN, _KANA, _HANGUL)))
_WORD = re.compile(r"[^\W\d_]+")
_IDEOGRAPHIC = frozenset({"zh", "ja", "ko"})
_BLOCK_SAMPLE = 200
_TEXT_SAMPLE = 2000
_FEW = 5
_ENOUGH = 2  # a single common word may be an abbreviation: "07:30 ET"
_KANJI_HEADING = 8  # a Japanese heading may do without kana, a sentence does not


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


@cache
def _own_words(code: str) -> frozenset[str]:
    """The common words of this language that are none in another."""
    return frozenset(word for word, codes in _languages_of_words().items() if codes == (code,))


def of_text(text: str, declared: str | None = None) -> str:
    """The ISO 639-1 code of a whole article's language; ``declared`` (``zh-CN``) counts where the text shows none."""
    code = (declared or "").partition("-")[0].lower()
    known = code in _IDEOGRAPHIC or code in languages()
    return of_block(text[:_TEXT_SAMPLE], code if known else "en", sample=_TEXT_SAMPLE)


def of_block(text: str, article: str, sample: int = _BLOCK_SAMPLE) -> str:
    """The ISO 639-1 code of a block's language in an article in the language ``article``."""
    text = text[:sample]
    if text.isascii() or not _EAST_ASIAN.search(text):
        return _by_words(text, article)
    han, kana, hangul = (sum(map(len, script.findall(text))) for script in (_HAN, _KANA, _HANGUL))
    ideographs = han + kana + hangul
    letters = sum(map(len, _WORD.findall(text))) - ideographs
    if ideographs * 3 < letters and (article not in _IDEOGRAPHIC or _hits(_WORD.findall(text.lower()))):
        return _by_words(text, article)
    if hangul * 2 >= han + kana:
        return "ko"
    if kana * 8 >= han or (article == "ja" and not kana and han <= _KANJI_HEADING):
        return "ja"
    return "zh"


def _hits(words: list[str]) -> dict[str, int]:
    """How many of the words are common ones, by language."""
    of_word = _languages_of_words()
    hits: dict[str, int] = {}
    for word in words:
        if word in of_word:
            for code in of_word[word]:
                hits[code] = hits.get(code, 0) + 1
    return hits


def _by_words(text: str, article: str) -> str:
    fallback = "en" if article in _IDEOGRAPHIC else article
    words = _WORD.findall(text.lower())
    own = _own_words(fallback)
    if 4 * len([word for word in words if word in own]) > len(words) > _FEW:
        return fallback  # every fourth word is this language's alone: no other comes to that by chance
    hits = _hits(words)
    most = max(hits.values(), default=0)
    if most < _ENOUGH or hits.get(fallback, 0) == most:
        return fallback
    return max(hits, key=hits.__getitem__)
