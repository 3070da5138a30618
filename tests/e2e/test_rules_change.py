"""Other rules, and people: revisions that come from no article."""

from __future__ import annotations

from typing import Any

import pytest

from chipwatch import reextract
from chipwatch.demo.postbox import Postbox

from .world import ROADMAP, World

UNLISTED = """\
<!doctype html><html lang="en"><head><title>A new card in the rack</title></head><body><article>
<h1>A new card in the rack</h1>
<p>A reader sent us a photograph of a card that nobody here had seen before, taken in a machine room in Lanzhou.</p>
<p>The Ganjiang QX7000 has 64 GB of memory. The Ganjiang QX7000 draws 250 W under load, so the label says.</p>
<p>We asked its maker for a word about the card and will add to this story what it answers.</p>
</article></body></html>
"""
VENDOR = """\
vendor = "Ganjiang"
names = ["Ganjiang"]

[[family]]
name = "QX"
names = ["QX"]
title = "Ganjiang QX{model}"
models = ["7000"]
"""


def add_vendor(made: World) -> None:
    chips = made.home / "rules" / "chips"
    chips.mkdir(parents=True)
    (chips / "ganjiang.toml").write_text(VENDOR)
    config = made.home / "config.toml"
    config.write_text(f'rules = "rules"\n{config.read_text()}')


def values(made: World, chip: str) -> dict[str, Any]:
    return {record["attribute"]: record["value"] for record in made.read("show", chip)}


@pytest.mark.parametrize("few", [reextract.FEW, 1], ids=["in one process", "in several"])
def test_new_rules_find_in_old_pages_what_is_no_news(
    few: int, newsroom: World, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reextract, "FEW", few)
    newsroom.publish("card", UNLISTED)
    newsroom.publish("roadmap", ROADMAP)
    newsroom.run()
    postbox.mails.clear()
    requests = len(newsroom.site.seen)
    add_vendor(newsroom)

    would = newsroom.read("reextract", "--dry-run", "--jobs", "2")
    assert {change["chip"] for change in would} >= {"Ganjiang QX7000"}
    newsroom.chipwatch("show", "Huawei Ascend 960")
    before = newsroom.revisions()

    did = newsroom.read("reextract", "--jobs", "2")
    assert did == would
    assert {change["cause"] for change in did} == {"rules"}
    assert values(newsroom, "Ganjiang QX7000") == {"memory_capacity": 64, "power": 250}
    assert newsroom.revisions() > before
    assert len(newsroom.site.seen) == requests, "nothing is fetched"
    assert postbox.mails == [], "what better rules find is no news"
    assert newsroom.chipwatch("verify", "--reread").stderr == "The database is in order.\n"


def test_a_run_tells_that_pages_were_read_under_other_rules(newsroom: World) -> None:
    newsroom.publish("card", UNLISTED)
    newsroom.run()
    add_vendor(newsroom)
    assert "under other rules: 1 page." in newsroom.run()
    newsroom.chipwatch("reextract")
    assert "other rules" not in newsroom.run()


def test_a_curator_decides_and_takes_it_back(newsroom: World) -> None:
    newsroom.publish("roadmap", ROADMAP)
    newsroom.run()
    signed = ("--author", "ann", "--reason", "the sheet was a draft")
    newsroom.chipwatch("curate", "retract", "Ascend 960", "memory_capacity", "288", *signed)
    assert "memory_capacity" not in values(newsroom, "Ascend 960")
    (decision,) = newsroom.read("curate", "list")
    assert decision["author"] == "ann"
    assert "the sheet was a draft" in decision["reason"]
    number = decision["revision"]
    (change,) = newsroom.read("diff", "--since", f"r{number - 1}")
    assert (change["kind"], change["cause"], change["old"]["value"]) == ("withdrawn", "curation", 288)
    newsroom.chipwatch("curate", "undo", f"r{number}", "--reason", "it was final after all")
    assert values(newsroom, "Ascend 960")["memory_capacity"] == 288
    assert newsroom.read("diff", "--since", f"r{number - 1}") == [], "as if nothing had been"
