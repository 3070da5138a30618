"""Fitting: labels answer each decision, examples hold what is right, and the same documents give the same weights."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from chipwatch import gold
from chipwatch.article import from_text
from chipwatch.extract.features import NONE, Candidate
from chipwatch.extract.fitting import Example, fit
from chipwatch.extract.labels import Labels
from chipwatch.extract.weighing import weigh
from chipwatch.model import Claim, Extraction, Status
from chipwatch.namesakes import Namesakes
from chipwatch.refit import as_toml, refit
from tests.evaluation.documents import write
from tests.extract.reading import extractor, ruleset

H20, H100, ASCEND = "NVIDIA H20", "NVIDIA H100", "Huawei Ascend 910C"


def memory(chip: str, value: int, quote: str, status: Status = Status.STATED) -> Claim:
    return Claim(chip, "memory_capacity", Decimal(value), "GB", quote, 0, 0, status=status)


def walk(text: str, claims: Sequence[Claim]) -> tuple[Labels, Extraction]:
    """The labels after an article was walked along them, and what was extracted on the way."""
    article = from_text(text)
    labels = Labels(text, claims, ruleset().language.attributes, Namesakes(ruleset()).same)
    return labels, extractor().extract(article, oracle=labels)


def test_labels_overrule_the_weights() -> None:
    text = "The Ascend 910C and the H20 are on show. It has 96 GB of memory."
    for chip in (H20, ASCEND):
        labels, extraction = walk(text, [memory(chip, 96, "96 GB", Status.REPORTED)])
        assert [(c.chip, c.status) for c in extraction.claims] == [(chip, "reported")]
        assert labels.examples["attribute"][0].right == {("memory_capacity",)}
        assert labels.examples["status"][0].right == {("reported",)}
        (subject,) = labels.examples["subject"]
        assert subject.right == {(chip,)}
        assert {choice for candidate in subject.candidates for choice in candidate.choice} >= {H20, ASCEND}


def test_what_no_label_claims_is_nothing() -> None:
    labels, extraction = walk(
        "The H20 server has 512 GB of memory and the H20 holds 96 GB.", [memory(H20, 96, "96 GB")]
    )
    assert [claim.value for claim in extraction.claims] == [96]
    assert [example.right for example in labels.examples["attribute"]] == [{(NONE,)}, {("memory_capacity",)}]


def test_a_number_labelled_elsewhere_teaches_nothing() -> None:
    text = "The H20 has 96 GB of memory. Buyers like its 96 gigabytes of memory."
    labels, _ = walk(text, [memory(H20, 96, "96 gigabytes")])
    assert len(labels.examples["attribute"]) == 1


def test_one_quote_for_two_chips_goes_in_order() -> None:
    text = "The H20 has 96 GB of memory. The Ascend 910C too has 96 GB of memory."
    labels, _ = walk(text, [memory(H20, 96, "96 GB"), memory(ASCEND, 96, "96 GB")])
    assert [example.right for example in labels.examples["subject"]] == [{(H20,)}, {(ASCEND,)}]


def test_a_chip_that_is_not_found_teaches_to_name_nobody() -> None:
    labels, _ = walk("The H20 is here. The gizmo has 96 GB of memory.", [memory("Foo Gizmo", 96, "96 GB")])
    assert [example.right for example in labels.examples["subject"]] == [{()}]


def candidates(*features: str) -> list[Candidate]:
    return [Candidate((name,), (name, "any")) for name in features]


def test_a_fit_learns_what_is_right_and_no_more() -> None:
    examples = [Example(candidates("good", "bad"), frozenset({("good",)})) for _ in range(8)]
    weights = fit(examples, penalty=1.0)
    assert weights["good"] > 0 > weights["bad"]
    assert "any" not in weights
    assert weigh(candidates("bad", "good"), weights)[0].choice == ("good",)


def test_a_larger_penalty_gives_smaller_weights() -> None:
    examples = [Example(candidates("good", "bad"), frozenset({("good",)})) for _ in range(8)]
    assert abs(fit(examples, penalty=8.0)["good"]) < abs(fit(examples, penalty=0.5)["good"])


def test_what_cannot_be_right_teaches_nothing() -> None:
    assert fit([Example(candidates("one", "other"), frozenset({("third",)}))]) == {}


def test_the_order_of_hashes_does_not_matter(tmp_path: Path) -> None:
    directory = write(tmp_path / "gold")
    here = as_toml(refit(ruleset(), gold.read([directory]), validate=False))
    for seed in ("1", "2"):
        out = tmp_path / f"weights-{seed}.toml"
        command = [
            sys.executable,
            "-m",
            "chipwatch",
            "rules",
            "fit",
            str(directory),
            "--no-validation",
            "--out",
            str(out),
        ]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True)
        assert out.read_text("utf-8") == here
