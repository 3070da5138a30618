"""``rules eval``, ``rules fit`` and ``rules check`` as they are called."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from chipwatch.cli import cli
from chipwatch.resources import data_dir
from tests.evaluation.documents import DOCUMENTS, claim, write


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    """One label is not in its text (141 GB), and one text says more than its labels do (400 W)."""
    text, claims = DOCUMENTS["h20"]
    other = [*claims[:2], claim("NVIDIA H20", "memory_capacity", 141, "GB", "141 GB")]
    return write(tmp_path / "gold", {**DOCUMENTS, "h20": (text, other)})


def call(*words: object, status: int = 0) -> Result:
    result = CliRunner().invoke(cli, ["rules", *map(str, words)], catch_exceptions=False)
    assert result.exit_code == status, result.output
    return result


def rows(*words: object) -> list[dict[str, Any]]:
    return [json.loads(line) for line in call(*words, "--format", "jsonl").stdout.splitlines()]


def test_eval_scores_each_level_and_relations(labelled: Path) -> None:
    scores = {row["level"]: row for row in rows("eval", labelled)}
    assert list(scores) == ["quantity", "spec", "claim", "full", "relations"]
    assert scores["claim"] == {
        "level": "claim",
        "group": "all",
        "precision": 0.8,
        "recall": 0.8,
        "f1": 0.8,
        "right": 4,
        "predicted": 5,
        "gold": 5,
    }


def test_eval_by_groups(labelled: Path) -> None:
    groups = {row["group"]: row for row in rows("eval", labelled, "--by", "attribute,lang,phenomenon")}
    assert groups["attribute: memory_capacity"]["recall"] == 0.6667
    assert groups["attribute: power"] == {
        "level": "claim",
        "group": "attribute: power",
        "precision": 0.0,
        "recall": 0.0,
        "f1": 0.0,
        "right": 0,
        "predicted": 1,
        "gold": 0,
    }
    assert groups["lang: en"]["gold"] == 5
    assert groups["phenomenon: planned"]["right"] == 2
    assert groups["phenomenon: in a paragraph"]["predicted"] == 5


def test_eval_lists_misses_and_errors_with_the_rules_that_fired(labelled: Path) -> None:
    missed, wrong = rows("eval", labelled, "--misses")
    assert (missed["fault"], missed["doc"], missed["value"]) == ("missed", "h20", 141)
    assert (wrong["fault"], wrong["attribute"], wrong["quote"]) == ("wrong", "power", "400 W")
    assert wrong["rules"]


def test_eval_takes_names_from_a_table(labelled: Path, tmp_path: Path) -> None:
    table = tmp_path / "chips.csv"
    table.write_text("canonical_name,family,strong_names,weak_names\nH20,Hopper,H20|Ascend 950PR,\n", encoding="utf-8")
    assert "names of chips by the lexicon" in call("eval", labelled).stderr
    assert f"names of chips by {table}" in call("eval", labelled, "--names", table).stderr


@pytest.mark.parametrize("command", ["eval", "fit"])
def test_no_such_directory(command: str, tmp_path: Path) -> None:
    assert "no labelled documents" in call(command, tmp_path / "none", status=2).stderr


def test_eval_refuses_a_group_that_is_none(labelled: Path) -> None:
    assert (
        "'colour' is none of attribute, lang, phenomenon" in call("eval", labelled, "--by", "colour", status=2).stderr
    )


def test_fit_tells_how_well_the_weights_choose_and_writes_them(labelled: Path, tmp_path: Path) -> None:
    out = tmp_path / "weights.toml"
    questions = {row["question"]: row for row in rows("fit", labelled, "--out", out)}
    assert list(questions) == ["attribute", "subject", "status"]
    assert 0.5 < questions["attribute"]["seen"] <= 1.0
    assert 0.0 <= questions["attribute"]["unseen"] <= 1.0
    written = tomllib.loads(out.read_text("utf-8"))
    assert list(written) == ["attribute", "subject", "status"]
    assert len(written["attribute"]) == questions["attribute"]["weights"] > 0


def test_fit_writes_nothing_unless_told(labelled: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    (question, *_) = rows("fit", labelled, "--no-validation")
    assert question["unseen"] is None
    assert sorted(tmp_path.rglob("*")) == before


def test_fit_cannot_write_there(labelled: Path, tmp_path: Path) -> None:
    result = call("fit", labelled, "--no-validation", "--out", tmp_path / "none" / "weights.toml", status=2)
    assert "cannot be written" in result.stderr


def test_the_shipped_rules_are_sound() -> None:
    assert call("check").stdout == ""


def test_check_names_file_and_line(tmp_path: Path) -> None:
    mine = tmp_path / "rules"
    (mine / "chips").mkdir(parents=True)
    (mine / "chips" / "mine.toml").write_text(
        'vendor = "Mine"\n\n[[family]]\nname = "Fruit"\nnames = ["Basket"]\n', encoding="utf-8"
    )
    settings = tmp_path / "config.toml"
    settings.write_text('rules = "rules"\n', encoding="utf-8")
    result = call("check", "--config", settings, "--format", "json", status=1)
    finding = next(finding for finding in json.loads(result.stdout) if finding["word"] == "Basket")
    assert (finding["file"], finding["line"]) == (str(mine / "chips" / "mine.toml"), 5)
    assert "English word" in finding["fault"]


@pytest.mark.parametrize(
    ("file", "text", "fault"),
    [
        ("priors.toml", '[subject]\n"before/close" = "much"\n', "2: key 'subject.before/close' must be a number"),
        ("languages.toml", "[languages.nl]\nword = ['het']\n", "2: key 'word' unknown, did you mean 'words'?"),
        ("boilerplate.toml", "[names]\nsure = 'reacties'\n", "2: key 'names.sure' must be a list"),
        ("merging.toml", "[evidence]\nkeep = 0\n", "2: key 'evidence.keep' is too small"),
    ],
)
def test_check_reads_every_file_of_rules(tmp_path: Path, file: str, text: str, fault: str) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / file).write_text(text, encoding="utf-8")
    settings = tmp_path / "config.toml"
    settings.write_text('rules = "rules"\n', encoding="utf-8")
    assert f"{tmp_path / 'rules' / file}:{fault}" in call("check", "--config", settings, status=2).stderr


@pytest.mark.parametrize("file", sorted(path.name for path in data_dir("rules").glob("*.toml")))
def test_no_file_of_rules_is_passed_over(tmp_path: Path, file: str) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / file).write_text("nonsense = 3\n", encoding="utf-8")
    settings = tmp_path / "config.toml"
    settings.write_text('rules = "rules"\n', encoding="utf-8")
    assert f"{tmp_path / 'rules' / file}:1: key 'nonsense'" in call("check", "--config", settings, status=2).stderr


def test_check_finds_weights_that_nothing_asks_for(labelled: Path, tmp_path: Path) -> None:
    mine = tmp_path / "rules"
    mine.mkdir()
    (mine / "weights.toml").write_text('[subject]\n"moon/full" = 1.5\n', encoding="utf-8")
    settings = tmp_path / "config.toml"
    settings.write_text('rules = "rules"\n', encoding="utf-8")
    result = call("check", "--config", settings, "--on", labelled, "--format", "json", status=1)
    found = {finding["word"]: finding for finding in json.loads(result.stdout)}
    assert (found["moon/full"]["file"], found["moon/full"]["line"]) == (str(mine / "weights.toml"), 2)
