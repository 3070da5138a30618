"""Relations: whose ratio to whom a text tells, and of what.

Of the two sides that could be compared (``relation_sides``) the cheapest pair stands. The article's own figures weigh
in: a pair whose figures agree with the ratio is preferred to one whose figures contradict it, which tells
"the other" from "this one" where grammar does not. A pair that no words tie to the ratio stands only on its figures.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from chipwatch.extract.prose import Reading
from chipwatch.extract.reading import Sentence
from chipwatch.extract.relation_ratios import Ratio
from chipwatch.extract.relation_sides import Side, Sides, Told, Trail, in_a_name
from chipwatch.extract.relation_tables import TableRatios
from chipwatch.extract.relation_words import RelationWords
from chipwatch.model import Article, Mention, Relation, SubjectKind

_AGREES, _CONTRADICTS = Decimal("0.08"), Decimal("0.3")  # of the ratio
_AGREED, _CONTRADICTED, _OTHER_KIND = -3.0, 1.4, 2.0  # costs
_LONGEST_QUOTE = 160
_LOOK_BACK = 40  # figures
_MOST_VALUES = 16  # of one attribute of one chip
_NEVER_COMPARED = frozenset({"release", "process_node"})  # figures that no ratio is of
_PARTS = frozenset({"chip_count", "cores"})  # figures that say what a thing is made of

Figures = Mapping[tuple[str, str], Collection[tuple[str | None, Decimal]]]


@dataclass(frozen=True, slots=True)
class _Pair:
    subject: str
    reference: str
    sides: tuple[Side, Side]
    cost: float
    agreed: bool | None


class RelationReader:
    """Reads the relations of articles in any language of the rules. ``words`` gives those of a language."""

    def __init__(self, words: Callable[[str], RelationWords]) -> None:
        self._words = words

    def read(
        self,
        sentences: Sequence[Sentence],
        readings: Sequence[Reading],
        article: Article,
        low: str,
        mentions: Sequence[Mention],
        *,
        comma: bool | None,
    ) -> tuple[Relation, ...]:
        """The relations in an article's sentences, in order; ``readings`` are of its prose and its tables."""
        if len({mention.chip for mention in mentions if mention.kind is not SubjectKind.VENDOR}) < 2:
            return ()
        low = low.replace("*", " ")  # marks of emphasis
        ordered = sorted(readings, key=lambda r: r.measure.start)
        state = _State(article, low, ordered, _figures(readings))
        for sentence in sentences:
            words = self._words(article.blocks[sentence.block].lang)
            state.read(sentence, words, words.ratios.find(low, sentence.start, sentence.end, comma=comma))
        for relation in TableRatios(article, low, mentions, ordered, bool(comma), state.borne_out).read(self._words):
            state.add(relation)
        return tuple(sorted(state.relations.values(), key=lambda r: (r.start, r.end)))


def _figures(readings: Sequence[Reading]) -> Figures:
    found: dict[tuple[str, str], dict[tuple[str | None, Decimal], None]] = {}
    for reading in readings:
        if reading.measure.date is None:
            for chip in reading.subjects:
                values = found.setdefault((chip, reading.attribute), {})
                if len(values) < _MOST_VALUES:
                    values |= {(precision, reading.measure.value): None for precision in reading.formats}
    return found


class _State:
    """One article being read."""

    def __init__(self, article: Article, low: str, readings: Sequence[Reading], figures: Figures) -> None:
        self.relations: dict[tuple[str, str, str | None, Decimal], Relation] = {}
        self._article, self._low = article, low
        self._readings, self._figures = readings, figures
        self._compared = {attribute for _, attribute in figures}
        self._trail = Trail()

    def read(self, sentence: Sentence, words: RelationWords, ratios: Sequence[Ratio]) -> None:
        told: list[Told] = []
        self._trail.add(sentence)
        self._trail.past.pop()
        following: Sides | None = None
        sides: list[Sides] = []
        for ratio in reversed([r for r in ratios if not in_a_name(r, sentence)]):
            stop = following.ratio.start if following else sentence.end
            place = bisect_left(self._readings, ratio.start, key=lambda r: r.measure.start)
            known = self._readings[max(0, place - _LOOK_BACK) : place]
            following = Sides(ratio, sentence, self._low, words, self._trail, known, told, stop, following)
            sides.insert(0, following)
        for one in sides:
            self._relate(one, told)
        self._trail.past.append(sentence)

    def add(self, relation: Relation) -> None:
        """Keep a relation; one told twice is one."""
        self.relations.setdefault((relation.chip, relation.reference, relation.attribute, relation.ratio), relation)

    def _relate(self, sides: Sides, told: list[Told]) -> None:
        references = sides.references()
        attribute, why = self._attribute(sides, references)
        if sides.of_else(named=attribute is not None):
            return
        pair = self._pair(sides, references, attribute)
        if pair is None:
            return
        if attribute is None and (borne_out := self.borne_out(pair.subject, pair.reference, sides.ratio.value)):
            attribute, why = borne_out, "figures agree"
        own = why not in ("a figure before", "noun in the sentence") or sides.coordinated()
        if not self._stands(sides.ratio, pair, attribute, own=own):
            return
        ratio, side = sides.ratio, pair.sides[1]
        start = side.start if 0 <= side.start < ratio.start else ratio.start
        told.append(Told(pair.subject, pair.reference, start, max(ratio.end, side.end)))
        self._trail.last = told[-1]
        for subject, reference in self._each(sides, pair):
            self._add(sides, pair, subject, reference, attribute, why)

    @staticmethod
    def _each(sides: Sides, pair: _Pair) -> list[tuple[str, str]]:
        """One pair, or one for each of several names: "the M5 Pro and Max … than the M4 Pro and Max" in order."""
        references = pair.sides[1].chips if pair.reference in pair.sides[1].chips else (pair.reference,)
        subjects = sides.together(pair.subject, sides.ratio.start)
        if len(references) > 1 and len(subjects) == len(references):
            return list(zip(subjects, references, strict=True))
        return [(pair.subject, reference) for reference in references]

    def _add(self, sides: Sides, pair: _Pair, subject: str, reference: str, attribute: str | None, why: str) -> None:
        ratio, side = sides.ratio, pair.sides[1]
        start = side.start if 0 <= side.start < ratio.start else ratio.start
        end = max(ratio.end, side.end)
        if end - start > _LONGEST_QUOTE:
            start, end = ratio.start, ratio.end
        rules = (ratio.rule.name, pair.sides[0].rule, side.rule, why)
        text = self._article.text
        self.add(Relation(subject, reference, ratio.value, text[start:end], start, end, attribute, rules))

    # --- who

    def _pair(self, sides: Sides, references: Sequence[Side], attribute: str | None) -> _Pair | None:
        here, elsewhere = sides.subjects_here(), sides.subjects_elsewhere()
        pairs = [
            pair
            for reference in references
            for subject in (here if here and reference.earlier else here + elsewhere)
            for chip in subject.chips[:1]
            if (pair := self._paired(sides, subject, chip, reference, attribute)) is not None
        ]
        return min(pairs, key=lambda p: p.cost, default=None)

    def _paired(self, sides: Sides, subject: Side, chip: str, reference: Side, attribute: str | None) -> _Pair | None:
        other = reference.chips[0] if reference.chips else sides.other_than(chip, earlier=reference.earlier)
        if other is None or chip == other or chip in reference.chips:
            return None
        cost = subject.cost + reference.cost
        if self._trail.kinds.get(chip) is not self._trail.kinds.get(other):
            cost += _OTHER_KIND
        agreement = self._agreement(chip, other, attribute, sides.ratio.value)
        cost += {True: _AGREED, False: _CONTRADICTED, None: 0.0}[agreement]
        return _Pair(chip, other, (subject, reference), cost, agreement)

    def _agreement(self, chip: str, other: str, attribute: str | None, ratio: Decimal) -> bool | None:
        """Whether the article's figures bear the ratio out, contradict it, or say nothing."""
        if attribute is None:
            return None
        ours, theirs = self._figures.get((chip, attribute), ()), self._figures.get((other, attribute), ())
        found = [abs(a / b / ratio - 1) for p, a in ours for q, b in theirs if (p == q or None in (p, q)) and b]
        if not found:
            return None
        nearest = min(found)
        return True if nearest <= _AGREES else False if nearest > _CONTRADICTS else None

    def borne_out(self, chip: str, other: str, ratio: Decimal) -> str | None:
        """The one attribute whose figures agree with a ratio that names none."""
        agreed = [name for name in self._compared if self._agreement(chip, other, name, ratio)]
        return agreed[0] if len(agreed) == 1 else None

    @staticmethod
    def _stands(ratio: Ratio, pair: _Pair, attribute: str | None, *, own: bool) -> bool:
        reference = pair.sides[1]
        if attribute is None and (ratio.rule.needs_attribute or not reference.linked or not reference.chips):
            return False
        if ratio.equal and pair.agreed is False:
            return False
        if reference.rule == "the ratio before":
            return own
        if reference.linked or ratio.rule.reference in ("linked", "before"):
            return reference.linked
        return (
            bool(pair.agreed) or ratio.rule.reference == "presumed" or (own and reference.rule == "the only other here")
        )

    # --- of what

    def _attribute(self, sides: Sides, references: Sequence[Side]) -> tuple[str | None, str]:
        ratio, words, low = sides.ratio, sides.words, self._low
        for side in references:
            if side.rule == "whose figure is meant":
                return next(r.attribute for r in reversed(sides.readings) if r.subjects == side.chips), side.rule
        behind = max([ratio.end, *(r.end for r in references if r.linked and r.end <= sides.stop)])
        stop = sides.clause_end(behind)
        if (apart := words.apart.search(low, behind, stop)) is not None:
            stop = apart.start()
        formats = [c.start for c in sides.sentence.cues if c.label.startswith("precision/") and c.start < stop]
        if nouns := words.nouns.find(low, ratio.start, stop):
            return _of_compute(nouns[0], formats), "noun behind"
        if any(place >= ratio.end for place in formats):
            return "compute", "precision behind"
        figure = next((r for r in self._readings if ratio.start <= r.measure.first < stop), None)
        if figure is not None and figure.attribute not in _NEVER_COMPARED:
            return figure.attribute, "figure behind"
        start = sides.clause_start()
        if nouns := words.nouns.find(low, start, ratio.start):
            return _of_compute(nouns[-1], [place for place in formats if place >= start]), "noun before"
        taken_up, why = self._taken_up(sides)
        if taken_up != "throughput" and (manner := words.manner.find(low, start, ratio.end)):
            return manner[0], "manner"
        return taken_up, why

    def _taken_up(self, sides: Sides) -> tuple[str | None, str]:
        """What the ratio is of where its own clause does not say: the figure before it, or the sentence's one noun."""
        sentence = sides.sentence
        left_out = _NEVER_COMPARED | (_PARTS if sides.ratio.equal else {"chip_count"})
        figures = [r for r in sides.readings if r.attribute not in left_out]
        if figures and figures[-1].measure.start >= sentence.start:
            return figures[-1].attribute, "a figure before"
        before = sides.trail.past[-1].start if sides.trail.past else sentence.start
        if figures and figures[-1].measure.start >= before and sides.words.that_is.match(self._low, sentence.start):
            return figures[-1].attribute, "the figure that it takes up"
        nouns = set(sides.words.nouns.find(self._low, sentence.start, sides.ratio.start))
        if len(nouns) == 1 and not sides.ratio.equal:
            return nouns.pop(), "noun in the sentence"
        return None, "not said"


def _of_compute(noun: str, formats: Sequence[int]) -> str:
    """Throughput in a number format is compute: "six times the FP4 throughput"."""
    return "compute" if noun == "throughput" and formats else noun
