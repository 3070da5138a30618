"""Feeds that a page announces."""

from __future__ import annotations

import pytest

from chipwatch.errors import ParseError
from chipwatch.sources import FoundFeed, discover

PAGE = """<html><head>
<link rel="stylesheet" href="/style.css"><link rel="alternate" hreflang="de" href="/de/">
<link rel="alternate" type="application/rss+xml" title="All  news" href="/feed/?utm_source=x">
<link rel="ALTERNATE nofollow" type="application/atom+xml; charset=utf-8" href="https://cdn.example/atom.xml">
<link rel="alternate" type="application/feed+json" href="feed.json">
<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)"></head>
<body><a href="/feed/">again</a><a href="/chips/rss">Chips <b>only</b></a><a href="/feedback">Write to us</a></body>
</html>"""


def test_declared_feeds_come_first_each_once() -> None:
    assert discover(PAGE, "https://chips.example/news/") == [
        FoundFeed("https://chips.example/feed/", "All news"),
        FoundFeed("https://cdn.example/atom.xml", None),
        FoundFeed("https://chips.example/news/feed.json", None),
        FoundFeed("https://chips.example/chips/rss", "Chips only"),
    ]


def test_a_page_without_feeds_has_none() -> None:
    assert discover("", "https://chips.example/") == []
    assert discover("<p>no feed here <a href='/breeding'>breeding</a>", "https://chips.example/") == []


def test_a_page_nested_without_end_is_refused() -> None:
    with pytest.raises(ParseError, match="nests"):
        discover("<div>" * 50_000, "https://chips.example/")
