"""Subscription lists, our own and those of other readers."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipwatch.errors import ParseError
from chipwatch.model import Source, SourceKind, Tier
from chipwatch.sources import from_opml, to_opml

from .make import FEED

words = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=20)
sources = st.lists(
    st.builds(
        Source,
        id=st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True),
        name=words,
        url=st.integers(0, 10**6).map("https://chips.example/{}".format),
        kind=st.sampled_from(SourceKind),
        tier=st.sampled_from(Tier),
        origin=words,
        lang=st.sampled_from(["en", "zh"]),
        every=st.integers(1, 10_000).map(lambda minutes: timedelta(minutes=minutes)),
        link_selector=st.none() | words,
        muted=st.booleans(),
    ),
    max_size=5,
    unique_by=(lambda source: source.id, lambda source: source.url),
)


@given(sources)
def test_what_is_exported_is_imported_as_it_was(listed: list[Source]) -> None:
    assert from_opml(to_opml(listed).encode()) == listed


@given(st.text(max_size=30))
def test_any_name_makes_a_document(name: str) -> None:
    (again,) = from_opml(to_opml([replace(FEED, name=name)]).encode())
    assert again.id == FEED.id


def test_another_readers_list() -> None:
    data = b"""<?xml version="1.0"?><opml version="1.0"><head><title>mine</title></head><body>
      <outline text="Chips"><outline type="rss" text="Chip Wire" xmlUrl="https://www.chips.example/feed?utm_source=x"/>
        <outline type="rss" title="Chip Wire" text="x" xmlUrl="http://other.example/rss"/></outline>
      <outline type="rss" text="&#33455;" xmlUrl="https://zh.example/rss"/>
      <outline type="rss" text="again" xmlUrl="http://other.example/rss#x"/>
      <outline type="link" text="no feed" url="https://x.example/"/>
      <outline type="rss" text="evil" xmlUrl="file:///etc/passwd"/></body></opml>"""
    found = from_opml(data)
    assert [(source.id, source.url, source.origin) for source in found] == [
        ("chip-wire", "https://www.chips.example/feed", "chips.example"),
        ("chip-wire-2", "http://other.example/rss", "other.example"),
        ("zh-example", "https://zh.example/rss", "zh.example"),
    ]
    assert {(source.kind, source.tier, source.every) for source in found} == {
        (SourceKind.FEED, Tier.PRESS, timedelta(hours=1))
    }


OUTLINE = '<opml xmlns:c="https://chipwatch.invalid/opml"><body><outline xmlUrl="https://a.example/" {}/></body></opml>'


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"words", b"<html/>", b"<opml>", b"\xff\xfe\x00", '<!DOCTYPE o [<!ENTITY a "b">]><opml>&a;</opml>'),
        OUTLINE.format('c:kind="podcast"'),
        OUTLINE.format('c:minutes="9999999999999999"'),
        OUTLINE.format('c:minutes="soon"'),
    ],
)
def test_what_is_no_list_is_refused(data: bytes | str) -> None:
    with pytest.raises(ParseError) as caught:
        from_opml(data.encode() if isinstance(data, str) else data)
    assert caught.value.hint
