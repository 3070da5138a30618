"""An article as attribution reads it: sentences in order, each with its subjects, quantities and cue words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from chipwatch.extract.cues import Cue
from chipwatch.extract.fold import fold, lower
from chipwatch.extract.measure import Measure
from chipwatch.extract.sentences import CLAUSE
from chipwatch.extract.trie import trie_pattern
from chipwatch.model import BlockKind, Mention, SubjectKind

_COORDINATION = re.compile(
    r"(?:s|'s|')?(?:,? ?(?P<joined>and|or|und|et|y|&|/|和|与|及|、|以及|跟) ?(?:the |its |[\w-]+'s )?|, ?(?:the )?)"
)
_PREPOSITION = re.compile(
    r"\b(?:of|by|in|on|for|with|from|inside|to|per|using|behind|under|into)"
    r"(?: (?:the|its|a|an|each|every|one|new))?(?: [\w'-]+)? $"
)
_DEFINITE = re.compile(r"(?:\bthe|\bto the|der|die|das|la|le|el) $|[该此]$")
_WHOLE = re.compile(
    r"s\b|[ -]?(?:[\w-]+ )?(?:chips|gpus|cards|processors|accelerators|series|line|line-up|lineup|family|range|"
    r"platform|architecture|"
    r"generation|brand|products|parts|users|roadmap|software)\b|系列|家族|架构|芯片|系統|平台"
)
_APPOSITION = re.compile(r",? ?(?:the |called |named |dubbed )?[\"'“]?|[^.;。；]{0,2}")
_NAMED_NEXT = re.compile(r", (?:the |an? )?[a-z]+[\w-]* ?\d|[a-z' -]{0,12}\b(?:the )?[a-z]+\d")
_ANOTHER = re.compile(
    r"\b(?:earlier|older|previous|another|other|second|next|new|newer|first|rival|future|any|no|former)\b"
)
_APART = re.compile(r"[,;:.，；]|\d")
_STRONG = re.compile(r"[;；\u2014]|, and |, or |while|whereas|but|although|where|而|但|不过|whilst")
_SUBJECTS = (SubjectKind.CHIP, SubjectKind.SYSTEM)
_START = attrgetter("start")


class Ref(NamedTuple):
    """A place where the text speaks of one subject, or of several together. ``how`` says by what kind of words."""

    subjects: tuple[str, ...]
    kind: SubjectKind
    start: int
    end: int
    how: str = "name"


class Break(NamedTuple):
    """Where one clause ends; ``strong`` where another begins that may have its own subject."""

    at: int
    strong: bool


@dataclass(slots=True)
class Sentence:
    """``refs``, ``measures`` and ``cues`` are in the order of the text; ``block`` is the index of the block."""

    start: int
    end: int
    block: int
    kind: BlockKind
    refs: list[Ref] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    breaks: list[Break] = field(default_factory=list)
    vendors: list[Ref] = field(default_factory=list)
    _series: dict[int, tuple[int, int]] | None = None
    _labelled: dict[str, list[Cue]] | None = None
    _roles: dict[tuple[int, int], str] = field(default_factory=dict)
    _places: dict[tuple[int, tuple[str, ...]], str] | None = None

    def series(self, low: str) -> dict[int, tuple[int, int]]:
        """The lists among its quantities; see ``series``."""
        if self._series is None:
            self._series = series(self.measures, low)
        return self._series

    def labelled(self, label: str) -> Sequence[Cue]:
        if self._labelled is None:
            self._labelled = {}
            for cue in self.cues:
                self._labelled.setdefault(cue.label, []).append(cue)
        return self._labelled.get(label, ())

    def role(self, ref: Ref, low: str) -> str:
        """What a reference in it is; see ``role``."""
        place = (ref.start, ref.end)
        if place not in self._roles:
            self._roles[place] = role(ref, self, low)
        return self._roles[place]

    def place(self, ref: Ref) -> str:
        """Where a reference stands among those of single subjects: first, last, in the middle, or as the only one."""
        if ref.how == "group":
            return "group"
        if self._places is None:
            plain = [r for r in self.refs if r.how != "group"]
            self._places = {(r.start, r.subjects): "middle" for r in plain}
            if plain:
                self._places[plain[-1].start, plain[-1].subjects] = "last"
                self._places[plain[0].start, plain[0].subjects] = "first"
            if len({r.subjects for r in plain}) == 1:
                self._places = dict.fromkeys(self._places, "only")
        return self._places[ref.start, ref.subjects]

    def breaks_between(self, first: int, last: int) -> tuple[int, int]:
        """How many strong and weak breaks lie in ``[first, last)``."""
        inside = [b for b in self.breaks if first <= b.at < last]
        strong = len([b for b in inside if b.strong])
        return strong, len(inside) - strong

    def measures_between(self, first: int, last: int) -> int:
        """How many quantities lie in ``[first, last)``."""
        return len([m for m in self.measures if first <= m.first and m.last <= last])


def breaks(low: str, start: int, end: int) -> list[Break]:
    return [Break(m.start(), bool(_STRONG.search(m[0]))) for m in CLAUSE.finditer(low, start, end)]


def refs_of(mentions: Sequence[Mention], start: int, end: int, kinds: Container[SubjectKind] = _SUBJECTS) -> list[Ref]:
    """The names of some kinds in ``[start, end)``: chips and systems, or the companies named by themselves."""
    first = bisect_left(mentions, start, key=_START)
    last = bisect_left(mentions, end, first, key=_START)
    return [Ref((m.chip,), m.kind, m.start, m.end) for m in mentions[first:last] if m.kind in kinds]


def spans_of(mentions: Sequence[Mention], start: int, end: int) -> list[tuple[int, int]]:
    """The places of all names that reach into ``[start, end)``."""
    first = max(0, bisect_left(mentions, start, key=_START) - 1)
    last = bisect_left(mentions, end, first, key=_START)
    return [(m.start, m.end) for m in mentions[first:last] if m.end > start]


class VendorPointers:
    """A vendor and a class noun ("Nvidia's part", "the Huawei system") mean that vendor's chip or system named last."""

    def __init__(self, nouns: Mapping[str, Sequence[str]]) -> None:
        self._kinds = {lower(fold(word)): SubjectKind(kind) for kind, words in nouns.items() for word in words}
        latin = trie_pattern(w for w in self._kinds if w.isascii())
        other = trie_pattern(w for w in self._kinds if not w.isascii())
        self._noun = re.compile(
            rf"(?:'s|')? (?:(?!and\b|or\b|in\b)[a-z-]+ ){{0,2}}(?P<latin>{latin})(?![a-z])|的?(?P<other>{other})"
        )

    def find(self, mentions: Sequence[Mention], low: str, start: int, end: int) -> list[Ref]:
        """The pointers in ``[start, end)``, each to a name before it."""
        first = bisect_left(mentions, start, key=_START)
        found: list[Ref] = []
        for n in range(first, len(mentions)):
            vendor = mentions[n]
            if vendor.start >= end:
                break
            if vendor.kind is SubjectKind.FAMILY:
                found += self._of_family(mentions, n, low, end)
                continue
            if vendor.kind is not SubjectKind.VENDOR or (noun := self._noun.match(low, vendor.end, end)) is None:
                continue
            if n + 1 < len(mentions) and _APPOSITION.fullmatch(low, noun.end(), mentions[n + 1].start):
                continue
            if _ANOTHER.search(low, max(0, vendor.start - 12), vendor.start) or _ANOTHER.search(
                low, vendor.end, noun.end()
            ):
                continue
            kind = self._kinds[noun["latin"] or noun["other"]]
            named = next(
                (m for m in reversed(mentions[:n]) if m.kind is kind and m.chip.startswith(f"{vendor.chip} ")), None
            )
            if named is not None:
                found.append(Ref((named.chip,), kind, vendor.start, noun.end(), "pointer"))
        return found

    @staticmethod
    def _of_family(mentions: Sequence[Mention], n: int, low: str, end: int) -> list[Ref]:
        """ "The GeForce", "the Ascend's": the family's chip named last, where not the whole family is meant."""
        family = mentions[n]
        if not _DEFINITE.search(low, max(0, family.start - 8), family.start) or _WHOLE.match(low, family.end, end):
            return []
        named = next(
            (m for m in reversed(mentions[:n]) if m.kind is SubjectKind.CHIP and m.chip.startswith(f"{family.chip} ")),
            None,
        )
        return [] if named is None else [Ref((named.chip,), named.kind, family.start, family.end, "pointer")]


def pair_refs(refs: Sequence[Ref], cues: Sequence[Cue], before: Sequence[Ref], low: str) -> list[Ref]:
    """The former, the latter, the rival: the first, the second, or the one not spoken of, of the two names before.

    ``before`` are the references of the sentence before.
    """
    found: list[Ref] = []
    for cue in cues:
        how = cue.label.removeprefix("reference/")
        if how not in ("former", "latter", "other"):
            continue
        named: list[Ref] = []
        for ref in reversed([*before, *(r for r in refs if r.end <= cue.start)]):
            if ref.how == "name" and ref.subjects not in [r.subjects for r in named]:
                named.insert(0, ref)
            if len(named) == 2:
                topic = next((r for r in (*refs, *before) if r.how == "name" and r.start < cue.start), named[0])
                other = named[1] if named[0].subjects == topic.subjects else named[0]
                here = {r.subjects for r in refs if r.how == "name" and r.end <= cue.start} & {
                    r.subjects for r in named
                }
                # "The 950 has 1 PFLOPS, the latter 2": of two, not the one that the sentence itself has named.
                set_against = other if len(here) == 1 else None
                one = {"former": set_against or named[0], "latter": set_against or named[1], "other": other}[how]
                if how != "other" or not _NAMED_NEXT.match(low, cue.end):
                    found.append(Ref(one.subjects, one.kind, cue.start, cue.end, "former or latter"))
                break
    return found


def groups(refs: list[Ref], low: str) -> list[Ref]:
    """Runs of coordinated names ("the H800, A800 and H20") as one reference each. Commas alone join nothing: the second
    name may explain the first.
    """
    found: list[Ref] = []
    run: list[Ref] = []
    joined = False
    for ref in [*(r for r in refs if r.how == "name"), None]:
        tie = None
        if ref is not None and run and ref.kind == run[-1].kind:
            tie = _COORDINATION.fullmatch(low[run[-1].end : ref.start])
        if ref is not None and tie is not None:
            run.append(ref)
            joined = joined or tie["joined"] is not None
            continue
        subjects = tuple(dict.fromkeys(r.subjects[0] for r in run))
        if joined and len(subjects) > 1:
            found.append(Ref(subjects, run[0].kind, run[0].start, run[-1].end, "group"))
        run, joined = ([ref] if ref is not None else []), False
    return found


_SERIES = re.compile(
    r"(?: of (?:memory|hbm\w*|bandwidth))?\s*(?:,|and|,? and|和|与|、|及|以及|or|/|;|und|et|y)\s*"
    r"(?:about |roughly |the |约|在|at )?"
)


def series(measures: Sequence[Measure], low: str) -> dict[int, tuple[int, int]]:
    """Lists of quantities of one dimension ("48 GB and 144 GB"): each member's place in the list and the length."""
    places: dict[int, tuple[int, int]] = {}
    run: list[int] = []
    for n, measure in enumerate([*measures, None]):
        last = measures[run[-1]] if run else None
        if measure is not None and last is not None:
            compute = {"flops", "ops", "letter"}
            kin = measure.dimension == last.dimension or {measure.dimension, last.dimension} <= compute
            if kin and _SERIES.fullmatch(low, last.last, measure.start):
                run.append(n)
                continue
        if len(run) > 1:
            places |= {member: (place, len(run)) for place, member in enumerate(run)}
        run = [n]
    return places


_ROLES = {"comparison": "compared", "instrument": "instrument"}
_MULTIPLE = re.compile(r" ?的 ?(?:约|近|大约)? ?[\d.]+ ?倍")


def role(ref: Ref, sentence: Sentence, low: str) -> str:
    """What the words before a reference make of it: the other side of a comparison, part of a phrase, or a subject."""
    head = low[max(sentence.start, ref.start - 40) : ref.start]
    telling = [cue for label in _ROLES for cue in sentence.labelled(label)]
    for cue in sorted(telling, key=lambda cue: cue.start, reverse=True):
        if cue.end <= ref.start and ref.start - cue.end <= 25:
            between = low[cue.end : ref.start]
            if not _APART.search(between) and between.count(" ") <= 4:
                return _ROLES[cue.label]
    if _MULTIPLE.match(low, ref.end):
        return "compared"
    if low.startswith(("'s", "’s"), ref.end):
        return "possessive"
    if _PREPOSITION.search(head):
        return "phrase"
    return "subject"
