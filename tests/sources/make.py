"""Sources and captures for tests, in the fewest words."""

from __future__ import annotations

from datetime import UTC, datetime

from chipwatch.model import Capture, Source, SourceKind, Tier

FETCHED = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
URL = "https://chips.example/news"


def source(kind: SourceKind, *, lang: str = "en", selector: str | None = None) -> Source:
    return Source("chips", "Chip Wire", URL, kind, Tier.PRESS, "chips", lang, link_selector=selector)


def capture(body: bytes | str, content_type: str = "text/html", url: str = URL) -> Capture:
    data = body.encode() if isinstance(body, str) else body
    return Capture.of(url, "chips", FETCHED, 200, (("Content-Type", content_type),), data)


FEED, SITEMAP, LISTING = (source(kind) for kind in SourceKind)
