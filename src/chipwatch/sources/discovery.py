"""The feeds that a page announces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chipwatch.sources.markup import plain, tree
from chipwatch.urls import canonical_url

_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"})
_FEED_LIKE = re.compile(r"(?:[/.=_-]|^)(?:rss|atom|feed|feeds|rdf)(?:[/.?&_-]|$)|feed\.json|index\.xml", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that a page announces; ``title`` as the page gives it."""

    url: str
    title: str | None = None


def discover(html: str, base_url: str) -> list[FoundFeed]:
    """The feeds of a page, those it declares first (``link rel=alternate``), then links that look like feeds.

    Each address once. A link that looks like a feed need not be one: fetch and parse it. Raises ParseError where the
    page is nested beyond all reason.
    """
    found: dict[str, FoundFeed] = {}
    for href, title in _announced(html):
        if (url := canonical_url(href, base_url)) and url not in found:
            found[url] = FoundFeed(url, title)
    return list(found.values())


def _announced(html: str) -> Iterator[tuple[str, str | None]]:
    page = tree(html)
    for link in page.css("link[rel][href]"):
        kind = (link.attributes.get("type") or "").partition(";")[0].strip().lower()
        if "alternate" in (link.attributes.get("rel") or "").lower().split() and kind in _TYPES:
            yield link.attributes.get("href") or "", plain(link.attributes.get("title") or "")
    for anchor in page.css("a[href]"):
        href = anchor.attributes.get("href") or ""
        if _FEED_LIKE.search(href):
            yield href, plain(anchor.text())
