"""Whose a number is: the chips and systems within reach of it, each with what the text says for and against it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from chipwatch.extract.features import Candidate, words
from chipwatch.extract.measure import Measure
from chipwatch.extract.pattern_scan import PatternScan
from chipwatch.extract.reading import Ref, Sentence
from chipwatch.language import AttributeRule
from chipwatch.model import SubjectKind

_REACH = 4  # sentences with names, counted back
_PAST = 10
_FEW = 2  # numbers that make a chain
_IN_ITS_BRACKET = re.compile(r" ?[(（\[][^()（）]*")
_CLOSED_BRACKET = re.compile(r"^[^(（]*[)）]")
_AGAINST = re.compile(
    r"[^.;。；]{0,40}?(?:\bagainst|\bversus|\bvs\.?|compared (?:with|to)|相比|对比|，而|"
    r"\bto (?:the )?[\w' -]{0,24})\s*(?:[a-z']+ ){0,4}?"
)
_ANSWERS = PatternScan([_AGAINST])
_APART = re.compile(r"[,;:.，；。、)）]")
_DASH = re.compile(r" (?:—|--?) |——|—")


@dataclass(slots=True)
class Memory:
    """What has been read so far: who was spoken of, whose the last number was, what has been told of whom."""

    last: tuple[str, ...] | None = None
    primary: tuple[str, ...] | None = None  # whose the last number was that answered no other
    since: int = 0  # where the last number ended
    past: list[Sentence] = field(default_factory=list)
    told: dict[tuple[str, str, str | None], set[object]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    latest: dict[SubjectKind, Ref] = field(default_factory=dict)

    def most_named(self) -> str | None:
        return max(self.counts, key=self.counts.__getitem__, default=None)


@dataclass(slots=True)
class Scene:
    """A quantity of a known attribute in its place. ``leads`` are the headings and list leads that govern the sentence,
    by kind; ``following`` is the sentence after it.
    """

    measure: Measure
    index: int  # of the measure in the sentence
    attribute: str
    rule: AttributeRule
    precision: str | None
    sentence: Sentence
    low: str
    memory: Memory
    leads: Sequence[tuple[str, Sentence]]
    following: Sentence | None
    answers: bool = field(init=False)  # set against the number before it: "16 GB against 12 GB"
    _own: str = field(init=False)
    _both: bool = field(init=False)
    _shared: bool = field(init=False)  # "both" stands between the number before it and it
    _most_named: str | None = field(init=False)
    _fits: dict[SubjectKind, tuple[str, ...]] = field(init=False, default_factory=dict)
    _partner: tuple[str, bool] | None = field(init=False)
    _across: bool = field(init=False)  # a heading stands between it and the number before it
    _since: list[Ref] | None = field(init=False)  # the names between, where both are in one sentence

    def __post_init__(self) -> None:
        """What is the same of every candidate."""
        since, start = self.memory.since, self.measure.start
        set_against = self.sentence.start <= since < start and _ANSWERS.possible(self.low, since, start)
        self.answers = bool(set_against) and _AGAINST.fullmatch(self.low[since:start]) is not None
        self._own = self._named()
        both, alike = self.sentence.labelled("distribution/both"), self.sentence.labelled("distribution/all")
        self._both = bool(both or alike)
        self._shared = any(since <= cue.start < self.measure.first for cue in both)
        self._most_named = self.memory.most_named()
        self._partner = self._paired()
        self._across = any(since <= lead.start for place, lead in self.leads if place != "title")
        follows = self.sentence.start <= since <= self.measure.first
        self._since = (
            [r for r in self.sentence.refs if since <= r.start and r.end <= self.measure.first] if follows else None
        )

    def candidates(self) -> list[Candidate]:
        """All subjects within reach, and nobody."""
        here = min(len(self.sentence.refs), 2)
        known = min(len(self.memory.counts), 2)
        nobody = ("nobody", f"nobody/{self.attribute}", f"nobody/here {here}", f"nobody/past {known}")
        return [*self._inside(), *self._past(), *self._led(), *self._next(), Candidate((), nobody)]

    def _candidate(self, ref: Ref, features: list[str]) -> Candidate:
        if ref.kind not in self._fits:
            self._fits[ref.kind] = tuple(self._fit_of(ref.kind))
        return Candidate(ref.subjects, (*features, *self._fits[ref.kind], *self._fit(ref)), ref)

    def _named(self) -> str:
        """Whether the sentence names anybody before the number."""
        if any(r.how != "group" and r.end <= self.measure.first for r in self.sentence.refs):
            return "own"
        return "later" if self.sentence.refs else "none here"

    def _share(self) -> str:
        """Whether the sentence says that several have a number in common, or that each has it."""
        if self._both:
            return "both"
        return "each" if self.sentence.labelled("distribution/each") else "alone"

    def _inside(self) -> Iterator[Candidate]:
        plain = [r for r in self.sentence.refs if r.how != "group"]
        groups = [r for r in self.sentence.refs if r.how == "group"]
        chain = self._chain()
        for ref in self.sentence.refs:
            before = ref.start < self.measure.first
            features = self._between(ref, plain, before=before)
            features += self._before(ref, plain) if before else self._after(ref, plain)
            if ref.start in chain:
                features += self._link_of(chain[ref.start], ref, before=before)
            group = next((r for r in groups if r.start <= ref.start and ref.end <= r.end), None)
            if group is not None:
                features += self._company(ref, group, before=before)
            yield self._candidate(ref, features)

    def _company(self, ref: Ref, group: Ref, *, before: bool) -> list[str]:
        """That a name stands with others ("the M4 Pro and M5 Pro"), and whether numbers lie between."""
        side = "before" if before else "after"
        first, last = self._span(group, before=before)
        others = "others" if self.sentence.measures_between(first, last) else "no others"
        listed = "list" if self.index in self.sentence.series(self.low) else "one"
        if ref.how != "group":
            return [f"{side}/member/{others}/{listed}"]
        return [f"{side}/group/{self._share()}", f"{side}/group/{others}/{listed}"]

    def _span(self, ref: Ref, *, before: bool) -> tuple[int, int]:
        return (ref.end, self.measure.first) if before else (self.measure.last, ref.start)

    def _between(self, ref: Ref, plain: Sequence[Ref], *, before: bool) -> list[str]:
        """What lies between a name and the number: other names, other numbers, the ends of clauses, a comparison."""
        side = "before" if before else "after"
        first, last = self._span(ref, before=before)
        how = self.sentence.role(ref, self.low)
        refs = min(len([r for r in plain if first <= r.start and r.end <= last and r.subjects != ref.subjects]), 2)
        others = min(self.sentence.measures_between(first, last), 3)
        strong, weak = self.sentence.breaks_between(first, last)
        features = [
            f"{side}/{'name' if ref.how == 'name' else ref.how}",
            f"{side}/refs {refs}",
            f"{side}/others {others}",
            f"{side}/refs {refs}/others {min(others, 1)}",
            f"{side}/strong {min(strong, 2)}",
            f"{side}/weak {min(weak, 3)}",
            f"{side}/{how}",
            f"{side}/{how}/refs {refs}",
            f"{side}/{how}/others {min(others, 1)}",
        ]
        labels = {c.label for c in self.sentence.cues if first <= c.start and c.end <= last}
        if "comparison" in labels:
            features.append(f"{side}/comparison between")
        features += [f"{side}/{label} between" for label in sorted(labels) if label.startswith("reference/")]
        if any(m.first <= ref.start and ref.end <= m.last for m in self.sentence.measures if m is not self.measure):
            features.append(f"{side}/counted")
        if last - first < 40 and len(words(self.low[first:last])) <= 3:
            features += [f"{side}/close", f"{side}/{how}/close"]
        if not before and f"attribute/{self.attribute}" in labels:
            features.append("after/its cue between")
        return features

    def _chain(self) -> dict[int, str]:
        """Where names and numbers of one kind take turns ("in 2026 the 950, in 2027 the 960"): the places of the names
        on either side of the number, with what the chain begins with.
        """
        kin = [(m.first, "number") for m in self.sentence.measures if m.dimension == self.measure.dimension]
        if len(kin) < _FEW:
            return {}
        turns = sorted([*kin, *((r.start, "name") for r in self.sentence.refs if r.how == "name")])
        at = first = last = turns.index((self.measure.first, "number"))
        while first > 0 and turns[first - 1][1] != turns[first][1]:
            first -= 1
        while last + 1 < len(turns) and turns[last + 1][1] != turns[last][1]:
            last += 1
        if last - first < 2 * _FEW - 1:
            return {}
        (_, begins), (_, ends) = turns[first], turns[last]
        order = f"{begins} first" if begins != ends else f"{begins} at both ends"
        return {turns[n][0]: order for n in (at - 1, at + 1) if first <= n <= last}

    def _link_of(self, order: str, ref: Ref, *, before: bool) -> list[str]:
        """What a chain says of a name beside the number, and whether the end of a clause parts them."""
        side = "before" if before else "after"
        parted = "parted" if any(self.sentence.breaks_between(*self._span(ref, before=before))) else "tied"
        return [f"{side}/chain/{order}", f"{side}/chain/{parted}", f"{side}/chain/{order}/{parted}"]

    def _before(self, ref: Ref, plain: Sequence[Ref]) -> list[str]:
        features: list[str] = []
        between = self.low[ref.end : self.measure.first]
        if _IN_ITS_BRACKET.fullmatch(between):
            features.append("before/its bracket")
        elif _CLOSED_BRACKET.search(between) or self._is_aside(ref):
            features.append("before/closed bracket between")
        if between.lstrip("'s ").startswith((":", "：")):
            features.append("before/colon")
        if plain and ref is plain[0]:
            features.append("before/first name")
        return features

    def _is_aside(self, ref: Ref) -> bool:
        """Whether dashes before and behind a name set it aside: "4.6 PFLOPS - ahead of the B200 - with 192 GB"."""
        opened = _DASH.search(self.low, self.sentence.start, ref.start)
        return opened is not None and _DASH.search(self.low, ref.end, self.measure.first) is not None

    def _after(self, ref: Ref, plain: Sequence[Ref]) -> list[str]:
        between = self.low[self.measure.last : ref.start] if self.measure.last < ref.start else ""
        features = ["after/in the count" if not between else f"after/{self._link(ref)}"]
        if not any(r.end <= self.measure.first for r in plain):
            features.append("after/first name")
        if self._has_its_own(ref, plain):
            features.append(f"{features[0]}/has its own number")
        return features

    def _has_its_own(self, ref: Ref, plain: Sequence[Ref]) -> bool:
        """Whether a name behind the number is followed by another of its kind: "320 TFLOPS (the H100 has 400)"."""
        until = min((r.start for r in plain if r.start >= ref.end), default=self.sentence.end)
        return any(ref.end <= m.first < until and m.dimension == self.measure.dimension for m in self.sentence.measures)

    def _link(self, ref: Ref) -> str:
        """Whether a linking word ties the name behind the number to it: "170 W for the H20"."""
        between = self.low[self.measure.last : ref.start]
        links = [c for c in self.sentence.labelled("link") if self.measure.last <= c.start and c.end <= ref.start]
        if not links or _APART.search(between) or len(words(between)) > 5:
            return "unlinked"
        return "linked" if len(words(self.low[links[-1].end : ref.start])) <= 2 else "loosely linked"

    def _past(self) -> Iterator[Candidate]:
        pointed = sorted(
            {c.label for c in self.sentence.cues if c.label.startswith("reference/") and c.start < self.measure.first}
        )
        here, distance = self._own, 0
        seen: set[tuple[str, ...]] = set()
        for earlier in reversed(self.memory.past[-_PAST:]):
            if not earlier.refs or distance == _REACH:
                continue
            distance += 1
            same = "same block" if earlier.block == self.sentence.block else "other block"
            for ref in earlier.refs:
                if ref.subjects in seen:
                    continue
                seen.add(ref.subjects)
                how = earlier.role(ref, self.low)
                features = [
                    f"past/{distance}",
                    f"past/{distance}/{earlier.place(ref)}",
                    f"past/{here}",
                    f"past/{same}",
                    f"past/{distance}/{same}/{here}",
                    f"past/{how}/{distance}",
                ]
                for label in pointed:
                    named = "most named" if self._most_named in ref.subjects else "less named"
                    features += [
                        f"past/{label}/{ref.kind}",
                        f"past/{label}/{named}",
                        f"past/{label}/{how}",
                        f"past/{label}/{self._turn(ref)}",
                    ]
                if ref.how == "group":
                    features.append(f"past/group/{'both' if self._both else 'alone'}")
                yield self._candidate(ref, features)
        yield from self._far(seen)
        if self._both and (pair := self._pair()) is not None and pair.subjects not in seen:
            yield self._candidate(pair, ["past/pair", f"past/pair/{here}"])

    def _far(self, seen: set[tuple[str, ...]]) -> Iterator[Candidate]:
        """The chip and the system named last, however far back: "~780 TFLOPS per chip" in a system's list."""
        each = "each" if self.sentence.labelled("distribution/each") else "total"
        for kind in (SubjectKind.CHIP, SubjectKind.SYSTEM):
            ref = self.memory.latest.get(kind)
            if ref is not None and ref.subjects not in seen:
                seen.add(ref.subjects)
                yield self._candidate(ref, ["far", f"far/{kind}", f"far/{kind}/{self._own}", f"far/{kind}/{each}"])

    def _pair(self) -> Ref | None:
        """The two subjects of one kind that were named last, for "both" and "either"."""
        named: list[Ref] = []
        for earlier in reversed([*self.memory.past[-_PAST:], self.sentence]):
            for ref in reversed(earlier.refs):
                known = (
                    ref.how == "group" or ref.start > self.measure.first or ref.subjects in [r.subjects for r in named]
                )
                if not known and (not named or ref.kind == named[0].kind):
                    named.append(ref)
                if len(named) == 2:
                    subjects = (*named[1].subjects, *named[0].subjects)
                    return Ref(subjects, ref.kind, ref.start, ref.end, "group")
        return None

    def _led(self) -> Iterator[Candidate]:
        here = self._own
        for place, lead in self.leads:
            count = "one" if len({r.subjects for r in lead.refs}) == 1 else "several"
            for n, ref in enumerate(lead.refs):
                features = [
                    f"lead/{place}",
                    f"lead/{place}/{here}",
                    f"lead/{place}/{min(n, 2)}",
                    f"lead/{place}/{count}",
                ]
                how = lead.role(ref, self.low)
                features += [f"lead/{how}", f"lead/{place}/{how}"]
                yield self._candidate(ref, features)

    def _next(self) -> Iterator[Candidate]:
        """The name that the next sentence begins with, where this one has none: "The first generation arrived in 2018.
        Kunlun 1 was …"."""
        if self.following is None or self.sentence.refs or not self.following.refs:
            return
        ref = self.following.refs[0]
        early = "early" if ref.start - self.following.start < 25 else "late"
        yield self._candidate(ref, ["next", f"next/{early}", f"next/{'known' if self.memory.counts else 'first name'}"])

    def _fit_of(self, kind: SubjectKind) -> Iterator[str]:
        """How well the number suits a chip, or a system."""
        value = self.measure.value * 1000 if self.rule.units[0] == "MB" else self.measure.value
        low, high = self.rule.system if kind is SubjectKind.SYSTEM else self.rule.chip
        yield f"fit/{kind}/{'plausible' if low <= value <= high else 'implausible'}"
        yield f"fit/{kind}/{self.attribute}"
        yield f"size/{self.attribute}/{kind}/{value.adjusted() if value else 0}"
        if self.sentence.labelled("distribution/each"):
            yield f"fit/{kind}/each"
        if self._its_each():
            yield f"fit/{kind}/each one's"

    def _fit(self, ref: Ref) -> list[str]:
        """How well a subject suits the number, wherever it stands."""
        features = [f"fit/both/{'one' if len(ref.subjects) == 1 else 'several'}"] if self._shared else []
        features += self._continuity(ref) + self._order(ref) + self._of_vendor(ref)
        told = [self.memory.told.get((subject, self.attribute, self.precision)) for subject in ref.subjects]
        if any(told):
            same = all(values and self.measure.value in values for values in told)
            told_before = f"fit/told {'same' if same else 'other'}"
            features += [told_before, f"{told_before}/{self.attribute}"]
        if len(self.memory.counts) == 1:
            features.append("fit/only one")
        elif self._most_named in ref.subjects:
            features.append("fit/most named")
        return features

    def _of_vendor(self, ref: Ref) -> list[str]:
        """Whether the sentence names the subject's maker by itself, or another company ("Huawei says …")."""
        if not self.sentence.vendors:
            return []
        said = [v for v in self.sentence.vendors if v.start < self.measure.first] or self.sentence.vendors
        where = "here" if self.sentence.start <= ref.start < self.sentence.end else "elsewhere"
        own = all(subject.startswith(f"{said[-1].subjects[0]} ") for subject in ref.subjects)
        maker = f"vendor/{'own' if own else 'another'}/{where}"
        return [maker, f"{maker}/{self._own}"]

    def _its_each(self) -> bool:
        """Whether the number itself is each one's: "780 TFLOPS per chip", "each with 96 GB"."""
        return any(
            0 <= cue.start - self.measure.last <= 3 or 0 <= self.measure.first - cue.end <= 12
            for cue in self.sentence.labelled("distribution/each")
        )

    def _continuity(self, ref: Ref) -> list[str]:
        """Numbers go on being one subject's until another is named, or until a number answers another's."""
        if self.memory.last is None:
            return []
        how = "goes on" if self.memory.last == ref.subjects else "turns"
        features = [f"fit/{how}", f"fit/{how}/{self._own}"]
        if self._across:
            features.append(f"fit/{how}/across a heading")
        if self._since is not None:
            features.append(f"fit/{how}/{self._named_since(ref)}")
            if self.answers:
                features.append(f"answer/{how}")
            if ref.start < self.sentence.start and self.answers:
                features.append("answer/named before")
        if self.memory.primary == ref.subjects:
            features.append("fit/primary")
        return features

    def _named_since(self, ref: Ref) -> str:
        """Who has been spoken of since the number before."""
        if not self._since:
            return "both since" if self._shared else "no name since"
        return "named since" if ref in self._since else "another since"

    def _turn(self, ref: Ref) -> str:
        if self.memory.last is None:
            return "starts"
        return "goes on" if self.memory.last == ref.subjects else "turns"

    def _group_of(self, length: int, *, said: bool) -> Ref | None:
        """The names that a list of ``length`` numbers may pair off with: in the sentence, or, where it is said
        ("in the same order"), in the ones before it.
        """
        here = [r for r in self.sentence.refs if r.how == "group" and r.end <= self.measure.first]
        before = [r for s in self.memory.past[-3:] for r in s.refs if r.how == "group"] if said else []
        fitting = [r for r in (*before, *here) if len(r.subjects) == length]
        return fitting[-1] if fitting else None

    def _order(self, ref: Ref) -> list[str]:
        """Names and numbers in lists of one length pair off in order: "T20 and T21 … 128 and 160 TFLOPS"."""
        if self._partner is None:
            return []
        subject, said = self._partner
        paired = "paired" if ref.subjects == (subject,) else "unpaired"
        return [f"order/{paired}", f"order/{paired}/{'said' if said else 'unsaid'}"]

    def _paired(self) -> tuple[str, bool] | None:
        """The name that the number pairs off with, and whether the text says so."""
        place = self.sentence.series(self.low).get(self.index)
        if place is None:
            return None
        said = bool(self.sentence.labelled("distribution/in_order"))
        group = self._group_of(place[1], said=said)
        return None if group is None else (group.subjects[place[0]], said)
