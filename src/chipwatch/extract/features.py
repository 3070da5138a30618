"""What the text says for and against a reading of a number: named linguistic features, to be weighed.

Two questions are asked of each quantity: what is it a number of (its attribute, or nothing), and whose is it. A
feature's name tells what was seen; ``rules/weights.toml`` says how much it counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from chipwatch.extract.cues import Cue
from chipwatch.extract.measure import Measure
from chipwatch.extract.reading import Ref, Sentence
from chipwatch.language import AttributeRule
from chipwatch.model import SubjectKind

NONE = "none"

_END = attrgetter("end")
_NEXT = re.compile(r" ?(?:of |的)?(?:[a-z0-9]+ )?(?:,|and|at|@|with|、|和|/|\(|\+| )* ?")
_CONVERTED = re.compile(r"[^\d()（）]{0,6}[(（][^\d()（）]{0,12}")  # "85,000 yuan ($11,950)"
_HAN = "\u3400-\u9fff"
_WORD = re.compile(rf"[^\W{_HAN}](?:[\w'-](?<![{_HAN}]))*|[{_HAN}]+")
_PAIRS = re.compile(rf"[{_HAN}]{{1,2}}")


def words(text: str) -> list[str]:
    """The words of a text; Chinese, which leaves no blanks, is cut into pairs of characters from the left."""
    return [part for word in _WORD.findall(text) for part in _PAIRS.findall(word) or [word]]


def words_before(text: str) -> list[str]:
    """The words of a text, Chinese cut from the right, so that the last word is the one before what follows."""
    return [
        part
        for word in _WORD.findall(text)
        for part in [pair[::-1] for pair in reversed(_PAIRS.findall(word[::-1]))] or [word]
    ]


class Candidate(NamedTuple):
    """A reading: an attribute, or the subjects, with the features that speak for it."""

    choice: tuple[str, ...]
    features: tuple[str, ...]
    ref: Ref | None = None


def _bucket(words: int) -> str:
    return "adjacent" if words <= 1 else "near" if words <= 5 else "far"


def _nearest(cues: Sequence[Cue], measure: Measure, *, before: bool) -> Cue | None:
    """Of cues in order, the one that ends nearest before a number, or the first behind it."""
    if not before:
        return next((c for c in cues if c.end > measure.last), None)
    return max([c for c in cues if c.end <= measure.last and c.start < measure.first], key=_END, default=None)


def _place(cue: Cue, measure: Measure, sentence: Sentence, low: str, *, before: bool) -> str:
    """Where a cue stands to a number: side, distance, what lies between."""
    first, last = (cue.end, measure.first) if before else (measure.last, cue.start)
    distance = len(words(low[first:last])) if last - first < 80 else 20
    strong, _ = sentence.breaks_between(first, last)
    others = sentence.measures_between(first, last)
    side = "before" if before else "after"
    return f"{side}/{_bucket(distance)}" + ("/others" if others else "") + ("/strong" if strong else "")


def _nearest_attribute(measure: Measure, sentence: Sentence, cues: Mapping[str, Sequence[Cue]]) -> set[str]:
    """The attributes whose cue stands nearest to the number; words behind another number count as far."""
    best, nearest = 10**6, set[str]()
    for name, own in cues.items():
        for cue in own:
            first, last = (measure.last, cue.start) if cue.start >= measure.last else (cue.end, measure.first)
            distance = max(0, last - first) + 40 * sentence.measures_between(first, last)
            if distance < best:
                best, nearest = distance, {name}
            elif distance == best:
                nearest.add(name)
    return nearest


def _around(measure: Measure, sentence: Sentence, low: str) -> list[str]:
    """The unit as written and the words next to the quantity."""
    found = [f"unit {measure.unit}"] if measure.unit else []
    before = words_before(low[max(sentence.start, measure.start - 30) : measure.start])
    after = words(low[measure.end : min(sentence.end, measure.end + 30)])
    if before:
        found.append(f"word before {before[-1]}")
    if after:
        found.append(f"word after {after[0]}")
    found += [f"near before {word}" for word in dict.fromkeys(before[-3:-1])]
    found += [f"near after {word}" for word in dict.fromkeys(after[1:3])]
    return [*found, *_names_near(measure, sentence)]


def _names_near(measure: Measure, sentence: Sentence) -> list[str]:
    """How near the nearest names stand on either side; a name within is a count's ("384 Ascend chips")."""
    names = [r for r in sentence.refs if r.how == "name"]
    before = min([measure.first - r.end for r in names if r.end <= measure.first], default=None)
    after = min([r.start - measure.last for r in names if r.start >= measure.last], default=None)
    inside = [r for r in names if measure.first <= r.start and r.end <= measure.last]
    return [f"name before {_near(before)}", f"name after {_near(after)}", *(["name inside"] if inside else [])]


def _near(distance: int | None) -> str:
    if distance is None:
        return "nowhere"
    return "adjacent" if distance <= 2 else "near" if distance <= 15 else "far"


def attribute_candidates(
    measure: Measure,
    sentence: Sentence,
    low: str,
    possible: Mapping[str, AttributeRule],
    *,
    known: bool,
    previous: str | None,
    since: int,
    lead: Sentence | None,
) -> list[Candidate]:
    """What the number may be a number of, nothing included. ``possible`` are the attributes of its dimension."""
    sizes = {name: size for name, rule in possible.items() if (size := _plausible(measure, rule)) != "no size"}
    if not sizes:
        return [Candidate((NONE,), (NONE,))]
    found: list[Candidate] = []
    around = _around(measure, sentence, low)
    cues = {name: sentence.labelled(f"attribute/{name}") for name in possible}
    nearest = _nearest_attribute(measure, sentence, cues)
    refs = "refs" if sentence.refs else "past" if known else "alone"
    opposed: list[str] = []
    next_to = previous is not None and _NEXT.fullmatch(low, since, measure.start) is not None
    for name, size in sizes.items():
        features = [f"{name}", f"{name}/{measure.dimension}", f"{name}/{refs}", f"{name}/after {previous}"]
        if next_to:
            features.append(f"{name}/right after {previous}")
        seen = False
        if name in nearest:
            features += ["cue/nearest", f"{name}/cue/nearest"]
        for before in (True, False) if cues[name] else ():
            cue = _nearest(cues[name], measure, before=before)
            if cue is not None:
                place = _place(cue, measure, sentence, low, before=before)
                features += [f"cue/{place}", f"{name}/cue/{place}"]
                seen = True
        if lead is not None and lead.labelled(f"attribute/{name}"):
            features.append("cue/lead")
            seen = True
        if not seen:
            features += ["uncued", f"{name}/uncued"]
        against = sentence.labelled(f"against/{name}")
        for before in (True, False) if against else ():
            cue = _nearest(against, measure, before=before)
            if cue is not None:
                place = _place(cue, measure, sentence, low, before=before)
                opposed += [f"against/{place}", f"{name}/against/{place.split('/')[0]}"]
        features.append(f"{name}/{size}")
        features += [f"{name}/{word}" for word in around]
        if measure.noun:
            features.append(f"{name}/noun {measure.noun.split()[-1].strip('-')}")
        found.append(Candidate((name,), tuple(features)))
    nothing = [
        *(f"{NONE}/{measure.dimension}/{word}" for word in around),
        NONE,
        f"{NONE}/{measure.dimension}",
        f"{NONE}/{refs}",
        f"{NONE}/{measure.dimension}/{refs}",
        *opposed,
    ]
    if measure.dimension == "money":
        nothing.append(f"{NONE}/money/{len(str(int(measure.value)))}")
        if previous == "price" and _CONVERTED.fullmatch(low, since, measure.first):
            nothing.append(f"{NONE}/money/converted")
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
