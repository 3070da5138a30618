"""How values, facts and changes are written for people; one place for the command line, mails and pages.

Text from the news is hostile: whatever goes to a terminal, a mail or a page passes ``safe_text`` or ``one_line`` first.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal

from chipwatch.model import Bound, Change, ChangeKind, Fact, FactKey, Status

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")

_BOUNDS = {
    Bound.EXACT: "",
    Bound.ABOUT: "≈ ",
    Bound.AT_MOST: "≤ ",
    Bound.AT_LEAST: "≥ ",
    Bound.BELOW: "< ",
    Bound.ABOVE: "> ",
}

# Canonical unit: the units it is read in, largest first, each with its power of ten and the least it is used for.
_LADDERS: dict[str, tuple[tuple[str, int, Decimal], ...]] = {
    unit: tuple((symbol, exponent, Decimal(least).scaleb(exponent)) for symbol, exponent, least in rungs)
    for unit, rungs in {
        "TFLOPS": (("EFLOPS", 6, 1), ("PFLOPS", 3, 1), ("TFLOPS", 0, 1), ("GFLOPS", -3, 1)),
        "TOPS": (("EOPS", 6, 1), ("POPS", 3, 1), ("TOPS", 0, 1), ("GOPS", -3, 1)),
        "GB": (("PB", 6, 1), ("TB", 3, 1), ("GB", 0, 1), ("MB", -3, 1)),
        "GB/s": (("PB/s", 6, 1), ("TB/s", 3, 1), ("GB/s", 0, 1), ("MB/s", -3, 1)),
        "MB": (("GB", 3, 1), ("MB", 0, 1), ("KB", -3, 1)),
        "W": (("MW", 6, 1), ("kW", 3, 10), ("W", 0, 1)),  # a card has 1,200 W, a rack 120 kW
        "MHz": (("GHz", 3, 1), ("MHz", 0, 1)),
        "count": (("trillion", 12, 1), ("billion", 9, 1), ("million", 6, 1)),
    }.items()
}
_SYMBOLS = {"mm2": "mm²", "count": ""}
_ISO_4217 = re.compile(r"[A-Z]{3}")
_MOST_DECIMALS = 2  # "1,979 TFLOPS" reads better than "1.979 PFLOPS", "3.35 TB/s" better than "3,350 GB/s"

_PERIOD = re.compile(r"(\d{4})-([QH][1-4])")
_DAY = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def safe_text(text: str) -> str:
    """``text`` without control, bidirectional and invisible characters; line ends become ``\\n``, tabs stay.

    An escape sequence loses its escape and shows as what it is.
    """
    if text.isprintable():
        return text
    text = _LINE_ENDS.sub("\n", text)
    return "".join(c for c in text if c.isprintable() or c in "\n\t" or unicodedata.category(c) == "Zs")


def one_line(text: str) -> str:
    """``safe_text`` on a single line, runs of white space drawn together."""
    return " ".join(safe_text(text).split())


def number(value: Decimal) -> str:
    """All digits, thousands marked, no trailing zeros: ``1,152``, ``16.3``. Beyond 24 digits in scientific notation."""
    if not -12 <= value.adjusted() <= 24:
        return f"{value:E}"
    digits = f"{value:,f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def quantity(value: Decimal | str, unit: str, *, value_max: Decimal | None = None, bound: Bound = Bound.EXACT) -> str:
    """A value in the most readable unit that holds it exactly: ``≥ 1.5 TB/s``, ``128–144 GB``, ``Q4 2026``."""
    if isinstance(value, str):
        return _BOUNDS[bound] + _period(value)
    symbol, numbers = _readable((value,) if value_max is None else (value, value_max), unit)
    text = "–".join(numbers)
    if _ISO_4217.fullmatch(unit):
        return f"{_BOUNDS[bound]}{unit} {text}"
    return f"{_BOUNDS[bound]}{text} {symbol}".rstrip()


def _readable(ends: tuple[Decimal, ...], unit: str) -> tuple[str, list[str]]:
    """The unit in which all numbers are short, and the numbers; smaller than canonical only for what is below one."""
    for symbol, exponent, floor in _LADDERS.get(unit, ()):
        if all(end.copy_abs() >= floor for end in ends):
            scaled = [_scaled(end, -exponent) for end in ends]
            numbers = [number(end) for end in scaled]
            if all(map(_is_short, numbers)) and (exponent >= 0 or max(scaled) < 1000):
                return symbol, numbers
    return _SYMBOLS.get(unit, unit), [number(end) for end in ends]


def _is_short(digits: str) -> bool:
    return len(digits.partition(".")[2]) <= _MOST_DECIMALS


def _scaled(value: Decimal, exponent: int) -> Decimal:
    """``value`` × 10^exponent. Exact, where ``Decimal.scaleb`` rounds to the context's precision."""
    sign, digits, power = value.as_tuple()
    return value if isinstance(power, str) else Decimal((sign, digits, power + exponent))


def _period(value: str) -> str:
    """A release date of the guide's forms: ``2026``, ``2026-Q4``, ``2026-H2``, ``2026-10``, ``2026-10-15``."""
    if match := _PERIOD.fullmatch(value):
        return f"{match[2]} {match[1]}"
    if (match := _DAY.fullmatch(value)) and 1 <= int(match[2]) <= 12:
        return " ".join(filter(None, (match[3] and str(int(match[3])), _MONTHS[int(match[2]) - 1], match[1])))
    return value


def label(key: FactKey) -> str:
    """What is measured, without the chip: ``FP8 compute, sparse``, ``memory capacity``."""
    words = [key.precision or "", key.attribute.replace("_", " ")]
    return " ".join(filter(None, words)) + (", sparse" if key.sparse else "")


def value_text(fact: Fact) -> str:
    """The value with its status, where it is not plainly stated: ``≤ 2 TB/s (planned)``."""
    return _bare_value(fact) + ("" if fact.status is Status.STATED else f" ({fact.status})")


def fact_text(fact: Fact) -> str:
    """The value with precision and status: ``8 EFLOPS FP8 (planned)``."""
    qualifiers = filter(None, (fact.key.precision, "sparse" if fact.key.sparse else None))
    return " ".join((_bare_value(fact), *qualifiers, *(() if fact.status is Status.STATED else (f"({fact.status})",))))


def _bare_value(fact: Fact) -> str:
    return quantity(fact.value, fact.unit, value_max=fact.value_max, bound=fact.bound)


def change_text(change: Change) -> str:
    """One line for one change, without the chip: ``memory capacity: 128 GB → 144 GB``."""
    return one_line(f"{change_label(change)}: {change_values(change)}")


def change_label(change: Change) -> str:
    """What changed, without the chip: a fact's label, or that the chip or its alias is new."""
    return label(change.key) if change.key else str(change.kind)


def change_values(change: Change) -> str:
    """The old and the new value of a change, and what it means where they do not tell."""
    old = value_text(change.old) if change.old else ""
    new = value_text(change.new) if change.new else ""
    moved = " → ".join(dict.fromkeys(filter(None, (old, new))))
    match change.kind:
        case ChangeKind.WITHDRAWN:
            text = f"{old or new} withdrawn"
        case ChangeKind.DISPUTED:
            text = f"{new or old}, sources disagree"
        case ChangeKind.SETTLED:
            text = f"{new or old}, sources agree again"
        case ChangeKind.STATUS if change.old and change.new:
            text = f"{_bare_value(change.new)}, {change.old.status} → {change.new.status}"
        case ChangeKind.SLIPPED if change.detail:
            text = f"{moved} ({change.detail})"
        case ChangeKind.NEW_CHIP:
            known = change.detail is None or change.chip.casefold().startswith(change.detail.casefold())
            text = "seen for the first time" + ("" if known else f", made by {change.detail}")
        case ChangeKind.NEW_ALIAS:
            text = change.detail or ""
        case _:
            text = moved
    return one_line(text)


def excerpt(sentence: str, quote: str, width: int = 320) -> tuple[str, str, str]:
    """``sentence`` on one line, in three parts: what stands before ``quote``, the quote, and what stands after.

    A sentence longer than ``width`` is cut around the quote; the quote itself is never cut. A quote that is not in the
    sentence leaves the middle part empty.
    """
    sentence, quote = one_line(sentence), one_line(quote)
    before, quote, after = sentence.partition(quote) if quote and quote in sentence else (sentence, "", "")
    room = max(0, width - len(quote))
    left = max(room // 2, room - len(after)) if quote else width
    right = room - min(left, len(before))
    if len(before) > left:
        before = f"… {before[len(before) - left :].lstrip()}" if quote else f"{before[:left].rstrip()} …"
    if len(after) > right:
        after = f"{after[:right].rstrip()} …"
    return before, quote, after


def web_address(url: str) -> str | None:
    """``url`` if it is a plain http or https address, fit for a link; else None (``javascript:``, blanks, controls)."""
    return url if re.fullmatch(r"https?://[^\s<>\"'\\]+", url, re.IGNORECASE) and url.isprintable() else None


def day(value: date | None) -> str:
    """``15 October 2026``, or ``undated``."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}" if value else "undated"
