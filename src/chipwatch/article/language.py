"""The language of a text and of each of its blocks.

Script decides for Chinese, Japanese and Korean, the commonest words (``rules/languages.toml``) for all others. A block
that shows too little of any language is in the article's, or in English where that article is in no alphabet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from chipwatch.language import IDEOGRAPHIC, CommonWords

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f]+")
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\u31f0-\u31ff\uff66-\uff9d]+")
_HANGUL = re.compile(r"[\uac00-\ud7a3\u1100-\u11ff\u3131-\u318e]+")
_EAST_ASIAN = re.compile("|".join(script.pattern for script in (_HAN, _KANA, _HANGUL)))
_WORD = re.compile(r"[^\W\d_]+")
_BLOCK_SAMPLE = 200
_TEXT_SAMPLE = 2000
_FEW = 5
_ENOUGH = 2  # a single common word may be an abbreviation: "07:30 ET"
_DEFAULT = "en"
# A few English words ("on", "a") stand in many a French sentence: another language must lead by so many common words.
# Not over English, which pages declare that say nothing of themselves.
_LEAD = 3
_SENTENCE_OF_NAMES = 4  # ideographs among Latin names that make a sentence: "RTX 5080 Laptop GPU的显存为16GB"
_SUBTAGS = re.compile("[-_]")
_KANJI_HEADING = 8  # a Japanese heading may do without kana, a sentence does not


class Languages:
    """The languages of ``rules/languages.toml`` by code, ready to be told."""

    def __init__(self, languages: Mapping[str, CommonWords]) -> None:
        self._of_word: dict[str, tuple[str, ...]] = {}
        for code, language in languages.items():
            for word in language.words:
                self._of_word[word] = (*self._of_word.get(word, ()), code)
        self._own: dict[str, set[str]] = {code: set() for code in languages}  # words that are common in no other
        for word, codes in self._of_word.items():
            if len(codes) == 1:
                self._own[codes[0]].add(word)

    def of_text(self, text: str, declared: str | None = None) -> str:
        """The ISO 639-1 code of a whole article's language; ``declared`` (``zh-CN``) counts where the text is short."""
        code = _SUBTAGS.split(declared or "")[0].lower()
        known = code in IDEOGRAPHIC or code in self._own
        return self.of_block(text[:_TEXT_SAMPLE], code if known else _DEFAULT, sample=_TEXT_SAMPLE)

    def of_block(self, text: str, article: str, sample: int = _BLOCK_SAMPLE) -> str:
        """The ISO 639-1 code of a block's language in an article in the language ``article``."""
        text = text[:sample]
        if text.isascii() or not _EAST_ASIAN.search(text):
            return self._by_words(text, article)
        han, kana, hangul = (sum(map(len, script.findall(text))) for script in (_HAN, _KANA, _HANGUL))
        ideographs = han + kana + hangul
        letters = sum(map(len, _WORD.findall(text))) - ideographs
        if ideographs * 3 < letters and (
            (ideographs < _SENTENCE_OF_NAMES and article not in IDEOGRAPHIC) or self._hits(_WORD.findall(text.lower()))
        ):
            return self._by_words(text, article)
        if hangul * 2 >= han + kana:
            return "ko"
        if kana * 8 >= han or (article == "ja" and not kana and han <= _KANJI_HEADING):
            return "ja"
        return "zh"

    def _hits(self, words: list[str]) -> dict[str, int]:
        """How many of the words are common ones, by language."""
        hits: dict[str, int] = {}
        for word in words:
            if word in self._of_word:
                for code in self._of_word[word]:
                    hits[code] = hits.get(code, 0) + 1
        return hits

    def _by_words(self, text: str, article: str) -> str:
        expected = _DEFAULT if article in IDEOGRAPHIC else article
        words = _WORD.findall(text.lower())
        own = self._own.get(expected, ())
        if 4 * len([word for word in words if word in own]) > len(words) > _FEW:
            return expected  # every fourth word is this language's alone: no other comes to that by chance
        hits = self._hits(words)
        most, lead = max(hits.values(), default=0), 1 if article == _DEFAULT else _LEAD
        if most < _ENOUGH or most - hits.get(expected, 0) < lead:
            return expected
        return max(hits, key=hits.__getitem__)
