"""The figures of a table's cells: with their own units, or those that the labels and the words above the table name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from chipwatch.extract.measure import Measure
from chipwatch.extract.precision import COMPUTE
from chipwatch.extract.prose import Readers
from chipwatch.extract.table_context import Span
from chipwatch.extract.table_labels import Label
from chipwatch.extract.units import Unit

_LETTERS = re.compile(r"[^\W\d_]")
_LISTED = re.compile(r"[\s*]{0,3}[/|][\s*]{0,3}")
_TIMES = re.compile(r"(?<![\w.])\d{1,4}\s?[x×]\s?$")
_OF_PART = re.compile(r" ?(?:equivalent|(?:per |/ ?)(?:core|tpe|sm|cu|tile|link|stack|lane|port|pin|channel)s?)\b")


class FigureReader:
    """Reads the figures of one table. ``leads`` are the words above it, ``corner`` the labels of the column that names
    its rows ("Chip \\ TFLOPS"); ``comma`` is as ``NumberReader`` has it.
    """

    def __init__(
        self,
        readers: Readers,
        folded: str,
        low: str,
        leads: Sequence[Label],
        corner: Sequence[Label],
        *,
        comma: bool | None,
    ) -> None:
        self._readers, self._folded, self._low, self._comma = readers, folded, low, comma
        self._leads, self._corner = leads, corner

    def find(self, part: Span, names: Sequence[Span], labels: Sequence[Label]) -> list[Measure]:
        """The figures in a part of a cell that ``labels`` head; ``names`` are the places of the names in it."""
        found = self._measures(part, names, labels)
        return [m for m in found if not self._is_of_parts(m, part)]

    def _is_of_parts(self, measure: Measure, part: Span) -> bool:
        """Whether a figure counts for one of several: "8 x 24 GB", "8 TOPS per core"."""
        times = _TIMES.search(self._low, max(part[0], measure.first - 8), measure.first)
        return times is not None or _OF_PART.match(self._low, measure.last, part[1]) is not None

    def _measures(self, part: Span, names: Sequence[Span], labels: Sequence[Label]) -> list[Measure]:
        start, end = part
        dates = self._readers.dates.find(self._low, start, end)
        taken = sorted([*names, *((d.first, d.last) for d in dates if not _is_year(d))])
        measures = self._readers.quantities.find(self._folded, self._low, start, end, taken, comma=self._comma)
        measures = [m for m in measures if not self._within_word(m, start)]
        # "1980 MHz" is no year.
        dates = [d for d in dates if not any(d.first < m.last and m.first < d.last for m in measures)]
        unit = next((label.unit for label in labels if label.unit is not None), None)
        if measures or (dates and not (unit is not None and all(map(_is_year, dates)))):
            return sorted([*measures, *dates], key=lambda m: m.first)
        return self._bare(part, names, unit or self._lead_unit(labels), labels)

    def _within_word(self, measure: Measure, start: int) -> bool:
        """Whether the noun of a count is but the end of a word: "XCORE 1.0"."""
        noun = measure.noun is not None and self._low.startswith(measure.noun, measure.first - len(measure.noun))
        at = measure.first - len(measure.noun or "") - 1
        return noun and at >= start and self._low[at].isalnum()

    def _bare(self, part: Span, names: Sequence[Span], unit: Unit | None, labels: Sequence[Label]) -> list[Measure]:
        """The numbers without a unit: the first, and those listed with it ("989 / 1,979")."""
        start, end = part
        bare = self._readers.quantities.bare(self._folded, self._low, start, end, comma=self._comma)
        listed: list[Measure] = []
        for measure in bare:
            if any(a < measure.last and measure.first < b for a, b in names):
                continue
            if listed and not _LISTED.fullmatch(self._low, listed[-1].end, measure.start):
                break
            listed.append(measure)
        if not listed:
            return []
        around = self._low[start : listed[0].start] + self._low[listed[-1].end : end]
        if unit is None and _LETTERS.search(around):
            return []
        scale = next((label.scale for label in labels if label.scale != 1), Decimal(1))
        return [_in_unit(measure, unit, scale) for measure in listed]

    def _lead_unit(self, labels: Sequence[Label]) -> Unit | None:
        """The compute unit that the corner or the words above name for figures that are headed by a precision alone."""
        if not any(label.told("precision") for label in (*labels, *self._leads)):
            return None
        units = (*(label.unit for label in self._corner), *(lead.opened for lead in self._leads))
        return next((unit for unit in units if unit is not None and unit.dimension in COMPUTE), None)


def _is_year(date: Measure) -> bool:
    return date.date is not None and len(date.date) == 4


def _in_unit(measure: Measure, unit: Unit | None, scale: Decimal) -> Measure:
    value = measure.value * scale
    if unit is None:
        return measure._replace(value=value)
    return measure._replace(value=value * unit.scale, dimension=unit.dimension)
