"""Quantities in a text: a number, its unit, and the hedge that bounds it.

A list shares its unit ("37 and 147 TFLOPS"), a range is one quantity ("128 to 144 GB"), and a bare number in a
comparison takes the unit of the number it answers ("58 tokens/s against 71").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from chipwatch.extract.fold import fold, lower
from chipwatch.extract.numbers import Number, NumberReader
from chipwatch.extract.trie import trie_pattern
from chipwatch.extract.units import UnitFinder
from chipwatch.language import Language
from chipwatch.model import Bound

_RANGE = re.compile(r" ?(?:-|~|to|through|until|—|bis|至|到|a|à|から|에서) ?")
_LIST = re.compile(r",? ?(?:and|or|und|et|y|和|与|及|、|/|&) ?|, ")
_ANSWER = re.compile(
    r"(?:[^.;:\d]|(?<=[a-z])\d|(?<=[a-z]\d)\d){0,60}?\b(?:against|versus|vs\.?|compared (?:with|to)|to (?:the |an? )?[\w -]{2,30}'s|and|does, [^.;\d]{0,20}|did)\s?"
)
_ANSWER_END = re.compile(r"(?:,|\.(?!\d)|;|\)|$| for | on | in | out of | at )")
_PERCENT = re.compile(r" ?(?:%|percent|per cent|per-cent|pct|p\.c|％|个百分点|百分点|成)")
_OF = r"(?:of (?:the |its |their |these |those |our |nvidia's |such )?)?"
_STOP = (
    "and|or|in|on|of|at|to|for|with|by|from|the|a|an|than|is|are|was|were|has|have|had|per|as|but|that|which|it|its|while|"
    "against|into|over|plus|each|up|both|when|where|only|using|made|built|will|can|could|may|inside|out|across|around|between"
)
_MODIFIERS = rf"(?:(?!(?:{_STOP})\b)[a-z][\w/.'-]* ){{0,3}}"
_HAN_MODIFIERS = r"[^\d\s,.，。、；;：:（）()的和与及为是达在]{0,8}?"
_TIE = re.compile(rf" ?-?{_OF}(?:[a-z]+ ){{0,1}}?|[张颗块枚个片]|张 ?")
_FROM = re.compile(r"(?:between|from|von|entre|de|从|在) ?$")
_OPENERS = ("from", "starts at", "starting at", "de", "desde", "ab", "à partir de", "a partir de")
_ADDS = ("add ", "adds ", "added ", "adding ")
_COPULA = r"(?: ?(?:count|number|数量|数|个数|総数|总数))?(?: ?(?:of|is|at|to|:|=|\||as|was|be|up|has|have|为|达|达到|是|共|有|则|可达|高达|多达|,|，))*"


@dataclass(frozen=True, slots=True)
class Measure:
    """A quantity in its dimension's canonical scale. ``[start, end)`` takes in the hedges, ``[first, last)`` does not."""

    start: int
    end: int
    first: int
    last: int
    value: Decimal
    dimension: str
    value_max: Decimal | None = None
    bound: Bound = Bound.EXACT
    hedge: str | None = None
    currency: str | None = None
    noun: str | None = None  # of a count: the words after the number
    date: str | None = None  # of dimension "date": 2026, 2026-Q4, 2026-H2, 2026-10, 2026-10-15
    shared: bool = False  # the unit is a neighbour's
    digits: bool = True


class QuantityReader:
    """Reads the quantities of one language's texts."""

    def __init__(self, lang: str, language: Language, units: UnitFinder) -> None:
        self._numbers = NumberReader(lang, language.numerals)
        self._units = units
        self._cjk = lang in ("zh", "ja", "ko")
        langs = tuple(dict.fromkeys((lang, "en")))
        precisions = [lower(fold(w)) for words in language.cues.precision.values() for w in words]
        between = trie_pattern([*precisions, *language.units.between])
        self._between = re.compile(rf" ?(?:(?:{between})(?:[ -/]|的)?){{1,3}}")
        self._before = self._hedges(language.cues.bound.before, langs, before=True)
        self._hedge_trie = trie_pattern(self._before[1])
        self._after = self._hedges(language.cues.bound.after, langs, before=False)

    @staticmethod
    def _hedges(
        bounds: dict[str, dict[str, tuple[str, ...]]], langs: tuple[str, ...], *, before: bool
    ) -> tuple[re.Pattern[str], dict[str, Bound]]:
        words = {
            lower(fold(w)): Bound(b) for b, by_lang in bounds.items() for lang in langs for w in by_lang.get(lang, ())
        }
        trie = trie_pattern(words)
        if before:
            return re.compile(rf"(?:(?<![a-z])|(?![a-z]))(?P<hedge>{trie})(?: |:)?(?:a |an )?$"), words
        return re.compile(rf"[ ,]?(?P<hedge>{trie})(?![a-z])"), words

    def find(
        self, folded: str, low: str, start: int, end: int, taken: Sequence[tuple[int, int]], *, comma: bool | None
    ) -> list[Measure]:
        """The quantities in ``[start, end)``. ``taken`` are spans of names, in order: what lies inside is no number."""
        numbers = _outside(self._numbers.find(low, start, end, decimal_comma=comma), taken)
        measures: list[Measure | None] = [self._measure(n, folded, low, end, taken) for n in numbers]
        self._share(numbers, measures, low, end)
        found = [m for m in self._join(numbers, measures, low) if m is not None]
        found += self._nodes(folded, start, end, taken)
        return sorted((self._hedge(m, low, start, end) for m in found), key=lambda m: m.first)

    def bare(self, folded: str, low: str, start: int, end: int, *, comma: bool | None) -> list[Measure]:
        """Numbers without a unit, for cells and values whose header or key names the unit."""
        return [
            self._hedge(Measure(n.start, n.end, n.start, n.end, n.value, "bare", digits=n.digits), low, start, end)
            for n in self._numbers.find(low, start, end, decimal_comma=comma)
        ]

    def _measure(
        self, number: Number, folded: str, low: str, end: int, taken: Sequence[tuple[int, int]]
    ) -> Measure | None:
        at, value = number.end, number.value
        money = self._units.money_before_pattern.search(low, max(0, number.start - 6), number.start)
        if money is not None:
            currency = self._units.money_before[money[0].strip()]
            return self._made(number, money.start(), at, value, "money", currency=currency)
        money = self._units.money_after_pattern.match(low, at + (low[at : at + 1] == " "), end)
        if money is not None:
            return self._made(
                number, number.start, money.end(), value, "money", currency=self._units.money_after[money[0]]
            )
        count = self._count(number, low, end, taken)
        if number.suffix:
            return count
        unit = self._unit(number, folded, low, end)
        return unit or count

    def _unit(self, number: Number, folded: str, low: str, end: int) -> Measure | None:
        at = number.end
        if low[at : at + 1] in (" ", "-"):
            at += 1
        found = self._units.at(folded, low, at)
        if found is None and low[number.end : number.end + 1] == "-":
            found = self._units.at(folded, low, number.end)
        if found is None and (between := self._between.match(low, number.end, end)):
            found = self._units.at(folded, low, between.end())
            if found is not None and found[0].dimension not in ("flops", "ops", "letter"):
                found = None
        if found is None or found[1] > end:
            return None
        unit, last = found
        dimension, value = unit.dimension, number.value * unit.scale
        rated = self._units.rate_before.search(low, max(0, number.start - 14), number.start)
        first = number.start
        if dimension.endswith("when rated"):
            if rated is None:
                return None
            dimension, first = dimension.split()[0], rated.start()
        elif rated is not None and dimension in ("bytes", "bits"):
            dimension, value, first = "bytes/s", value / (8 if dimension == "bits" else 1), rated.start()
        elif rated is not None and dimension in ("flops", "ops"):
            first = rated.start()
        if dimension in ("flops", "ops") and unit.scale == Decimal("1e-12") and number.value < 10**9:
            return None
        if dimension == "bits":
            return None
        return self._made(number, first, last, value, dimension)

    def _count(self, number: Number, low: str, end: int, taken: Sequence[tuple[int, int]]) -> Measure | None:
        if number.value != number.value.to_integral_value():
            return None
        tie = _TIE.match(low, number.end, end)
        for dimension, noun in self._units.count:
            if self._cjk:
                found = re.compile(rf" ?{_HAN_MODIFIERS}(?P<noun>{noun.pattern})").match(low, number.end, end)
            else:
                found = re.compile(rf"[ -]?{_OF}{_MODIFIERS}(?P<noun>{noun.pattern})").match(low, number.end, end)
            if found is not None:
                return self._made(
                    number, number.start, found.end(), number.value, dimension, noun=low[number.end : found.end()]
                )
        for dimension, noun in self._units.count:
            if dimension == "chips":
                continue
            head = re.compile(rf"(?:{noun.pattern}){_COPULA} ?(?:{self._hedge_trie})? ?$").search(
                low, max(0, number.start - 40), number.start
            )
            if head is not None:
                measure = re.compile(r"[个颗枚基]").match(low, number.end, end)
                last = measure.end() if measure else number.end
                return self._made(number, number.start, last, number.value, dimension, noun=head[0])
        if tie is not None:
            for first, last in taken:
                if first == tie.end() and first > number.end:
                    return self._made(number, number.start, last, number.value, "chips", noun=low[number.end : last])
        return None

    @staticmethod
    def _made(
        number: Number,
        first: int,
        last: int,
        value: Decimal,
        dimension: str,
        *,
        currency: str | None = None,
        noun: str | None = None,
    ) -> Measure:
        return Measure(first, last, first, last, value, dimension, currency=currency, noun=noun, digits=number.digits)

    def _share(self, numbers: list[Number], measures: list[Measure | None], low: str, end: int) -> None:
        """Gives bare numbers the unit of the list, range or comparison they stand in."""
        for i in range(len(numbers) - 2, -1, -1):
            later = measures[i + 1]
            if later is None or ((own := measures[i]) is not None and own.dimension != "chips"):
                continue
            number = numbers[i]
            between = low[number.end : numbers[i + 1].start]
            hedge = self._before[0].search(between)
            plain = between[: hedge.start()] if hedge else between
            if later.dimension == "money" and later.first < numbers[i + 1].start:
                continue
            if _RANGE.fullmatch(plain) or _LIST.fullmatch(plain):
                scale = later.value / numbers[i + 1].value if numbers[i + 1].value else Decimal(0)
                own_scaled = number.scaled and later.dimension != "money"
                if scale and not own_scaled:
                    word = (
                        numbers[i + 1].scaled
                        and not number.scaled
                        and later.dimension in ("money", "transistors", "cores")
                    )
                    if word:
                        scale *= _scale_of(low, numbers[i + 1])
                    measures[i] = replace(
                        later,
                        start=number.start,
                        end=number.end,
                        first=number.start,
                        last=number.end,
                        value=number.value * scale,
                        value_max=None,
                        shared=True,
                    )
        for i in range(1, len(numbers)):
            earlier = measures[i - 1]
            if (
                measures[i] is not None
                or earlier is None
                or earlier.dimension in ("money", "date", "chips", "nm", "area")
            ):
                continue
            number = numbers[i]
            after = low[number.end : number.end + 12]
            if _PERCENT.match(after) or not _ANSWER_END.match(after):
                continue
            between = low[earlier.last : number.start]
            hedge = self._before[0].search(between)
            plain = between[: hedge.start()] if hedge else between
            if len(plain) <= 70 and _ANSWER.fullmatch(plain):
                scale = earlier.value / numbers[i - 1].value if numbers[i - 1].value else Decimal(0)
                if scale:
                    measures[i] = replace(
                        earlier,
                        start=number.start,
                        end=number.end,
                        first=number.start,
                        last=number.end,
                        value=number.value * scale,
                        value_max=None,
                        shared=True,
                    )

    def _join(self, numbers: list[Number], measures: list[Measure | None], low: str) -> list[Measure | None]:
        """Two quantities of one dimension with a range's dash or word between them become one."""
        out: list[Measure | None] = []
        i = 0
        while i < len(numbers):
            one = measures[i]
            two = measures[i + 1] if i + 1 < len(numbers) else None
            if one is not None and two is not None and one.dimension == two.dimension and one.value < two.value:
                between = low[one.last : two.first]
                opener = _FROM.search(low, max(0, one.first - 9), one.first)
                word = opener[0].strip() if opener else ""
                ranged = _RANGE.fullmatch(between) and between.strip() != "a"
                if ranged or (word in ("between", "entre") and re.fullmatch(r" (?:and|et|y) ", between)):
                    first = opener.start() if opener and word in ("between", "from", "entre", "von") else one.first
                    out.append(
                        replace(two, start=first, first=first, value=one.value, value_max=two.value, shared=False)
                    )
                    i += 2
                    continue
            out.append(one)
            i += 1
        return out

    def _nodes(self, folded: str, start: int, end: int, taken: Sequence[tuple[int, int]]) -> list[Measure]:
        nodes: list[Measure] = []
        for match in self._units.node.finditer(folded, start, end):
            if any(first < match.end() and match.start() < last for first, last in taken):
                continue
            scale = next(scale for shape, scale in self._units.node_scales if shape.fullmatch(match[0]))
            digits = re.search(r"\d+", match[0])
            if digits is not None:
                value = Decimal(digits[0]) * scale
                nodes.append(Measure(match.start(), match.end(), match.start(), match.end(), value, "node"))
        return nodes

    def _hedge(self, measure: Measure, low: str, start: int, end: int) -> Measure:
        pattern, bounds = self._before
        before = pattern.search(low, max(start, measure.first - 40), measure.first)
        opened = (
            before is not None and before["hedge"] in _OPENERS and (measure.value_max or measure.dimension != "money")
        )
        added = before is not None and low.endswith(_ADDS, 0, before.start())
        if before is not None and not opened and not added:
            bound = bounds[before["hedge"]]
            return replace(measure, start=before.start("hedge"), bound=bound, hedge=before["hedge"])
        pattern, bounds = self._after
        after = pattern.match(low, measure.last, end)
        if after is not None:
            return replace(measure, end=after.end(), bound=bounds[after["hedge"]], hedge=after["hedge"])
        return measure


def _outside(numbers: list[Number], taken: Sequence[tuple[int, int]]) -> list[Number]:
    return [n for n in numbers if not any(first < n.end and n.start < last for first, last in taken)]


def _scale_of(low: str, number: Number) -> Decimal:
    """The power of ten of a number's scale word: a list shares it ("2 to 3 million")."""
    digits = re.match(r"[\d.,]+", low[number.start : number.end])
    if digits is None:
        return Decimal(1)
    plain = (
        Decimal(digits[0].replace(",", "")) if digits[0].replace(",", "").replace(".", "", 1).isdigit() else Decimal(1)
    )
    return number.value / plain if plain else Decimal(1)
