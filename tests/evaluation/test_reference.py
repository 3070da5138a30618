"""Scores agree to the last digit with the scorer of the labelling guide, on predictions damaged in every way.

``fixtures/scored`` holds such predictions of four labelled documents, a table of names, and that scorer's figures.
"""

from __future__ import annotations

import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from chipwatch import gold
from chipwatch.evaluation import Level, Score, compare_claims, compare_relations, total
from chipwatch.model import Claim, Relation
from chipwatch.namesakes import Namesakes
from tests.extract.reading import ruleset

FIXTURES = Path(__file__).parents[1] / "fixtures"
SCORED = FIXTURES / "scored"


def figures(score: Score) -> dict[str, float | int]:
    shares = {"precision": score.precision, "recall": score.recall, "f1": score.f1}
    counts = {"right": score.right, "predicted": score.predicted, "gold": score.gold}
    return {name: round(share, 4) for name, share in shares.items()} | counts


def test_figures_agree_with_the_reference() -> None:
    claims: dict[str, list[Claim]] = defaultdict(list)
    relations: dict[str, list[Relation]] = defaultdict(list)
    for line in (SCORED / "predictions.jsonl").read_text("utf-8").splitlines():
        entry = json.loads(line, parse_float=Decimal, parse_int=Decimal)
        if entry["kind"] == "relation":
            relations[entry["doc"]].append(gold.relation_of(entry))
        else:
            claims[entry["doc"]].append(gold.claim_of(entry))
    documents = [document for document in gold.read([FIXTURES / "gold"]) if document.id in claims]
    same = Namesakes(ruleset(), SCORED / "chips.csv").same
    found = {
        level.value: figures(total(compare_claims(d.claims, claims[d.id], level, same).score for d in documents))
        for level in Level
    }
    found["relations"] = figures(total(compare_relations(d.relations, relations[d.id], same).score for d in documents))
    assert found == json.loads((SCORED / "figures.json").read_text("utf-8"))
