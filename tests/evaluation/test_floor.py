"""The labelled documents are read no worse than when they were first read (docs/extraction.md)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from chipwatch import gold, trial
from chipwatch.evaluation import Level, Score, total
from chipwatch.namesakes import Namesakes
from chipwatch.trial import Trial
from tests.extract.reading import ruleset

FIXTURES = Path(__file__).parents[1] / "fixtures" / "gold"


@cache
def trials() -> tuple[Trial, ...]:
    return tuple(trial.read(ruleset(), gold.read([FIXTURES])))


def score(level: Level, wanted: Callable[[str], bool] = lambda lang: True) -> Score:
    same = Namesakes(ruleset()).same
    return total(each.claims(level, same).score for each in trials() if wanted(each.document.lang))


@pytest.mark.parametrize(
    ("level", "precision", "recall"),
    [(Level.QUANTITY, 0.95, 0.94), (Level.SPEC, 0.94, 0.93), (Level.CLAIM, 0.93, 0.91), (Level.FULL, 0.83, 0.81)],
)
def test_levels(level: Level, precision: float, recall: float) -> None:
    found = score(level)
    assert (found.precision >= precision, found.recall >= recall) == (True, True), found


@pytest.mark.parametrize(
    ("languages", "precision", "recall"),
    [("en", 0.90, 0.87), ("zh", 0.94, 0.95), ("ja ko de fr es it", 0.96, 0.90)],
)
def test_claims_by_language(languages: str, precision: float, recall: float) -> None:
    found = score(Level.CLAIM, lambda lang: lang in languages.split())
    assert (found.precision >= precision, found.recall >= recall) == (True, True), found


def test_relations() -> None:
    same = Namesakes(ruleset()).same
    assert total(each.relations(same).score for each in trials()).f1 >= 0.7


def test_no_model_number_is_read_as_a_quantity() -> None:
    """No claim's number lies in a name: "910C" is no temperature, and NVL72 has 72 GPUs only where the text says so."""
    for each in trials():
        names = [(mention.start, mention.end) for mention in each.extraction.mentions]
        claims = each.extraction.claims
        assert [c for c in claims if any(start <= c.start and c.end <= end for start, end in names)] == []
