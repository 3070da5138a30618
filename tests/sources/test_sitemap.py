"""Sitemaps, plain and news, indexes, gzip."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest

from chipwatch.errors import ParseError
from chipwatch.model import ArticleRef
from chipwatch.sources import child_sitemaps, parse

from .make import FEED, SITEMAP, capture

NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
  <url><loc>https://chips.example/old</loc><lastmod>2026-03-01</lastmod></url>
  <url><loc> https://chips.example/new </loc><lastmod>2026-03-09T10:00:00Z</lastmod><news:news>
    <news:publication><news:name>Chip Wire</news:name></news:publication>
    <news:publication_date>2026-03-09T08:00:00+08:00</news:publication_date><news:title>New &amp; fast</news:title>
  </news:news></url>
  <url><loc>https://chips.example/undated</loc></url>
  <url><lastmod>2026-03-10</lastmod></url>
</urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</sitemapindex>"""


def test_a_sitemap_newest_first() -> None:
    assert parse(SITEMAP, capture(NEWS)) == [
        ArticleRef("https://chips.example/new", "chips", "New & fast", datetime(2026, 3, 9, tzinfo=UTC)),
        ArticleRef("https://chips.example/old", "chips", None, None),
        ArticleRef("https://chips.example/undated", "chips", None, None),
    ]
    assert child_sitemaps(SITEMAP, capture(NEWS)) == []


def test_a_gzip_file() -> None:
    packed = capture(gzip.compress(NEWS.encode()), "application/octet-stream")
    assert parse(SITEMAP, packed) == parse(SITEMAP, capture(NEWS))


def test_an_index_names_its_newest_sitemaps() -> None:
    maps = "".join(
        f"<sitemap><loc>https://chips.example/{day}.xml.gz</loc><lastmod>2026-03-{day:02}</lastmod></sitemap>"
        for day in range(1, 9)
    )
    index = capture(INDEX.format(maps))
    assert parse(SITEMAP, index) == []
    assert child_sitemaps(SITEMAP, index) == [f"https://chips.example/{day}.xml.gz" for day in (8, 7, 6, 5, 4)]
    assert child_sitemaps(FEED, index) == []


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ("<html><head><title>Gone</title></head></html>", "<html>"),
        ("<!doctype html><html><head><title>Gone<br></head></html>", "an HTML page titled 'Gone'"),
        ("<rss version='2.0'><channel/></rss>", "found XML with the root element <rss>"),
        (NEWS[:300], "found XML with the root element <urlset>: "),
        ('<?xml version="1.0" encoding="x-none"?><urlset/>', "encoding"),
        (gzip.compress(NEWS.encode())[:-20], "damaged"),
        (b"\x1f\x8bnonsense", "damaged"),
        (gzip.compress(bytes(51_000_000)), "unpacks to more than"),
        (b"", "an empty page"),
        (bytes(range(256)), "binary data"),
    ],
)
def test_what_is_no_sitemap_is_told_by_what_it_is(body: bytes | str, what: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse(SITEMAP, capture(body))
    assert what in str(caught.value)
    assert caught.value.hint


def test_entities_are_refused() -> None:
    laughs = '<!ENTITY l0 "lol">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    body = f"<!DOCTYPE urlset [{laughs}]><urlset><url><loc>&l9;</loc></url></urlset>"
    with pytest.raises(ParseError, match="expected a sitemap"):
        parse(SITEMAP, capture(body))


def test_ten_thousand_pages_give_the_newest_thousand() -> None:
    urls = "".join(f"<url><loc>https://chips.example/{n}</loc></url>" for n in range(10_000))
    assert len(parse(SITEMAP, capture(f"<urlset>{urls}</urlset>"))) == 1000
