"""From bytes to text, whatever charset they are in and whatever they say they are in.

Bytes that are UTF-8 are UTF-8. Of the other charsets that news comes in, the multi-byte ones of East Asia are told by
how many of the characters they yield are common ones, and a declaration counts only between near equals; what is none
of these is in the declared charset, or in Windows-1252.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom, resolve_encoding

_SAMPLE = 200_000
_TAG = re.compile(rb"<[^<>]*>")
_SINGLE_BYTE = re.compile(r"cp125\d|iso8859[-_]?\d+|koi8[-_]?[ru]|cp866|mac[-_]?\w+|tis[-_]?620|cp874")
_NEUTRAL = re.compile("[\x00-\x7f\u2000-\u206f\u3000-\u303f\uff00-\uffef]+")
_KANA = frozenset(map(chr, range(0x3041, 0x30FF)))

# Of each charset: the codec of its common characters and the lead bytes of their rows, in the standards' own order
_COMMON_ROWS = {
    "cp949": ("euc_kr", range(0xB0, 0xC9)),  # KS X 1001: hangul
    "gb18030": ("gb2312", range(0xB0, 0xD8)),  # GB 2312: hanzi of level 1
    "big5hkscs": ("big5", range(0xA4, 0xC7)),  # Big5: hanzi of level 1
    "cp932": ("shift_jis", range(0x88, 0x98)),  # JIS X 0208: kanji of level 1
    "euc_jp": ("euc_jp", range(0xB0, 0xD0)),
}
_SURE, _NEAR = 0.7, 0.1
_FEW = 4
# Hanzi of level 1 and hangul share their bytes; Korean shows by the syllables that no Korean sentence does without
_SYLLABLES = frozenset("이다는을를에의가고로한하지기사도은인리어자아서시대정해스있으과년일")


def decode(body: bytes, content_type: str | None = None) -> str:
    """The text of ``body``. No byte is refused: what is no character in the charset becomes U+FFFD."""
    encoding, rest = read_bom(body)
    if encoding and rest is not None:
        return body[len(rest) :].decode(encoding, "replace")
    declared = http_content_type_encoding(content_type) or html_body_declared_encoding(body[:4096])
    if declared == "iso2022_jp" or b"\x1b$B" in body[:_SAMPLE]:
        return body.decode("iso2022_jp", "replace")
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return body.decode(_guess(body, declared), "replace")
    return _utf_16(body) or text


def _utf_16(body: bytes) -> str | None:
    """UTF-16 without its mark shows as a NUL in every other byte."""
    head = body[:1000]
    for encoding, nul in (("utf-16-le", 1), ("utf-16-be", 0)):
        if head[nul::2].count(0) * 3 > len(head) and not head[1 - nul :: 2].count(0):
            return body.decode(encoding, "replace")
    return None


def _guess(body: bytes, declared: str | None) -> str:
    sample = _TAG.sub(b" ", body[:_SAMPLE])
    beyond_ascii = sum(byte > 0x7F for byte in sample[:20_000]) or 1
    if sample[:20_000].decode("utf-8", "replace").count("\ufffd") * 20 < beyond_ascii:
        return "utf-8"
    declared = resolve_encoding(declared) if declared else None
    scores = {encoding: _commonness(sample, encoding) for encoding in _COMMON_ROWS}
    best = max(scores, key=lambda encoding: round(scores[encoding], 2))
    if scores[best] >= _SURE:
        return declared if declared and scores.get(declared, 0) >= scores[best] - _NEAR else best
    return declared if declared and _SINGLE_BYTE.fullmatch(declared) else "cp1252"


def _commonness(sample: bytes, encoding: str) -> float:
    """The share of common characters among those that are neither ASCII nor punctuation."""
    text = _NEUTRAL.sub("", sample.decode(encoding, "replace"))
    if not text:
        return 0.0
    common = _common(encoding)
    share = (sum(char in common for char in text) - 2 * text.count("\ufffd")) / len(text)
    if encoding == "cp949":
        korean = sum(char in _SYLLABLES for char in text) * 10 > len(text)
        share = share + 2 * _NEAR if korean else share / 2
    return share if len(text) >= _FEW else share / 2


@cache
def _common(encoding: str) -> frozenset[str]:
    codec, leads = _COMMON_ROWS[encoding]
    cells: Iterable[bytes] = (bytes((lead, trail)) for lead in leads for trail in range(0x40, 0xFF))
    found = frozenset("".join(cell.decode(codec, "ignore") for cell in cells)) - frozenset(map(chr, range(128)))
    return found | _KANA if encoding in ("cp932", "euc_jp") else found
