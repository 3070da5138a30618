"""Links on their way to become references to articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from chipwatch.model import ArticleRef, Capture, Source
from chipwatch.sources.dates import plausible
from chipwatch.urls import canonical_url

MAX_REFS = 1000  # the most that a news sitemap may hold, and more than any feed does


@dataclass(frozen=True, slots=True)
class Link:
    """A link as a source writes it: perhaps relative, its date perhaps impossible."""

    url: str
    title: str | None = None
    published: datetime | None = None


def to_refs(links: Iterable[Link], source: Source, capture: Capture) -> list[ArticleRef]:
    """The references of links, in their order, each address once, the first ``MAX_REFS``."""
    return list(islice(_refs(links, source, capture), MAX_REFS))


def _refs(links: Iterable[Link], source: Source, capture: Capture) -> Iterator[ArticleRef]:
    own = {canonical_url(source.url), canonical_url(capture.url)}
    seen: set[str] = set()
    for link in links:
        url = canonical_url(link.url, capture.url)
        if url is not None and url not in seen and url not in own:
            seen.add(url)
            yield ArticleRef(url, source.id, link.title, plausible(link.published, capture.fetched_at))
