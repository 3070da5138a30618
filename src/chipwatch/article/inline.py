"""Text within a block: blanks folded, lines kept, superscripts made safe."""

from __future__ import annotations

import re

_BLANKS = re.compile(r"[ \t\n\r\f]+")
_FOLDED = re.compile(r"[\t\n\r\f]|  ")
_MARGIN = " \xa0\u3000"
_MANY_BLANKS = re.compile(r" {2,}")
_CONTROLS = dict.fromkeys((*range(9), 11, *range(14, 32), 127))

_SEAM = "\x1f"
_SEAM_WITH_BLANK = re.compile(rf"(?<=[a-zß-ÿ]){_SEAM}(?=[A-Z0-9$€£~])|(?<=[A-Z0-9]){_SEAM}(?=[A-Z][a-z])")

_NEAR = 20  # characters before a superscript that tell what it is
_SUPERSCRIPTS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_POWER = re.compile(r"[+\-−]?\d{1,3}")
_POWER_OF_TEN = re.compile(r"(?:[×x*·⋅]\s*10|(?<![\d.,])10)$")
_UNIT = re.compile(r"(?<![^\W\d_])(?:[mcdkµμn]?m|in|ft|s)$")
_NOTE = re.compile(r"(?:\d{1,3}|[a-z])(?:\s*[,–-]\s*(?:\d{1,3}|[a-z]))*", re.IGNORECASE)
_ORDINAL = re.compile(r"\d$")
_ORDINAL_ENDS = frozenset({"st", "nd", "rd", "th", "er", "e", "re", "ère", "o", "os", "as"})
_SIGNS = {"tm": "™", "(tm)": "™", "sm": "℠", "r": "®", "(r)": "®"}


class Run:
    """The text of one block while it is read."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def text(self, raw: str, *, kept_lines: bool = False) -> None:
        """Append text of the page; ``kept_lines`` for preformatted text."""
        self._parts.append(raw if kept_lines or not _FOLDED.search(raw) else _BLANKS.sub(" ", raw))

    def line(self) -> None:
        """Begin a new line."""
        self._parts.append("\n")

    def seam(self) -> None:
        """Two elements touch here without a blank: a label and its value get one, the halves of a word none."""
        self._parts.append(_SEAM)

    def superscript(self, mark: str) -> None:
        """Append an exponent as such (``mm²``), a reference to a note in brackets (``132[2]``), else as it stands."""
        mark = " ".join(mark.split())
        before = "".join(part[-_NEAR:] for part in self._parts[-3:]).replace(_SEAM, "")
        if _is_power(mark, before):
            self._parts.append(mark.translate(_SUPERSCRIPTS))
        elif mark.lower() in _SIGNS:
            self._parts.append(_SIGNS[mark.lower()])
        elif _NOTE.fullmatch(mark) and not (_ORDINAL.search(before) and mark.lower() in _ORDINAL_ENDS):
            self._parts.append(f"[{mark}]")
        else:
            self._parts.append(mark)

    def take(self) -> str:
        """What has been read, and begin anew."""
        text = "".join(self._parts)
        self._parts.clear()
        if not text or text.isspace():
            return ""
        if _SEAM in text:
            text = _SEAM_WITH_BLANK.sub(" ", text)
        if not text.isprintable():
            text = text.translate(_CONTROLS)
        if "\n" in text:
            text = "\n".join([line.strip(_MARGIN) for line in text.split("\n")])
        return (_MANY_BLANKS.sub(" ", text) if "  " in text else text).strip()


def _is_power(mark: str, before: str) -> bool:
    if not _POWER.fullmatch(mark):
        return False
    if ten := _POWER_OF_TEN.search(before):
        return len(ten[0]) > 2 or not mark.isdigit() or int(mark) >= 3
    return mark in ("2", "3", "-1", "−1") and _UNIT.search(before) is not None
