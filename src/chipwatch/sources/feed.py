"""RSS and Atom, in all the versions that feedparser knows, and JSON Feed (https://jsonfeed.org/version/1.1)."""

from __future__ import annotations

import io
import json
import re
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import feedparser  # type: ignore[import-untyped]

from chipwatch import charset
from chipwatch.errors import ParseError
from chipwatch.model import Capture
from chipwatch.sources.dates import parse_date
from chipwatch.sources.markup import describe, head_of, plain, root_of
from chipwatch.sources.refs import Link

MAX_BYTES = 5_000_000  # feedparser takes a third of a second for an honest megabyte, and up to four for a hostile one
_FEED = re.compile(rb"<(?:\w{1,20}:)?(?:rss|feed|rdf|channel)\b", re.IGNORECASE)


def feed_links(capture: Capture) -> Iterator[Link]:
    """The entries of a feed. Raises ParseError where the capture is no feed."""
    if len(capture.body) > MAX_BYTES:
        raise ParseError(
            f"the feed has {len(capture.body)} bytes, more than {MAX_BYTES}", hint="Ask the site for a shorter feed."
        )
    if capture.body.lstrip()[:1] == b"{":
        return _json_links(capture)
    if root_of(capture.body) == "html" or not _FEED.search(head_of(capture.body)):
        raise _no_feed(capture)
    return _xml_links(capture)


def _xml_links(capture: Capture) -> Iterator[Link]:
    body = charset.decode(capture.body, capture.header("content-type")).encode("utf-8", "replace")
    headers = {"content-location": capture.url, "content-type": "application/xml; charset=utf-8"}
    # A stream, because feedparser takes bytes for an address or a file name where they look like one.
    parsed = feedparser.parse(
        io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    if not parsed.get("version"):
        raise _no_feed(capture)
    for entry in parsed.entries:
        if isinstance(url := entry.get("feedburner_origlink") or entry.get("link"), str):
            detail = entry.get("title_detail") or {}
            title = plain(entry.get("title") or "", html=detail.get("type") != "text/plain")
            yield Link(url, title, _date(entry))


def _date(entry: Any) -> datetime | None:
    for name in ("published", "updated", "created"):
        if name in entry:
            if date := parse_date(entry[name]):
                return date
            if fields := entry.get(f"{name}_parsed"):
                return datetime.fromtimestamp(timegm(fields), UTC)
    return None


def _json_links(capture: Capture) -> Iterator[Link]:
    try:
        feed = json.loads(capture.body)
    except (ValueError, RecursionError) as error:
        raise ParseError(
            f"expected a feed, found JSON that cannot be read: {plain(str(error))}", hint="Check the source's address."
        ) from error
    if not isinstance(feed, dict) or not str(feed.get("version")).startswith("https://jsonfeed.org/version/"):
        raise _no_feed(capture)
    items = feed.get("items")
    for item in items if isinstance(items, list) else ():
        if isinstance(item, dict) and isinstance(url := item.get("url") or item.get("external_url"), str):
            title, date = item.get("title"), item.get("date_published") or item.get("date_modified")
            yield Link(
                url,
                plain(title) if isinstance(title, str) else None,
                parse_date(date) if isinstance(date, str) else None,
            )


def _no_feed(capture: Capture) -> ParseError:
    return ParseError(
        f"expected a feed, found {describe(capture)}",
        hint="Give the address of the feed itself; `chipwatch sources add` finds it on a page.",
    )
