"""Claims in prose and lists: an article read sentence by sentence, what each quantity is and whose."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chipwatch.extract.corrections import CorrectionReader
from chipwatch.extract.cues import Cue, CueFinder
from chipwatch.extract.dates import DateReader
from chipwatch.extract.features import NONE, Candidate, attribute_candidates
from chipwatch.extract.measure import Measure
from chipwatch.extract.precision import Format, formats, is_sparse
from chipwatch.extract.quantities import QuantityReader
from chipwatch.extract.reading import Ref, Sentence, VendorPointers, breaks, groups, pair_refs, refs_of, spans_of
from chipwatch.extract.relation_words import RelationWords
from chipwatch.extract.sentences import sentences
from chipwatch.extract.status import status_candidates
from chipwatch.extract.subjects import Memory, Scene
from chipwatch.extract.weighing import Weights, reasons, weigh
from chipwatch.language import AttributeRule
from chipwatch.model import Article, Block, BlockKind, Mention, Status, SubjectKind

_BULLET = re.compile(r"[\s\W\d]{0,8}")
_ITEM_NAME_END = re.compile(r"[\s*\"”」』]*(?:[:：(（–—-]|$)")
_OF_UNIT = frozenset({"flops", "ops", "bytes", "bytes/s", "watt", "hertz", "tokens/s", "images/s", "area", "cores"})
_NOT_NEAR, _NOT_NEEDED = Format((None,), "no precision near"), Format((None,), "none needed")
_CLEAR = 0.42  # the share of the likelihood below which a number is given to nobody
_SURE = 0.4  # the likelihood that both attribute and subject are right, below which a number is no claim


@dataclass(frozen=True, slots=True)
class Reading:
    """A quantity understood. ``rules`` are those of chip, attribute, precision, bound and status."""

    measure: Measure
    subjects: tuple[str, ...]
    attribute: str
    formats: tuple[str | None, ...]
    sparse: bool
    status: Status
    rules: tuple[str, ...]
    row: str | None = None
    col: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """One question put to the weights, as the fitting wants it: the candidates and what was chosen."""

    question: str
    candidates: Sequence[Candidate]
    chosen: tuple[str, ...]
    measure: Measure
    sentence: Sentence


@dataclass(slots=True)
class Readers:
    """The finders of one language."""

    quantities: QuantityReader
    dates: DateReader
    cues: CueFinder
    relations: RelationWords


@dataclass(frozen=True, slots=True)
class Prose:
    """What was read in an article's prose: ``sentences`` with their references, quantities and cue words."""

    readings: list[Reading]
    sentences: list[Sentence]
    withdrawn: list[Reading]  # what the article takes back


Oracle = Callable[[Decision], tuple[str, ...] | None]
"""Told each decision, may answer it: how fitting walks an article along the labelled readings."""


class ProseReader:
    """Reads one article's prose. ``weights`` by question: ``attribute``, ``subject``, ``status``."""

    def __init__(
        self,
        readers: Callable[[str], Readers],
        attributes: Mapping[str, AttributeRule],
        pointers: VendorPointers,
        corrections: CorrectionReader,
        weights: Mapping[str, Weights],
    ) -> None:
        self.readers = readers
        self.attributes = attributes
        self.possible: dict[str, dict[str, AttributeRule]] = {}  # the attributes of each dimension
        for name, rule in attributes.items():
            for dimension in rule.dimensions:
                self.possible.setdefault(dimension, {})[name] = rule
        self.pointers = pointers
        self.corrections = corrections
        self._weights = weights

    def read(
        self,
        article: Article,
        folded: str,
        low: str,
        mentions: Sequence[Mention],
        *,
        comma: bool | None,
        oracle: Oracle | None = None,
    ) -> Prose:
        """The article's sentences and the readings of all quantities in them, in order."""
        state = _State(self, article, folded, low, mentions, comma, oracle)
        readings = list(state.run())
        return Prose(readings, state.memory.past, state.withdrawn)

    def choose(self, question: str, candidates: list[Candidate]) -> tuple[Candidate, float]:
        """The likeliest reading and its share of the likelihood."""
        return weigh(candidates, self._weights.get(question, {}))

    def why(self, question: str, chosen: Candidate) -> str:
        """What speaks for a reading."""
        return reasons(chosen, self._weights.get(question, {}))


@dataclass(slots=True)
class _State:
    reader: ProseReader
    article: Article
    folded: str
    low: str
    mentions: Sequence[Mention]
    comma: bool | None
    oracle: Oracle | None
    memory: Memory = field(default_factory=Memory)
    before: list[Ref] = field(default_factory=list)
    year: str | None = None
    format: Format | None = None
    previous: str | None = None
    status: Status | None = None
    statuses: dict[tuple[str, ...], Status] = field(default_factory=dict)
    withdrawn: list[Reading] = field(default_factory=list)
    gone: frozenset[Measure] = frozenset()

    def run(self) -> Iterator[Reading]:
        read = list(self._scenes())
        for n, (sentence, leads) in enumerate(read):
            following = read[n + 1][0] if n + 1 < len(read) else None
            yield from self._read(sentence, leads, following)

    def _scenes(self) -> Iterator[tuple[Sentence, list[tuple[str, Sentence]]]]:
        """Every sentence with the list leads and headings that govern it."""
        heading: Sentence | None = None
        lead: Sentence | None = None
        title: Sentence | None = None
        item: Sentence | None = None
        cues = self._cues()
        for index, block in enumerate(self.article.blocks):
            if block.kind is BlockKind.TABLE:
                continue
            read = self._sentences(index, block, cues[index])
            if block.kind is not BlockKind.LIST_ITEM:
                ends_open = self.low[block.start : block.end].rstrip().endswith((":", "："))
                lead = read[-1] if read and (ends_open or block.kind is BlockKind.HEADING) else None
                item = None
            elif read and _is_named(read[0], self.low):
                item = read[0]
            if block.kind is BlockKind.HEADING and read:
                title, heading = (read[-1], None) if title is None else (title, read[-1])
            leads = [("list", lead)] if lead is not None and block.kind is BlockKind.LIST_ITEM else []
            if item is not None and read and item is not read[0]:
                leads.insert(0, ("item", item))
            if heading is not None and heading is not lead and block.kind is not BlockKind.HEADING:
                leads.append(("heading", heading))
            if title is not None and title is not lead and index > 0:
                leads.append(("title", title))
            for sentence in read:
                yield sentence, leads

    def _cues(self) -> dict[int, list[tuple[tuple[int, int], list[Cue]]]]:
        """The sentences of each block that is no table, and their cues; those of one language found together."""
        spans = {
            index: sentences(self.low, block.start, block.end)
            for index, block in enumerate(self.article.blocks)
            if block.kind is not BlockKind.TABLE
        }
        found: dict[int, list[tuple[tuple[int, int], list[Cue]]]] = {}
        for lang in {block.lang for block in self.article.blocks}:
            own = [index for index in spans if self.article.blocks[index].lang == lang]
            cues = iter(self.reader.readers(lang).cues.find(self.low, [span for index in own for span in spans[index]]))
            found |= {index: [(span, next(cues)) for span in spans[index]] for index in own}
        return found

    def _sentences(self, index: int, block: Block, cued: list[tuple[tuple[int, int], list[Cue]]]) -> list[Sentence]:
        readers = self.reader.readers(block.lang)
        found: list[Sentence] = []
        for (start, end), cues in cued:
            names = spans_of(self.mentions, start, end)
            dates = [
                d
                for d in readers.dates.find(self.low, start, end, self.year)
                if not any(a < d.last and d.first < b for a, b in names)
                and not readers.dates.ends_name(d, self.folded, start, names)
            ]
            sure = [d for d in dates if not readers.dates.may_count(d, self.low)]
            taken = sorted([*names, *((d.first, d.last) for d in sure)])
            measures = readers.quantities.find(self.folded, self.low, start, end, taken, comma=self.comma)
            measures = [m for m in measures if m.dimension in _OF_UNIT or not _overlaps(m, dates)]
            dates = [d for d in dates if not _overlaps(d, measures)]
            if dates:
                self.year = dates[-1].date
            refs = refs_of(self.mentions, start, end)
            refs += self.reader.pointers.find(self.mentions, self.low, start, end)
            before = found[-1].refs if found else self.before
            refs += pair_refs(sorted(refs, key=lambda r: r.start), cues, before, self.low)
            refs.sort(key=lambda r: (r.start, r.end))
            found.append(
                Sentence(
                    start,
                    end,
                    index,
                    block.kind,
                    refs=sorted([*refs, *groups(refs, self.low)], key=lambda r: (r.start, r.end)),
                    measures=sorted([*measures, *dates], key=lambda m: m.first),
                    cues=cues,
                    breaks=breaks(self.low, start, end) if measures or dates else [],
                    vendors=refs_of(self.mentions, start, end, (SubjectKind.VENDOR,)) if measures or dates else [],
                )
            )
        if found and found[-1].refs:
            self.before = found[-1].refs
        return found

    def _read(
        self, sentence: Sentence, leads: list[tuple[str, Sentence]], following: Sentence | None
    ) -> Iterator[Reading]:
        for ref in sentence.refs:
            if ref.how == "name":
                self.memory.latest[ref.kind] = ref
                self.memory.counts[ref.subjects[0]] = self.memory.counts.get(ref.subjects[0], 0) + 1
        told = formats(sentence, self.low, self.format)
        self.previous = None
        block = self.article.blocks[sentence.block]
        self.gone = self.reader.corrections.withdrawn(sentence, self.low, block.lang, paragraph=block.start)
        for n in range(len(sentence.measures)):
            reading = self._decide(n, sentence, leads, following, told.get(n))
            if reading is not None and reading.measure in self.gone:
                self.withdrawn.append(reading)
            elif reading is not None:
                yield reading
        self.memory.past.append(sentence)

    def _decide(
        self,
        index: int,
        sentence: Sentence,
        leads: list[tuple[str, Sentence]],
        following: Sentence | None,
        told: Format | None,
    ) -> Reading | None:
        measure = sentence.measures[index]
        options = attribute_candidates(
            measure,
            sentence,
            self.low,
            self.reader.possible.get(measure.dimension, {}),
            known=bool(self.memory.counts),
            previous=self.previous,
            since=self.memory.since,
            lead=leads[0][1] if leads else None,
        )
        if len(options) == 1:
            return None
        (name,), what, sure = self._ask("attribute", options, measure, sentence)
        if name == NONE:
            return None
        form = (told or _NOT_NEAR) if name == "compute" else _NOT_NEEDED
        scene = Scene(
            measure,
            index,
            name,
            self.reader.attributes[name],
            form.precisions[0],
            sentence,
            self.low,
            self.memory,
            leads,
            following,
        )
        subjects, whose, surely = self._ask("subject", scene.candidates(), measure, sentence)
        if not subjects or sure * surely < _SURE:
            return None
        before = self.memory.past[-1] if self.memory.past else None
        ways = status_candidates(
            measure,
            name,
            sentence,
            before,
            leads,
            self.status,
            self.statuses.get(subjects),
            self.low,
            self.article.published,
        )
        (way,), how, _ = self._ask("status", ways, measure, sentence)
        status = Status(way)
        if not scene.answers:
            self.memory.primary = subjects
        self._remember(measure, name, subjects, form, status)
        why = self.reader.why
        rules = (
            why("subject", whose),
            why("attribute", what),
            form.rule,
            measure.hedge or "no hedge",
            why("status", how),
        )
        sparse = name == "compute" and is_sparse(measure, sentence, self.low)
        return Reading(measure, subjects, name, form.precisions, sparse, status, rules)

    def _remember(self, measure: Measure, name: str, subjects: tuple[str, ...], form: Format, status: Status) -> None:
        self.previous, self.status = name, status
        self.statuses[subjects] = status
        self.memory.last, self.memory.since = subjects, measure.end
        if name == "compute":
            self.format = form
        for subject in subjects if measure not in self.gone else ():
            for precision in form.precisions:
                self.memory.told.setdefault((subject, name, precision), set()).add(measure.value)

    def _ask(
        self, question: str, candidates: list[Candidate], measure: Measure, sentence: Sentence
    ) -> tuple[tuple[str, ...], Candidate, float]:
        """The choice, the reading that the weights chose, and its share; in a fit the choice is the labels'."""
        candidate, share = self.reader.choose(question, candidates)
        if question == "subject" and share < _CLEAR:
            candidate = candidates[-1]
        if self.oracle is not None and measure not in self.gone:
            answer = self.oracle(Decision(question, candidates, candidate.choice, measure, sentence))
            if answer is not None:
                return answer, candidate, 1.0
        return candidate.choice, candidate, share


def _overlaps(measure: Measure, others: Sequence[Measure]) -> bool:
    return any(measure.first < other.last and other.first < measure.last for other in others)


def _is_named(sentence: Sentence, low: str) -> bool:
    """Whether a list item begins with the name of what the items below it tell of: "- H20: the export part"."""
    ref = next((r for r in sentence.refs if r.how == "name"), None)
    return (
        ref is not None
        and _BULLET.fullmatch(low, sentence.start, ref.start) is not None
        and _ITEM_NAME_END.match(low, ref.end, sentence.end) is not None
    )
