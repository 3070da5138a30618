"""From a source's capture to the articles it lists, by the source's kind."""

from __future__ import annotations

from chipwatch.model import ArticleRef, Capture, Source


def parse(source: Source, capture: Capture) -> list[ArticleRef]:
    """The articles that ``source`` lists, in its order, each once. Links are canonical, titles plain text, dates in UTC.

    A sitemap index lists no articles but sitemaps: see ``child_sitemaps``. Raises ParseError, saying what the bytes
    are, where they are not what the source's kind promises.
    """
    raise NotImplementedError


def child_sitemaps(source: Source, capture: Capture) -> list[str]:
    """The sitemaps to fetch and ``parse`` next, newest first and few, where the capture is a sitemap index; else none."""
    raise NotImplementedError
