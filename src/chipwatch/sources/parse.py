"""From a source's capture to the articles it lists, by the source's kind."""

from __future__ import annotations

from collections.abc import Iterable

from chipwatch.model import ArticleRef, Capture, Source, SourceKind
from chipwatch.sources.feed import feed_links
from chipwatch.sources.listing import listing_links
from chipwatch.sources.refs import Link, to_refs
from chipwatch.sources.sitemap import index_urls, sitemap_links
from chipwatch.urls import canonical_url


def parse(source: Source, capture: Capture) -> list[ArticleRef]:
    """The articles that ``source`` lists, in its order, each once: canonical links, titles in plain text, dates in UTC.

    A sitemap index lists no articles but sitemaps: see ``child_sitemaps``. Raises ParseError, saying what the bytes
    are, where they are not what the source's kind promises.
    """
    links: Iterable[Link]
    match source.kind:
        case SourceKind.FEED:
            links = feed_links(capture)
        case SourceKind.SITEMAP:
            links = sitemap_links(capture)
        case SourceKind.LISTING:
            links = listing_links(source, capture)
    return to_refs(links, source, capture)


def child_sitemaps(source: Source, capture: Capture) -> list[str]:
    """The sitemaps to fetch and ``parse`` next, newest first and few, where the capture is a sitemap index; else none.

    Raises ParseError as ``parse`` does.
    """
    if source.kind is not SourceKind.SITEMAP:
        return []
    return [url for loc in index_urls(capture) if (url := canonical_url(loc, capture.url))]
