"""Fits the weights of the prose reader to labelled documents: multinomial logistic regression with an L2 penalty, by
AdaGrad (Duchi, Hazan and Singer 2011). Deterministic: the same documents give the same weights.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chipwatch.extract.features import Candidate

_LEAST = 3  # a feature of fewer examples teaches nothing of any other
_SLIGHT = 0.05  # a weight that decides nothing


@dataclass(frozen=True, slots=True)
class Example:
    """One decision and the choices that are right."""

    candidates: Sequence[Candidate]
    right: frozenset[tuple[str, ...]]


def fit(
    examples: Sequence[Example], *, rounds: int = 40, penalty: float = 1.0, prior: Mapping[str, float] | None = None
) -> dict[str, float]:
    """Weights by feature. Examples without a right candidate teach nothing and are passed over.

    ``prior`` holds the weights that are expected before any document is seen, ``penalty`` is the price of a feature's
    squared distance from it over all examples: what was seen often may weigh much, what was seen once may not.
    """
    usable = [e for e in examples if any(c.choice in e.right for c in e.candidates) and len(e.candidates) > 1]
    seen = Counter(feature for e in usable for feature in {f for c in e.candidates for f in c.features})
    expected = dict(prior or {})
    weights: dict[str, float] = dict(expected)
    squares: dict[str, float] = {}
    for _ in range(rounds):
        for example in usable:
            for feature, slope in _gradient(example, weights).items():
                if seen[feature] < _LEAST:
                    continue
                slope -= penalty * (weights.get(feature, 0.0) - expected.get(feature, 0.0)) / seen[feature]
                squares[feature] = squares.get(feature, 0.0) + slope * slope
                weights[feature] = weights.get(feature, 0.0) + 0.3 * slope / math.sqrt(squares[feature] + 1e-6)
    return {feature: round(weight, 3) for feature, weight in sorted(weights.items()) if abs(weight) >= _SLIGHT}


def _gradient(example: Example, weights: dict[str, float]) -> dict[str, float]:
    scores = [sum(weights.get(f, 0.0) for f in c.features) for c in example.candidates]
    top = max(scores)
    odds = [math.exp(s - top) for s in scores]
    total = sum(odds)
    right = sum(o for o, c in zip(odds, example.candidates, strict=True) if c.choice in example.right)
    gradient: dict[str, float] = {}
    for candidate, odd in zip(example.candidates, odds, strict=True):
        push = (odd / right if candidate.choice in example.right else 0.0) - odd / total
        if abs(push) > 1e-4:
            for feature in candidate.features:
                gradient[feature] = gradient.get(feature, 0.0) + push
    return gradient
