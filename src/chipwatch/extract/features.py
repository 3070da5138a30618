"""What the text says for and against a reading of a number: named linguistic features, to be weighed.

Two questions are asked of each quantity: what is it a number of (its attribute, or nothing), and whose is it. A feature's
name tells what was seen; ``rules/weights.toml`` says how much it counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from chipwatch.extract.cues import Cue
from chipwatch.extract.quantities import Measure
from chipwatch.extract.reading import Ref, Sentence, role
from chipwatch.language import AttributeRule
from chipwatch.model import SubjectKind

NONE = "none"

_LINK = re.compile(
    r",? ?\(?(?:(?:of )?(?:\w+ ){0,2})?(?:of|for|on|in|from|per|by|inside|to|against|with|于|在|的)(?: (?:the|each|every|a|an|its|one))?(?: [a-z]+'s?)? ?$"
)
_WORD = re.compile(r"[\w'-]+|[\u4e00-\u9fff]")


@dataclass(slots=True)
class Memory:
    """What has been read so far: who was spoken of, whose the last number was, what has been told of whom."""

    last: tuple[str, ...] | None = None
    past: list[Sentence] = field(default_factory=list)
    told: dict[tuple[str, str, str | None], set[object]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, SubjectKind] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reading: an attribute, or the subjects, with the features that speak for it."""

    choice: tuple[str, ...]
    features: tuple[str, ...]
    ref: Ref | None = None


def _bucket(words: int) -> str:
    return "adjacent" if words <= 1 else "near" if words <= 5 else "far"


def _between(sentence: Sentence, first: int, last: int) -> int:
    return sum(first <= m.first and m.last <= last for m in sentence.measures)


def _nearest(cues: list[Cue], measure: Measure, *, before: bool) -> Cue | None:
    if before:
        return max(
            (c for c in cues if c.end <= measure.last and c.start < measure.first), key=lambda c: c.end, default=None
        )
    return min((c for c in cues if c.end > measure.last), key=lambda c: c.start, default=None)


def _place(cue: Cue, measure: Measure, sentence: Sentence, low: str, *, before: bool) -> str:
    """Where a cue stands to a number: side, distance, what lies between."""
    first, last = (cue.end, measure.first) if before else (measure.last, cue.start)
    words = len(_WORD.findall(low[first:last])) if last - first < 80 else 20
    strong, _ = sentence.breaks_between(first, last)
    others = _between(sentence, first, last)
    side = "before" if before else "after"
    return f"{side}/{_bucket(words)}" + ("/others" if others else "") + ("/strong" if strong else "")


def attribute_candidates(
    measure: Measure,
    sentence: Sentence,
    low: str,
    attributes: Mapping[str, AttributeRule],
    memory: Memory,
    previous: str | None,
    lead: Sentence | None,
) -> list[Candidate]:
    """What the number may be a number of, nothing included."""
    found: list[Candidate] = []
    refs = "refs" if sentence.refs else "past" if memory.counts else "alone"
    opposed: list[str] = []
    for name, rule in attributes.items():
        if measure.dimension not in rule.dimensions:
            continue
        own = [c for c in sentence.cues if c.label == f"attribute/{name}"]
        features = [f"{name}", f"{name}/{measure.dimension}", f"{name}/{refs}", f"{name}/after {previous}"]
        seen = False
        for before in (True, False):
            cue = _nearest(own, measure, before=before)
            if cue is not None:
                place = _place(cue, measure, sentence, low, before=before)
                features += [f"cue/{place}", f"{name}/cue/{place.split('/')[0]}"]
                seen = True
        if lead is not None and any(c.label == f"attribute/{name}" for c in lead.cues):
            features.append("cue/lead")
            seen = True
        if not seen:
            features += ["uncued", f"{name}/uncued"]
        against = [c for c in sentence.cues if c.label == f"against/{name}"]
        for before in (True, False):
            cue = _nearest(against, measure, before=before)
            if cue is not None:
                place = _place(cue, measure, sentence, low, before=before)
                opposed += [f"against/{place}", f"{name}/against/{place.split('/')[0]}"]
        features.append(f"{name}/{_plausible(measure, rule)}")
        if measure.noun:
            features.append(f"{name}/noun {measure.noun.split()[-1].strip('-')}")
        found.append(Candidate((name,), tuple(features)))
    nothing = [NONE, f"{NONE}/{measure.dimension}", f"{NONE}/{refs}", f"{NONE}/{measure.dimension}/{refs}", *opposed]
    if measure.dimension == "money":
        nothing.append(f"{NONE}/money/{len(str(int(measure.value)))}")
    if measure.dimension == "chips":
        systems = any(r.kind is SubjectKind.SYSTEM for r in sentence.refs)
        nothing.append(f"{NONE}/chips/{'system' if systems else 'no system'}")
        if measure.value < 3:
            nothing.append(f"{NONE}/chips/few")
    if measure.shared:
        nothing.append(f"{NONE}/shared")
    found.append(Candidate((NONE,), tuple(dict.fromkeys(nothing))))
    return found


def _plausible(measure: Measure, rule: AttributeRule) -> str:
    value = measure.value if rule.units[0] != "MB" else measure.value * 1000
    chip = rule.chip[0] <= value <= rule.chip[1]
    system = rule.system[0] <= value <= rule.system[1]
    return "any size" if chip and system else "chip size" if chip else "system size" if system else "no size"


def subject_candidates(
    measure: Measure,
    attribute: str,
    rule: AttributeRule,
    precision: str | None,
    sentence: Sentence,
    low: str,
    memory: Memory,
    leads: list[tuple[str, Sentence]],
) -> list[Candidate]:
    """Whose the number may be, nobody's included."""
    found = list(_inside(measure, attribute, rule, precision, sentence, low, memory))
    own = any(r.how != "group" and r.end <= measure.first for r in sentence.refs)
    found += _from_past(measure, attribute, rule, precision, sentence, memory, own=own)
    for place, lead in leads:
        for n, ref in enumerate(lead.refs):
            features = [f"lead/{place}", f"lead/{place}/{'own' if own else 'none here'}", f"lead/{place}/{min(n, 2)}"]
            features += [f"lead/{place}/{'one' if len(lead.refs) == 1 else 'several'}"]
            found.append(
                Candidate(ref.subjects, (*features, *_fit(ref, measure, attribute, rule, precision, memory)), ref)
            )
    here = min(len(sentence.refs), 2)
    nobody = (f"nobody", f"nobody/{attribute}", f"nobody/here {here}", f"nobody/past {min(len(memory.counts), 2)}")
    return [*found, Candidate((), nobody)]


def _inside(
    measure: Measure,
    attribute: str,
    rule: AttributeRule,
    precision: str | None,
    sentence: Sentence,
    low: str,
    memory: Memory,
) -> Iterator[Candidate]:
    plain = [r for r in sentence.refs if r.how != "group"]
    both = any(c.label == "distribution/both" for c in sentence.cues)
    for ref in sentence.refs:
        how = role(ref, sentence, low)
        group = ref.how == "group"
        name = "group" if group else "name" if ref.how == "name" else ref.how
        if ref.end <= measure.first or (ref.start < measure.first and ref.end <= measure.last):
            first, last = ref.end, measure.first
            side = "before"
        else:
            first, last = measure.last, ref.start
            side = "after"
        between = low[first:last] if first < last else ""
        refs = min(sum(first <= r.start and r.end <= last and r.subjects != ref.subjects for r in plain), 2)
        others = min(_between(sentence, first, last), 3)
        strong, weak = sentence.breaks_between(first, last)
        compared = any(c.label == "comparison" and first <= c.start and c.end <= last for c in sentence.cues)
        words = len(_WORD.findall(between)) if last - first < 120 else 30
        features = [
            f"{side}/{name}",
            f"{side}/refs {refs}",
            f"{side}/others {others}",
            f"{side}/refs {refs}/others {min(others, 1)}",
            f"{side}/strong {min(strong, 2)}",
            f"{side}/weak {min(weak, 3)}",
            f"{side}/{how}",
            f"{side}/{how}/refs {refs}",
            f"{side}/{how}/others {min(others, 1)}",
        ]
        if compared:
            features.append(f"{side}/comparison between")
        if words <= 3:
            features.append(f"{side}/close")
        if side == "after":
            if first >= last:
                features.append("after/in the count")
            elif _LINK.fullmatch(between):
                features.append("after/linked")
            else:
                features.append("after/unlinked")
            if not any(r.end <= measure.first for r in plain):
                features.append("after/first name")
        elif plain and ref is plain[0]:
            features.append("before/first name")
        if group:
            features.append(f"{side}/group/{'both' if both else 'each of them'}")
        yield Candidate(ref.subjects, (*features, *_fit(ref, measure, attribute, rule, precision, memory)), ref)


def _from_past(
    measure: Measure,
    attribute: str,
    rule: AttributeRule,
    precision: str | None,
    sentence: Sentence,
    memory: Memory,
    *,
    own: bool,
) -> Iterator[Candidate]:
    pointed = sorted({c.label for c in sentence.cues if c.label.startswith("reference/") and c.start < measure.first})
    here = "own" if own else "later" if sentence.refs else "none here"
    distance = 0
    seen: set[tuple[str, ...]] = set()
    for earlier in reversed(memory.past[-8:]):
        if not earlier.refs:
            continue
        distance += 1
        if distance > 3:
            break
        same = "same block" if earlier.block == sentence.block else "other block"
        plain = [r for r in earlier.refs if r.how != "group"]
        for ref in earlier.refs:
            if ref.subjects in seen:
                continue
            seen.add(ref.subjects)
            place = (
                "only"
                if len({r.subjects for r in plain}) == 1
                else "first"
                if ref is plain[0]
                else "last"
                if ref is plain[-1]
                else "middle"
            )
            if ref.how == "group":
                place = "group"
            features = [
                f"past/{min(distance, 3)}",
                f"past/{min(distance, 3)}/{place}",
                f"past/{here}",
                f"past/{same}",
                f"past/{min(distance, 3)}/{same}/{here}",
            ]
            features += [f"past/{label}/{ref.kind}" for label in pointed]
            if ref.how == "group" and any(c.label == "distribution/both" for c in sentence.cues):
                features.append("past/group/both")
            yield Candidate(ref.subjects, (*features, *_fit(ref, measure, attribute, rule, precision, memory)), ref)


def _fit(
    ref: Ref, measure: Measure, attribute: str, rule: AttributeRule, precision: str | None, memory: Memory
) -> Iterator[str]:
    """How well a subject suits the number, wherever it stands."""
    value = measure.value * 1000 if rule.units[0] == "MB" else measure.value
    low, high = rule.system if ref.kind is SubjectKind.SYSTEM else rule.chip
    yield f"fit/{ref.kind}/{'plausible' if low <= value <= high else 'implausible'}"
    yield f"fit/{ref.kind}/{attribute}"
    if memory.last is not None:
        yield "fit/goes on" if memory.last == ref.subjects else "fit/turns"
    told = [memory.told.get((subject, attribute, precision)) for subject in ref.subjects]
    if any(told):
        same = all(values and measure.value in values for values in told)
        yield f"fit/told {'same' if same else 'other'}"
        yield f"fit/told {'same' if same else 'other'}/{attribute}"
    if len(memory.counts) == 1:
        yield "fit/only one"
    elif memory.counts and max(memory.counts, key=lambda name: memory.counts[name]) in ref.subjects:
        yield "fit/most named"
