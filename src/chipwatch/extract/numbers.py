"""Numbers as news writes them, digits and words, read exactly into Decimal.

A number is read by its block's language: "12.288" is twelve thousand where commas mark decimals. Positions are into
the folded text (see ``fold``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from chipwatch.extract.trie import trie_pattern
from chipwatch.language import Numerals

_DIGITS = (
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d])"
    r"|\d{1,3}(?: \d{3})+(?:[.,]\d+)?(?![\d.,]*\d)"
    r"|\d{1,3}(?:'\d{3})+(?:\.\d+)?(?!\d)"
    r"|\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?(?!\d)"
    r"|\d{1,3}(?:\.\d{1,6})?(?:e\+?\d{1,2}| ?[x×·] ?10\^?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}| ?[x×] ?10\^\d{1,2})(?![a-z0-9])"
    r"|\d{1,15}(?:[.,]\d{1,12})?(?!\d|\.\d)"
)
_POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_POWER = re.compile(r"(\d{1,3}(?:\.\d+)?)(?:e\+?|[x×·]10\^?)(\d{1,2})")
_TOKEN_BEFORE = re.compile(r"[a-z0-9-]+-$")
_EVEN_POINT = re.compile(r"\d{1,3}(?:\.\d{3})+")
_DECIMAL_MARK = re.compile(r"\d(?<![\d.,]\d)\d*([.,])\d{1,2}(?!\d|\1)")
_COMPOUNDS = ("sub-", "mid-", "early-", "late-", "a-", "to-", "est-", "near-", "der-", "gpu-")


class Number(NamedTuple):
    """``value`` of the text ``[start, end)``. ``scaled`` where a word or suffix such as "billion" is part of it."""

    start: int
    end: int
    value: Decimal
    digits: bool = True
    scaled: bool = False
    vague: bool = False  # a scale word alone ("百万"): an amount of operations, never a count
    suffix: bool = False  # a single letter such as K or B gave the scale: sure only beside money or a count


class NumberReader:
    """Finds all numbers of a text in one language; English words are read in every language written in Latin."""

    def __init__(self, lang: str, numerals: Mapping[str, Numerals]) -> None:
        own = numerals.get(lang, Numerals())
        self.decimal_comma = own.decimal_comma
        self._cjk = lang in ("zh", "ja", "ko")
        english = numerals["en"]
        self._words = {**(english.words if not self._cjk else {}), **own.words}
        self._multiples = {**english.multiples, **own.multiples}
        self._suffixes = english.suffixes
        self._one = set(english.one) if not self._cjk else set()
        self._and = set(english.and_)
        self._point = set(english.point)
        self._half = english.half
        latin = [m for m in self._multiples if (m[-1].isalpha() and m[0].isascii()) or m.endswith(".")]
        han = [m for m in self._multiples if not m[0].isascii()]
        scale = rf"(?:[ -]?(?:{trie_pattern(latin)})(?![a-z]))"
        if han:
            scale = rf"(?:{scale}| ?(?:{trie_pattern(han)}))"
        suffix = rf"(?:(?:{trie_pattern(self._suffixes)})(?![a-z0-9/]))"
        words = [w for w in [*self._words, *self._multiples] if w[0].isascii() or w[0] in "éfzü"]
        word = trie_pattern(words)
        run = (
            rf"(?<![a-z0-9'])(?:(?:{'|'.join(self._half)}) (?={word})"
            rf"|(?:{'|'.join(self._one)}) (?={trie_pattern(latin)}))?"
            rf"(?:{word})(?![a-z])(?:[ -](?:(?:{'|'.join(self._and)}) (?={word}))?"
            rf"(?:{'|'.join(self._point)} (?={word}))?"
            rf"(?:{word})(?![a-z]))*(?P<mixed>,\d{{3}}(?!\d))?|(?<![a-z])(?:{'|'.join(self._half)})(?=[ -][a-z])"
        )
        if self._cjk:
            run = rf"[{''.join(c for c in [*self._words, *self._multiples] if len(c) == 1 and not c.isascii())}半]+"
        number = (
            rf"(?P<digits>(?<![a-z0-9_])(?<!\d[.,])(?:{_DIGITS}))(?P<fraction>[½¼¾])?"
            rf"(?:(?P<scale>{scale}+)|(?P<suffix>{suffix}))?(?!(?:st|nd|rd|th)(?![a-z]))|(?P<run>{run})"
        )
        # No number begins within a word, or with a letter that none begins with: told once, and soon, for all forms.
        first = re.escape("".join(sorted({w[0] for w in [*words, *self._half, *self._one] if not w[0].isdigit()})))
        self._pattern = re.compile(number if self._cjk else rf"(?<![a-z])(?=[\d{first}])(?:{number})")
        self._scales = re.compile(f"{trie_pattern(latin)}" + (f"|{trie_pattern(han)}" if han else ""))

    def find(
        self, low: str, start: int = 0, end: int | None = None, *, decimal_comma: bool | None = None
    ) -> list[Number]:
        """All numbers in ``[start, end)`` of a folded, lower-case text, in order."""
        comma = self.decimal_comma if decimal_comma is None else decimal_comma
        found: list[Number] = []
        for match in self._pattern.finditer(low, start, len(low) if end is None else end):
            number = self._digits(match, low, comma) if match["run"] is None else self._run(match)
            if number is not None:
                found.append(number)
        return found

    def _digits(self, match: re.Match[str], low: str, comma: bool) -> Number | None:
        start = match.start()
        if start and low[start - 1] in "-+" and not self._stands(low, start):
            return None
        digits, fraction, scale, suffix = match.group("digits", "fraction", "scale", "suffix")
        value = plain_value(digits, comma)
        if value is None:
            return None
        if fraction:
            value += {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}[fraction]
        if scale:
            for word in self._scales.findall(scale):
                value *= self._multiples[word]
            return Number(start, match.end(), value, scaled=True)
        if suffix:
            return Number(start, match.end(), value * self._suffixes[suffix], scaled=True, suffix=True)
        return Number(start, match.end(), value)

    @staticmethod
    def _stands(low: str, start: int) -> bool:
        """Whether digits behind a hyphen or plus are a number: "sub-5", "128-144", not "LX-7", "(+30 W)"."""
        if low[start - 1] == "+":
            return start > 1 and low[start - 2].isalnum()
        token = _TOKEN_BEFORE.search(low, max(0, start - 16), start)
        return token is None or not re.search("[a-z]", token[0]) or token[0].endswith("-to-") or token[0] in _COMPOUNDS

    def _run(self, match: re.Match[str]) -> Number | None:
        text = match["run"]
        if self._cjk:
            vague = text[0] in self._multiples and text[0] != "十"
            value = self._han(text, start=Decimal(1) if vague else None)
            ordinal = match.start() > 0 and match.string[match.start() - 1] == "第"
            # "每秒万亿次" by itself explains the unit TOPS.
            if value is None or ordinal or text == "万亿":
                return None
            return Number(match.start(), match.end(), value, digits=False, scaled=len(text) > 1, vague=vague)
        mixed = match["mixed"]
        if mixed:
            text = text[: -len(mixed)]
        tokens = re.split(r"[ -]", text)
        value = self._spoken(tokens)
        if value is None:
            return None
        if mixed:
            value = value * 1000 + int(mixed[1:])
        scaled = any(token in self._multiples for token in tokens)
        return Number(match.start(), match.end(), value, digits=False, scaled=scaled)

    def _spoken(self, tokens: list[str]) -> Decimal | None:
        """ "two hundred and fifty-six million", "four point eight", "half a billion", "twenty twenty-four"."""
        half = tokens[0] == "half"
        if len(tokens) == 2 and half:
            return Decimal("0.5")
        total, current, digits = Decimal(0), Decimal(0), ""
        after_point = False
        seen = False
        for token in tokens[2:] if half else tokens:
            if token in self._one:
                current, seen = Decimal(1), True
            elif token in self._point:
                after_point = True
            elif token in self._words:
                word = self._words[token]
                if after_point:
                    digits += str(word)
                elif (
                    seen
                    and 10 <= word <= 99
                    and 10 <= current < 100
                    and (current < 20 or current % 10 == 0)
                    and total == 0
                ):
                    current = current * 100 + word  # a year said in pairs
                else:
                    current += word
                seen = True
            elif token in self._multiples:
                if digits:
                    current, digits = Decimal(f"{current}.{digits}"), ""
                factor = self._multiples[token]
                base = current if seen else Decimal(1)
                if factor == 100:
                    current = base * factor
                else:
                    total, current = total + base * factor, Decimal(0)
                seen = True
        value = total + (Decimal(f"{current}.{digits}") if digits else current)
        return value * Decimal("0.5") if half else value

    def _han(self, text: str, start: Decimal | None) -> Decimal | None:
        """A number in characters: 二十四, 两千五百. ``start`` is the digit that a scale alone lacks (千万亿)."""
        if text == "半":
            return Decimal("0.5")
        total, section, digit = Decimal(0), Decimal(0), start
        for char in text:
            if char == "半" or (char in self._words and digit is not None):
                return None
            if char in self._words:
                digit = self._words[char]
                continue
            factor = self._multiples[char]
            if factor < 10000:
                section += (1 if digit is None else digit) * factor
            elif section or digit is not None:
                total, section = (total + section + (digit or 0)) * factor, Decimal(0)
            else:
                total *= factor
            digit = None
        return total + section + (digit or 0)


def plain_value(text: str, comma: bool) -> Decimal | None:
    """Digits with their marks. ``comma``: a comma marks decimals and a point thousands."""
    if text.isdecimal():
        return Decimal(text)
    plain = text.replace(" ", "").replace("'", "").translate(_POWERS)
    if (power := _POWER.fullmatch(plain)) is not None:
        return Decimal(f"{power[1]}e{power[2]}")
    if comma:
        if _EVEN_POINT.fullmatch(plain.split(",")[0]):
            plain = plain.replace(".", "")
        plain = plain.replace(",", ".")
    elif "," in plain:
        head, _, tail = plain.rpartition(",")
        grouped = len(tail.split(".")[0]) == 3 and head
        plain = plain.replace(",", "" if grouped else ".")
    elif plain.count(".") > 1:
        plain = plain.replace(".", "")
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def writes_decimal_comma(text: str) -> bool | None:
    """What a text's own numbers say of its decimal mark, None where they say nothing or both."""
    marks = _DECIMAL_MARK.findall(text)
    comma, point = marks.count(","), marks.count(".")
    if comma >= 2 and comma > point:
        return True
    return False if point > comma else None
