"""Many words as one regular expression that reads each character once: common beginnings are shared."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_Node = dict[str, Any]

_END = ""


def trie_pattern(words: Iterable[str]) -> str:
    """A pattern that matches exactly ``words``, the longest first. Raises ValueError where there are none."""
    root: _Node = {}
    for word in words:
        node = root
        for char in word:
            node = node.setdefault(char, {})
        node[_END] = {}
    if not root:
        raise ValueError("no words")
    return _write(root)


def _write(node: _Node) -> str:
    branches = [re.escape(char) + _write(child) for char, child in sorted(node.items()) if char != _END]
    if not branches:
        return ""
    body = branches[0] if len(branches) == 1 and _END not in node else f"(?:{'|'.join(branches)})"
    return f"{body}?" if _END in node else body
