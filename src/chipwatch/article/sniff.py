"""What bytes are: a page, a plain text, or something that is no article."""

from __future__ import annotations

import re
from typing import Literal

from chipwatch import charset
from chipwatch.errors import ParseError

Form = Literal["html", "text"]

_READ_TEXT = "save its text as a .txt file and give that"
_MAGIC = (
    (b"%PDF-", "a PDF document", _READ_TEXT),
    (b"PK\x03\x04", "a ZIP archive or an office document", _READ_TEXT),
    (b"\xd0\xcf\x11\xe0", "an office document", _READ_TEXT),
    (b"{\\rtf", "a rich text document", _READ_TEXT),
    (b"\x1f\x8b", "a gzip archive", "unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a zstandard archive", "unpack it first"),
    (b"\x89PNG", "an image", "only text can be read"),
    (b"\xff\xd8\xff", "an image", "only text can be read"),
    (b"GIF8", "an image", "only text can be read"),
    (b"RIFF", "an image, a sound or a film", "only text can be read"),
    (b"SQLite format 3\x00", "a database", "give it as --db"),
)
_PROLOG = re.compile(r"(?:\s|<\?[^>]*>|<!--.*?-->|<!DOCTYPE[^>]*>)*+", re.IGNORECASE | re.DOTALL)
_ROOT = re.compile(r"<(?:\w{1,40}:)?([\w-]{1,40})")
_FEEDS = frozenset({"rss", "feed", "rdf"})
_SITEMAPS = frozenset({"urlset", "sitemapindex"})
_JSON = re.compile(r"\s*(?:\{\s*\"|\[\s*[\[{\"])")
_MARKUP = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|meta|article|main|section|div|p|h[1-6]|table|span|ul|ol|br|a\s)\b",
    re.IGNORECASE,
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffd]")
_HEAD = 64 * 1024


def read(body: bytes, content_type: str | None = None, form: Form | None = None) -> tuple[str, Form]:
    """The text of ``body`` and its form, which ``form`` settles where it is known.

    Raises ParseError, with a hint, for what is no article: nothing, binary, a PDF, a feed, a sitemap, JSON, other XML.
    """
    if not body.strip():
        raise ParseError("there is nothing in it", hint="check the address or the file")
    for magic, name, hint in _MAGIC:
        if body.startswith(magic):
            raise ParseError(f"this is {name}, no article", hint=hint)
    text = charset.decode(body, content_type)
    head = text[:_HEAD]
    if len(_CONTROL.findall(head)) * 20 > len(head):
        raise ParseError("this is binary data, no article", hint="only pages and plain text can be read")
    if form is None and (content_type or "").lower().startswith("text/plain"):
        form = "text"
    if form is None:
        _refuse_machine_text(head)
        form = "html" if _MARKUP.search(head) else "text"
    return text, form


def _refuse_machine_text(head: str) -> None:
    prolog = _PROLOG.match(head)
    root = _ROOT.match(head, prolog.end() if prolog else 0)
    name = root[1].lower() if root else ""
    if name in _FEEDS:
        raise ParseError("this is a feed, no article", hint="add it as a source: chipwatch sources add")
    if name in _SITEMAPS:
        raise ParseError("this is a sitemap, no article", hint="add it as a source: chipwatch sources add")
    if head.lstrip().startswith("<?xml") and name != "html":
        raise ParseError(f"this is XML with the root <{name}>, no article", hint="give the page meant for readers")
    if _JSON.match(head):
        raise ParseError("this is JSON, no article", hint="give the page meant for readers")
