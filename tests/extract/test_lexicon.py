"""The shipped lexicon against names as news spells them, and against sentences whose words only look like names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from chipwatch.article import from_text
from chipwatch.model import SubjectKind
from tests.extract.reading import claims_of, extractor

_NAMES = Path(__file__).parents[1] / "fixtures" / "names"
_HAN_OR_HANGUL = re.compile("[\u3000-\u9fff\uac00-\ud7af]")


def _lines(file: str) -> list[str]:
    return [line for line in (_NAMES / file).read_text("utf-8").splitlines() if line and not line.startswith("#")]


def _sentences(spelling: str) -> Iterator[str]:
    """Sentences that tell 80 GB of a name: Chinese ones, and English ones where its letters are Latin."""
    name = spelling.removeprefix("~")
    yield f"{name}的显存为80GB。"
    if not _HAN_OR_HANGUL.search(name):
        yield f"The {name} GPU has 80 GB of memory." if spelling.startswith("~") else f"The {name} has 80 GB of memory."


@pytest.mark.parametrize("line", _lines("spellings.txt"))
def test_a_chip_is_known_by_every_spelling(line: str) -> None:
    chip, _, spellings = line.partition(" = ")
    sentences = [sentence for spelling in spellings.split(" | ") for sentence in _sentences(spelling)]
    told = {sentence: [claim.chip for claim in claims_of(sentence)] for sentence in sentences}
    assert {sentence: chips for sentence, chips in told.items() if chips != [chip]} == {}


@pytest.mark.parametrize("sentence", _lines("look-alikes.txt"))
def test_a_look_alike_is_no_chip(sentence: str) -> None:
    mentions = extractor().extract(from_text(sentence)).mentions
    assert [m.chip for m in mentions if m.kind in (SubjectKind.CHIP, SubjectKind.SYSTEM)] == []
