"""Sources as OPML 2.0, the subscription list that feed readers exchange (http://opml.org/spec2.opml)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring
from xml.etree.ElementTree import ParseError as XmlError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from chipwatch.errors import ParseError
from chipwatch.model import Source, SourceKind, Tier
from chipwatch.sources.markup import plain
from chipwatch.urls import canonical_url

NAMESPACE = "https://chipwatch.invalid/opml"  # a name, not a place (RFC 6761)
_MIN_EVERY = timedelta(minutes=1)
_NOT_IN_ID = re.compile(r"[^a-z0-9]+")


def to_opml(sources: Iterable[Source], *, title: str = "chipwatch sources") -> str:
    """An OPML document; what other readers have no word for stands in chipwatch's own namespace."""
    register_namespace("chipwatch", NAMESPACE)
    root = Element("opml", version="2.0")
    SubElement(SubElement(root, "head"), "title").text = plain(title)
    body = SubElement(root, "body")
    for source in sources:
        name = plain(source.name) or source.id
        own = {
            "id": source.id,
            "kind": source.kind,
            "tier": source.tier,
            "origin": source.origin,
            "minutes": str(round(source.every / timedelta(minutes=1))),
            "selector": source.link_selector,
            "muted": "true" if source.muted else None,
        }
        outline = {"type": "rss", "text": name, "title": name, "xmlUrl": source.url, "language": source.lang}
        outline |= {f"{{{NAMESPACE}}}{key}": value for key, value in own.items() if value is not None}
        SubElement(body, "outline", outline)
    indent(root)
    return tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def from_opml(data: bytes) -> list[Source]:
    """The sources of an OPML document, chipwatch's own or another reader's, each address once.

    What the document does not say is set to kind ``feed``, tier ``press`` and the host as origin; ids are unique
    within the list. Raises ParseError where ``data`` is no OPML, or names a source that cannot be.
    """
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except (XmlError, DefusedXmlException, ValueError, LookupError) as error:  # the last two: an unknown encoding
        raise ParseError(f"no OPML: {plain(str(error))}", hint="Export the list anew from the feed reader.") from error
    if root.tag != "opml":
        raise ParseError(f"no OPML, but XML with the root element <{root.tag[:40]}>", hint="Choose the OPML file.")
    sources: dict[str, Source] = {}
    ids: set[str] = set()
    for outline in root.iter("outline"):
        url = canonical_url(outline.get("xmlUrl", ""))
        if url is not None and url not in sources:
            sources[url] = _source(outline, url, ids)
            ids.add(sources[url].id)
    return list(sources.values())


def _source(outline: Element, url: str, taken: set[str]) -> Source:
    def own(name: str) -> str | None:
        return outline.get(f"{{{NAMESPACE}}}{name}")

    host = (urlsplit(url).hostname or "").removeprefix("www.")
    name = plain(outline.get("title") or outline.get("text") or "") or host
    try:
        return Source(
            id=_free_id(own("id") or name, host, taken),
            name=name,
            url=url,
            kind=SourceKind(own("kind") or SourceKind.FEED),
            tier=Tier(own("tier") or Tier.PRESS),
            origin=own("origin") or host,
            lang=outline.get("language") or "en",
            every=max(_MIN_EVERY, timedelta(minutes=int(own("minutes") or 60))),
            link_selector=own("selector"),
            muted=own("muted") == "true",
        )
    except (ValueError, OverflowError) as error:
        raise ParseError(f"the outline of {url} is wrong: {error}", hint="Correct it in the file.") from error


def _free_id(wish: str, host: str, taken: set[str]) -> str:
    """An id made of a name, or of the host where the name has no Latin letters; numbered where it is taken."""
    stem = _NOT_IN_ID.sub("-", wish.lower()).strip("-") or _NOT_IN_ID.sub("-", host).strip("-")
    number = 1
    while (free := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return free
