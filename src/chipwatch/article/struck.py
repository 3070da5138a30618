"""Text that a page strikes through no longer stands: it is left out before the page is parsed.

After parsing it would be too late. An unclosed ``<s>`` reaches through all paragraphs that follow, and in the parsed
page nothing tells it from paragraphs that were struck one by one. So an element counts only where its end tag comes
with all that was opened inside it closed, and before what surrounds it ends.
"""

from __future__ import annotations

import re
from collections import Counter

from chipwatch.article.dom import BLOCKS

_STRUCK = frozenset({"del", "s", "strike"})
_ANY_STRUCK = re.compile(r"<(?:del|s|strike)[\s/>]", re.IGNORECASE)
_NAMES = "|".join(sorted(_STRUCK | BLOCKS - {"hr"}))
_TAG = re.compile(rf"""<(/?)({_NAMES})(?=[\s/>])(?:[^<>"']|"[^<"]*"|'[^<']*')*+>""", re.IGNORECASE)


def without(html: str) -> str:
    """``html`` with a blank in the place of each struck element, so that what stood around it does not grow together.

    Where tags cross each other, no element that is open there is believed.
    """
    if not _ANY_STRUCK.search(html):
        return html
    kept: list[str] = []
    at = 0
    for start, end in _extents(html):
        kept.append(html[at:start])
        at = end
    return " ".join([*kept, html[at:]])


def _extents(html: str) -> list[tuple[int, int]]:
    """Where struck elements begin and end, in order, none inside another."""
    found: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    names: Counter[str] = Counter()
    for tag in _TAG.finditer(html):
        closing, name = tag[1], tag[2].lower()
        if not closing:
            opened.append((name, tag.start()))
            names[name] += 1
        elif not names[name] or (name in _STRUCK and opened[-1][0] != name):
            opened.clear()
            names.clear()
        else:
            while True:
                inner, start = opened.pop()
                names[inner] -= 1
                if inner == name:
                    break
            if name in _STRUCK:
                while found and found[-1][0] > start:
                    found.pop()
                found.append((start, tag.end()))
    return found
