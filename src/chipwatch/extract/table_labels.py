"""What the words of a cell say of the figures that they head: unit and scale, attribute, precision, footnote marks."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from chipwatch.extract.cues import Cue, CueFinder
from chipwatch.extract.precision import COMPUTE
from chipwatch.extract.table_context import MARK
from chipwatch.extract.units import Unit, UnitFinder
from chipwatch.model import Cell

_LENGTH = 400  # of a label, beyond which its words head nothing
_UNIT_PLACE = re.compile(r"[(\[（,，/\s:：]")
_OPENS_UNIT = re.compile(r"(?:\bin |[(（]|: ?|dense )(?=[a-z])|单位[:：]? ?")
_SCALE = re.compile(r"[(（,，]\s*(?:in )?([^\W\d_]+?)s?\s*[)）]?\s*$")
_PER = re.compile(r"(?:\bper|每)\s*$|(?:perf\w*|性能|算力|flops|tops|price|cost|\$|价格)\s*/\s*$")
_ONE = Decimal(1)
_OF_SYSTEM = re.compile(
    r"\b(?:per|full|whole) (pod|rack|superpod|supernode|cabinet)\b|"
    r"^\W*(pod|rack|superpod|supernode|cabinet) (?:peak|total|compute|performance|power|memory|hbm|flops)\b|"
    r"(?:每|单)(柜|机柜|超节点)|整(柜|机柜)"
)
_OF_CHIP = re.compile(
    r"(?:\b(?:per[ -]|each )|/ ?)(?:ai )?"
    r"(?:chip|gpu|card|device|accelerator|processor|npu|tpu|xpu|ipu|package|module|die)s?\b|[每单](?:卡|芯片|颗|张|片)"
)
_OF_PART = re.compile(
    r"(?:\bper[ -]|/ ?)(?:cpu )?"
    r"(?:core|sm|cu|xe-core|link|lane|port|stack|slice|tile|tpe|channel|pin|thread|hour|hr|h|month|year|token|million|"
    r"user|request|dollar|instance|vm|host)s?\b|^(?:vs\.?|versus|compared|对比|相比)\b|每(?:核|链路|端口|通道|小时)|"
    r"单(?:核|链路|端口|通道)"
)
_OF_NODE = re.compile(r"(?:\bper[ -]|/ ?)(?:node|server|system|cluster|box)s?\b|[每单](?:节点|台|机)|整机")
_OWNERS = (("system", _OF_SYSTEM), ("part", _OF_PART), ("chip", _OF_CHIP), ("node", _OF_NODE))
_GENERIC = frozenset(
    {
        "bandwidth",
        "bw",
        "memory",
        "bandbreite",
        "ancho de banda",
        "bande passante",
        "带宽",
        "频宽",
        "帯域",
        "대역폭",
        "内存",
    }
)


@dataclass(frozen=True, slots=True)
class Label:
    """The words of a cell or a lead, in ``[start, end)`` of the text.

    ``owner`` is whose the figures are where the words say so: "system" (named ``system``), "node", "chip", or "part"
    for cores, links and hours, of which there is no claim. ``opened`` is the unit that a colon or a bracket opens.
    """

    start: int
    end: int
    words: str
    cues: tuple[Cue, ...]
    named: Mapping[str, tuple[str, ...]]
    marks: tuple[str, ...]
    unit: Unit | None
    opened: Unit | None
    scale: Decimal
    owner: str | None
    system: str | None

    def told(self, kind: str) -> tuple[str, ...]:
        """What the label's cues of a kind name, in order: its precisions, its statuses."""
        return self.named.get(kind, ())

    def attribute(self, known: Collection[str]) -> tuple[str, str, bool] | None:
        """The weightiest cue of one of the ``known`` attributes: the attribute, the words, whether they are generic."""
        cues = [c for c in self.cues if c.label.startswith("attribute/") and c.label.partition("/")[2] in known]
        best = max(cues, key=lambda c: (self.of(c) not in _GENERIC, c.end - c.start, -c.start), default=None)
        if best is None:
            return None
        return best.label.partition("/")[2], self.of(best), self.of(best) in _GENERIC

    def counts(self) -> bool:
        """Whether it holds digits other than a precision's: a figure, that heads no other."""
        within = [(c.start - self.start, c.end - self.start) for c in self.cues if c.label.startswith("precision/")]
        return any(ch.isdigit() and not any(a <= n < b for a, b in within) for n, ch in enumerate(self.words))

    def of(self, cue: Cue) -> str:
        """The words of a cue."""
        return self.words[cue.start - self.start : cue.end - self.start]


class LabelReader:
    """Reads the labels of one text, each span once, most of them of ``cells``. ``low`` is the text folded and in small
    letters.
    """

    def __init__(
        self,
        folded: str,
        low: str,
        cues: CueFinder,
        units: UnitFinder,
        scales: Mapping[str, Decimal],
        cells: Iterable[Cell],
    ) -> None:
        self._folded, self._low, self._cues, self._units, self._scales = folded, low, cues, units, scales
        self._read: dict[tuple[int, int], Label] = {}
        spans: list[tuple[int, int]] = []
        for start, end in sorted((cell.start, min(cell.end, cell.start + _LENGTH)) for cell in cells):
            if not spans or start >= spans[-1][1]:
                spans.append((start, end))
        self._of_cells = dict(zip(spans, cues.find(low, spans), strict=True))  # all at once

    def head(self, start: int, end: int) -> Label:
        """The label of a header cell: its words as far as they can head anything."""
        return self.read(start, min(end, start + _LENGTH))

    def read(self, start: int, end: int) -> Label:
        if (start, end) not in self._read:
            self._read[start, end] = self._label(start, end)
        return self._read[start, end]

    def _label(self, start: int, end: int) -> Label:
        words = self._low[start:end]
        cues = self._cues_in((start, end))
        head = words[:_LENGTH]
        scale = _SCALE.search(head)
        system = _OF_SYSTEM.search(head)
        return Label(
            start,
            end,
            words,
            tuple(cues),
            _named(cues),
            tuple(dict.fromkeys(MARK.findall(words))),
            self._unit(start, start + len(head)),
            self._opened(start, start + len(head)),
            self._scales.get(scale[1], _ONE) if scale is not None else _ONE,
            next((owner for owner, pattern in _OWNERS if pattern.search(head)), None),
            (system[1] or system[2] or "rack").title() if system else None,
        )

    def _cues_in(self, span: tuple[int, int]) -> list[Cue]:
        return self._of_cells[span] if span in self._of_cells else self._cues.find(self._low, [span])[0]

    def _unit(self, start: int, end: int) -> Unit | None:
        """The unit that a label names last: "Memory (GB)", "BF16, TFLOPS", "功耗/W"."""
        best: Unit | None = None
        for at in (start, *(place.end() for place in _UNIT_PLACE.finditer(self._low, start, end - 1))):
            found = self._units.at(self._folded, self._low, at)
            if found is None or found[1] > end:
                continue
            unit, last = found
            if unit.dimension not in COMPUTE and _PER.search(self._low, max(start, at - 14), at):
                continue
            if last - at == 1 and at > start and self._low[at - 1] == " " and last < end:
                continue  # "HBM w ECC": a letter among words
            if at == start and last < end and (last - at < 2 or self._low[last - 1] == "o"):
                continue  # "To be announced" names no octets
            best = unit
        return best

    def _opened(self, start: int, end: int) -> Unit | None:
        for place in _OPENS_UNIT.finditer(self._low, start, end):
            found = self._units.at(self._folded, self._low, place.end())
            if found is not None:
                return found[0]
        return None


def _named(cues: Iterable[Cue]) -> dict[str, tuple[str, ...]]:
    """What cues name, by their kind."""
    named: dict[str, dict[str, None]] = {}
    for cue in cues:
        kind, _, name = cue.label.partition("/")
        named.setdefault(kind, {})[name] = None
    return {kind: tuple(names) for kind, names in named.items()}
