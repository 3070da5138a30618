"""Whatever comes, it is read or refused: never another exception, never a date out of this world."""

from __future__ import annotations

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chipwatch.errors import ParseError
from chipwatch.model import ArticleRef, Capture, Source, SourceKind
from chipwatch.sources import child_sitemaps, discover, parse
from chipwatch.sources.dates import parse_date
from chipwatch.sources.markup import plain
from chipwatch.urls import canonical_url

from .make import FETCHED, capture, source

TAGS = [
    "rss",
    "channel",
    "item",
    "title",
    "link",
    "pubDate",
    "feed",
    "entry",
    "urlset",
    "url",
    "loc",
    "lastmod",
    "a",
    "p",
]
pieces = st.one_of(
    st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS]),
    st.sampled_from(
        ["<a href='/2026/01/02/x'>", "<![CDATA[", "]]>", "<!--", "-->", "&amp;", "&x;", "<?xml version='1.0'?>"]
    ),
    st.sampled_from(
        ["https://a.example/1", "2026-01-01", "Sun, 08 Mar 2026 99:30:00 +9999", "\x00", "\ufeff", "{", "["]
    ),
    st.text(max_size=10),
)
pages = st.binary(max_size=200) | st.lists(pieces, max_size=30).map(
    lambda found: "".join(found).encode("utf-8", "replace")
)


def outcome(listing: Source, page: Capture) -> tuple[list[ArticleRef], list[str]] | ParseError:
    try:
        return parse(listing, page), child_sitemaps(listing, page)
    except ParseError as error:
        return error


@pytest.mark.parametrize("kind", SourceKind)
@given(body=pages, selector=st.none() | st.text(max_size=5))
def test_any_page(kind: SourceKind, body: bytes, selector: str | None) -> None:
    found = outcome(source(kind, selector=selector), capture(body, "text/html; charset=x-unknown"))
    if isinstance(found, ParseError):
        assert found.hint
        assert str(found).isprintable()
        return
    refs, children = found
    for ref in refs:
        assert canonical_url(ref.url) == ref.url
        assert ref.title is None or ref.title.isprintable()
        assert ref.published is None or (ref.published.tzinfo is UTC and ref.published.year <= FETCHED.year)
    assert all(canonical_url(child) == child for child in children)


@given(st.text(max_size=300))
def test_any_html_has_feeds_or_none(html: str) -> None:
    for feed in discover(html, "https://a.example/"):
        assert canonical_url(feed.url) == feed.url


@given(
    st.text(max_size=60)
    | st.from_regex(r"\d{1,5}[-/年]\d{1,3}[-/月]\d{1,3}[ T日]?\d{0,3}:?\d{0,3}[Z+-]?\d{0,5}", fullmatch=True)
)
def test_any_date_is_in_utc_or_none(text: str) -> None:
    date = parse_date(text)
    assert date is None or date.tzinfo is UTC


@given(st.text())
def test_plain_text_is_printable(text: str) -> None:
    for html in (False, True):
        title = plain(text, html=html)
        assert title is None or (title.isprintable() and title == title.strip() and len(title) <= 300)
