"""What reading commands print of a small database, for people and for programs."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from chipwatch.cli import cli
from chipwatch.model import FactKey
from chipwatch.store.types import Decision, Merge, Mute, Pin, Rename, Retract, Split
from tests.store.newsroom import Clock, capture, memory, open_store, page_bytes, publish

H20, ASCEND, OLDER = "NVIDIA H20", "Huawei Ascend 950", "Huawei Ascend 910C"
RATIO = f"* {ASCEND} | memory_capacity | 1.5 | {H20}"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """r2: the H20 has 96 GB, said on 1 January. r3: 141 GB, said the June before. r4: a ratio."""
    path = tmp_path / "chipwatch.db"
    pages = [
        ("https://wire.test/1", "wire", page_bytes(memory(H20, "96"), published=date(2026, 1, 1))),
        ("https://daily.test/1", "daily", page_bytes(memory(H20, "141"), published=date(2025, 6, 1))),
        (
            "https://wire.test/2",
            "wire",
            page_bytes(memory(ASCEND, "144"), RATIO, f"+ {H20}", published=date(2026, 1, 2)),
        ),
    ]
    clock = Clock()
    with open_store(path, clock) as store:
        for page in pages:
            store.add_capture(capture(*page, at=clock()))
            publish(store, [])
    return path


def run(database: Path, *words: str) -> str:
    result = CliRunner().invoke(cli, [*words, "--db", str(database)])
    assert result.exit_code == 0, result.output
    return result.stdout


def records(database: Path, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run(database, *words, "--format", "json"))
    return found


def test_show_tells_ratios_with_sentence_and_link(database: Path) -> None:
    fact, ratio = records(database, "show", ASCEND)
    assert (fact["kind"], fact["value"]) == ("fact", 144)
    assert (ratio["kind"], ratio["ratio"], ratio["reference"]) == ("relation", 1.5, H20)
    assert [(d["attribute"], d["value"], d["unit"]) for d in ratio["derived"]] == [("memory_capacity", 144, "GB")]
    [said] = ratio["evidence"]
    assert (said["sentence"], said["url"]) == (RATIO, "https://wire.test/2")
    table = run(database, "show", ASCEND)
    for told in (f"1.5 × {H20}", "≈ 144 GB", RATIO, "https://wire.test/2"):
        assert told in table
    _, row = csv.DictReader(io.StringIO(run(database, "show", ASCEND, "--format", "csv")))
    assert (row["kind"], row["ratio"], row["evidence.url"]) == ("relation", "1.5", "https://wire.test/2")
    assert len(run(database, "show", ASCEND, "--format", "jsonl").splitlines()) == 2


def test_a_ratio_is_told_as_of_its_time_and_in_its_language(database: Path) -> None:
    assert [record["kind"] for record in records(database, "show", ASCEND, "--said-by", "2026-01-01")] == []
    assert records(database, "show", ASCEND, "--lang", "zh") == []
    with open_store(database) as store:
        assert store.relations(ASCEND, 3) == []
        assert len(store.relations(ASCEND, 4)) == 1


def test_said_by_turns_to_the_worlds_time(database: Path) -> None:
    def values(*words: str) -> list[object]:
        return [record["value"] for record in records(database, "show", "H20", *words)]

    assert values("--said-by", "2025-12-31") == [141]
    assert values("--said-by", "2025-12-31", "--why") == [141]
    assert values("--said-by", "2025-12-31", "--as-of", "r2") == []
    assert values("--said-by", "2026-01-01") == values()
    [compared] = records(database, "compare", "H20", ASCEND, "--said-by", "2025-12-31")
    assert compared["chips"][H20]["value"] == 141
    assert compared["chips"][ASCEND] is None
    named = records(database, "show", "H20", "--mentions", "--said-by", "2025-12-31")
    assert [mention["evidence"]["url"] for mention in named] == ["https://daily.test/1"]
    assert CliRunner().invoke(cli, ["show", "H20", "--said-by", "June", "--db", str(database)]).exit_code == 2


def test_articles_are_counted_as_of_then(database: Path) -> None:
    def articles(*words: str) -> dict[str, int]:
        return {record["chip"]: record["articles"] for record in records(database, "chips", *words)}

    assert articles() == {H20: 3, ASCEND: 1}
    assert articles("--as-of", "r2") == {H20: 1}
    assert "named in 1 article\n" in run(database, "show", "H20", "--as-of", "r2")
    assert "named in 3 articles\n" in run(database, "show", "H20")


def test_a_report_as_of_a_revision(database: Path, tmp_path: Path) -> None:
    run(database, "report", "--out", str(tmp_path / "then"), "--as-of", "r2")
    then = json.loads((tmp_path / "then" / "facts.json").read_text("utf-8"))
    assert (then["revision"], [chip["chip"] for chip in then["chips"]]) == (2, [H20])
    assert "141" not in (tmp_path / "then" / "news.html").read_text("utf-8")
    run(database, "report", "--out", str(tmp_path / "now"))
    now = json.loads((tmp_path / "now" / "facts.json").read_text("utf-8"))
    assert (now["revision"], len(now["chips"])) == (4, 2)


def test_decisions_are_told_in_words(database: Path) -> None:
    with open_store(database) as store:
        [claim, *_] = store.facts(H20)[0].claim_ids
        decided: list[tuple[Decision, str]] = [
            (Pin(FactKey(H20, "memory_capacity"), claim), f"pin nvidia-h20, memory capacity at claim {claim}"),
            (Mute("forum"), "mute forum"),
            (Rename(ASCEND, "Ascend 950 Pro"), "rename huawei-ascend-950 to Ascend 950 Pro"),
            (
                Retract(FactKey(ASCEND, "memory_capacity"), store.facts(ASCEND)[0].value),
                "retract huawei-ascend-950, memory capacity: 144",
            ),
            (Split(H20, "NVIDIA H20E", (claim,)), "split 1 claim of nvidia-h20 off to NVIDIA H20E"),
            (Merge(OLDER, ASCEND), "merge huawei-ascend-910c into huawei-ascend-950"),
        ]
        for decision, _ in decided:
            store.curate(decision, author="editor", reason="as found")
    told = records(database, "curate", "list")
    assert [record["words"] for record in told] == [words for _, words in decided]
    table = run(database, "curate", "list")
    assert all(words in table for _, words in decided)
    assert "(" not in table
