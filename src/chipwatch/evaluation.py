"""How well claims and relations agree with labelled ones: precision, recall and F1. Pure: no files, no extractor.

What counts as right is told at four levels, each of which asks for more than the one before: the ``quantity`` (value
and unit), the ``spec`` (attribute and precision too), the ``claim`` (of the right chip), the ``full`` claim (with bound
and status). Values agree within 0.5 percent, ratios of relations within 3 percent; dates agree to the letter.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar

from chipwatch.model import Claim, Relation

T = TypeVar("T", Claim, Relation)
SameChip = Callable[[str, str], bool]

_VALUE_TOLERANCE = 0.005
_RATIO_TOLERANCE = 0.03
_LEAST = 1e-12  # keeps zero equal to zero


class Level(StrEnum):
    QUANTITY = "quantity"
    SPEC = "spec"
    CLAIM = "claim"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one kind; a ratio of nothing is 0."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.predicted + other.predicted, self.gold + other.gold)

    @property
    def precision(self) -> float:
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.precision * self.recall / (self.precision + self.recall) if self.right else 0.0


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """One document's labels and predictions, set side by side: pairs of both, and what is left over on either side."""

    right: tuple[tuple[T, T], ...]  # the label, the prediction
    missed: tuple[T, ...]
    wrong: tuple[T, ...]

    @property
    def score(self) -> Score:
        return Score(len(self.right), len(self.right) + len(self.wrong), len(self.right) + len(self.missed))

    def by(self, groups: Callable[[T], Iterable[str]]) -> dict[str, Score]:
        """The score of each group. A right prediction counts in its label's groups, a wrong one in its own."""
        scores: dict[str, Score] = {}
        counted = [(label, Score(1, 1, 1)) for label, _ in self.right]
        counted += [(label, Score(gold=1)) for label in self.missed]
        counted += [(prediction, Score(predicted=1)) for prediction in self.wrong]
        for claim, score in counted:
            for group in groups(claim):
                scores[group] = scores.get(group, Score()) + score
        return scores


def total(scores: Iterable[Score]) -> Score:
    return sum(scores, Score())


def totals(parts: Iterable[Mapping[str, Score]]) -> dict[str, Score]:
    """The scores of the same groups in many documents, added up, in the groups' order."""
    added: dict[str, Score] = {}
    for part in parts:
        for group, score in part.items():
            added[group] = added.get(group, Score()) + score
    return dict(sorted(added.items()))


def compare_claims(
    gold: Sequence[Claim], predicted: Sequence[Claim], level: Level, same_chip: SameChip
) -> Outcome[Claim]:
    """Sets one document's claims against its labels. A claim told twice counts once, on either side."""

    def agree(one: Claim, other: Claim) -> bool:
        return (
            _kind(one, level) == _kind(other, level)
            and _same_value(one.value, other.value)
            and _same_value(one.value_max, other.value_max)
            and (level not in (Level.CLAIM, Level.FULL) or same_chip(one.chip, other.chip))
        )

    return _pair(list(_once(gold, agree)), _once(predicted, agree), agree)


def compare_relations(
    gold: Sequence[Relation], predicted: Sequence[Relation], same_chip: SameChip
) -> Outcome[Relation]:
    """Sets one document's relations against its labels; either side may leave the attribute open."""

    def agree(label: Relation, relation: Relation) -> bool:
        return (
            same_chip(label.chip, relation.chip)
            and same_chip(label.reference, relation.reference)
            and (label.attribute == relation.attribute or None in (label.attribute, relation.attribute))
            and _close(float(relation.ratio), float(label.ratio), _RATIO_TOLERANCE * abs(float(label.ratio)))
        )

    return _pair(list(gold), predicted, agree)


def _kind(claim: Claim, level: Level) -> Hashable:
    """What must be the same to the letter at a level; names and values are compared by their own laws."""
    compute = claim.attribute == "compute"
    match level:
        case Level.QUANTITY:
            return claim.unit
        case Level.SPEC | Level.CLAIM:
            return claim.unit, claim.attribute, claim.precision if compute else None, claim.sparse
        case Level.FULL:
            return _kind(claim, Level.CLAIM), claim.bound, claim.status


def _same_value(one: Decimal | str | None, other: Decimal | str | None) -> bool:
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        a, b = float(one), float(other)
        return _close(a, b, _VALUE_TOLERANCE * max(abs(a), abs(b), _LEAST))
    if isinstance(one, str) and isinstance(other, str):
        return one.strip().upper() == other.strip().upper()
    return one is other


def _close(one: float, other: float, tolerance: float) -> bool:
    return abs(one - other) <= tolerance


def _once(claims: Iterable[Claim], agree: Callable[[Claim, Claim], bool]) -> Iterator[Claim]:
    seen: list[Claim] = []
    for claim in claims:
        if not any(agree(claim, earlier) for earlier in seen):
            seen.append(claim)
            yield claim


def _pair(left: list[T], predicted: Iterable[T], agree: Callable[[T, T], bool]) -> Outcome[T]:
    """Each prediction takes the first label left that it agrees with."""
    right: list[tuple[T, T]] = []
    wrong: list[T] = []
    for prediction in predicted:
        at = next((n for n, label in enumerate(left) if agree(label, prediction)), None)
        if at is None:
            wrong.append(prediction)
        else:
            right.append((left.pop(at), prediction))
    return Outcome(tuple(right), tuple(left), tuple(wrong))
