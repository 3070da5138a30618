"""The article stage: a fetched page or a text file becomes an Article, a run of text with blocks.

``text`` is made so that every block and every cell is a slice of it: blocks are parted by a blank line, the rows of a
table by a newline, its cells by a tab (``from_text`` keeps the given text as it stands, with its own separators).
In HTML a superscript that is an exponent reads as one (``mm²``, ``10⁹``); any other superscript mark is a reference to
a note and stands in brackets (``132[2]``), so that it never sticks to a number.
"""

from __future__ import annotations

from pathlib import Path

from chipwatch.article import sniff
from chipwatch.article.html import from_html
from chipwatch.article.text import from_text
from chipwatch.errors import NotFoundError, ParseError
from chipwatch.language import PageRules
from chipwatch.model import Article, Capture

__all__ = ["from_html", "from_text", "parse", "read_file"]

_FORMS: dict[str, sniff.Form] = {".txt": "text", ".md": "text", ".html": "html", ".htm": "html", ".xhtml": "html"}


def parse(capture: Capture, rules: PageRules | None = None) -> Article:
    """The article in the bytes of ``capture``, HTML or plain text by what they are; by the shipped rules or the given.

    Raises ParseError, with a hint, for bytes that are no article: nothing at all, binary, a PDF, a feed, a sitemap.
    """
    text, form = sniff.read(capture.body, capture.header("content-type"))
    return (from_html if form == "html" else from_text)(text, capture.url, rules)


def read_file(path: Path, rules: PageRules | None = None) -> Article:
    """The article in a local file; ``.txt`` and ``.html`` say what it is, else its bytes do.

    Raises NotFoundError where there is no such file, ParseError where it cannot be read or is no article.
    """
    try:
        body = path.read_bytes()
    except FileNotFoundError as cause:
        raise NotFoundError(f"no such file: {path}", hint="check the path") from cause
    except OSError as cause:
        raise ParseError(
            f"{path} cannot be read: {cause.strerror}", hint="check what it is and its permissions"
        ) from cause
    text, form = sniff.read(body, form=_FORMS.get(path.suffix.lower()))
    return (from_html if form == "html" else from_text)(text, path.name, rules)
