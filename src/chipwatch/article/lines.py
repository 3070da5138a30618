"""The shapes of single lines that people type: bullets, ``key: value``, the ends of sentences."""

from __future__ import annotations

import re

BULLET = re.compile(
    r"[-*+‣–—○□◆►➤✓]\s+(?=\S)|[•·●▪◦]\s*(?=\S)|\d{1,2}[.)]\s+(?=\S)|\d{1,2}[、）]|[(（]\d{1,2}[)）]|[①-⑳]"
    r"|[一二三四五六七八九十]{1,3}、|[(（][一二三四五六七八九十]{1,3}[)）]"
)
FULL_STOP = re.compile(r"[.!?。！？…][\"'”’»」』)）]*$")

_KEY_VALUE = re.compile(r"[^:：.。!?！？|\t]{1,40}[:：]\s*\S")
_MAX_PAIR = 100


def is_pair(line: str) -> bool:
    """``key: value`` as in a sheet, not ``Speaker: what they say.``"""
    return len(line) <= _MAX_PAIR and _KEY_VALUE.match(line) is not None and not FULL_STOP.search(line)
