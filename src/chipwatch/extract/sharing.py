"""Numbers that lean on their neighbours: a list shares its unit ("37 and 147 TFLOPS"), a range is one quantity ("128 to
144 GB"), and a bare number in a comparison takes the unit of the number it answers ("58 tokens/s against 71").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from chipwatch.extract.measure import Measure
from chipwatch.extract.numbers import Number

_RANGE = re.compile(r" ?(?:-|~|to|through|until|—|bis|至|到|a|à|から|에서) ?")
_LIST = re.compile(r",? ?(?:and|or|und|et|y|和|与|及|、|/|&) ?|, ")
_ANSWER = re.compile(
    r"(?:[^.;:\d]|(?<=[a-z])\d|(?<=[a-z]\d)\d){0,60}?\b(?:against|versus|vs\.?|compared (?:with|to)|"
    r"to (?:the |an? )?[\w -]{2,30}'s|and|does, [^.;\d]{0,20}|did)\s?"
)
_ANSWER_END = re.compile(r"(?:,|\.(?!\d)|;|\)|$| for | on | in | out of | at )")
_PERCENT = re.compile(r" ?(?:%|percent|per cent|per-cent|pct|p\.c|％|个百分点|百分点|成)")
_FROM = re.compile(r"(?:between|from|von|entre|de|从|在) ?$")
_UNSHARED = frozenset({"money", "date", "chips", "nm", "area"})
_LONGEST = 70


def shared(
    numbers: Sequence[Number], measures: Sequence[Measure | None], low: str, hedge: re.Pattern[str]
) -> list[Measure]:
    """The measures of ``numbers``, completed by their neighbours and joined to ranges; ``hedge`` matches hedges."""
    completed = list(measures)
    for n in range(len(numbers) - 2, -1, -1):
        later, own = completed[n + 1], completed[n]
        if later is not None and (own is None or own.dimension == "chips"):
            completed[n] = _listed(numbers[n], numbers[n + 1], later, low, hedge) or own
    for n in range(1, len(numbers)):
        earlier = completed[n - 1]
        if completed[n] is None and earlier is not None:
            completed[n] = _priced(numbers[n], earlier, low) or _answer(numbers[n], numbers[n - 1], earlier, low, hedge)
    return _joined([m for m in completed if m is not None], low)


def _plain(low: str, first: int, last: int, hedge: re.Pattern[str]) -> str:
    """The text between two numbers without the second one's hedge."""
    between = low[first:last]
    hedged = hedge.search(between)
    return between[: hedged.start()] if hedged else between


def _listed(number: Number, following: Number, later: Measure, low: str, hedge: re.Pattern[str]) -> Measure | None:
    """A bare number before a list's or range's last, in that one's unit and, if money or a count, in its scale."""
    if following.value == 0 or (later.dimension == "money" and later.first < following.start):
        return None
    between = _plain(low, number.end, following.start, hedge)
    if _RANGE.fullmatch(between) is None and _LIST.fullmatch(between) is None:
        return None
    if number.scaled and later.dimension != "money":
        return None
    scale = later.value / following.value
    counted = later.dimension in ("money", "transistors", "cores") or following.suffix
    if following.scaled and not number.scaled and counted:
        scale *= _word_scale(low, following)
    return _in_scale(number, later, scale)


def _answer(number: Number, preceding: Number, earlier: Measure, low: str, hedge: re.Pattern[str]) -> Measure | None:
    after = low[number.end : number.end + 12]
    if earlier.dimension in _UNSHARED or preceding.value == 0 or _PERCENT.match(after) or not _ANSWER_END.match(after):
        return None
    between = _plain(low, earlier.last, number.start, hedge)
    if len(between) > _LONGEST or _ANSWER.fullmatch(between) is None:
        return None
    return _in_scale(number, earlier, earlier.value / preceding.value)


def _priced(number: Number, earlier: Measure, low: str) -> Measure | None:
    """The upper end of a price range whose currency stands before the lower one: "$12,000-15,000"."""
    before = earlier.dimension == "money" and not low[earlier.first].isdigit()
    if not before or number.value <= earlier.value or _RANGE.fullmatch(low, earlier.last, number.start) is None:
        return None
    return _in_scale(number, earlier, Decimal(1))


def _in_scale(number: Number, like: Measure, scale: Decimal) -> Measure:
    return like._replace(
        start=number.start,
        end=number.end,
        first=number.start,
        last=number.end,
        value=number.value * scale,
        value_max=None,
        shared=True,
    )


def _joined(measures: list[Measure], low: str) -> list[Measure]:
    """Two quantities of one dimension with a range's dash or word between them become one."""
    joined: list[Measure] = []
    for measure in measures:
        one = joined[-1] if joined else None
        if (
            one is not None
            and one.value_max is None
            and one.dimension == measure.dimension
            and one.value < measure.value
        ):
            between = low[one.last : measure.first]
            opener = _FROM.search(low, max(0, one.first - 9), one.first)
            word = opener[0].strip() if opener else ""
            ranged = _RANGE.fullmatch(between) is not None and between.strip() != "a"
            if ranged or (word in ("between", "entre") and re.fullmatch(r" (?:and|et|y) ", between)):
                opened = opener is not None and word in ("between", "from", "entre", "von")
                first = opener.start() if opener is not None and opened else one.first
                joined[-1] = measure._replace(
                    start=first, first=first, value=one.value, value_max=measure.value, shared=False
                )
                continue
        joined.append(measure)
    return joined


def _word_scale(low: str, number: Number) -> Decimal:
    """The power of ten of a number's scale word, which its list shares: "2 to 3 million"."""
    digits = re.match(r"[\d,]*\.?\d+", low[number.start : number.end])
    plain = Decimal(digits[0].replace(",", "")) if digits is not None else Decimal(0)
    return number.value / plain if plain else Decimal(1)
