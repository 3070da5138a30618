"""Claims in prose and lists: reads an article sentence by sentence and decides for each quantity what it is and whose."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from chipwatch.extract.dates import DateReader
from chipwatch.extract.cues import CueFinder
from chipwatch.extract.features import NONE, Candidate, Memory, attribute_candidates, subject_candidates
from chipwatch.extract.precision import COMPUTE, Format, formats, is_sparse
from chipwatch.extract.quantities import Measure, QuantityReader
from chipwatch.extract.reading import Ref, Sentence, breaks, groups, refs_of
from chipwatch.extract.sentences import sentences
from chipwatch.extract.status import status_candidates
from chipwatch.extract.weighing import Weights, reasons, weigh
from chipwatch.language import AttributeRule
from chipwatch.model import Article, Block, BlockKind, Mention, Status, SubjectKind


@dataclass(frozen=True, slots=True)
class Reading:
    """A quantity understood: an attribute of subjects. ``rules`` are those of chip, attribute, precision, bound, status."""

    measure: Measure
    subjects: tuple[str, ...]
    attribute: str
    formats: tuple[str | None, ...]
    sparse: bool
    status: Status
    rules: tuple[str, ...]
    sentence: Sentence | None = None
    row: str | None = None
    col: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """One question put to the weights, as the fitting wants it: the candidates and what was chosen."""

    question: str
    candidates: Sequence[Candidate]
    measure: Measure
    sentence: Sentence


@dataclass(slots=True)
class Readers:
    """The finders of one language."""

    quantities: QuantityReader
    dates: DateReader
    cues: CueFinder


Oracle = Callable[[Decision], tuple[str, ...] | None]
"""Told each decision, may answer it: how fitting walks an article along the labelled readings."""


class ProseReader:
    """Reads one article's prose. ``weights`` by question: ``attribute``, ``subject``, ``status``."""

    def __init__(
        self, readers: Callable[[str], Readers], attributes: Mapping[str, AttributeRule], weights: Mapping[str, Weights]
    ) -> None:
        self._readers = readers
        self._attributes = attributes
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
    ) -> list[Reading]:
        """The readings of all quantities of the article's prose, in order."""
        state = _State(self, article, folded, low, mentions, comma, oracle)
        return list(state.run())

    def choose(self, question: str, candidates: list[Candidate]) -> tuple[Candidate, float, float, str]:
        weights = self._weights.get(question, {})
        candidate, share, lead = weigh(candidates, weights)
        return candidate, share, lead, reasons(candidate, weights)


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
    year: str | None = None
    format: Format | None = None
    previous: str | None = None
    status: Status | None = None

    def run(self) -> Iterator[Reading]:
        spans = sorted((m.start, m.end) for m in self.mentions)
        heading: Sentence | None = None
        lead: Sentence | None = None
        title: Sentence | None = None
        for index, block in enumerate(self.article.blocks):
            if block.kind is BlockKind.TABLE:
                continue
            read = self._sentences(index, block, spans)
            if block.kind is not BlockKind.LIST_ITEM:
                ends_open = self.low[block.start : block.end].rstrip().endswith((":", "："))
                lead = read[-1] if read and (ends_open or block.kind is BlockKind.HEADING) else None
            if block.kind is BlockKind.HEADING and read:
                if title is None:
                    title = read[-1]
                else:
                    heading = read[-1]
            leads = [("list", lead)] if lead is not None and block.kind is BlockKind.LIST_ITEM else []
            if heading is not None and heading is not lead and block.kind is not BlockKind.HEADING:
                leads.append(("heading", heading))
            if title is not None and title is not lead and index > 0:
                leads.append(("title", title))
            for sentence in read:
                yield from self._read(sentence, [(p, s) for p, s in leads if s is not None])

    def _sentences(self, index: int, block: Block, spans: list[tuple[int, int]]) -> list[Sentence]:
        readers = self.reader._readers(block.lang)
        found: list[Sentence] = []
        for start, end in sentences(self.low, block.start, block.end):
            sentence = Sentence(start, end, index, block.kind)
            refs = refs_of(self.mentions, start, end)
            sentence.refs = sorted([*refs, *groups(refs, self.low)], key=lambda r: (r.start, r.end))
            taken = [s for s in spans if s[0] < end and s[1] > start]
            dates = readers.dates.find(self.low, start, end, self.year)
            if dates:
                self.year = dates[-1].date
            taken_all = sorted([*taken, *((d.first, d.last) for d in dates)])
            measures = readers.quantities.find(self.folded, self.low, start, end, taken_all, comma=self.comma)
            dates = [d for d in dates if not any(a < d.last and d.first < b for a, b in taken)]
            sentence.measures = sorted([*measures, *dates], key=lambda m: m.first)
            sentence.cues = readers.cues.find(self.low, start, end)
            sentence.breaks = breaks(self.low, start, end)
            found.append(sentence)
        return found

    def _read(self, sentence: Sentence, leads: list[tuple[str, Sentence]]) -> Iterator[Reading]:
        for ref in sentence.refs:
            if ref.how == "name":
                self.memory.counts[ref.subjects[0]] = self.memory.counts.get(ref.subjects[0], 0) + 1
                self.memory.kinds[ref.subjects[0]] = ref.kind
        told = formats(sentence, self.low, self.format)
        self.previous = None
        for n, measure in enumerate(sentence.measures):
            reading = self._decide(n, measure, sentence, leads, told)
            if reading is not None:
                yield reading
        self.memory.past.append(sentence)

    def _decide(
        self, n: int, measure: Measure, sentence: Sentence, leads: list[tuple[str, Sentence]], told: dict[int, Format]
    ) -> Reading | None:
        lead = leads[0][1] if leads else None
        options = attribute_candidates(
            measure, sentence, self.low, self.reader._attributes, self.memory, self.previous, lead
        )
        if len(options) == 1:
            return None
        attribute, why_attribute = self._ask("attribute", options, measure, sentence)
        if attribute in ((), (NONE,)):
            return None
        name = attribute[0]
        rule = self.reader._attributes[name]
        form = (
            told.get(n, Format((None,), "no precision near")) if name == "compute" else Format((None,), "none needed")
        )
        people = subject_candidates(measure, name, rule, form.precisions[0], sentence, self.low, self.memory, leads)
        subjects, why_subject = self._ask("subject", people, measure, sentence)
        if not subjects:
            return None
        before = self.memory.past[-1] if self.memory.past else None
        ways = status_candidates(measure, name, sentence, before, leads, self.status, self.article.published)
        status, why_status = self._ask("status", ways, measure, sentence)
        self.previous = name
        self.status = Status(status[0])
        self.memory.last = subjects
        if name == "compute":
            self.format = form
        for subject in subjects:
            for precision in form.precisions:
                self.memory.told.setdefault((subject, name, precision), set()).add(measure.value)
        rules = (why_subject, why_attribute, form.rule, measure.hedge or "no hedge", why_status)
        sparse = name == "compute" and is_sparse(measure, sentence, self.low)
        return Reading(measure, subjects, name, form.precisions, sparse, Status(status[0]), rules, sentence)

    def _ask(
        self, question: str, candidates: list[Candidate], measure: Measure, sentence: Sentence
    ) -> tuple[tuple[str, ...], str]:
        candidate, _, _, why = self.reader.choose(question, candidates)
        if self.oracle is not None:
            answer = self.oracle(Decision(question, candidates, measure, sentence))
            if answer is not None:
                return answer, "labelled"
        return candidate.choice, why
