"""Who may be compared with whom: the two sides of a ratio, each candidate with the rule that offers it and its cost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from chipwatch.extract.prose import Reading
from chipwatch.extract.reading import Ref, Sentence
from chipwatch.extract.relation_ratios import Ratio
from chipwatch.extract.relation_words import RelationWords
from chipwatch.model import BlockKind, SubjectKind

CLAUSE = re.compile(r"[;。；]|,(?!\d)|:|\.(?=\s)|\u2014| - ")
_COMPARED = 2.2  # the cost of a subject that is told to be the other side
_REACH = 80  # characters between a ratio and the name behind it
_LOOK_BACK = 4  # sentences
_NAMES = 6  # of a sentence that are looked at
_BESIDE = 30  # characters between a figure and the ratio that takes it up
_OWNED = re.compile(r"[^,;:。、]{0,22}[的の의] *(?:[约近]|大约|大概)?")
_AT_ONCE = re.compile(r"(?:[约近]|大约|大概)?")
_UNNAMED_OWNER = re.compile(r"(?:是|为|达到?|至|到|有|相当于|约|超过?)[^,;。:、]{1,22}的 *$")
_DIRECT = re.compile(r" ?(?:(?:the|an?|that of|those of|its|[\w-]+'s?) )*(?:[\w-]+ )?")
_ITS_NAME = re.compile(r"(?:产品|旗舰|芯片|款|的|[a-z\d ]){0,14}")
_NAMED_AT_ONCE = re.compile(r",? ?(?:the )?")  # "its predecessor, the C920"
_FEW_WORDS = 3
_COORDINATED = 5
_DIGITS = re.compile(r"\d{1,9}")
_NEXT = 12  # characters between a name and the words that say it is equalled
_NEXT_SENTENCE = 0.7


def in_a_name(ratio: Ratio, sentence: Sentence) -> bool:
    """Whether what looks like a ratio is part of a name: "R9 290X"."""
    return any(r.how == "name" and r.start < ratio.start and ratio.end <= r.end for r in sentence.refs)


def may_precede(earlier: str, later: str) -> bool:
    """Whether one chip may be the predecessor of another, as their makers and the numbers in their names tell."""
    if earlier.split()[0] != later.split()[0]:
        return False
    ours, theirs = ([int(n) for n in _DIGITS.findall(name)[:1]] for name in (later, earlier))
    return not ours or not theirs or theirs < ours


class Side(NamedTuple):
    """One who may be compared. ``chips`` is empty for words that mean the other of two, or the one before where
    ``earlier``. ``linked``: by the words.
    """

    chips: tuple[str, ...]
    rule: str
    cost: float
    linked: bool = False
    start: int = -1
    end: int = -1
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A relation read before in the same sentence, with the stretch that its words take up."""

    subject: str
    reference: str
    start: int
    end: int


@dataclass(slots=True)
class Trail:
    """What the article has said up to a sentence. ``kinds`` tells chips from systems."""

    past: list[Sentence] = field(default_factory=list)
    kinds: dict[str, SubjectKind] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    last: Told | None = None
    heading: Sentence | None = None
    leaders: dict[SubjectKind | None, str] = field(default_factory=dict)

    def topic(self, kind: SubjectKind | None) -> str | None:
        """The chip or system that the article has named most."""
        return self.leaders.get(kind)

    def add(self, sentence: Sentence) -> None:
        if sentence.kind is BlockKind.HEADING:
            self.heading = sentence
        for ref in sentence.refs:
            for chip in ref.subjects:
                self.kinds[chip] = ref.kind
                self.counts[chip] = self.counts.get(chip, 0) + (ref.how == "name")
                if self.counts[chip] > self.counts.get(self.leaders.get(ref.kind, ""), 0):
                    self.leaders[ref.kind] = chip
        self.past.append(sentence)


@dataclass(frozen=True, slots=True)
class Sides:
    """A ratio in its place. ``readings`` are the sentence's own and those before it, in order; ``stop`` is where the
    next ratio, which is ``following``, begins, or the sentence ends.
    """

    ratio: Ratio
    sentence: Sentence
    low: str
    words: RelationWords
    trail: Trail
    readings: Sequence[Reading]
    told: Sequence[Told]
    stop: int
    following: Sides | None = None

    def references(self) -> list[Side]:
        """Those that the words tie to the ratio; where there are none, those spoken of before."""
        linked = [*self._tied(), *([] if self._unnamed() else self._marked())]
        if linked or self._unnamed():
            return linked
        if not self.told and (shared := self._shared()):
            return shared
        carried = [
            Side((told.reference,), "the ratio before", 0.0, linked=True, end=self.ratio.end) for told in self.told[-1:]
        ]
        return [*carried, *self._before()]

    def _tied(self) -> list[Side]:
        return [*self._inside(), *self._meant(), *self._behind(), *self._owner()]

    def _shared(self) -> list[Side]:
        """ "Twice the compute and half the power of the H20": what is named behind the last ratio is meant by both."""
        after = self.following
        if (
            after is None
            or self.ratio.equal
            or any(self.ratio.end <= r.start < after.ratio.start for r in self._names())
        ):
            return []
        if not self.words.joins.search(self.low[self.ratio.end : after.ratio.start]):
            return []
        behind = list(after._behind()) or after._shared()
        return [side._replace(rule="shared with the ratio behind") for side in behind]

    def coordinated(self) -> bool:
        """Whether only "and" stands between the ratio before and this one: "H100的5倍和3.5倍"."""
        between = self.low[self.told[-1].end : self.ratio.start] if self.told else ""
        return len(between) <= _COORDINATED and self.words.joins.search(between) is not None

    def subjects_here(self) -> list[Side]:
        """Those that the sentence itself speaks of."""
        found = [*self._figures(), *self._here(), *self._newer(), *self._carried(), *self._headed()]
        return found or list(self._following())

    def subjects_elsewhere(self) -> list[Side]:
        topics = (Side((topic,), "what the article is about", 4.0) for topic in self._topics())
        return [*self._earlier(), *topics]

    def other_than(self, chip: str, *, earlier: bool) -> str | None:
        """The chip or system of the same kind that was spoken of last and is not this one; ``earlier``: and may be the
        one that its maker sold before.
        """
        kind = self.trail.kinds.get(chip)
        for sentence in [self.sentence, *reversed(self.trail.past[-_LOOK_BACK:])]:
            for ref in reversed(sentence.refs):
                if (
                    ref.start < self.ratio.start
                    and ref.kind is kind
                    and ref.how != "group"
                    and chip not in ref.subjects
                    and (not earlier or may_precede(ref.subjects[0], chip))
                ):
                    return ref.subjects[0]
        topic = self.trail.topic(kind)
        return topic if topic is not None and topic != chip and (not earlier or may_precede(topic, chip)) else None

    def clause_start(self) -> int:
        start = self.sentence.start
        for found in CLAUSE.finditer(self.low, start, self.ratio.start):
            start = found.end()
        return start

    def clause_end(self, after: int) -> int:
        """Where the clause at ``after`` ends, or the next ratio's part of it begins."""
        found = CLAUSE.search(self.low, after, self.stop)
        return found.start() if found else self.stop

    # --- references

    def _names(self) -> list[Ref]:
        return [r for r in self.sentence.refs if r.how not in ("group", "former or latter")]

    def together(self, chip: str, before: int) -> tuple[str, ...]:
        """A chip with those that are named in one list with it before a place."""
        for sentence in [self.sentence, *reversed(self.trail.past[-_LOOK_BACK:])]:
            for ref in reversed(sentence.refs):
                if ref.how == "group" and ref.end <= before and chip in ref.subjects:
                    return ref.subjects
        return (chip,)

    def _together(self, ref: Ref) -> tuple[str, ...]:
        """The names that a name heads: "the 910B and the A100"."""
        return next((r.subjects for r in self.sentence.refs if r.how == "group" and r.start == ref.start), ref.subjects)

    def _inside(self) -> Iterator[Side]:
        if self.ratio.rule.reference != "linked":
            return
        for ref in self._names():
            if self.ratio.start <= ref.start and ref.end <= self.ratio.end:
                yield Side(ref.subjects, "within the ratio", 0.0, linked=True, start=ref.start, end=self.ratio.end)

    def _meant(self) -> Iterator[Side]:
        """ "Half of that": the last figure that is not of the chip just named."""
        if self.words.that.match(self.low, self.ratio.end) is None:
            return
        name = next((r for r in reversed(self._names()) if r.end <= self.ratio.start), None)
        for reading in reversed(self.readings):
            if reading.measure.start < self.sentence.start or name is None:
                return
            if reading.subjects != name.subjects:
                yield Side(reading.subjects, "whose figure is meant", 0.0, linked=True, end=self.ratio.end)
                return

    def _behind(self) -> Iterator[Side]:
        if self.ratio.rule.reference == "before":
            return
        end = self.ratio.end
        last = min(self.clause_end(end), end + _REACH)
        ref = next((r for r in self._names() if end <= r.start < last), None)
        word = self.words.other.search(self.low, end, last)
        if word is not None:
            named = next((r for r in self._names() if r.start >= word.end()), None)
            if named is not None and _NAMED_AT_ONCE.fullmatch(self.low, word.end(), named.start):
                word, ref = None, named
        if word is not None and (ref is None or word.start() < ref.start):
            if self._ties(end, word.start()):
                yield self._other(word.start(), word.end(), "the other behind it", 0.0, word.end())
        elif ref is not None and self._ties(end, ref.start) and not self._owns_next(ref):
            ref = self._against(ref) or ref
            yield Side(self._together(ref), "named behind it", 0.0, linked=True, start=ref.start, end=ref.end)

    def _other(self, first: int, last: int, rule: str, cost: float, end: int, chips: tuple[str, ...] = ()) -> Side:
        """The side of a name, or of words in ``[first, last)`` that mean the other or the earlier of two."""
        earlier = not chips and self.words.earlier.fullmatch(self.low, first, last) is not None
        return Side(chips, rule, cost, linked=True, start=first, end=end, earlier=earlier)

    def _ties(self, first: int, last: int) -> bool:
        """Whether what lies between a ratio and a name ties them: "times the memory of", "percent slower than the"."""
        between = self.low[first:last]
        if self.words.apart.search(between):
            return False
        if self.ratio.equal:
            return len(between.split()) <= _FEW_WORDS and not any(map(str.isdigit, between))
        if not between.strip() and self.ratio.rule.reference != "linked":
            return self._takes_up_a_figure()
        return bool(self.words.link.search(between)) or _DIRECT.fullmatch(between) is not None

    def _against(self, ref: Ref) -> Ref | None:
        """Whom the name behind a ratio is itself compared with: "4x higher throughput on Blackwell vs. Hopper"."""
        if self.words.marks.search(self.low, self.ratio.end, ref.start):
            return None
        after = next((r for r in self._names() if r.start >= ref.end), None)
        if after is None or after.start - ref.end > _BESIDE:
            return None
        return after if self.words.before.search(self.low, ref.end, after.start) else None

    def _owns_next(self, ref: Ref) -> bool:
        """ "相当于H20的三分之一" is a third of the H20, not its equal."""
        return (
            self.ratio.equal and self.stop < self.sentence.end and bool(_OWNED.fullmatch(self.low, ref.end, self.stop))
        )

    def _takes_up_a_figure(self) -> bool:
        """ "192 GB (6x Trillium)" is a ratio, "4x 3090" a number of cards."""
        last = next((r.measure.last for r in reversed(self.readings) if r.measure.last <= self.ratio.start), None)
        return (
            last is not None
            and self.ratio.start - last <= _NEXT
            and not self.words.apart.search(self.low, last, self.ratio.start)
        )

    def _owner(self) -> Iterator[Side]:
        """ "是960的两倍", "H20の6倍": the ratio belongs to the name before it."""
        if self.ratio.rule.base == 1:
            return
        for first, last, chips in self._places():
            own = _OWNED.fullmatch(self.low, last, self.ratio.start)
            if own or (not chips and _AT_ONCE.fullmatch(self.low, last, self.ratio.start)):
                yield self._other(first, last, "owner of the ratio", 0.0, self.ratio.end, chips)
                return

    def _marked(self) -> Iterator[Side]:
        for first, last, chips in self._places():
            if self._marks(first, last):
                yield self._other(first, last, "compared with", 0.5, self.ratio.end, chips)
                return

    def _marks(self, first: int, last: int) -> bool:
        start = self.sentence.start
        if self.ratio.rule.reference == "before":
            near = self.ratio.start - last <= _NEXT and CLAUSE.search(self.low, last, self.ratio.start) is None
            return near and self.words.paired.search(self.low, max(start, first - 20), first) is not None
        before = self.words.before.search(self.low, max(start, first - 40), first)
        return before is not None or self.words.after.match(self.low, last, self.ratio.end) is not None

    def _places(self) -> list[tuple[int, int, tuple[str, ...]]]:
        """Names, and words that mean the other of two, before the ratio, the nearest first."""
        names = [(r.start, r.end, r.subjects) for r in self._names() if r.end <= self.ratio.start]
        others = [
            (m.start(), m.end()) for m in self.words.other.finditer(self.low, self.sentence.start, self.ratio.start)
        ]
        free = [(a, b, ()) for a, b in others if not any(a < last and self._of(b, first) for first, last, _ in names)]
        return sorted([*names, *free], reverse=True)

    def _of(self, end: int, name: int) -> bool:
        """Whether words such as 前代 go with a name: "前代产品Trillium"."""
        return name < end or _ITS_NAME.fullmatch(self.low, end, name) is not None

    def of_else(self, *, named: bool) -> bool:
        """Whether the ratio is of something that is no spec: sales, shares, an SSD. Where the clause has ``named`` no
        attribute, words before it count too.
        """
        start = self.clause_start() if named else self.sentence.start
        return self.words.against.search(self.low, start, self.clause_end(self.ratio.end)) is not None

    def _unnamed(self) -> bool:
        """Whether the text compares with something that has no name here: "than the newest hardware"."""
        marked = self.words.marks.search(self.low, self.ratio.end, self.clause_end(self.ratio.end)) is not None
        return marked or _UNNAMED_OWNER.search(self.low, self.clause_start(), self.ratio.start) is not None

    def _before(self) -> Iterator[Side]:
        seen: set[str] = set()
        here = {r.subjects for r in self._names() if r.end <= self.ratio.start}
        if len(here) == 2 and len({self.trail.kinds.get(chips[0]) for chips in here}) == 1:
            for chips in here:
                yield Side(chips, "the only other here", 1.0)
        for distance, sentence in enumerate([self.sentence, *reversed(self.trail.past[-_LOOK_BACK:])]):
            for ref in reversed(sentence.refs):
                if ref.how == "group" or ref.start >= self.ratio.start or ref.subjects[0] in seen:
                    continue
                seen.add(ref.subjects[0])
                topic = self.trail.topic(ref.kind) == ref.subjects[0]
                yield Side(ref.subjects, "spoken of before", 1.0 + 0.3 * distance - (0.5 if topic else 0.0))
        for chip in self._topics():
            if chip not in seen:
                yield Side((chip,), "what the article is about", 2.0)

    def _topics(self) -> list[str]:
        topics = [self.trail.topic(kind) for kind in (SubjectKind.CHIP, SubjectKind.SYSTEM)]
        return [chip for chip in topics if chip is not None]

    # --- subjects

    def _figures(self) -> Iterator[Side]:
        """Whose figure the ratio takes up: "450 W, nearly four times what …"."""
        for reading in reversed(self.readings):
            measure = reading.measure
            if measure.start < self.sentence.start:
                return
            if measure.last <= self.ratio.start and not self._of_reference(measure.first):
                named = any(measure.last <= r.start and r.end <= self.ratio.start for r in self._names())
                beside = not named and self.ratio.start - measure.last <= _BESIDE
                yield Side(reading.subjects, "its figure", 0.1 if beside else 1.0)
                return

    def _of_reference(self, place: int) -> bool:
        return any(told.start <= place < told.end for told in self.told)

    def _here(self) -> Iterator[Side]:
        names = [r for r in self._names() if r.end <= self.ratio.start]
        marked = {side.start for side in self._marked()}
        for n, ref in enumerate(reversed(names[-_NAMES:])):
            how = self.sentence.role(ref, self.low)
            aside = 1.0 if how in ("compared", "phrase") or self._of_reference(ref.start) else 0.0
            aside = _COMPARED if ref.start in marked else aside
            yield Side(ref.subjects, "named before", 0.2 + 0.4 * n + aside)

    def _newer(self) -> Iterator[Side]:
        """ "The newcomer" of two is the one that the article is about."""
        if self.words.newer.search(self.low, self.clause_start(), self.ratio.start):
            for chip in self._topics()[:1]:
                yield Side((chip,), "the new one", -0.5)

    def _carried(self) -> Iterator[Side]:
        """The subject of the ratio before goes on until another is named."""
        for told in self.told[-1:]:
            named = any(told.end <= r.start and r.end <= self.ratio.start for r in self._names())
            yield Side((told.subject,), "subject of the ratio before", 1.5 if named else 0.0)

    def _headed(self) -> Iterator[Side]:
        """In a list, what the heading names."""
        if self.sentence.kind is BlockKind.LIST_ITEM and self.trail.heading is not None:
            for ref in self.trail.heading.refs[:1]:
                yield Side(ref.subjects, "heading", 1.5)

    def _following(self) -> Iterator[Side]:
        for ref in self._names():
            if ref.start >= self.ratio.end:
                against = ref.start < self.stop and self._against(ref)
                yield Side(ref.subjects, "compared behind it" if against else "named behind", 0.0 if against else 2.5)

    def _earlier(self) -> Iterator[Side]:
        last = next((r for r in reversed(self.readings) if r.measure.start < self.sentence.start), None)
        for distance, sentence in enumerate(reversed(self.trail.past[-_LOOK_BACK:])):
            far = 2.0 + _NEXT_SENTENCE * distance
            if last is not None and sentence.start <= last.measure.start < sentence.end:
                yield Side(last.subjects, "spoken of last", far)
            if self.trail.last is not None and sentence.start <= self.trail.last.start < sentence.end:
                yield Side((self.trail.last.subject,), "subject of the last ratio", far - 0.3)
            for n, ref in enumerate([r for r in sentence.refs if r.how != "group"][:_NAMES]):
                aside = sentence.role(ref, self.low) in ("compared", "phrase")
                yield Side(ref.subjects, "subject before", far + 0.1 + 0.2 * n + (0.5 if aside else 0.0))
