"""A page as a flat list of what a reader sees, in document order: every pass over it is a plain loop.

Elements that are never article (scripts, forms, navigation, whatever is hidden) are left out while the list is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

TEXT = "#text"
HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = HEADINGS.keys() | {
    "article", "blockquote", "body", "caption", "center", "dd", "details", "dir", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "legend", "li", "listing", "main", "ol", "p",
    "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
}  # fmt: skip

_UNSEEN = frozenset({
    "address", "applet", "area", "aside", "audio", "base", "button", "canvas", "datalist", "dialog", "embed", "frame",
    "frameset", "head", "iframe", "input", "link", "map", "marquee", "math", "menu", "meta", "meter", "nav", "noembed",
    "noframes", "noscript", "object", "option", "param", "plaintext", "progress", "script", "select", "source", "style",
    "svg", "template", "textarea", "title", "track", "video", "xmp",
})  # fmt: skip
_UNSEEN_ROLES = frozenset({
    "alert", "alertdialog", "banner", "button", "complementary", "contentinfo", "dialog", "menu", "menubar",
    "navigation", "search", "tablist", "toolbar",
})  # fmt: skip
_SEEN_AMP = frozenset({"amp-img", "amp-fit-text", "amp-accordion", "amp-anim"})
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDDEN_CLASS = re.compile(
    r"(?<![\w-])(?:hidden|hide|is-hidden|d-none|sr-only|visually-hidden|visuallyhidden|screen-reader-text"
    r"|screen-reader-only|print-only|offscreen|assistive-text)(?![\w-])"
)
_NO_ATTRIBUTES: Mapping[str, str | None] = {}


@dataclass(slots=True)
class Node:
    """An element or, under the tag ``#text``, a text. Its subtree is the list's slice from its own index to ``end``.

    ``names`` are its classes and its id, parted by blanks; ``attrs`` are empty where it has no other attributes.
    """

    tag: str
    parent: int
    end: int
    text: str = ""
    names: str = ""
    attrs: Mapping[str, str | None] = field(default_factory=dict)


class Page(list[Node]):
    """All seen nodes of a page; node 0 is the body."""

    def children(self, index: int) -> Iterator[int]:
        """The elements and texts right below ``index``."""
        child, end = index + 1, self[index].end
        while child < end:
            yield child
            child = self[child].end

    def elements(self, index: int) -> Iterator[int]:
        return (child for child in self.children(index) if self[child].tag != TEXT)

    def text(self, index: int) -> str:
        """The text below ``index`` in one line."""
        return " ".join("".join(node.text for node in self[index : self[index].end]).split())

    def holds_own_text(self, index: int) -> bool:
        """Whether text, not only elements, stands right below ``index``."""
        return any(self[child].tag == TEXT and not self[child].text.isspace() for child in self.children(index))


def flatten(tree: LexborHTMLParser) -> Page:
    """The seen nodes of the page's body, or of all of it where it has none, as a page of frames."""
    page = Page()
    node: LexborNode | None = tree.body or tree.root
    open_nodes: list[tuple[LexborNode, int]] = []
    while node is not None:
        tag = node.tag
        child: LexborNode | None = None
        if tag == "-text":
            if text := node.text_content:
                page.append(Node(TEXT, open_nodes[-1][1], len(page) + 1, text, "", _NO_ATTRIBUTES))
        elif tag is not None and tag[0] != "-" and tag not in _UNSEEN:
            attrs = node.attributes
            if not (attrs and _hide(attrs)) and (tag[:4] != "amp-" or tag in _SEEN_AMP):
                index = len(page)
                parent = open_nodes[-1][1] if open_nodes else 0
                names, others = _apart(attrs) if attrs else ("", _NO_ATTRIBUTES)
                page.append(Node(tag, parent, index + 1, "", names, others))
                child = node.first_child
                if child is not None:
                    open_nodes.append((node, index))
        if child is not None:
            node = child
            continue
        following = node.next if open_nodes else None
        while following is None and open_nodes:
            node, index = open_nodes.pop()
            page[index].end = len(page)
            following = node.next if open_nodes else None
        node = following
    return page


def _apart(attrs: Mapping[str, str | None]) -> tuple[str, Mapping[str, str | None]]:
    """Classes and id in one string, and the attributes where there are others: a large page is mostly such names."""
    classes, ident = attrs.get("class"), attrs.get("id")
    names = f"{classes} {ident}" if classes and ident else classes or ident or ""
    return names, attrs if len(attrs) > ("class" in attrs) + ("id" in attrs) else _NO_ATTRIBUTES


def _hide(attrs: Mapping[str, str | None]) -> bool:
    """Whether attributes keep an element from the reader's eye, or from the article."""
    if "hidden" in attrs or attrs.get("aria-hidden") == "true" or attrs.get("role") in _UNSEEN_ROLES:
        return True
    style, names = attrs.get("style"), attrs.get("class")
    return bool((style and _HIDDEN_STYLE.search(style)) or (names and _HIDDEN_CLASS.search(names)))
