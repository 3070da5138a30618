"""Weighs readings against each other: a linear score over named features, and how likely that makes each reading."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import repeat

from chipwatch.extract.features import Candidate

Weights = Mapping[str, float]
_NOUGHT = repeat(0.0)


def weigh(candidates: Sequence[Candidate], weights: Weights) -> tuple[Candidate, float]:
    """The likeliest reading and its share of the likelihood.

    Candidates of one choice add up: a chip spoken for from two places is the likelier for it.
    """
    scores = [sum(map(weights.get, candidate.features, _NOUGHT)) for candidate in candidates]
    top = max(scores)
    shares: dict[tuple[str, ...], float] = {}
    for candidate, value in zip(candidates, scores, strict=True):
        shares[candidate.choice] = shares.get(candidate.choice, 0.0) + math.exp(value - top)
    chosen = max(shares, key=shares.__getitem__)
    own = [n for n, candidate in enumerate(candidates) if candidate.choice == chosen]
    return candidates[max(own, key=scores.__getitem__)], shares[chosen] / sum(shares.values())


def reasons(candidate: Candidate, weights: Weights, most: int = 3) -> str:
    """The features that counted most for a reading, for ``--explain``."""
    told = [feature for feature in candidate.features if weights.get(feature, 0.0) > 0]
    return "; ".join(sorted(told, key=weights.__getitem__, reverse=True)[:most]) or candidate.features[0]
