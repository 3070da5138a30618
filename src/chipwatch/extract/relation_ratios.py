"""Ratios as a text says them: "four times", "a third less", "比…高出一成"; who is compared is not asked here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from chipwatch.extract.fold import fold, lower
from chipwatch.extract.numbers import NumberReader, plain_value
from chipwatch.extract.pattern_scan import PatternScan
from chipwatch.extract.trie import trie_pattern
from chipwatch.language import Numerals, RatioRule, RelationRules

_PLACES = Decimal("0.0001")
_MACRO = re.compile(r"\{([a-z]+)\}")
_BEGIN = r"(?! )(?:(?<![a-z\d])|(?![a-z\d]))"
_END = r"(?:(?<![a-z])|(?![a-z]))"
_LARGEST = Decimal(10**6)
_RANGE = re.compile(r" ?(?:-|–|~|～|到|至|to) ?")


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio said in ``[start, end)``. ``counted`` where a number or share is part of its words."""

    rule: RatioRule
    value: Decimal
    start: int
    end: int
    counted: bool

    @property
    def equal(self) -> bool:
        return not self.counted and self.value == 1


def folded_words(words: Iterable[str]) -> list[str]:
    return [lower(fold(word)) for word in words]


def word_pattern(words: Iterable[str]) -> str:
    """Any of the words, those in Latin letters as whole words only. Without words it never matches."""
    folded = folded_words(words)
    latin = [w for w in folded if w[0].isascii() and w[0].isalnum()]
    parts = [rf"(?<![a-z]){trie_pattern(latin)}(?![a-z])"] if latin else []
    others = [w for w in folded if w not in latin]
    parts += [trie_pattern(others)] if others else []
    return rf"(?:{'|'.join(parts)})" if parts else r"(?!)"


def _range(low: str, one: Ratio, other: Ratio) -> bool:
    """Whether two ratios are the ends of a range, which ties no chip to another by one number."""
    return one.counted and other.counted and bool(_RANGE.fullmatch(low, one.end, other.start))


class RatioFinder:
    """Finds the ratios of one language."""

    def __init__(self, lang: str, rules: RelationRules, numerals: Mapping[str, Numerals]) -> None:
        self._numbers = NumberReader(lang, numerals)
        self._parts = {lower(fold(word)): value for word, value in rules.parts.items()}
        self._units = {lower(fold(word)): value for word, value in rules.units.items()}
        number = self._number(lang, numerals)
        share = rf"(?:(?P<share>{number}) ?(?P<unit>{trie_pattern(self._units)})|(?P<part>{trie_pattern(self._parts)}))"
        macros = {"n": f"(?P<n>{number})", "part": share}
        nouns = [noun for of_one in rules.attribute.values() for noun in of_one]
        macros |= {
            name: f"(?:{trie_pattern(folded_words(words))})" for name, words in {"noun": nouns, **rules.words}.items()
        }
        bodies = [_MACRO.sub(lambda m: macros[m[1]], rule.match) for rule in rules.ratio]
        self._rules = [
            (rule, re.compile(f"{_BEGIN}(?:{body}){_END}")) for rule, body in zip(rules.ratio, bodies, strict=True)
        ]
        self._scan = PatternScan(pattern for _, pattern in self._rules)
        self._not = re.compile(rf"{word_pattern(rules.not_)}(?: ?[a-z]+ )?\s*$")

    @staticmethod
    def _number(lang: str, numerals: Mapping[str, Numerals]) -> str:
        words = numerals[lang].words if lang in numerals else {}
        latin = [w for w in words if w[0].isascii() or (w[0].isalpha() and not w[0] > "\u2e80")]
        han = "".join(w for w in words if w not in latin)
        spoken = rf"|(?:{trie_pattern(latin)})(?:[ -](?:{trie_pattern(latin)}))*(?![a-z])" if latin else ""
        spoken += f"|[{han}十百千]+" if han else ""
        # The digit before its look behind: an alternative that begins with a known character is passed over quickly.
        return rf"(?:\d(?<![\d.,-]\d)\d{{0,8}}(?:[.,]\d{{1,9}})*{spoken})"

    def find(self, low: str, start: int, end: int, *, comma: bool | None) -> list[Ratio]:
        """The ratios in ``[start, end)`` of a folded, lower-case text, in order; the earliest and longest stand."""
        found: list[Ratio] = []
        for ratio in sorted(self._all(low, start, end, comma=bool(comma)), key=lambda r: (r.start, -r.end)):
            if not found or ratio.start >= found[-1].end:
                found.append(ratio)
        ends = {end for a, b in pairwise(found) if _range(low, a, b) for end in (a, b)}
        return [r for r in found if r not in ends and not self._not.search(low, max(start, r.start - 24), r.start)]

    def _all(self, low: str, start: int, end: int, *, comma: bool) -> Iterator[Ratio]:
        for rule, pattern in (self._rules[n] for n in self._scan.possible(low, start, end)):
            for match in pattern.finditer(low, start, end):
                groups = match.groupdict()
                counted = any(value is not None for value in groups.values())
                n = self._value(groups, comma=comma) if counted else Decimal(0)
                if n is None:
                    continue
                value = rule.base + rule.per * n
                if rule.inverse:
                    value = 1 / n if n else Decimal(0)
                if 0 < value < _LARGEST:
                    yield Ratio(rule, value.quantize(_PLACES).normalize(), match.start(), match.end(), counted)

    def _value(self, groups: Mapping[str, str | None], *, comma: bool) -> Decimal | None:
        if (part := groups.get("part")) is not None:
            return self._parts[part]
        if (share := groups.get("share")) is not None:
            number = self._read(share, comma=comma)
            return None if number is None else number * self._units[groups["unit"] or ""]
        return self._read(groups.get("n") or "", comma=comma)

    def _read(self, text: str, *, comma: bool) -> Decimal | None:
        if text[:1].isdigit():
            return plain_value(text, comma)
        numbers = self._numbers.find(text)
        return numbers[0].value if len(numbers) == 1 else None
