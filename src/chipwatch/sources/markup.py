"""What fetched bytes are, and the plain text in them.

The bytes are hostile: none of their forms may cost more time than its length explains.
"""

from __future__ import annotations

import re
import unicodedata

from selectolax.lexbor import LexborHTMLParser

from chipwatch import charset
from chipwatch.errors import ParseError
from chipwatch.model import Capture

MAX_TITLE = 300
MAX_DEPTH = 1000

_HEAD = 64 * 1024
_MAGIC = {
    b"%PDF-": "a PDF document",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"PK\x03\x04": "a ZIP archive",
    b"\x1f\x8b": "a gzip file",
}
_PROLOG = re.compile(
    rb"\s*(?:<\?.*?\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>\s*)*", re.DOTALL | re.IGNORECASE
)
_TAG = re.compile(rb"<(?:[A-Za-z_][\w.-]{0,40}:)?([A-Za-z_][\w.-]{0,40})")
_TITLE = re.compile(rb"<title[^>]{0,200}>([^<]{1,1000})", re.IGNORECASE)
# Elements that only their own end tag closes; the parser's time grows with the square of their depth.
_NESTING = re.compile(
    r"<(/?)(?:address|article|aside|blockquote|center|details|dialog|dir|div|dl|fieldset|figcaption|figure|footer|form"
    r"|header|hgroup|listing|main|menu|nav|ol|pre|search|section|summary|ul)\b",
    re.IGNORECASE,
)


def head_of(body: bytes) -> bytes:
    """The first bytes without byte order mark, with ASCII readable as such whatever the encoding."""
    if body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return body[:_HEAD].decode("utf-16", "replace").encode("utf-8", "replace")
    return body[:_HEAD].removeprefix(b"\xef\xbb\xbf")


def root_of(body: bytes) -> str | None:
    """The name of the first element, in lower case and without prefix; None where the bytes begin otherwise."""
    head = head_of(body)
    prolog = _PROLOG.match(head)
    found = _TAG.match(head, prolog.end() if prolog else 0)
    return found[1].decode("ascii", "replace").lower() if found else None


def describe(capture: Capture) -> str:
    """What a capture's bytes are, for a sentence that says they are something else than was hoped for."""
    head = head_of(capture.body)
    if not head.strip():
        return "an empty page"
    for magic, name in _MAGIC.items():
        if head.startswith(magic):
            return name
    if head.lstrip()[:1] in (b"{", b"["):
        return "JSON"
    root = root_of(capture.body)
    if root == "html" or b"<html" in head.lower():
        title = _TITLE.search(head)
        words = plain(title[1].decode("utf-8", "replace")) if title else None
        return f"an HTML page titled {words!r}" if words else "an HTML page"
    if root is not None:
        return f"XML with the root element <{root}>"
    return "binary data" if b"\x00" in head else "plain text"


def html_of(capture: Capture) -> LexborHTMLParser:
    """The tree of an HTML page. Raises ParseError where it is none."""
    if not _TAG.search(head_of(capture.body)) or root_of(capture.body) in ("rss", "feed", "rdf", "urlset"):
        raise ParseError(
            f"expected an HTML page, found {describe(capture)}", hint="Check the address and the kind of the source."
        )
    return tree(charset.decode(capture.body, capture.header("content-type")))


def tree(html: str) -> LexborHTMLParser:
    """The tree of HTML text. Raises ParseError where it is nested beyond all reason."""
    depth = 0
    for tag in _NESTING.finditer(html):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > MAX_DEPTH:
            raise ParseError(
                f"the page nests more than {MAX_DEPTH} elements",
                hint="It is damaged or made to do harm; mute the source.",
            )
    return LexborHTMLParser(html)


def plain(text: str, *, html: bool = False) -> str | None:
    """A title in one line without control and format characters, cut at ``MAX_TITLE``; None where nothing is left."""
    if html:
        text = tree(text).text(separator="")
    visible = "".join(c if unicodedata.category(c)[0] != "C" else " " * c.isspace() for c in text[: 20 * MAX_TITLE])
    return " ".join(visible.split())[:MAX_TITLE].rstrip() or None
