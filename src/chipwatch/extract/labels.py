"""Walks an article along its labels: answers each decision of the prose reader as a labelled document has it, and keeps
what the weights should have chosen.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from chipwatch.extract.features import NONE
from chipwatch.extract.fitting import Example
from chipwatch.extract.measure import Measure
from chipwatch.extract.prose import Decision
from chipwatch.language import AttributeRule
from chipwatch.model import Claim

_TOLERANCE = 0.005
Choice = tuple[str, ...]


@dataclass(slots=True)
class Labels:
    """An oracle for one article. ``examples`` collects, by question, each decision with the choices that are right."""

    text: str
    claims: Sequence[Claim]
    attributes: Mapping[str, AttributeRule]
    same_chip: Callable[[str, str], bool]
    examples: dict[str, list[Example]] = field(default_factory=lambda: defaultdict(list))

    def __call__(self, decision: Decision) -> Choice | None:
        """The answer of the labels, None where they leave it open."""
        here, elsewhere, unsure = self._of(decision.measure)
        match decision.question:
            case "attribute":
                if not here and elsewhere:
                    return None  # the number is told twice, and labelled where it stands otherwise
                return self._answer(decision, sorted({(claim.attribute,) for claim in here}) or [(NONE,)])
            case "status" if here:
                return self._answer(decision, sorted({(claim.status,) for claim in here}))
            case "subject" if here:
                chips = tuple(dict.fromkeys(claim.chip for claim in here))
                return self._subject(decision, chips, unsure=unsure)
        return None

    def _answer(self, decision: Decision, right: Sequence[Choice]) -> Choice:
        self.examples[decision.question].append(Example(decision.candidates, frozenset(right)))
        return decision.chosen if decision.chosen in right else right[0]

    def _subject(self, decision: Decision, chips: Choice, *, unsure: bool) -> Choice:
        right = [
            candidate.choice
            for candidate in decision.candidates
            if candidate.choice
            and self._covered(candidate.choice, chips)
            and (unsure or self._covered(chips, candidate.choice))
        ]
        if right:
            return self._answer(decision, right)
        self._answer(decision, [()])  # out of reach, or not to be named: better nobody's than another's
        return chips

    def _covered(self, some: Choice, others: Choice) -> bool:
        return all(any(self.same_chip(one, other) for other in others) for one in some)

    def _of(self, measure: Measure) -> tuple[list[Claim], list[Claim], bool]:
        """The labels of a number: those whose quote stands where it does, those of its value elsewhere, and whether the
        first are of several chips, of which the quote does not say here whose it is.
        """
        quoted: dict[str, list[Claim]] = defaultdict(list)
        for claim in self.claims:
            if self._carries(measure, claim):
                quoted[claim.quote].append(claim)
        here: list[Claim] = []
        elsewhere: list[Claim] = []
        unsure = False
        for quote, claims in quoted.items():
            places = [(at.start(), at.end()) for at in re.finditer(re.escape(quote), self.text)]
            at = next(
                (n for n, (start, end) in enumerate(places) if start < measure.last and measure.first < end), None
            )
            if at is None:
                elsewhere += claims
            else:
                told = _told_at(at, len(places), claims)
                here += told
                unsure = unsure or (len(places) > 1 and len({claim.chip for claim in told}) > 1)
        return here, elsewhere, unsure

    def _carries(self, measure: Measure, claim: Claim) -> bool:
        if measure.dimension == "date":
            return claim.attribute == "release" and claim.value == measure.date
        if isinstance(claim.value, str) or measure.dimension not in self.attributes[claim.attribute].dimensions:
            return False
        value, told = float(measure.value) * (1000 if claim.unit == "MB" else 1), float(claim.value)
        alike = abs(value - told) <= _TOLERANCE * abs(told)
        return alike and (claim.value_max is None) == (measure.value_max is None)


def _told_at(place: int, places: int, claims: Sequence[Claim]) -> list[Claim]:
    """Where a quote stands once for each of several chips ("96 GB … 96 GB"), the labels' order says whose is which."""
    chips = list(dict.fromkeys(claim.chip for claim in claims))
    one_each = len(chips) > 1 and len(chips) == places
    return [claim for claim in claims if not one_each or claim.chip == chips[place]]
