"""Units of ``rules/units.toml``, spelled out: every surface with its dimension and exact scale."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from chipwatch.extract.fold import fold, lower
from chipwatch.extract.trie import trie_pattern
from chipwatch.language import Units

_WORD_END = r"(?![a-z0-9])"
_LATIN_END = r"(?:(?<![a-z0-9])|(?![a-z0-9])|(?=hbm|gddr|lpddr|ddr|vram|\d{1,2}\.(?!\d)))"
_MILLI = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit found: ``scale`` is the factor to the canonical unit; ``surface`` the words as written."""

    dimension: str
    scale: Decimal


class UnitFinder:
    """Matches the unit that stands at a position of a folded text."""

    def __init__(self, units: Units) -> None:
        self._exact: dict[str, Unit] = {}
        self._plain: dict[str, Unit] = {}
        for base in units.base:
            stems = [(p.factor, ps + s) for p in units.prefix for ps in p.symbols for s in base.symbols]
            stems += [(p.factor, pw + w) for p in units.prefix for pw in p.words for w in base.words]
            stems += [(Decimal(1), b) for b in base.bare]
            for factor, stem in stems:
                # French octets: "To" is a unit, "to" a word.
                self._add(stem, base.dimension, factor * base.scale, exact_only=stem.endswith("o") and len(stem) == 2)
        for unit in units.unit:
            for word in unit.words:
                self._add(word, unit.dimension, unit.scale, exact_only=len(word) == 1 or unit.dimension == "letter")
        self._add("mW", "watt", _MILLI, exact_only=True)
        self.node = re.compile("|".join(rf"(?<![\w-])(?:{n.shape})(?![\w])" for n in units.node))
        labels = trie_pattern(lower(fold(word)) for word in units.labels)
        self.refused = re.compile(
            rf"{_bounded(lower(fold(word)) for word in units.refused)}"
            rf"|(?<![a-z0-9])(?:{labels})[ -]?\d+(?:\.\d+)?(?![\d.,]|[a-z]|\s?(?:gb|tb|mb|w\b))"
        )
        self.node_scales = tuple((re.compile(n.shape), n.scale) for n in units.node)
        rate = trie_pattern(lower(fold(w)) for w in (*units.rate.symbols, *units.rate.words))
        per_watt = trie_pattern(lower(fold(w)) for w in (*units.per_watt.symbols, *units.per_watt.words))
        stem = trie_pattern({lower(s) for s in self._exact} | set(self._plain))
        self.pattern = re.compile(rf"(?P<stem>{stem})(?:(?P<rate>{rate})|(?P<watt>{per_watt}))?{_LATIN_END}")
        self.rate_before = re.compile(
            rf"(?:{trie_pattern(lower(fold(w)) for w in units.rate.before)})[^\d,，。;；、]{{0,8}}$"
        )
        self.count = tuple((c.dimension, re.compile(_bounded(lower(fold(n)) for n in c.nouns))) for c in units.count)
        self.money_before = {lower(fold(k)): v for k, v in (pair.rsplit(":", 1) for pair in units.money.before)}
        self.money_after = {lower(fold(k)): v for k, v in (pair.rsplit(":", 1) for pair in units.money.after)}
        self.money_before_pattern = re.compile(rf"(?<![a-z])(?:{trie_pattern(self.money_before)}) ?$")
        self.money_after_pattern = re.compile(_bounded(self.money_after))

    def _add(self, surface: str, dimension: str, scale: Decimal, *, exact_only: bool = False) -> None:
        folded = fold(surface)
        unit = Unit(dimension, scale)
        self._exact.setdefault(folded, unit)
        if not exact_only:
            self._plain.setdefault(lower(folded), unit)

    def at(self, folded: str, low: str, position: int) -> tuple[Unit, int] | None:
        """The longest unit that begins at ``position``, and where it ends."""
        match = self.pattern.match(low, position)
        if match is None:
            return None
        stem = match["stem"]
        unit = self._exact.get(folded[position : position + len(stem)]) or self._plain.get(stem)
        if unit is None:
            return None
        if match["rate"]:
            # "gbps" in small letters means bits, as it is mostly written; "GBps" means bytes.
            small = match["rate"] == "ps" and folded[position + len(stem) - 1] == "b"
            return (Unit("bytes/s", unit.scale / 8 if unit.dimension == "bits" or small else unit.scale), match.end())
        if match["watt"]:
            return (Unit(f"{unit.dimension}/w", unit.scale), match.end())
        return (unit, match.end())


def _bounded(surfaces: Iterable[str]) -> str:
    """A pattern of surfaces, those that end in a Latin letter or digit at a word's end only."""
    words = sorted(set(surfaces))
    latin = [w for w in words if (w[-1].isascii() and w[-1].isalnum()) or w[-1] in "éèàñóáíúüö"]
    other = [w for w in words if w not in set(latin)]
    parts = [f"(?:{trie_pattern(latin)}){_WORD_END}"] if latin else []
    if other:
        parts.insert(0, f"(?:{trie_pattern(other)})")
    return "|".join(parts)
