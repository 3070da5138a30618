"""Hostile markup made flat before it is parsed.

The HTML standard's tree construction takes time that grows with the square of the depth of open elements, of unclosed
formatting elements and of the attributes of one tag. No page for readers comes near the limits below; what goes beyond
them loses tags or attributes, never text.
"""

from __future__ import annotations

import re

_MAX_DEPTH = 256
_MAX_FORMATTING = 32
_MAX_TAG_LENGTH = 1000
_MANY_TAGS, _MANY_UNCLOSED = 5000, 400

_TAG = re.compile(r"<(?:(!--)|(/?)([a-zA-Z][^\s/>]*))")
_FORMATTING = frozenset({"b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"})
_UNCOUNTED = frozenset({  # void, or ended by what follows, or no deeper than one
    "a", "area", "base", "br", "caption", "col", "colgroup", "dd", "dt", "embed", "head", "hr", "img", "input", "li",
    "link", "meta", "optgroup", "option", "p", "param", "rp", "rt", "source", "tbody", "td", "tfoot", "th", "thead",
    "tr", "track", "wbr",
})  # fmt: skip
_SINGLE = frozenset({"html", "body"})  # a second one only lends its attributes to the first
_RAW = frozenset({"iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp"})
_DROPPED = frozenset({"math", "svg", "template"})


def flat(html: str) -> str:
    """``html`` itself, or where it could be hostile, its markup within the limits."""
    pieces = html.split("<")
    tags, closing = len(pieces), html.count("</")
    long_tags = [piece for piece in pieces if len(piece) > _MAX_TAG_LENGTH and ">" not in piece[:_MAX_TAG_LENGTH]]
    if tags > _MANY_TAGS or tags - 2 * closing > _MANY_UNCLOSED or long_tags:
        return "".join(_Flattener(html).run())
    return html


class _Flattener:
    """One pass over the tags, keeping count of those that are open."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.open: list[str] = []
        self.formatting: dict[str, int] = {}
        self.dropped: dict[str, int] = {}  # elements beyond the limits, whose end tags go too
        self.seen: set[str] = set()
        self.endless: set[str] = set()  # raw elements without an end tag in what follows

    def run(self) -> list[str]:
        html, out, pos = self.html, [], 0
        while match := _TAG.search(html, pos):
            out.append(html[pos : match.start()])
            closing, name = match[2] == "/", (match[3] or "").lower()
            if match[1]:
                pos = self._after("-->", match.end())
                continue
            end = self._after(">", match.end())
            if name in _RAW and not closing:
                pos = self._after_element(name, end)
                out.append(html[match.start() : pos])
            elif name in _DROPPED:
                pos = end if closing else self._after_element(name, end)
            else:
                pos = end
                if self._keeps(name, closing):
                    short = end - match.start() <= _MAX_TAG_LENGTH
                    out.append(html[match.start() : end] if short else match[0] + ">")
        out.append(html[pos:])
        return out

    def _after(self, mark: str, pos: int) -> int:
        found = self.html.find(mark, pos)
        return len(self.html) if found < 0 else found + len(mark)

    def _after_element(self, name: str, pos: int) -> int:
        """Behind the end tag; an element without one swallows nothing, lest each of many searched to the end."""
        if name not in self.endless:
            if match := re.compile(rf"</{name}[^>]*>", re.IGNORECASE).search(self.html, pos):
                return match.end()
            self.endless.add(name)
        return pos

    def _keeps(self, name: str, closing: bool) -> bool:
        if name in _UNCOUNTED:
            return True
        if name in _SINGLE:
            again = closing or name in self.seen
            self.seen.add(name)
            return not again
        if closing and self.dropped.get(name):
            self.dropped[name] -= 1
            return False
        if name in _FORMATTING:
            return self._keeps_formatting(name, closing)
        if closing:
            if name not in self.open:
                return False
            while self.open.pop() != name:
                pass
            return True
        if len(self.open) >= _MAX_DEPTH:
            self.dropped[name] = self.dropped.get(name, 0) + 1
            return False
        self.open.append(name)
        return True

    def _keeps_formatting(self, name: str, closing: bool) -> bool:
        count = self.formatting.get(name, 0)
        if closing:
            self.formatting[name] = max(0, count - 1)
        elif sum(self.formatting.values()) >= _MAX_FORMATTING:
            self.dropped[name] = self.dropped.get(name, 0) + 1
            return False
        else:
            self.formatting[name] = count + 1
        return True
