"""Which readings of names stand in a document: weak names by their context, bare models by the family named before.

Support for a reading is counted over four rings: its sentence, its block with the headings above it, the document so
far, and the chip words of its sentence. Time is linear in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from chipwatch.extract.name_reader import Found, Name, NameReader, Strength
from chipwatch.lexicon import Family
from chipwatch.model import Article, Block, BlockKind, Candidate, Mention, SubjectKind

SENTENCE_END = re.compile(r"[。\n]|[!?;](?=[\s\u3000-\u9fff])|\.['\")\]]*\s+(?=[A-Z\"'(\d\u3400-\u9fff])")
_MODEL_REST = re.compile(r"[A-Za-z]{0,3}\d{0,4}[A-Za-z]{0,2}(?![A-Za-z0-9])")
_TIED_BEFORE = re.compile(r"[a-z0-9]-")
_TIED_AFTER = re.compile(r"-[A-Z]")
_LAST_WORD = re.compile(r"[A-Za-z]+$")
_LETTERS_DIGITS = re.compile(r"([A-Za-z]*)(\d+)([A-Za-z]*)")
_LEAST_DIGITS = 3  # a shorter bare number or model is too common a word
_CARD = re.compile(r"[1-9]\d{2}0(?: ?[A-Z].*)?(?<!00)")  # numbers that hardly count anything: 3090, 5070 Ti
_AT_ONCE = 12  # characters between a name and a chip word that goes with it
_CAPITAL = re.compile(r"(?<![A-Za-z])([A-Z][A-Za-z]+)[ -]$")
_PLURAL = re.compile(r" [a-z]+s\b")
_REACH = 400  # characters between a chip and a word for its system
_MADE_OF = re.compile(r" of (?:[\d,.]+ )?")
_QUOTES = ('"', "'", "“", "”", "「", "」")
_LOOK_BACK = 12  # characters before a bare number in which its pointing word ends


@dataclass(slots=True)
class _Ring:
    """What a stretch of text speaks of."""

    vendors: set[str] = field(default_factory=set)
    families: set[str] = field(default_factory=set)
    word: bool = False

    def add(self, name: Name) -> None:
        self.vendors.add(name.vendor)
        if name.family:
            self.families.add(name.family.name)

    def include(self, other: _Ring) -> None:
        self.vendors |= other.vendors
        self.families |= other.families
        self.word |= other.word


@dataclass(slots=True)
class _Run:
    """A run of text that one reading may not leave: a block, or a table's cell, with its sentences' rings."""

    start: int
    end: int
    prose: bool
    found: Found
    block: _Ring
    sentence_starts: list[int]
    sentences: list[_Ring]

    def word_after(self, place: int, within: int = _AT_ONCE) -> bool:
        """Whether a chip word follows at once."""
        at = bisect_left(self.found.chip_words, place)
        return at < len(self.found.chip_words) and self.found.chip_words[at] - place <= within

    def sentence(self, place: int) -> tuple[int, int]:
        """The sentence around a place."""
        after = bisect_right(self.sentence_starts, place)
        end = self.sentence_starts[after] if after < len(self.sentence_starts) else self.end
        return self.sentence_starts[after - 1], end

    def ring(self, place: int) -> _Ring:
        return self.sentences[bisect_right(self.sentence_starts, place) - 1]


class Resolver:
    """Decides over one article; made for it and thrown away."""

    def __init__(self, reader: NameReader, article: Article, folded: str, low: str) -> None:
        self._cues = reader.cues
        self._reader = reader
        self._text = article.text
        self._folded, self._low = folded, low
        self._places = reader.places(self._low)
        self._whole = _Ring()
        self._runs = list(self._read(article.blocks))
        self._recent: dict[str, int] = {}  # canonical names of vendors, families and chips: where last named
        self._tails: dict[str, bool] = {}
        self._mentions: list[Name] = []
        self._new: dict[str, Candidate] = {}
        self._endings: dict[str, Name] = {}  # by the last word of their canonical names, the names spoken of last

    def mentions(self) -> list[Mention]:
        for run in self._runs:
            for readings in run.found.places:
                if self._mentions and readings[0].start < self._mentions[-1].end:
                    continue
                if name := self._decide(readings, run):
                    self._accept(name, run)
        named = [self._as_chip(name) for name in self._mentions if not self._of_account(name)]
        return [Mention(n.chip, n.kind, n.start, n.end, n.candidate) for n in self._with_systems(named)]

    def candidates(self) -> list[Candidate]:
        """After ``mentions``: the models on no list which have their family's shape, each where it stands first."""
        return list(self._new.values())

    def _read(self, blocks: Sequence[Block]) -> Iterator[_Run]:
        heading = _Ring()
        for block in blocks:
            ring = _Ring()
            if block.kind == BlockKind.HEADING:
                heading = ring
            runs = [self._run(start, end, ring, prose=block.table is None) for start, end in _stretches(block)]
            for run in runs:
                for sentence in run.sentences:
                    ring.include(sentence)
            if ring is not heading:
                ring.include(heading)
            self._whole.include(ring)
            yield from runs

    def _run(self, start: int, end: int, block: _Ring, *, prose: bool) -> _Run:
        at = bisect_left(self._places, start)
        if at == len(self._places) or self._places[at] >= end:
            return _Run(start, end, prose, Found((), ()), block, [start], [])
        starts = [start, *(m.end() for m in SENTENCE_END.finditer(self._folded, start, end))]
        run = _Run(
            start,
            end,
            prose,
            self._reader.find_folded(self._folded, self._low, start, end),
            block,
            starts,
            [_Ring() for _ in starts],
        )
        for readings in run.found.places:
            first = min(readings, key=lambda name: name.strength)
            if first.strength == Strength.SURE or first.kind == SubjectKind.VENDOR:
                run.ring(first.start).add(first)
        for place in run.found.chip_words:
            run.ring(place).word = True
        return run

    def _decide(self, readings: tuple[Name, ...], run: _Run) -> Name | None:
        sure = [name for name in readings if name.strength == Strength.SURE]
        if sure:
            return sure[0]
        if self._counts(readings, run):
            return None
        if self._cues.refused_after.match(self._low, readings[0].end) or self._in_longer_word(readings[0]):
            return None
        if self._follows_a_stranger(readings[0]):
            return None
        backed = [(support, name) for name in readings if (support := self._support(name, run))]
        if not backed:
            return None
        ranked = sorted(((support, self._recency(name), name) for support, name in backed), key=lambda r: r[:2])
        support, recency, best = ranked[-1]
        tied = len(ranked) > 1 and ranked[-2][:2] == (support, recency)
        if tied:
            return None
        # "the NVL72" is the one spoken of, though by itself the name means another.
        namesake = self._endings.get(self._low[best.start : best.end])
        return best if namesake is None or namesake.vendor != best.vendor else namesake.at(best.start, best.end)

    def _counts(self, readings: tuple[Name, ...], run: _Run) -> bool:
        """Whether the readings are all of a bare number that counts or measures ("96 GB"), as most numbers do."""
        start, end = readings[0].start, readings[0].end
        if not self._low[start:end].isdecimal() or any(name.strength != Strength.BARE for name in readings):
            return False
        if end - start < _LEAST_DIGITS and not self._joins_list(start):
            return True
        return self._is_count(end) and not run.word_after(end)

    def _in_longer_word(self, name: Name) -> bool:
        """Whether a hyphen makes the name a piece of another: "16t-r100", "Maia-Oliveira"."""
        before = _TIED_BEFORE.match(self._low, max(name.start - 2, 0), name.start)
        return bool(before or _TIED_AFTER.match(self._folded, name.end))

    def _follows_a_stranger(self, name: Name) -> bool:
        """Whether a short name right behind a capitalized word is another product's: "DeepSeek V3"."""
        if name.end - name.start >= _LEAST_DIGITS:
            return False
        near = max(name.start - _LOOK_BACK, 0)
        before = _CAPITAL.search(self._folded, near, name.start)
        if before is None or self._reader.begins_name(before[1]):
            return False
        return not self._cues.pointer.search(self._low, near, name.start)

    def _ends_longer_name(self, name: Name) -> bool:
        """Whether a short name is anywhere in the article the end of another product's: "Planisphere P4"."""
        text = self._folded[name.start : name.end]
        if text not in self._tails:
            befores = re.finditer(rf"(?<=[a-z,] )([A-Z][a-z]{{3,20}}) {re.escape(text)}(?![\w-])", self._folded)
            self._tails[text] = any(not self._reader.begins_name(before[1]) for before in befores)
        return self._tails[text]

    def _support(self, name: Name, run: _Run) -> int:
        """How strongly the text backs a reading that is not sure; 0 is not enough."""
        sentence, family = run.ring(name.start), name.family.name if name.family else ""
        before = name.chip in self._recent or bool(name.model and name.model.chip.name in self._recent)
        if name.kind == SubjectKind.VENDOR:
            return int(sentence.word or before or (name.vendor in run.block.vendors and run.block.word))
        if name.strength == Strength.BARE:
            return self._bare_support(name, run, before=before)
        if before:
            return 5
        if name.vendor in sentence.vendors or family in sentence.families:
            return 4
        near = name.vendor in run.block.vendors or family in run.block.families or family in self._recent
        if name.end - name.start < _LEAST_DIGITS and self._folded[name.start].islower():  # "v3"
            return 3 if near and self._heads_cell(name, run) else 0
        if name.kind == SubjectKind.FAMILY:  # most are everyday words: "Hopper GPUs", not the painter in chip news
            return 3 if near and run.block.word else int(run.word_after(name.end))
        if near:
            return 3
        if sentence.word:
            return 2 if name.vendor in self._recent else 1
        if name.vendor not in self._recent:
            return 0
        numbered = any(map(str.isdigit, self._folded[name.start : name.end]))
        return int(run.block.word or (numbered and self._whole.word))

    def _bare_support(self, name: Name, run: _Run, *, before: bool) -> int:
        family = name.family.name if name.family else ""
        known = before or family in run.ring(name.start).families or family in self._recent
        text = self._folded[name.start : name.end]
        if not any(map(str.isalpha, text)):
            return self._number_support(name, run, known=known)
        if not any(map(str.isdigit, text)):
            return 5 if before and text[0].isupper() and self._pointed(name, run) else 0
        if before or self._continues_list(name):
            return 5
        if self._heads_cell(name, run) and (known or family in self._whole.families):
            return 4
        vendor = name.vendor in run.block.vendors or name.vendor in self._recent
        if len(text) < _LEAST_DIGITS:
            told = run.ring(name.start).word or self._pointed(name, run)
            sure = told and text[0].isupper() and not self._ends_longer_name(name)
            return 2 if sure and (vendor or name.vendor in self._whole.vendors) else 0
        if known:
            return 4
        if vendor:
            return 3 if run.ring(name.start).word else 2 if run.block.word else int(self._whole.word)
        return int(self._whole.word and bool(_CARD.fullmatch(text)))

    def _number_support(self, name: Name, run: _Run, *, known: bool) -> int:
        """Of a bare number: "the 960", "960 and 970"; a count or a measure is none."""
        listed = self._continues_list(name)
        if self._is_count(name.end) and not (listed and run.word_after(name.end)):
            return 0
        if listed:
            return 5
        text = self._folded[name.start : name.end]
        known = known or (self._whole.word and bool(_CARD.fullmatch(text)))
        if not known or len(text) < _LEAST_DIGITS:
            return 0
        pointed = self._pointed(name, run) or self._is_label(name, run) or self._begins_list(name, run)
        if not (pointed or run.word_after(name.end, within=1)):
            return 0
        # "The 960 doubles it" is a model, "the 100 connections" a count: round numbers count more often than they name.
        return 0 if text.endswith("00") and _PLURAL.match(self._low, name.end) else 4

    def _is_count(self, end: int) -> bool:
        """Whether what follows makes the number before it a count or a measure: "950 GB", "960 engineers"."""
        return bool(self._cues.counted.match(self._low, end))

    def _pointed(self, name: Name, run: _Run) -> bool:
        """Whether a word before or after the name says that it is one named earlier: "the 960", 「960は」."""
        before = self._cues.pointer.search(self._low, max(name.start - _LOOK_BACK, run.start), name.start)
        quoted = self._low[name.start - 1 : name.start] in _QUOTES and self._low[name.end : name.end + 1] in _QUOTES
        return bool(before or quoted or self._cues.topic_mark.match(self._low, name.end))

    def _is_label(self, name: Name, run: _Run) -> bool:
        """Whether a line begins with the name and goes on to tell of it: "3090: 24 GB"."""
        return name.start in (run.start, run.sentence(name.start)[0]) and self._low.startswith(":", name.end)

    def _heads_cell(self, name: Name, run: _Run) -> bool:
        """Whether a table's cell holds the name and no more, but for a bracket: "v3", "v7 (Ironwood)"."""
        rest = self._low[name.end : run.end].strip()
        return not run.prose and not self._low[run.start : name.start].strip() and rest[:1] in ("", "(")

    def _continues_list(self, name: Name) -> bool:
        """Whether the name follows one of its family, or with letters one of its vendor, in a list: "960 and 970"."""
        if not self._joins_list(name.start):
            return False
        last = self._mentions[-1]
        number = self._low[name.start : name.end].isdecimal()
        return last.family is name.family if number else last.vendor == name.vendor

    def _joins_list(self, place: int) -> bool:
        """Whether only a comma, "and" or the like stands between the name before and a place."""
        return bool(self._mentions) and bool(self._cues.joiner.fullmatch(self._low, self._mentions[-1].end, place))

    def _begins_list(self, name: Name, run: _Run) -> bool:
        """Whether another of its family, no count either, follows the name in a list: "310 and 910" of Ascend."""
        joiner = self._cues.joiner.match(self._low, name.end)
        if not joiner:
            return False
        places = run.found.places
        at = bisect_left(places, joiner.end(), key=lambda readings: readings[0].start)
        return at < len(places) and any(
            other.family is name.family and other.start == joiner.end() and not self._is_count(other.end)
            for other in places[at]
            if other.model
        )

    def _recency(self, name: Name) -> int:
        family = name.family.name if name.family else ""
        return max(self._recent.get(key, -1) for key in (name.chip, family, name.vendor))

    def _accept(self, name: Name, run: _Run) -> None:
        self._mentions.append(name)
        if name.model is not None and name.variant is None and " " in name.model.bare:
            self._endings[name.chip.rpartition(" ")[2].lower()] = name
        for key in (
            name.chip,
            name.vendor,
            name.family.name if name.family else name.vendor,
            name.model.chip.name if name.model else name.chip,
        ):
            self._recent[key] = name.start
        if name.candidate and name.chip not in self._new:
            start, end = run.sentence(name.start)
            quote = self._text[start:end].rstrip()
            self._new[name.chip] = Candidate(name.chip, name.vendor, name.kind, quote, start, start + len(quote))
        if name.family and name.kind in (SubjectKind.CHIP, SubjectKind.SYSTEM):
            self._continue(name, name.family, run)

    def _continue(self, name: Name, family: Family, run: _Run) -> None:
        """Accept what follows a name by a slash and is only part of a name: "910B/C", "B100/200", "MI300X/A"."""
        model = name.model.bare if name.model else name.chip.removeprefix(family.title_of(""))
        while self._folded[name.end : name.end + 1] == "/" and name.end + 1 < run.end:
            rest = _MODEL_REST.match(self._folded, name.end + 1, run.end)
            if not rest or not rest[0]:
                return
            follower = self._reader.follower(family, list(_completed(family, model, rest[0])))
            if follower is None or (rest[0].isdecimal() and (follower.candidate or self._is_count(rest.end()))):
                return
            model = follower.model.bare if follower.model else model
            name = follower.at(rest.start(), rest.end())
            self._mentions.append(name)
            self._recent[name.chip] = name.start

    def _as_chip(self, name: Name) -> Name:
        """A family's name as its chip's where it stands for one: in prose in the singular, no member beside it, or as
        all that a cell holds.
        """
        if name.kind != SubjectKind.FAMILY or name.family is None or not name.family.as_chip:
            return name
        run = self._runs[bisect_right(self._runs, name.start, key=lambda r: r.start) - 1]
        start, end = run.sentence(name.start)
        first = bisect_left(self._mentions, start, key=lambda n: n.start)
        last = bisect_left(self._mentions, end, key=lambda n: n.start)
        beside = any(n.family is name.family and n.kind != SubjectKind.FAMILY for n in self._mentions[first:last])
        plural = self._low.endswith("s", name.start, name.end) or self._cues.class_word.match(self._low, name.end)
        whole = run.prose or self._heads_cell(name, run)
        return name if beside or plural or not whole else name._replace(kind=SubjectKind.CHIP)

    def _with_systems(self, names: list[Name]) -> list[Name]:
        """The names, and the system words that stand alone: "a pod of 9,216" after "Ironwood", "a pod of Ironwoods"."""
        subjects = [name for name in names if name.kind in (SubjectKind.CHIP, SubjectKind.SYSTEM)]
        if not any(name.family and name.family.systems for name in subjects):
            return names
        found: list[Name] = []
        prose = (run for run in self._runs if run.prose)
        for word in chain.from_iterable(self._cues.system_word.finditer(self._low, r.start, r.end) for r in prose):
            at = bisect_left(subjects, word.start(), key=lambda name: name.start)
            before, after = subjects[at - 1] if at else None, subjects[at] if at < len(subjects) else None
            owner = after if after and _MADE_OF.fullmatch(self._low, word.end(), after.start) else before
            if (
                owner is None
                or owner.family is None
                or (word.lastgroup or "") not in owner.family.systems
                or (before and (before.end > word.start() or word.start() - before.end > _REACH))
            ):
                continue
            system = owner.chip if owner.kind == SubjectKind.SYSTEM else f"{owner.chip} {word.lastgroup}"
            found.append(owner.at(*word.span())._replace(chip=system, kind=SubjectKind.SYSTEM))
        return sorted(names + found, key=lambda name: name.start)

    def _of_account(self, name: Name) -> bool:
        return name.kind in (SubjectKind.CHIP, SubjectKind.FAMILY) and bool(
            self._cues.of_account.match(self._low, name.end)
        )


def _completed(family: Family, model: str, rest: str) -> Iterator[str]:
    """The models that the rest of a name may mean after a model: "C" after 910B, "200" after B100, "v8" after v7."""
    parts = _LETTERS_DIGITS.fullmatch(model)
    if not parts:
        return
    letters, digits, suffix = parts.groups()
    if rest.isalpha():
        yield f"{letters}{digits}{rest}"
    elif rest.isdigit() and letters:
        yield f"{letters}{rest}{suffix}"
        yield f"{letters}{rest}"
    elif rest[0].isdigit():
        yield f"{rest}{suffix}"
        yield rest
    else:
        glue = _LAST_WORD.search(family.title_of(""))
        yield rest.removeprefix(glue[0]) if glue else rest


def _stretches(block: Block) -> Iterable[tuple[int, int]]:
    if block.table is None:
        return [(block.start, block.end)]
    return [(cell.start, cell.end) for cell in sorted(block.table.cells, key=lambda cell: cell.start)]
