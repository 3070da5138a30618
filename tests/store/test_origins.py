"""Copies and rewrites of one text are one story, in whatever order they come."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chipwatch.store.origins import shingles

from .newsroom import memory, open_store, page_bytes, publish

H20 = "NVIDIA H20"
WORDS = [
    f"{stem}{end}" for stem in ("chip", "mak", "launch", "report", "plan") for end in ("er", "ing", "ed", "s", "ly", "")
]


def prose(seed: int, length: int = 300) -> list[str]:
    chance = random.Random(seed)
    return [chance.choice(WORDS) for _ in range(length)]


def in_lines(words: list[str]) -> list[str]:
    return [" ".join(words[at : at + 12]) for at in range(0, len(words), 12)]


WIRE = prose(1)
REWRITE = [word for n in range(0, 300, 30) for word in (*WIRE[n : n + 10], *prose(100 + n, 20))]  # a third of its words
TELLINGS = {
    "copy": WIRE,
    "shortened": WIRE[:80],
    "with other news below": WIRE + prose(2, 900),
    "rewritten": REWRITE,
}


def support(path: Path, tellings: list[list[str]]) -> int:
    sources = ["wire", "daily", "huawei", "forum"]
    with open_store(path) as store:
        for source, words in zip(sources, tellings, strict=False):
            body = page_bytes(memory(H20, "96"), *in_lines(words), published=date(2026, 1, 1))
            publish(store, [(f"https://{source}.test/1", source, body)])
        assert store.verify() == []
        return store.facts()[0].support


@pytest.mark.parametrize("telling", TELLINGS.values(), ids=TELLINGS)
def test_one_story_is_one_origin(tmp_path: Path, telling: list[str]) -> None:
    assert support(tmp_path / "one.db", [WIRE, telling]) == 1
    assert support(tmp_path / "other.db", [telling, WIRE]) == 1


def test_two_stories_are_two_origins(tmp_path: Path) -> None:
    assert support(tmp_path / "two.db", [WIRE, prose(3)]) == 2


def test_a_later_article_can_show_two_to_be_one(tmp_path: Path) -> None:
    """The first two share nothing; the third holds both, and the support of a fact that it does not touch falls."""
    first, second = prose(10), prose(11)
    assert support(tmp_path / "apart.db", [first, second]) == 2
    assert support(tmp_path / "joined.db", [first, second, first + second]) == 1
    assert support(tmp_path / "earlier.db", [first + second, second, first]) == 1


def test_chinese_copies(tmp_path: Path) -> None:
    chance = random.Random(5)
    text = "".join(chr(chance.randrange(0x4E00, 0x5200)) for _ in range(400))
    other = "".join(chr(chance.randrange(0x4E00, 0x5200)) for _ in range(400))
    assert support(tmp_path / "copy.db", [[text], [text[:250]]]) == 1
    assert support(tmp_path / "other.db", [[text], [other]]) == 2


@given(st.text(max_size=500))
@settings(deadline=None)
def test_any_text_has_a_sample(text: str) -> None:
    assert shingles(text) == shingles(text)
    assert all(0 <= h < 2**63 for h in shingles(text))


def test_the_sample_of_a_part_is_part_of_the_sample() -> None:
    assert shingles(" ".join(WIRE[50:150])) <= shingles(" ".join(WIRE))
