"""Listing pages, by selector and by looks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from chipwatch.errors import ParseError
from chipwatch.model import ArticleRef, SourceKind
from chipwatch.sources import parse
from tests.work import growth

from .make import LISTING, capture, source

PAGE = """<!doctype html><html><head><title>Newsroom</title></head><body>
<header><a href="/about-us-and-our-long-history">About us and our long history as a firm</a></header>
<nav><a href="/2026/03/topics">Everything about accelerators and their makers</a></nav>
<main>
  <article><a href="/2026/03/09/nova-x1/"><img src="x.png" alt=""></a>
    <h2><a href="/2026/03/09/nova-x1/?utm_source=home">Nova X1 doubles the memory of its forerunner</a></h2>
    <time datetime="2026-03-09T07:00:00+01:00">9 March</time><a href="/2026/03/09/nova-x1/#more">Read more</a></article>
  <article><a href="https://www.chips.example/press/100233"><h3>Orion rack ships with 96 accelerators</h3>
    <p>A long teaser that should not be part of the title</p></a></article>
  <div><a href="why-we-build-our-own-silicon-now">Why we build our own silicon now, and what it costs</a></div>
  <a href="/tag/ai">Artificial intelligence and everything around it</a>
  <a href="https://elsewhere.example/2026/03/09/x">Somebody else wrote a long piece about it</a>
  <a href="/2026/03/08/short">More</a>
</main>
<aside><a href="/2026/03/01/most-read">The most read story of the whole last week</a></aside>
<footer><a href="/legal/terms-of-use-and-sale">Terms of use and sale of all our products</a></footer></body></html>"""


def test_without_a_selector_headlines_are_found_by_their_looks() -> None:
    assert parse(LISTING, capture(PAGE)) == [
        ArticleRef(
            "https://chips.example/2026/03/09/nova-x1/",
            "chips",
            "Nova X1 doubles the memory of its forerunner",
            datetime(2026, 3, 9, 6, tzinfo=UTC),
        ),
        ArticleRef("https://www.chips.example/press/100233", "chips", "Orion rack ships with 96 accelerators", None),
        ArticleRef(
            "https://chips.example/why-we-build-our-own-silicon-now",
            "chips",
            "Why we build our own silicon now, and what it costs",
            None,
        ),
    ]


def test_a_selector_says_which_links() -> None:
    for selector in ("article h2 a", "article h2", "h2 > a[href]"):
        (ref,) = parse(source(SourceKind.LISTING, selector=selector), capture(PAGE))
        assert ref.url == "https://chips.example/2026/03/09/nova-x1/"
        assert ref.title == "Nova X1 doubles the memory of its forerunner"


def test_a_date_may_stand_in_the_address() -> None:
    refs = parse(
        source(SourceKind.LISTING, selector="main > a[href*='/03/08/']"), capture(PAGE.replace("/short", "/short-news"))
    )
    assert [ref.published for ref in refs] == [datetime(2026, 3, 8, tzinfo=UTC)]


@pytest.mark.parametrize("charset", ["gb18030", "utf-8"])
@pytest.mark.parametrize("declared", ["", "; charset={}"])
def test_a_chinese_page_is_read_in_its_charset_declared_or_not(charset: str, declared: str) -> None:
    page = "<html><body><ul><li><a href='/p/1002334'>壁砺166发布，显存容量翻倍</a></li></ul></body></html>".encode(
        charset
    )
    (ref,) = parse(source(SourceKind.LISTING, lang="zh"), capture(page, "text/html" + declared.format(charset)))
    assert (ref.url, ref.title) == ("https://chips.example/p/1002334", "壁砺166发布，显存容量翻倍")


@pytest.mark.parametrize(
    ("body", "selector", "what"),
    [
        ("<html><body>made by scripts</body></html>", None, "there are no links"),
        (PAGE, "div.gone a", "'div.gone a' finds no links"),
        (PAGE, "a[", "no CSS selector"),
        ("<rss version='2.0'><channel/></rss>", None, "found XML with the root element <rss>"),
        ("", None, "found an empty page"),
        (b"\x00\x01\x02", None, "found binary data"),
        ("<div>" * 20_000, None, "nests more than"),
        ("<ul><li><pre>" * 20_000, None, "nests more than"),
    ],
)
def test_a_listing_without_articles_is_an_error(body: bytes | str, selector: str | None, what: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse(source(SourceKind.LISTING, selector=selector), capture(body))
    assert what in str(caught.value)
    assert caught.value.hint


def test_a_page_of_links_costs_no_more_than_its_length() -> None:
    def task(links: int) -> Callable[[], list[ArticleRef]]:
        page = "<body>" + "".join(
            f"<p><a href='/n/{n:06}'>A headline of chip news, number {n}</a></p>" for n in range(links)
        )
        return lambda: parse(LISTING, capture(page))

    assert [len(task(links)()) for links in (200, 8000)] == [200, 1000]
    assert growth(task, 200, 800) < 1.1
    assert growth(task, 2000, 8000) < 1.1
