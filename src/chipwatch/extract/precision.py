"""Which number format a compute figure is in, and whether with sparsity.

A precision stands within the figure ("2.5 FP8 petaflops"), behind it ("392 TOPS in INT8"), or before it ("FP16算力96
TFLOPS"); a figure without one takes that of the figure it is compared with in the same sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from chipwatch.extract.cues import Cue
from chipwatch.extract.measure import Measure
from chipwatch.extract.reading import Sentence

_SHARING = ("distribution/both", "distribution/all")
COMPUTE = frozenset({"flops", "ops", "letter"})

_JOIN = re.compile(r" ?(?:/|,|、|\(|和|与|及|或|&|\||-|and|or|as well as|以及)? ?(?:the )?")
_BEHIND = re.compile(
    r"[\"'”’)]?,? ?@? ?\(?(?:(?:which is|that is|of|in|at|for|with|on|under|using|within|when|as|by|the|its|both|"
    r"dense|sparse|peak|low-precision|"
    r"tensor|ai|compute|performance|throughput|inference|training|format|formats|precision|mode|math|matrix|figure|all|either|raw|"
    r"usable|performing|calculations|calculation|accelerator|chip|processing|power|it's|at peak|"
    r"的|精度下|，精度为|单)[ -]?){0,7}\(?"
)
_SHORTHAND = re.compile(r"/(4|6|8|16|32|64)(?!\d)")
_OWNED = re.compile(
    r"(?:算力|性能|[:：=]| ?is | ?at | ?of | performance | compute | for | figure | rate |则|为|达|下|总| ){1,4}.{0,6}$"
)
_TIED = re.compile(r"\b(?:in|at|within|for|using|with|of)\b[^,;.]*$")
_OPENS = re.compile(r"[,;，；、]|\band\b|和|与|或|\bor\b")
_ENDS = re.compile(r"[;；]|, (?:or|and) |。")


@dataclass(frozen=True, slots=True)
class Format:
    """The precisions a figure is told in, several for "FP16/BF16", and the rule that found them."""

    precisions: tuple[str | None, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class _Group:
    names: tuple[str, ...]
    start: int
    end: int


def _groups(sentence: Sentence, low: str) -> list[_Group]:
    """Precisions that are told together, in order; "FP16/8/4" is three."""
    groups: list[_Group] = []
    for cue in sentence.cues:
        if not cue.label.startswith("precision/") or (groups and cue.start < groups[-1].end):
            continue
        first = cue.label.removeprefix("precision/")
        names, end = [first], cue.end
        while (more := _SHORTHAND.match(low, end)) is not None:
            names.append(first.rstrip("0123456789") + more[1])
            end = more.end()
        if groups and _JOIN.fullmatch(low[groups[-1].end : cue.start]):
            names = [*groups[-1].names, *(n for n in names if n not in groups[-1].names)]
            groups[-1] = _Group(tuple(names), groups[-1].start, end)
        else:
            groups.append(_Group(tuple(names), cue.start, end))
    return groups


def formats(sentence: Sentence, low: str, before: Format | None) -> dict[int, Format]:
    """The format of each compute figure of a sentence, by the figure's index. ``before`` is the last one's in the text
    before, for a sentence that only compares ("still shy of the H100's 2,000 Tflops").
    """
    measures = [(i, m) for i, m in enumerate(sentence.measures) if m.dimension in COMPUTE or m.dimension.endswith("/w")]
    if not measures:
        return {}
    groups = _groups(sentence, low)
    found = _aligned(measures, sentence, groups, low)
    last: Format | None = None
    for n, (i, measure) in enumerate(measures):
        if i in found:
            last = found[i]
            continue
        following = measures[n + 1][1] if n + 1 < len(measures) else None
        preceding = measures[n - 1][1] if n else None
        own = _of_list(i, sentence, groups, low) or _own(measure, preceding, following, groups, sentence, low)
        if own is None and last is not None and last.precisions != (None,) and _compatible(last.precisions, measure):
            own = Format(last.precisions, "inherited in the sentence")
        if own is None and n == 0 and before is not None and _compares(sentence, measure, low) and not groups:
            own = Format(before.precisions, "inherited in a comparison")
        if own is not None and measure.dimension in COMPUTE:
            found[i] = last = own
    return found


def _of_list(index: int, sentence: Sentence, groups: list[_Group], low: str) -> Format | None:
    """A list's figures share the precision that stands behind its last: "79/158 TFLOPS @ FP64"."""
    place, length = sentence.series(low).get(index, (0, 0))
    if length < 2:
        return None
    last = sentence.measures[index - place + length - 1]
    right = next((g for g in groups if g.start >= last.last), None)
    if right is None or len(right.names) not in (1, length) or not _BEHIND.fullmatch(low[last.last : right.start]):
        return None
    later = next((m for m in sentence.measures[index - place + length :] if m.dimension in COMPUTE), None)
    if later is not None and (right.end > later.first or _owned(right, later, low[last.last : right.start], low)):
        return None
    return Format(right.names, "behind the list") if len(right.names) == 1 else None


def _own(
    measure: Measure,
    preceding: Measure | None,
    following: Measure | None,
    groups: list[_Group],
    sentence: Sentence,
    low: str,
) -> Format | None:
    for group in groups:
        if measure.first <= group.start and group.end <= measure.last:
            return Format(group.names, "within the figure")
    right = next((g for g in groups if g.start >= measure.last), None)
    left = next((g for g in reversed(groups) if g.end <= measure.first), None)
    if right is not None and (following is None or right.end <= following.first):
        gap = low[measure.last : right.start]
        tight = _BEHIND.fullmatch(gap) is not None
        owned = following is not None and _owned(right, following, gap, low)
        if tight and not owned:
            return Format(right.names, "behind the figure")
        both = any(c.label in _SHARING and measure.last <= c.start < right.start for c in sentence.cues)
        if both and not owned:
            return Format(right.names, "behind, for both")
    if left is not None and (preceding is None or preceding.last <= left.start):
        strong, _ = sentence.breaks_between(left.end, measure.first)
        if not strong:
            return Format(left.names, "before the figure")
    if right is not None and not any(measure.last <= m.first and m.last <= right.start for m in sentence.measures):
        gap = low[measure.last : right.start]
        strong, _ = sentence.breaks_between(measure.last, right.start)
        if not strong and len(gap) < 70 and _TIED.search(gap):
            return Format(right.names, "behind, at the clause's end")
    if right is not None and left is None and preceding is None:
        both = any(c.label in _SHARING and right.start - 20 <= c.start < right.start for c in sentence.cues)
        if both:
            return Format(right.names, "behind, for both")
    return None


def _owned(group: _Group, following: Measure, gap: str, low: str) -> bool:
    """Whether a precision behind a comma or "and" opens the next figure instead: "384 TOPS, FP16 at 96 TFLOPS"."""
    opens = _OPENS.search(gap)
    between = low[group.end : following.start]
    return opens is not None and "," not in between[:1] and len(between) < 45 and _OWNED.fullmatch(between) is not None


def _aligned(
    measures: list[tuple[int, Measure]], sentence: Sentence, groups: list[_Group], low: str
) -> dict[int, Format]:
    """Lists of figures beside lists of precisions of one length: "FP32 and FP16 run at 37 and 147 TFLOPS"."""
    found: dict[int, Format] = {}
    by_index = dict(measures)
    runs: list[list[tuple[int, Measure]]] = []
    for index, (place, _) in sentence.series(low).items():
        if index in by_index:
            if place == 0 or not runs:
                runs.append([])
            runs[-1].append((index, by_index[index]))
    for figures in runs:
        if len(figures) < 2:
            continue
        before = next((g for g in reversed(groups) if g.end <= figures[0][1].first), None)
        after = next((g for g in groups if g.start >= figures[-1][1].last), None)
        for group in (before, after):
            if group is not None and len(group.names) == len(figures):
                found.update(
                    {i: Format((name,), "in order") for (i, _), name in zip(figures, group.names, strict=True)}
                )
                break
    return found


def _compatible(precisions: tuple[str | None, ...], measure: Measure) -> bool:
    """INT goes with OPS, floating point with FLOPS; a lone letter with both."""
    if measure.dimension == "letter":
        return True
    integer = any(p is not None and p.startswith("INT") for p in precisions)
    return integer == (measure.dimension == "ops")


def _compares(sentence: Sentence, measure: Measure, low: str) -> bool:
    return any(c.label == "comparison" and c.end <= measure.first and measure.first - c.end < 40 for c in sentence.cues)


def is_sparse(measure: Measure, sentence: Sentence, low: str) -> bool:
    """Whether the figure's own words say that it counts on sparsity."""
    told = [
        c
        for c in sentence.cues
        if c.label.startswith("sparsity/")
        and (measure.first <= c.start < measure.last or _belongs(c, measure, sentence, low))
    ]
    nearest = min(told, key=lambda c: max(c.start - measure.last, 2 * (measure.first - c.end), 0), default=None)
    return nearest is not None and nearest.label == "sparsity/sparse"


def _belongs(cue: Cue, measure: Measure, sentence: Sentence, low: str) -> bool:
    first, last = (measure.last, cue.start) if cue.start >= measure.last else (cue.end, measure.first)
    if any(first <= m.first and m.last <= last for m in sentence.measures):
        return False
    gap = low[first:last]
    limit = 40 if cue.start >= measure.last else 14
    return len(gap) <= limit and not _ENDS.search(gap)
