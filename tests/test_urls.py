"""One form for each address."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from chipwatch.urls import MAX_LENGTH, canonical_url


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://Example.COM", "https://example.com/"),
        ("https://example.com:443/a", "https://example.com/a"),
        ("http://example.com:80/a", "http://example.com/a"),
        ("https://example.com:80/a", "https://example.com:80/a"),
        ("https://example.com/a#part", "https://example.com/a"),
        ("https://example.com/a/../b/./c", "https://example.com/b/c"),
        ("https://example.com/%7Euser/%e6%98%87", "https://example.com/~user/%E6%98%87"),
        ("https://me:secret@example.com/", "https://example.com/"),
        ("https://例え.jp/昇腾", "https://xn--r8jz45g.jp/%E6%98%87%E8%85%BE"),
        ("https://example.com/a?utm_source=rss&id=7&fbclid=x", "https://example.com/a?id=7"),
        ("https://example.com/a?utm_source=rss&amp;utm_medium=feed", "https://example.com/a"),
        ("https://example.com/a?cid=7&sid=8&page=2", "https://example.com/a?cid=7&sid=8&page=2"),
        ("https://example.com/a?b=c%26d+e", "https://example.com/a?b=c%26d+e"),
        ("http://[::1]:8000/a", "http://[::1]:8000/a"),
        ("  https://example.com/a b\n", "https://example.com/a%20b"),
    ],
)
def test_equal_pages_get_one_form(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("/a", "https://example.org/a"),
        ("a?b", "https://example.org/news/a?b"),
        ("//cdn.example.org/a", "https://cdn.example.org/a"),
        ("", "https://example.org/news/"),
        ("http://other.example/", "http://other.example/"),
    ],
)
def test_relative_references_are_resolved(url: str, canonical: str) -> None:
    assert canonical_url(url, "https://example.org/news/") == canonical


@pytest.mark.parametrize(
    "url",
    [
        *("", "a", "/a", "mailto:a@example.org", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"),
        *("http://", "http:///a", "http://[::1", "http://a b/", "http://example.com:99999/", "http://exa%00mple.com/"),
        *("http://ex<.com/", "https://example.com/" + "a" * MAX_LENGTH),
    ],
)
def test_what_is_no_web_address_has_no_form(url: str) -> None:
    assert canonical_url(url) is None


pieces = st.sampled_from(
    [*"/?&=#:@[];.%+", "//", "..", "%2f", "%25", "%zz", ":80", "utm_x=1", "&amp;", "é", "中", "。", "a.com"]
)
starts = st.sampled_from(["http://", "https://", "HTTP://a.com", "https://a.com/", ""])


@given(starts, st.lists(pieces | st.text(max_size=5), max_size=8).map("".join))
@example("https://", "a.com/" + "中" * 4000)
def test_a_form_is_its_own_form_and_plain_to_print(start: str, rest: str) -> None:
    form = canonical_url(start + rest, "https://base.example/d/")
    if form is not None:
        assert canonical_url(form) == form
        assert form.isascii()
        assert form.isprintable()
        assert " " not in form
        parts = urlsplit(form)
        assert parts.scheme in ("http", "https")
        assert parts.hostname
        assert not parts.fragment
        assert not parts.username
