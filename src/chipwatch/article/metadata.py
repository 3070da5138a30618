"""What a page says of itself outside its text: title, date, author, language, and JSON-LD (schema.org)."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from chipwatch.article.dates import Calendar

_ARTICLE_TYPE = re.compile(r"Article$|^(?:Report|BlogPosting|LiveBlogPosting|WebPage|TechArticle|PressRelease)$")
_TITLES = ("og:title", "twitter:title", "dc.title", "headline")
_DATES = (
    "article:published_time", "og:published_time", "datepublished", "article.published", "publishdate", "pubdate",
    "publish_date", "parsely-pub-date", "sailthru.date", "dc.date", "dc.date.issued", "dcterms.created", "dcterms.date",
    "date", "weibo: article:create_at", "apub:time", "pubtime", "publication_date",
)  # fmt: skip
_AUTHORS = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl")
_SITE_MARK = re.compile(r"\s+[|\-–—•·»:/]{1,2}\s+|\s*[|｜_]\s*|\s+::\s+")
_BY = re.compile(r"(?:by|von|par|por)\s+", re.IGNORECASE)
_MAX_AUTHOR = 120


@dataclass(frozen=True, slots=True)
class Metadata:
    """``titles`` are ready to compare with a headline, best first; ``body`` is the text for programs, if any."""

    titles: tuple[str, ...]
    published: date | None
    author: str | None
    lang: str | None
    body: str


def read(tree: LexborHTMLParser, calendar: Calendar) -> Metadata:
    """The metadata of a parsed page, each from its most trustworthy place."""
    meta = _meta(tree)
    articles = list(_json_ld(tree))
    titles = [_string(article.get("headline")) for article in articles]
    titles += [meta.get(name, "") for name in _TITLES]
    title = tree.css_first("title")
    titles.append(title.text() if title else "")
    site = meta.get("og:site_name")
    both = (part for title in titles for part in (" ".join(title.split()), _without_site(title, site)))
    html = tree.css_first("html")
    return Metadata(
        tuple(dict.fromkeys(filter(None, both))),
        _published(tree, meta, articles, calendar),
        _author(tree, meta, articles),
        _lang(html, meta),
        max((_string(article.get("articleBody")) for article in articles), key=len, default=""),
    )


def _meta(tree: LexborHTMLParser) -> dict[str, str]:
    found: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        attrs = node.attributes
        name = attrs.get("property") or attrs.get("name") or attrs.get("itemprop")
        if name and (content := attrs.get("content")):
            found.setdefault(name.lower(), content)
    return found


def _json_ld(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    """The objects of an article's type in the page's JSON-LD; a script that is no JSON tells nothing."""
    for script in tree.css('script[type="application/ld+json"]'):
        try:
            data = json.loads(script.text(), strict=False)
        except (ValueError, RecursionError):
            continue
        waiting = deque([data])
        while waiting:
            item = waiting.popleft()
            if isinstance(item, list):
                waiting += item
            elif isinstance(item, dict):
                kinds = item.get("@type")
                if any(_ARTICLE_TYPE.search(kind) for kind in _strings(kinds)):
                    yield item
                waiting += [item[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in item]


def _strings(value: Any) -> list[str]:
    """The strings in a value of JSON-LD, where one, many, or objects with a name may stand."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return _strings(value.get("name"))
    if isinstance(value, list):
        return [item for entry in value if not isinstance(entry, list) for item in _strings(entry)]
    return []


def _string(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _without_site(title: str, site: str | None) -> str:
    """A title without the name of the site behind its last dash, bar or colon."""
    title = " ".join(title.split())
    marks = list(_SITE_MARK.finditer(title))
    if not marks:
        return ""
    head, tail = title[: marks[-1].start()], title[marks[-1].end() :]
    if site and site.casefold() in head.casefold() and site.casefold() not in tail.casefold():
        head, tail = tail, head
    return head if 2 * len(head) >= len(tail) or (site and site.casefold() == tail.casefold()) else ""


def _lang(html: LexborNode | None, meta: dict[str, str]) -> str | None:
    declared = html.attributes if html else {}
    return declared.get("lang") or declared.get("xml:lang") or meta.get("og:locale")


def _published(
    tree: LexborHTMLParser, meta: dict[str, str], articles: list[dict[str, Any]], calendar: Calendar
) -> date | None:
    stamps = [_string(article.get("datePublished")) for article in articles]
    stamps += [meta[name] for name in _DATES if name in meta]
    marked = tree.css_first('[itemprop="datePublished"]')
    if marked is not None:
        stamps += [marked.attributes.get("datetime") or marked.attributes.get("content") or marked.text()]
    return next((day for stamp in stamps if stamp and (day := calendar.of_metadata(stamp))), None)


def _author(tree: LexborHTMLParser, meta: dict[str, str], articles: list[dict[str, Any]]) -> str | None:
    names = [", ".join(dict.fromkeys(_strings(article.get("author")))) for article in articles]
    names += [meta[name] for name in _AUTHORS if name in meta]
    names += [node.text() for node in tree.css('[rel="author"], [itemprop="author"], .author a, .byline a')[:1]]
    for name in names:
        name = _BY.sub("", " ".join(name.split()), count=1)
        if name and "://" not in name and len(name) <= _MAX_AUTHOR:
            return name
    return None
