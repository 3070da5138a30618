"""rules/merging.toml: read, laid over, refused with file, line and key; and told truly in docs/merging.md."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from chipwatch.errors import RulesError
from chipwatch.model import Status, Tier
from chipwatch.store import policy

from .newsroom import CHIPS, memory, open_store, page_bytes, publish

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_a_users_file_replaces_single_keys(tmp_path: Path) -> None:
    (tmp_path / "merging.toml").write_text("[half_life]\nattributes = { power = 10 }\n\n[agreement]\nhedged = 0.2\n")
    own, shipped = policy.load(tmp_path), policy.load()
    assert own.agreement == replace(shipped.agreement, hedged=Decimal("0.2"))
    assert (own.half_life_of("power"), own.half_life_of("release"), own.half_life_of("cores")) == (10, 60, 365)
    assert own.rank == shipped.rank
    assert own.digest != shipped.digest
    assert policy.load(tmp_path / "none") == shipped


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[agreement]\nhegded = 0.1\n", ":2: key 'hegded' unknown, did you mean 'hedged'?"),
        ("[agreement]\n\nplain = 0.9\n", ":3: key 'agreement.plain' must be a fraction from 0 to 0.5"),
        ("[dispute]\nshare = 0\n", ":2: key 'dispute.share' must be a fraction, above 0 and up to 1"),
        ("[rank]\npress = { stated = 0 }\n", ":2: key 'rank.press': stated must be 1 or more"),
        ("[half_life]\ndays = 0\n", ":2: key 'half_life.days' must be at least one day"),
        ("[evidence]\nkeep = 0\n", ":2: key 'evidence.keep' is too small"),
        ("[evidence]\nkeep = 'all'\n", ":2: key 'evidence.keep' must be a whole number, not 'all'"),
        ("[evidence\n", ":1: no valid TOML"),
    ],
)
def test_a_wrong_file_is_told_with_line_and_key(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "merging.toml").write_text(text)
    with pytest.raises(RulesError) as caught:
        policy.load(tmp_path)
    assert str(caught.value).startswith(f"{tmp_path / 'merging.toml'}{told}")


def test_a_new_policy_is_one_rules_revision_that_merges_anew(tmp_path: Path) -> None:
    with open_store(tmp_path / "chipwatch.db") as store:
        pages = [
            (f"https://{s}.test/1", s, page_bytes(memory("NVIDIA H20", v)))
            for s, v in (("wire", "200"), ("daily", "190"))
        ]
        publish(store, pages)
        assert store.facts()[0].disputed
        shipped = policy.load()
        lax = replace(shipped, agreement=replace(shipped.agreement, plain=Decimal("0.2")))
        assert store.adopt_rules("rules-1", CHIPS) is None
        committed = store.adopt_rules("rules-1", CHIPS, lax)
        assert committed is not None
        assert ("settled", "rules") in [(change.kind, change.cause) for change in committed.changes]
        publish(store, [("https://forum.test/1", "forum", page_bytes(memory("NVIDIA H20", "210")))])
        assert store.verify() == []


def test_the_page_on_merging_has_the_shipped_numbers() -> None:
    text = (DOCS / "merging.md").read_text("utf-8")
    shipped = policy.load()
    for tier in Tier:
        ranks = " | ".join(f"*{shipped.rank_of(tier, status)}*" for status in Status)
        assert f"| {tier} | {ranks} |" in text
    rule, half_life = shipped.agreement, shipped.half_life
    for told in (
        f"*{rule.plain * 100:.1f} %*",
        f"*{rule.hedged * 100:.0f} %*",
        f"*{rule.bounded * 100:.0f} %*",
        f"*{half_life.days}* days",
        f"*{half_life.attributes['release']}* for releases, *{half_life.attributes['price']}* for prices",
        f"at most *{shipped.dispute.reach}* ranks below",
        f"*{shipped.evidence.keep}* claims that agree",
    ):
        assert told in text, told
    assert shipped.dispute.share == Decimal("0.25")
    stories = (DOCS / "decisions" / "stories.md").read_text("utf-8")
    assert f"at least {shipped.copies.share * 100:.0f} %" in stories
    assert "*a quarter*" in text
