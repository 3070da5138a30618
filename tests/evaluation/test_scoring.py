"""Scores: levels, tolerances, claims told twice, groups; figures worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipwatch.evaluation import Level, Outcome, Score, compare_claims, compare_relations, total, totals
from chipwatch.model import Bound, Claim, Relation, Status

MEMORY = Claim("NVIDIA H20", "memory_capacity", Decimal(96), "GB", "96 GB", 0, 0)
COMPUTE = Claim("NVIDIA H20", "compute", Decimal(148), "TFLOPS", "148 TFLOPS", 0, 0, precision="FP16")
RELEASE = Claim("NVIDIA H20", "release", "2024-Q1", "date", "early 2024", 0, 0)
TWICE = Relation("NVIDIA B30A", "NVIDIA H20", Decimal(2), "twice the H20", 0, 0, attribute="compute")


def same(one: str, other: str) -> bool:
    return one.lower() == other.lower()


def claims(gold: Sequence[Claim], predicted: Sequence[Claim], level: Level = Level.CLAIM) -> Outcome[Claim]:
    return compare_claims(gold, predicted, level, same)


@pytest.mark.parametrize(
    ("change", "levels"),
    [
        ({}, "quantity spec claim full"),
        ({"status": Status.PLANNED}, "quantity spec claim"),
        ({"bound": Bound.ABOUT}, "quantity spec claim"),
        ({"chip": "NVIDIA H100"}, "quantity spec"),
        ({"chip": "nvidia h20"}, "quantity spec claim full"),
        ({"precision": "BF16"}, "quantity"),
        ({"sparse": True}, "quantity"),
        ({"attribute": "power", "precision": None}, "quantity"),
        ({"unit": "TOPS"}, ""),
        ({"value": Decimal(149)}, ""),
        ({"value": Decimal("148.7")}, "quantity spec claim full"),
        ({"value_max": Decimal(150)}, ""),
        ({"quote": "148", "start": 7, "end": 10}, "quantity spec claim full"),
    ],
)
def test_each_level_asks_for_more(change: dict[str, object], levels: str) -> None:
    changed = replace(COMPUTE, **change)  # type: ignore[arg-type]
    right = [level for level in Level if claims([COMPUTE], [changed], level).right]
    assert right == levels.split()


def test_a_precision_counts_for_compute_only() -> None:
    assert claims([MEMORY], [replace(MEMORY, precision="FP8")]).right


@pytest.mark.parametrize(("told", "agrees"), [("2024-q1 ", True), ("2024", False), ("2024-Q2", False)])
def test_dates_agree_to_the_letter(told: str, agrees: bool) -> None:
    assert bool(claims([RELEASE], [replace(RELEASE, value=told)]).right) is agrees


@pytest.mark.parametrize(("value", "agrees"), [("199", True), ("198.9", False), ("201", True), ("201.1", False)])
def test_values_agree_within_half_a_percent_of_the_larger(value: str, agrees: bool) -> None:
    gold = replace(MEMORY, value=Decimal(200))
    assert bool(claims([gold], [replace(gold, value=Decimal(value))]).right) is agrees


def test_a_claim_told_twice_counts_once() -> None:
    outcome = claims([MEMORY, MEMORY], [MEMORY, replace(MEMORY, start=40, end=45), COMPUTE])
    assert outcome.score == Score(right=1, predicted=2, gold=1)
    assert outcome.wrong == (COMPUTE,)


def test_one_label_is_matched_once() -> None:
    near = replace(MEMORY, value=Decimal("96.4")), replace(MEMORY, value=Decimal("95.6"))
    assert claims([MEMORY], near).score == Score(right=1, predicted=2, gold=1)


@pytest.mark.parametrize(
    ("change", "agrees"),
    [
        ({}, True),
        ({"ratio": Decimal("2.05")}, True),
        ({"ratio": Decimal("2.07")}, False),
        ({"attribute": None}, True),
        ({"attribute": "power"}, False),
        ({"reference": "NVIDIA H100"}, False),
        ({"chip": "NVIDIA H20", "reference": "NVIDIA B30A"}, False),
    ],
)
def test_relations(change: dict[str, object], agrees: bool) -> None:
    changed = replace(TWICE, **change)  # type: ignore[arg-type]
    assert bool(compare_relations([TWICE], [changed], same).right) is agrees


def test_ratios_of_nothing_are_zero() -> None:
    assert (Score().precision, Score().recall, Score().f1) == (0.0, 0.0, 0.0)
    assert (Score(0, 3, 4).precision, Score(0, 3, 4).f1) == (0.0, 0.0)


def test_precision_recall_and_f1() -> None:
    score = Score(right=6, predicted=8, gold=12)
    assert (score.precision, score.recall, score.f1) == (0.75, 0.5, 0.6)


def test_groups_count_a_right_claim_where_its_label_is() -> None:
    power = replace(MEMORY, attribute="power", unit="W", value=Decimal(400))
    outcome = claims([MEMORY, COMPUTE], [MEMORY, power])
    assert outcome.by(lambda claim: (claim.attribute, "any")) == {
        "memory_capacity": Score(1, 1, 1),
        "compute": Score(0, 0, 1),
        "power": Score(0, 1, 0),
        "any": Score(1, 2, 2),
    }


def test_scores_add_up() -> None:
    assert total([Score(1, 2, 3), Score(4, 5, 6)]) == Score(5, 7, 9)
    assert totals([{"b": Score(1, 1, 1)}, {"a": Score(0, 1, 0), "b": Score(1, 1, 2)}]) == {
        "a": Score(0, 1, 0),
        "b": Score(2, 2, 3),
    }


CLAIMS = st.lists(
    st.builds(
        Claim,
        st.sampled_from(["NVIDIA H20", "nvidia h20", "NVIDIA H100"]),
        st.sampled_from(["compute", "power"]),
        st.sampled_from([Decimal(96), Decimal("96.2"), Decimal(100), "2024"]),
        st.sampled_from(["GB", "W"]),
        st.just("96"),
        st.integers(0, 9),
        st.integers(10, 19),
        bound=st.sampled_from(Bound),
    ),
    max_size=6,
)


@given(CLAIMS, CLAIMS, st.sampled_from(Level))
def test_counts_are_consistent(gold: list[Claim], predicted: list[Claim], level: Level) -> None:
    outcome = claims(gold, predicted, level)
    score = outcome.score
    assert 0 <= score.right <= min(score.predicted, score.gold)
    assert score.predicted <= len(predicted)
    assert score.gold <= len(gold)
    assert 0.0 <= score.f1 <= 1.0
    groups = outcome.by(lambda claim: (claim.attribute,))
    assert total(groups.values()) == score


@given(CLAIMS)
def test_labels_agree_with_themselves_at_every_level(gold: list[Claim]) -> None:
    for level in Level:
        outcome = claims(gold, gold, level)
        assert (outcome.missed, outcome.wrong) == ((), ())
