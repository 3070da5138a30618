"""The sources in rules/sources.toml."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from selectolax.lexbor import LexborHTMLParser

from chipwatch.errors import RulesError
from chipwatch.model import Source, SourceKind, Tier
from chipwatch.resources import data_dir
from chipwatch.rules import SourceFile
from chipwatch.toml_schema import fill, read
from chipwatch.urls import canonical_url

SHIPPED = fill(SourceFile, read(data_dir("rules") / "sources.toml", RulesError)).source


@pytest.mark.parametrize("source", SHIPPED, ids=lambda source: source.id)
def test_each_source_is_whole(source: Source) -> None:
    assert canonical_url(source.url) == source.url
    assert source.id == source.id.lower().replace("_", "-").replace(" ", "-")
    assert source.name
    assert source.origin
    assert timedelta(minutes=30) <= source.every <= timedelta(days=1)
    assert not source.muted
    if source.link_selector is not None:
        assert source.kind is SourceKind.LISTING
        LexborHTMLParser("").css(source.link_selector)


def test_together_they_see_far() -> None:
    assert len(SHIPPED) >= 30
    assert Counter(source.id for source in SHIPPED).most_common(1)[0][1] == 1
    assert Counter(source.url for source in SHIPPED).most_common(1)[0][1] == 1
    assert {source.lang for source in SHIPPED} >= {"en", "zh", "ja", "ko", "de", "fr"}
    assert {source.tier for source in SHIPPED} == set(Tier)
    assert {source.kind for source in SHIPPED} == set(SourceKind)
    assert sum(source.tier is Tier.OFFICIAL for source in SHIPPED) >= 10
