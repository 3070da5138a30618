"""One spelling for matching: folds a text character by character, so that offsets into the folded text are offsets
into the original. Full-width forms, exotic blanks, dashes, slashes, quotes and digits become their ASCII kin, and
Traditional Chinese becomes Simplified (OpenCC's t2s). Superscripts stay: they are footnote marks as often as powers.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

import opencc

_BLANKS = (
    "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
    "\u2060\u200b\ufeff"
    "\u2122\u00ae\u00a9"  # marks of a trade name stand in the middle of it: "Gaudi(R) 3"
)
_HYPHENS = "\u00ad\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"
_SINGLES = {
    "\u2018": "'",
    "\u2019": "'",
    "\u02bc": "'",
    "\u2032": "'",
    "\u2215": "/",
    "\u2044": "/",
    "\u00d7": "x",
    "\u2236": ":",
    "\u066b": ".",
    "\u066c": ",",
}
_FOLDED = re.compile(r"[^\x00-\x08\x0a-\x7f]+")  # of ASCII only the tab is
_HAN = (0x3400, 0xA000)  # CJK ideographs, Extension A to the end of the basic block


@cache
def _table() -> dict[int, str]:
    table = {ord(c): " " for c in _BLANKS} | {ord(c): "-" for c in _HYPHENS}
    table |= {ord(c): plain for c, plain in _SINGLES.items()}
    for code in range(0xFF01, 0xFF5F):
        table.setdefault(code, chr(code - 0xFEE0))
    for code in range(0x80, 0x20000):
        char = chr(code)
        if char.isdecimal():
            table[code] = str(unicodedata.decimal(char))
    # One by one: OpenCC reads phrases, and would fold one name differently in two places.
    han = [chr(code) for code in range(*_HAN)]
    simplified = opencc.OpenCC("t2s").convert("\n".join(han)).split("\n")
    return table | {ord(char): simple for char, simple in zip(han, simplified, strict=True) if simple != char}


def fold(text: str) -> str:
    """The text as it is matched: same length, case kept."""
    table = _table()
    return _FOLDED.sub(lambda run: run[0].translate(table), text)


def lower(folded: str) -> str:
    """Lower case of the same length (``İ`` would grow)."""
    low = folded.lower()
    return low if len(low) == len(folded) else "".join(s if len(s := c.lower()) == 1 else c for c in folded)
