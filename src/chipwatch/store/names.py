"""Names folded for comparison: slugs, aliases, and names near one that is unknown."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import opencc


def slug(name: str) -> str:
    """A chip's lasting key, from its first canonical name: ``Huawei Ascend 910C`` is ``huawei-ascend-910c``."""
    words = "".join(c if c.isalnum() else " " for c in unicodedata.normalize("NFKC", name).casefold()).split()
    return "-".join(words) or "unnamed"


def fold(name: str) -> str:
    """A name without what writers vary: case, width (NFKC), blanks, hyphens, punctuation, Traditional or Simplified."""
    folded = "".join(c for c in unicodedata.normalize("NFKC", name).casefold() if c.isalnum())
    return "".join(_simplified(c) if "\u3400" <= c < "\ua000" else c for c in folded)


@cache
def _simplified(character: str) -> str:
    """OpenCC's choice for one character alone: in phrases it would fold one name differently in two places."""
    return str(_converter().convert(character))


@cache
def _converter() -> opencc.OpenCC:
    import opencc  # 80 ms, which only Chinese names need

    return opencc.OpenCC("t2s")


def near(name: str, known: Iterable[tuple[str, str]], count: int = 3) -> tuple[str, ...]:
    """Names close to an unknown one, closest first. ``known`` pairs folded names and aliases with the name to tell."""
    told = dict(known)
    wanted = fold(name)
    close = difflib.get_close_matches(wanted, told, n=count, cutoff=0.7)
    if len(wanted) >= 3:
        close += sorted((k for k in told if wanted in k), key=lambda k: (len(k), k))
    return tuple(dict.fromkeys(told[k] for k in close))[:count]
