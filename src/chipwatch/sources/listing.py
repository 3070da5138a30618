"""Listing pages: a newsroom's front page, for sites without a feed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from chipwatch.errors import ParseError
from chipwatch.model import Capture, Source
from chipwatch.sources.dates import date_in_path, parse_date
from chipwatch.sources.markup import html_of, plain
from chipwatch.sources.refs import Link
from chipwatch.urls import canonical_url

_CHROME = "nav a, footer a, aside a, body > header a"
_DATE_OR_NUMBER = re.compile(r"/20\d\d[/-]?(?:0?[1-9]|1[0-2])\b|\d{5,}")
_MIN_HYPHENS = 3
_MIN_HEADLINE = 20  # Latin letters; an ideograph or a syllable block says as much as two or three of them
_WIDE = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_REACH = 4  # how far above its link a date may stand
_BOXES_OF_ALL = frozenset({"html", "body", "main", "ul", "ol"})


def listing_links(source: Source, capture: Capture) -> list[Link]:
    """The articles that a page lists: by the source's selector, else by what headlines and their addresses look like.

    Raises ParseError where there are none, since a listing always has some.
    """
    page = html_of(capture)
    found = list(_selected(page, source.link_selector) if source.link_selector else _headlines(page, capture.url))
    if not found:
        what = f"link_selector {source.link_selector!r} finds" if source.link_selector else "there are"
        raise ParseError(
            f"{what} no links to articles on the page",
            hint="The page may have a new layout or be made by scripts; set link_selector, or look for a feed.",
        )
    return found


def _selected(page: LexborHTMLParser, selector: str) -> Iterator[Link]:
    try:
        nodes = page.css(selector)
    except SelectolaxError as error:
        raise ParseError(
            f"link_selector {selector!r} is no CSS selector", hint="Correct the source's entry."
        ) from error
    for node in nodes:
        anchor = node if node.tag == "a" else node.css_first("a[href]")
        if anchor is not None and (href := anchor.attributes.get("href")):
            yield Link(href, _headline(anchor) or _headline(node), _date_near(anchor, href))


def _headlines(page: LexborHTMLParser, base: str) -> Iterator[Link]:
    chrome = {anchor.mem_id for anchor in page.css(_CHROME)}
    best: dict[str, Link] = {}  # a picture, a headline and a "read more" lead to one article: the longest text names it
    for anchor in page.css("a[href]"):
        href = anchor.attributes.get("href") or ""
        url = canonical_url(href, base)
        if anchor.mem_id in chrome or url is None or not _same_site(url, base) or not _names_article(url):
            continue
        title = _headline(anchor) or ""
        if url not in best or len(title) > len(best[url].title or ""):
            best[url] = Link(href, title, _date_near(anchor, href))
    return (link for link in best.values() if _weight(link.title or "") >= _MIN_HEADLINE)


def _headline(node: LexborNode) -> str | None:
    heading = node.css_first("h1, h2, h3, h4, h5")
    return plain((heading or node).text(separator=" "))


def _names_article(url: str) -> bool:
    """Whether an address has a date, a long number or a headline in it, as articles do and sections do not."""
    path = urlsplit(url).path.rstrip("/")
    return bool(_DATE_OR_NUMBER.search(path)) or path.rpartition("/")[2].count("-") >= _MIN_HYPHENS


def _weight(text: str) -> int:
    return len(text) + 2 * len(_WIDE.findall(text))


def _same_site(url: str, base: str) -> bool:
    one, other = ((urlsplit(address).hostname or "").removeprefix("www.") for address in (url, base))
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _date_near(anchor: LexborNode, href: str) -> datetime | None:
    """The date of the smallest box around a link that has one, if it has only one; else the one in its address."""
    box: LexborNode | None = anchor
    for _ in range(_REACH):
        if box is None or box.tag in _BOXES_OF_ALL:
            break
        times = box.css("time[datetime]")
        if len(times) == 1 and (date := parse_date(times[0].attributes.get("datetime") or "")):
            return date
        if times:
            break
        box = box.parent
    return date_in_path(href)
