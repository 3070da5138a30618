"""``extract``: files, pages and standard input, with the keys of the gold guide."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from chipwatch.cli import cli

from ..fetch.site import serving

TEXT = "The NVIDIA H20 delivers 148 TFLOPS at FP16. It has 96 GB of memory, more than the Ascend 910B's 64 GB."
HTML = f"<!doctype html><title>The H20</title><article><h1>The H20</h1><p>{TEXT}</p></article>"


@pytest.fixture
def note(tmp_path: Path) -> Path:
    file = tmp_path / "a-note.txt"
    file.write_text(TEXT)
    return file


def extract(*words: str | Path, given: str | None = None, status: int = 0) -> Result:
    command = ["extract", "--format", "jsonl", *map(str, words)]
    result = CliRunner().invoke(cli, command, input=given, catch_exceptions=False)
    assert result.exit_code == status, result.output
    return result


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_line_has_the_keys_of_the_guide(note: Path) -> None:
    claims = {(line["chip"], line["attribute"]): line for line in lines(extract(note)) if line["kind"] == "claim"}
    compute = claims["NVIDIA H20", "compute"]
    guide = {"chip", "attribute", "precision", "value", "unit", "bound", "status", "quote"}
    assert set(compute) == guide | {"doc", "kind", "start", "end"}
    assert (compute["doc"], compute["kind"]) == ("a-note", "claim")
    assert [compute[key] for key in ("precision", "value", "unit", "bound")] == ["FP16", 148, "TFLOPS", "="]
    assert TEXT[compute["start"] : compute["end"]] == compute["quote"]
    assert "precision" not in claims["NVIDIA H20", "memory_capacity"]


def test_several_files_in_one_process(note: Path, tmp_path: Path) -> None:
    page = tmp_path / "a-page.html"
    page.write_text(HTML)
    assert [line["doc"] for line in lines(extract(note, page)) if line["kind"] == "claim"].count("a-page") >= 2


@pytest.mark.parametrize("given", [TEXT, HTML], ids=["text", "html"])
def test_standard_input_is_read(given: str, note: Path) -> None:
    keys = ("kind", "chip", "attribute", "value", "ratio")
    read = [tuple(line.get(key) for key in keys) for line in lines(extract("-", given=given))]
    assert read == [tuple(line.get(key) for key in keys) for line in lines(extract(note))]


def test_an_address_is_fetched() -> None:
    with serving() as site:
        site.put("/h20", HTML)
        claims = lines(extract(site.url("/h20")))
    assert {claim["doc"] for claim in claims} == {site.url("/h20")}


def test_what_cannot_be_read_is_told_beside_the_rest(note: Path, tmp_path: Path) -> None:
    result = extract(tmp_path / "missing.txt", note, status=1)
    assert str(tmp_path / "missing.txt") in result.stderr
    assert {line["doc"] for line in lines(result)} == {"a-note"}


def test_explain_names_what_decided_each_part(note: Path) -> None:
    for line in lines(extract("--explain", note)):
        if line["kind"] == "claim":
            assert list(line["rules"]) == ["chip", "attribute", "precision", "bound", "status"]
            assert all(line["rules"].values())
    shown = CliRunner().invoke(cli, ["extract", "--explain", str(note)], catch_exceptions=False).stdout
    assert shown.startswith("NVIDIA H20, FP16 compute: 148 TFLOPS")
    assert "    bound " in shown


def test_nothing_is_stored(note: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CHIPWATCH_DB", str(tmp_path / "news.db"))
    extract(note)
    assert not list(tmp_path.glob("*.db"))
