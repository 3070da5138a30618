"""The feeds that a page announces."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FoundFeed:
    """A feed that a page announces; ``title`` as the page gives it."""

    url: str
    title: str | None = None


def discover(html: str, base_url: str) -> list[FoundFeed]:
    """The feeds of a page, those it declares first (``link rel=alternate``), then links that look like feeds."""
    raise NotImplementedError
