"""Dates of release: years, halves, quarters, months and days, in the notation of the gold (``2026``, ``2026-H2``,
``2026-Q4``, ``2026-10``, ``2026-10-15``, after ISO 8601 where it has a form). "Next year" is no date: it leans on
the day of publication; "that year" and "three years later" lean on a date before them in the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from chipwatch.extract.fold import fold, lower
from chipwatch.extract.measure import Measure
from chipwatch.extract.pattern_scan import PatternScan
from chipwatch.extract.trie import trie_pattern
from chipwatch.language import Dates

_YEAR = r"(?:19[89]\d|20[0-4]\d)"
_SPOKEN_YEAR = re.compile(r"\btwenty (twenty|thirty)(?:[ -](one|two|three|four|five|six|seven|eight|nine))?\b")
_SPOKEN = {None: 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
_ISO = (
    rf"(?P<iso>(?P<iy>{_YEAR})(?P<sep>[-/.])(?P<im>0?[1-9]|1[0-2])(?:(?P=sep)(?P<id>0?[1-9]|[12]\d|3[01]))?)(?![\d-])"
)
_PROPER = re.compile(r"(?<=[a-z,'] )([A-Z][A-Za-z]+) $")
_LONGEST_NAME = 24
Span = tuple[int, int]
_HAN = (
    rf"(?P<hy>{_YEAR})\s?[年년]\s?(?:的\s?)?"
    r"(?:(?P<hm>1[0-2]|0?[1-9])\s?[月월](?:\s?(?P<hd>[12]\d|3[01]|0?[1-9])\s?[日号일])?|(?P<hp>(?:{parts})))?"
)


class DateReader:
    """Reads the dates of one language's texts, English and digit forms included."""

    def __init__(self, lang: str, dates: Mapping[str, Dates]) -> None:
        rules = [dates[name] for name in dict.fromkeys((lang, "en")) if name in dates]
        self._months = {lower(fold(k)): v for rule in rules for k, v in rule.months.items()}
        self._parts = {lower(fold(k)): f"Q{v}" for rule in rules for k, v in rule.quarters.items()}
        self._parts |= {lower(fold(k)): f"H{v}" for rule in rules for k, v in rule.halves.items()}
        self._same = {lower(fold(w)) for rule in rules for w in rule.same_year}
        self._later = {lower(fold(k)): v for rule in rules for k, v in rule.years_later.items()}
        of = trie_pattern(lower(fold(w)) for rule in rules for w in rule.of)
        parts, months = _loose(self._parts), trie_pattern(self._months)
        relative = trie_pattern([*self._same, *self._later])
        self._pattern = re.compile(
            rf"{_ISO}"
            rf"|(?<![a-z0-9])(?:the )?(?P<part>(?:{parts}))(?:,? (?:{of}))?[ ,']{{0,2}}"
            rf"(?:(?P<py>{_YEAR})|(?P<py2>2\d)(?!\d|[.,]\d|%)|(?P<prel>{relative}))(?!\d)"
            rf"|(?<![a-z0-9])(?:(?P<d1>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th|\.)?(?: of| de)? )?"
            rf"(?P<month>{months})\.?(?: (?P<d2>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?)?"
            rf",?(?: of| de| del)? (?P<my>{_YEAR})(?!\d)"
            rf"|{_HAN.format(parts=parts)}"
            rf"|(?<![a-z0-9$€£¥.,#-])(?P<yp>{_YEAR})(?:'s)?[ -](?:the )?(?P<ypart>(?:{parts}))(?![a-z0-9])"
            rf"|(?<![a-z0-9$€£¥.,#])(?:(?<=mid-)|(?<=early-)|(?<=late-)|(?<!-))(?P<year>{_YEAR})(?![\d%亿万千百]|[.,]\d|-?(?:nm|gb|mb|tb|mhz|w\b)|-[a-z0-9])"
            rf"|(?P<same>(?:{relative}))(?:的? ?(?P<spart>(?:{parts})))?"
        )
        self._scan = PatternScan([self._pattern, _SPOKEN_YEAR])
        since = trie_pattern(lower(fold(w)) for rule in rules for w in rule.since)
        self._since = re.compile(rf"(?<![\w-])(?:{since})[ -]$")
        self._when = {lower(w) for rule in rules for w in rule.when}

    def may_count(self, date: Measure, low: str) -> bool:
        """Whether a date is four digits that may as well be an amount: "2000 teraflops", "2048 cores"."""
        bare = date.last - date.first == 4
        return bare and self._since.search(low, max(0, date.first - _LONGEST_NAME), date.first) is None

    def ends_name(self, date: Measure, folded: str, start: int, names: Sequence[Span]) -> bool:
        """Whether a year is the end of a name: "at Hot Chips 2025", "in Cinebench 2024". ``names`` are of chips, whose
        year is their own ("Rubin 2026"); ``start`` is the sentence's.
        """
        before = _PROPER.search(folded, max(start, date.first - _LONGEST_NAME), date.first)
        return (
            before is not None
            and before.start() > start
            and date.last - date.first == 4
            and lower(before[1]) not in self._when
            and not any(first < date.first and date.first - last <= 1 for first, last in names)
        )

    def find(self, low: str, start: int, end: int, before: str | None = None) -> list[Measure]:
        """The dates in ``[start, end)``. ``before`` is the year that stands last before ``start``, for "that year"."""
        found: list[Measure] = []
        year = before
        possible = self._scan.possible(low, start, end)
        for match in self._pattern.finditer(low, start, end) if 0 in possible else ():
            date = self._read(match, year)
            if date is not None:
                found.append(_made(match.start(), match.end(), date))
                year = date[:4]
        for spoken in _SPOKEN_YEAR.finditer(low, start, end) if 1 in possible else ():
            tens = 20 if spoken[1] == "twenty" else 30
            found.append(_made(spoken.start(), spoken.end(), f"20{tens + _SPOKEN[spoken[2]]}"))
        return sorted(found, key=lambda m: m.first)

    def _read(self, match: re.Match[str], before: str | None) -> str | None:
        group = match.groupdict()
        if group["iso"]:
            day = f"-{int(group['id']):02}" if group["id"] else ""
            return f"{group['iy']}-{int(group['im']):02}{day}"
        if group["part"]:
            if group["prel"]:
                year = self._relative(group["prel"], before)
                return None if year is None else f"{year}-{self._part(group['part'])}"
            return f"{group['py'] or '20' + group['py2']}-{self._part(group['part'])}"
        if group["month"]:
            day_text = group["d1"] or group["d2"]
            day = f"-{int(day_text):02}" if day_text else ""
            return f"{group['my']}-{self._months[group['month']]:02}{day}"
        if group["hy"]:
            if group["hm"]:
                day = f"-{int(group['hd']):02}" if group["hd"] else ""
                return f"{group['hy']}-{int(group['hm']):02}{day}"
            return f"{group['hy']}-{self._part(group['hp'])}" if group["hp"] else group["hy"]
        if group["yp"]:
            return f"{group['yp']}-{self._part(group['ypart'])}"
        if group["year"]:
            return group["year"]
        year = self._relative(group["same"], before)
        return f"{year}-{self._part(group['spart'])}" if year and group["spart"] else year

    def _part(self, words: str) -> str:
        return self._parts[words] if words in self._parts else self._parts[words.replace(" ", "")]

    def _relative(self, words: str, before: str | None) -> str | None:
        if before is None:
            return None
        return str(int(before[:4]) + self._later.get(words, 0))


def _loose(words: Mapping[str, str]) -> str:
    """Words as a pattern; those without a Latin letter may hold blanks ("第 4 季度")."""
    latin = [w for w in words if w[0].isascii() and w[-1].isascii()]
    other = sorted((w for w in words if w not in latin), key=len, reverse=True)
    spaced = [" ?".join(map(re.escape, word)) for word in other]
    return "|".join([*spaced, trie_pattern(latin)])


def _made(first: int, last: int, date: str) -> Measure:
    return Measure(first, last, first, last, Decimal(date[:4]), "date", date=date)
