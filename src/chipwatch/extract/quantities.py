"""Quantities in a text: a number, its unit or the things it counts, and the hedge that bounds it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from chipwatch.extract.fold import fold, lower
from chipwatch.extract.measure import Measure
from chipwatch.extract.numbers import Number, NumberReader
from chipwatch.extract.pattern_scan import PatternScan
from chipwatch.extract.sharing import shared
from chipwatch.extract.trie import trie_pattern
from chipwatch.extract.units import UnitFinder
from chipwatch.language import Language
from chipwatch.model import Bound

_OF = r"(?:of (?:(?:the|its|their|these|those|that|our|such) )?(?:[a-z]+'s )?)?"
_STOP = (
    "and|or|in|on|of|at|to|for|with|by|from|the|a|an|than|is|are|was|were|has|have|had|per|as|but|that|which|it|its|while|"
    "against|into|over|plus|each|up|both|when|where|only|using|made|built|will|can|could|may|inside|out|across|around|between"
)
_MODIFIERS = rf"(?:(?!(?:{_STOP})\b)[\"'“]?[a-z][\w/.'\"”-]* ){{0,4}}"
_HAN_MODIFIERS = r"(?:(?![a-z])[^\d\n\t大代种类款,.，。、；;：:（）()的和与及为是达在]{0,8}?)?"
_RATIO = re.compile(r" ?(?:x(?![a-z])|%|times|倍|percent)")
_SHORTHAND = re.compile(r"(?:fp|int|bf|tf) ?\d{1,2}(?:/\d{1,2}(?!\d))+")
_KEY = re.compile(r"[(（] ?(?P<unit>[^()（）\d]{1,12}?) ?[)）] ?[:：]")
_KEY_END = re.compile(r"[;；。\n]|[:：]")
_BARE = re.compile(r"(?! ?[%％x×倍])(?=$|[^\w]|[\u4e00-\u9fff])")
_PLUS = re.compile(r"[\d.,]+[a-z]?\+")
_MEASURE_WORD = re.compile(r"[个颗枚基]")
_TIE = re.compile(rf" ?-?{_OF}(?:[a-z]+ ){{0,1}}?|[张颗块枚个片]|张 ?")
_OPENERS = ("from", "starts at", "starting at", "de", "desde", "ab", "à partir de", "a partir de")
_ADDS = ("add ", "adds ", "added ", "adding ")
_PER_SECOND = Decimal("1e-12")  # the scale of operations without a prefix
_NOUN_REACH = 40  # characters before a number in which the noun that it counts begins
_COPULA = (
    r"(?: ?(?:count|number|数量|数|个数|総数|总数))?"
    r"(?: ?(?:of|is|at|to|:|=|\||as|was|be|up|has|have|,|，|为|是|共|有|则|约|约为|拥有|达|达到|达到了|可达|高达|多达|"
    r"提升至|提升到|增至|增加到|增加至|升至|来到))*"
)

_Count = tuple[str, re.Pattern[str], re.Pattern[str]]
"""A dimension, and what its nouns look like behind a number and before one."""


class QuantityReader:
    """Reads the quantities of one language's texts."""

    def __init__(self, lang: str, language: Language, units: UnitFinder) -> None:
        self._numbers = NumberReader(lang, language.numerals)
        self._units = units
        self._none = (units.refused, _SHORTHAND)
        self._scan = PatternScan([*self._none, units.node, *(noun for _, noun in units.count)])
        self._cjk = lang in ("zh", "ja", "ko")
        langs = tuple(dict.fromkeys((lang, "en")))
        precisions = [lower(fold(w)) for words in language.cues.precision.values() for w in words]
        between = trie_pattern([*precisions, *language.units.between])
        self._between = re.compile(rf" ?(?:(?:{between})(?:[ -/]|的)?){{1,3}}")
        self._before = self._hedges(language.cues.bound.before, langs, before=True)
        self._counts: list[_Count] = [(dimension, *self._count_patterns(noun)) for dimension, noun in units.count]
        self._after = self._hedges(language.cues.bound.after, langs, before=False)

    def _count_patterns(self, noun: re.Pattern[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
        """What follows a number of things, and what stands before one whose noun comes first ("晶体管390亿个")."""
        hedges = trie_pattern(self._before[1])
        modifiers = rf" ?{_HAN_MODIFIERS}" if self._cjk else rf"[ -]?{_OF}{_MODIFIERS}"
        after = re.compile(rf"{modifiers}(?P<noun>{noun.pattern})")
        before = re.compile(rf"(?:{noun.pattern})(?<=\w\w){_COPULA} ?(?:{hedges})? ?$")
        return after, before

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
        possible = self._scan.possible(low, max(0, start - _NOUN_REACH), end)
        read = self._numbers.find(low, start, end, decimal_comma=comma)
        if not read and len(self._none) not in possible:
            return []
        none = [m.span() for n, p in enumerate(self._none) if n in possible for m in p.finditer(low, start, end)]
        taken = sorted([*taken, *none])
        numbers = _outside(read, taken)
        counts = [self._counts[n - len(self._none) - 1] for n in possible if n > len(self._none)]
        measures = [self._measure(n, folded, low, end, taken, counts) for n in numbers]
        measures = self._keyed(numbers, measures, folded, low, start, end)
        found = shared(numbers, measures, low, self._before[0])
        if len(self._none) in possible:
            found += self._nodes(folded, start, end, taken)
        return sorted((self._hedge(m, low, start, end) for m in found), key=lambda m: m.first)

    def _keyed(
        self,
        numbers: Sequence[Number],
        measures: Sequence[Measure | None],
        folded: str,
        low: str,
        start: int,
        end: int,
    ) -> list[Measure | None]:
        """The measures of ``numbers``, those after a key that names their unit in it: "Memory (GB): 80"."""
        completed = list(measures)
        for key in _KEY.finditer(low, start, end):
            found = self._units.at(folded, low, key.start("unit"))
            if found is None or found[1] != key.end("unit") or found[0].dimension == "bits":
                continue
            stop = _KEY_END.search(low, key.end(), end)
            last = stop.start() if stop else end
            for n, number in enumerate(numbers):
                if completed[n] is None and key.end() <= number.start < last and _BARE.match(low, number.end, end):
                    value, dimension = number.value * found[0].scale, found[0].dimension
                    unit = key["unit"].strip()
                    completed[n] = self._made(number, number.start, number.end, value, dimension, unit=unit)
        return completed

    def bare(self, folded: str, low: str, start: int, end: int, *, comma: bool | None) -> list[Measure]:
        """Numbers without a unit, for cells and values whose header or key names the unit."""
        return [
            self._hedge(Measure(n.start, n.end, n.start, n.end, n.value, "bare", digits=n.digits), low, start, end)
            for n in self._numbers.find(low, start, end, decimal_comma=comma)
            if not _RATIO.match(low, n.end, end)
        ]

    def _measure(
        self,
        number: Number,
        folded: str,
        low: str,
        end: int,
        taken: Sequence[tuple[int, int]],
        counts: Sequence[_Count],
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
        if low.startswith("+", at):
            number = number._replace(end=at + 1)  # "130+ TB/s"
        if number.suffix:
            count = self._count(number, low, end, taken, counts)
            return count if count is not None or not low.startswith(" ", at) else self._unit(number, folded, low, end)
        return self._unit(number, folded, low, end) or self._count(number, low, end, taken, counts)

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
        if dimension in ("flops", "ops") and unit.scale == _PER_SECOND and number.value < 10**9:
            return None
        if dimension == "bits":
            return None
        return self._made(number, first, last, value, dimension, unit=low[at:last].strip(" -"))

    def _count(
        self, number: Number, low: str, end: int, taken: Sequence[tuple[int, int]], counts: Sequence[_Count]
    ) -> Measure | None:
        if number.vague or number.value != number.value.to_integral_value():
            return None
        for dimension, after, _ in counts:
            found = after.match(low, number.end, end)
            if found is not None:
                noun = low[number.end : found.end()]
                return self._made(number, number.start, found.end(), number.value, dimension, noun=noun)
        for dimension, _, head in counts:
            found = head.search(low, max(0, number.start - _NOUN_REACH), number.start) if dimension != "chips" else None
            if found is not None:
                measured = _MEASURE_WORD.match(low, number.end, end)
                last = measured.end() if measured else number.end
                return self._made(number, number.start, last, number.value, dimension, noun=found[0])
        return self._tied(number, low, end, taken)

    def _tied(self, number: Number, low: str, end: int, taken: Sequence[tuple[int, int]]) -> Measure | None:
        """A number of named chips: "3,000 D1s", "16 of its SN40L processors", "8颗壁砺100"."""
        tie = _TIE.match(low, number.end, end)
        for first, last in taken:
            if tie is not None and first == tie.end() and first > number.end:
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
        unit: str = "",
        currency: str | None = None,
        noun: str | None = None,
    ) -> Measure:
        return Measure(
            first, last, first, last, value, dimension, currency=currency, unit=unit, noun=noun, digits=number.digits
        )

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
            return measure._replace(start=before.start("hedge"), bound=bound, hedge=before["hedge"])
        if _PLUS.match(low, measure.first, measure.last):
            return measure._replace(bound=Bound.ABOVE, hedge="+")
        pattern, bounds = self._after
        after = pattern.match(low, measure.last, end)
        if after is not None:
            return measure._replace(end=after.end(), bound=bounds[after["hedge"]], hedge=after["hedge"])
        return measure


def _outside(numbers: Sequence[Number], taken: Sequence[tuple[int, int]]) -> list[Number]:
    """The numbers that overlap no span; both in order."""
    outside: list[Number] = []
    at = 0
    for number in numbers:
        while at < len(taken) and taken[at][1] <= number.start:
            at += 1
        if at == len(taken) or number.end <= taken[at][0]:
            outside.append(number)
    return outside
