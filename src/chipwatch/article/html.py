"""An HTML page to an Article."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from selectolax.lexbor import LexborHTMLParser

from chipwatch.article import dates, metadata, nesting, struck
from chipwatch.article.assemble import assemble
from chipwatch.article.blocks import Writer, write
from chipwatch.article.content import Extent, find_article
from chipwatch.article.dates import Calendar
from chipwatch.article.dom import HEADINGS, TEXT, Node, Page, flatten
from chipwatch.article.known import known
from chipwatch.article.metadata import Metadata
from chipwatch.article.survey import Survey
from chipwatch.article.text import from_text
from chipwatch.errors import ParseError
from chipwatch.language import PageRules
from chipwatch.model import Article, BlockKind

_MAX_LENGTH = 20_000_000
_SCRIPTED = 300  # characters: a page with less text than this may be drawn by a script
_HEAD_LENGTH, _ABOVE_LENGTH = 600, 300  # characters from the headline on, and above it, in which the date stands
_MIN_TITLE = 8
_WORDS = re.compile(r"\w+")


def from_html(html: str, url: str = "", rules: PageRules | None = None) -> Article:
    """The article of an HTML page, its main content only, by the shipped rules or the given.

    Raises ParseError where the page holds no text, or more than 20 million characters of HTML.
    """
    if len(html) > _MAX_LENGTH:
        raise ParseError(
            f"the page has {len(html):,} characters, more than an article can have",
            hint="check the address; long plain text can be read as a .txt file",
        )
    tree, knows = _tree(html), known(rules)
    meta = metadata.read(tree, knows.calendar)
    page = flatten(tree)
    survey = Survey(page)
    headline = _headline(page, survey, meta.titles)
    extent = find_article(page, survey, headline, knows.boilerplate)
    title = page.text(headline) if headline is not None else next(reversed(meta.titles), "")
    published = meta.published or _date(page, extent, url, knows.calendar)
    writer = _compose(page, survey, extent, headline, title)
    if len(writer.drafts) < 2:  # looks deceive where all is boilerplate by its looks
        writer = _compose(page, survey, replace(extent, left_out=frozenset()), headline, title)
    text = writer.text
    if len(text) < _SCRIPTED and len(meta.body) > len(text):
        return _from_body(meta, url, published, rules)
    if not writer.drafts or (len(writer.drafts) == 1 and headline is None and text == title):
        raise ParseError("the page holds no text", hint="a script may draw it: look for a feed or another address")
    return assemble(
        text,
        writer.drafts,
        knows.languages,
        url=url,
        title=title,
        published=published,
        author=meta.author,
        declared_lang=meta.lang,
    )


def _tree(html: str) -> LexborHTMLParser:
    return LexborHTMLParser(struck.without(nesting.flat(html)).encode("utf-8", "replace"))


def _compose(page: Page, survey: Survey, extent: Extent, headline: int | None, title: str) -> Writer:
    """The text and blocks of the article, under its title where the page does not show one."""
    writer = Writer()
    if headline is None and title:
        writer.block(BlockKind.HEADING, title, 1)
    write(page, survey, extent, headline, writer)
    return writer


def _from_body(meta: Metadata, url: str, published: date | None, rules: PageRules | None) -> Article:
    """The article as JSON-LD has it, for pages whose text a script would draw."""
    body = meta.body
    if "<" in body and ">" in body:
        tree = _tree(body)
        body = tree.body.text(separator="\n", skip_empty=True) if tree.body else ""
    title = meta.titles[0] if meta.titles else ""
    article = from_text(f"{title}\n\n{body}", url, rules, declared_lang=meta.lang)
    return replace(article, title=title or article.title, published=published or article.published, author=meta.author)


def _headline(page: Page, survey: Survey, titles: tuple[str, ...]) -> int | None:
    """The element that shows the page's title, a heading or not; else the last ``h1`` before the longest text."""
    wanted = [words for title in titles if (words := _words(title))]
    headings = {n: _words(page.text(n)) for n, node in enumerate(page) if node.tag in HEADINGS}
    exact = [n for n, shown in headings.items() if shown in wanted]
    if exact:
        return min(exact, key=lambda n: (page[n].tag, n))
    for node in page:
        if node.tag == TEXT and len(node.text) >= _MIN_TITLE and _words(node.text) in wanted:
            return node.parent
    part = [n for n, shown in headings.items() if len(shown) >= _MIN_TITLE and any(shown in words for words in wanted)]
    if part:
        return max(part, key=lambda n: (len(headings[n]), -n))
    first = [n for n, shown in headings.items() if page[n].tag == "h1" and shown]
    longest = max((n for n, node in enumerate(page) if node.tag == TEXT), key=survey.chars.__getitem__, default=0)
    return max((n for n in first if n < longest), default=next(iter(first), None))


def _words(text: str) -> str:
    return " ".join(_WORDS.findall(text[:500].casefold()))


def _date(page: Page, extent: Extent, url: str, calendar: Calendar) -> date | None:
    """The date that the page shows or has in its address, the surest first."""
    head = _texts(page[extent.start : extent.end], _HEAD_LENGTH)
    above = _texts(reversed(page[: extent.start]), _ABOVE_LENGTH)
    return (
        _marked_date(page, extent, calendar)
        or calendar.first_date(" ".join(" ".join(head).split())[:_HEAD_LENGTH])
        or dates.of_url(url)
        or calendar.labelled("\n".join([*reversed(above), *head]))
    )


def _marked_date(page: Page, extent: Extent, calendar: Calendar) -> date | None:
    stamps = [n for n, node in enumerate(page) if node.tag == "time"]
    stamps.sort(key=lambda n: (n < extent.start, n))
    texts = (page[n].attrs.get("datetime") or page.text(n) for n in stamps[:20])
    return next((day for text in texts if (day := calendar.of_metadata(text))), None)


def _texts(nodes: Iterable[Node], length: int) -> list[str]:
    """The texts among nodes until they have so many characters."""
    seen: list[str] = []
    for node in nodes:
        if node.tag == TEXT:
            seen.append(node.text)
            length -= len(node.text.strip())
        if length < 0:
            break
    return seen
