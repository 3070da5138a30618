"""Which part of a page is the article.

The prose decides: each element weighs what unlinked text it holds, and from the body down the way leads to the child
that holds nearly all of it, or most of it beside the headline. The article is then what stands from the headline to
the end of that element, without the parts that are boilerplate by name, by their first words or by their links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chipwatch.article.boilerplate import Boilerplate, Noise
from chipwatch.article.dom import HEADINGS, TEXT, Page
from chipwatch.article.survey import Survey

_CONTAINERS = frozenset({
    "article", "blockquote", "center", "details", "div", "fieldset", "figure", "footer", "form", "header", "li", "main",
    "ol", "p", "section", "ul",
})  # fmt: skip
_TABLE_TAGS = frozenset({"dl", "table", "td"})
_TEASERS = frozenset({"article", "div", "li", "section"})
_LEAVES = HEADINGS.keys() | {
    "a", "b", "blockquote", "dd", "dl", "dt", "em", "figure", "hr", "i", "li", "ol", "p", "pre", "span", "strong", "ul",
}  # fmt: skip
_TAG_NOISE = {"footer": Noise.STRONG, "form": Noise.WEAK}

_NEARLY_ALL, _MOST, _SMALL = 0.85, 0.5, 0.25
_BYLINE_LENGTH, _TEASER_LENGTH = 200, 300
_LINK_FARM, _LINKED = 0.6, 0.9
_SENTENCE = re.compile(r"[.!?。！？][\"'”’»」』)）]*\s*$")


@dataclass(frozen=True, slots=True)
class Extent:
    """The article's nodes: from ``start`` up to ``end``, without the subtrees that begin at ``left_out``."""

    start: int
    end: int
    left_out: frozenset[int]


def find_article(page: Page, survey: Survey, headline: int | None, boilerplate: Boilerplate) -> Extent:
    """The article on a page whose headline, where one is known, is the node ``headline``."""
    return _Finder(page, survey, headline, boilerplate).find()


class _Finder:
    def __init__(self, page: Page, survey: Survey, headline: int | None, boilerplate: Boilerplate) -> None:
        self.page, self.survey, self.headline = page, survey, headline
        self.boilerplate = boilerplate
        self.root = 0
        self.root = self._find_root()
        self.whole = survey.prose[self.root]

    def find(self) -> Extent:
        end = self.page[self.root].end
        start = self.root
        if self.headline is not None and self.headline < end:
            before = sum(self.survey.chars[n] for n in range(start, self.headline) if self.page[n].tag == TEXT)
            if before <= self.survey.chars[self.root] * _SMALL:
                start = self.headline
        return Extent(start, end, frozenset(self._left_out(start, end)))

    def _find_root(self) -> int:
        """The innermost element that holds the article's prose."""
        page, prose = self.page, self.survey.prose
        root = 0
        while page[root].tag != "article" and page[root].attrs.get("itemprop") != "articleBody":
            children = [n for n in page.elements(root) if not self._is_named_noise(n, prose[root])]
            best = max(children, key=prose.__getitem__, default=None)
            if best is None or not prose[best] or page[best].tag in _LEAVES or best in self.survey.tables:
                break
            share = prose[best] / sum(prose[n] for n in children)
            if share < (_MOST if self._holds_headline(best) else _NEARLY_ALL):
                break
            root = best
        return root

    def _holds_headline(self, n: int) -> bool:
        return self.headline is not None and n <= self.headline < self.page[n].end

    def _is_named_noise(self, n: int, whole: float) -> bool:
        """Whether tag, classes or id call the element noise, and it is small enough to believe them."""
        node = self.page[n]
        named = self.boilerplate.noise(node.names) if node.names else Noise.NONE
        kind = max(_TAG_NOISE.get(node.tag, Noise.NONE), named)
        if kind is Noise.NONE or self._holds_headline(n):
            return False
        if kind is Noise.BYLINE:
            return self.survey.chars[n] <= _BYLINE_LENGTH
        share = self.survey.prose[n] / whole if whole else 0.0
        if kind is Noise.CARD:
            return share < _SMALL and any(inner.tag == "a" for inner in self.page[n : node.end])
        if kind is Noise.WEAK:
            return share < _SMALL and not self.survey.holds_table(n)
        return kind is Noise.SURE or share < _MOST

    def _left_out(self, start: int, end: int) -> Iterator[int]:
        """The elements that are not the article's, none inside another."""
        page = self.page
        n = start if self.headline is None or self.headline < start else page[self.headline].end
        while n < end:
            node, following = page[n], n + 1
            if not n <= self.root < node.end and self._is_noise(n):
                yield n
                following = node.end
            elif node.tag in HEADINGS and self.boilerplate.introduces_noise(page.text(n)):
                section = list(self._section(n, end))
                if sum(self.survey.prose[k] for k in section) < self.whole * _MOST:
                    yield from section
                    following = page[section[-1]].end
            n = following

    def _is_noise(self, n: int) -> bool:
        tag = self.page[n].tag
        if tag in _TABLE_TAGS:
            return self._is_named_noise(n, self.whole)
        return tag in _CONTAINERS and (
            self._is_named_noise(n, self.whole) or self._is_links(n) or self._is_introduced(n) or self._is_teaser(n)
        )

    def _section(self, heading: int, end: int) -> Iterator[int]:
        """A heading and its following siblings up to the next heading of its rank."""
        page = self.page
        rank = HEADINGS[page[heading].tag]
        n, stop = heading, min(end, page[page[heading].parent].end)
        while n < stop and (n == heading or HEADINGS.get(page[n].tag, 9) > rank):
            yield n
            n = page[n].end

    def _is_links(self, n: int) -> bool:
        """Whether an element is little but links to elsewhere; a linked sentence is none."""
        if self.survey.link_share(n) < _LINK_FARM:
            return False
        links = [node for node in self.page[n : self.page[n].end] if node.tag == "a"]
        if all((link.attrs.get("href") or "#").startswith("#") for link in links):
            return False
        return len(links) > 1 or not _SENTENCE.search(self.page.text(n))

    def _is_introduced(self, n: int) -> bool:
        """Whether an element's first words announce related stories, comments and their like."""
        page, survey = self.page, self.survey
        if not survey.chars[n] or survey.prose[n] > self.whole * _MOST:
            return False
        first = next((k for k in range(n + 1, page[n].end) if page[k].tag == TEXT and survey.chars[k]), None)
        if first is None:
            return False
        block = survey.block[page[first].parent]
        words = page[first].text if block <= n else page.text(block)
        if not self.boilerplate.introduces_noise(words):
            return False
        return page[n].tag not in ("p", "li") or survey.link_share(n) > _SMALL or words == page.text(n)

    def _is_teaser(self, n: int) -> bool:
        """Whether an element is a heading that links to another article, with a line or two about it."""
        page, survey = self.page, self.survey
        if page[n].tag not in _TEASERS or survey.prose[n] > _TEASER_LENGTH:
            return False
        headings = [k for k in range(n + 1, page[n].end) if page[k].tag in HEADINGS]
        return bool(headings) and all(
            survey.link_share(k) > _LINKED or self._is_inside_link(k) for k in headings if survey.chars[k]
        )

    def _is_inside_link(self, n: int) -> bool:
        while n and self.page[n].tag != "a":
            n = self.page[n].parent
        return n > 0
