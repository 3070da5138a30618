"""Sitemaps and sitemap indexes (https://www.sitemaps.org/protocol.html) with the news extension."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from xml.etree.ElementTree import Element
from xml.etree.ElementTree import ParseError as XmlError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from chipwatch.errors import ParseError
from chipwatch.model import Capture
from chipwatch.sources.dates import parse_date
from chipwatch.sources.markup import describe, plain
from chipwatch.sources.refs import Link

MAX_BYTES = 50_000_000  # the protocol's own limit
MAX_CHILDREN = 5
_NEVER = datetime.min.replace(tzinfo=UTC)


def sitemap_links(capture: Capture) -> Iterator[Link]:
    """The pages of a sitemap, those changed last first; none of an index. Raises ParseError for what is no sitemap.

    ``published`` is the news extension's date: ``lastmod`` is when a page was last touched.
    """
    root = _root(capture)
    if _name(root) == "urlset":
        for entry in _newest_first(root, "url"):
            yield Link(_text(entry, "loc"), plain(_text(entry, "title")), parse_date(_text(entry, "publication_date")))


def index_urls(capture: Capture) -> list[str]:
    """The sitemaps of an index, those changed last first, the first ``MAX_CHILDREN``; none of a plain sitemap."""
    root = _root(capture)
    entries = _newest_first(root, "sitemap") if _name(root) == "sitemapindex" else []
    return [_text(entry, "loc") for entry in entries][:MAX_CHILDREN]


def _root(capture: Capture) -> Element:
    try:
        root: Element = fromstring(_unzipped(capture.body), forbid_dtd=True)
    except (XmlError, DefusedXmlException, ValueError, LookupError) as error:  # the last two: an unknown encoding
        raise ParseError(
            f"expected a sitemap, found {describe(capture)}: {plain(str(error))}", hint="Check the source's address."
        ) from error
    if _name(root) not in ("urlset", "sitemapindex"):
        raise ParseError(
            f"expected a sitemap, found XML with the root element <{_name(root)[:40]}>",
            hint="If it is a feed, set kind to feed.",
        )
    return root


def _unzipped(body: bytes) -> bytes:
    """The bytes of a ``.xml.gz``, which is a file in gzip and not a transfer in it."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as reader:
            whole = reader.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ParseError("the sitemap's gzip file is damaged", hint="The next run tries again.") from error
    if len(whole) > MAX_BYTES:
        raise ParseError(f"the sitemap unpacks to more than {MAX_BYTES} bytes", hint="Choose its news sitemap.")
    return whole


def _newest_first(root: Element, name: str) -> list[Element]:
    entries = [entry for entry in root if _name(entry) == name]
    return sorted(entries, key=lambda entry: parse_date(_text(entry, "lastmod")) or _NEVER, reverse=True)


def _text(entry: Element, name: str) -> str:
    """The text of the first element of that name below ``entry``, whatever its namespace; publishers vary it."""
    return next((element.text or "" for element in entry.iter() if _name(element) == name), "").strip()


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
