"""Which names are of one chip, as labelled documents count it: leniently where only the vendor's words differ."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from chipwatch.errors import UsageError
from chipwatch.rules import RuleSet

_DROPPED = re.compile(r"[^0-9a-z\u4e00-\u9fff]+")
_BRANDS = {"geforce", "instinct", "tesla"}  # left out as freely as the vendor's name
_COLUMNS = {"canonical_name", "family", "strong_names", "weak_names"}


class Namesakes:
    """Two names are one chip's if a table holds both as names of one chip, or if they are spelled alike without
    vendors, case, blanks and punctuation, or without a first word, which may be a vendor that no table holds.
    """

    def __init__(self, rules: RuleSet, table: Path | None = None) -> None:
        """Names and aliases are the lexicon's, or those of ``table``: a CSV file with a chip a row, its
        ``canonical_name``, and its ``strong_names`` and ``weak_names`` parted by bars; a weak name follows the
        ``family``.

        Raises UsageError where the table cannot be read.
        """
        families = {name.lower() for family in rules.lexicon.families for name in (*family.names, *family.weak)}
        makers = {name.lower() for vendor in rules.lexicon.vendors for name in (vendor.name, *vendor.names)}
        words = sorted((makers - families) | _BRANDS, key=len, reverse=True)
        self._vendors = re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")
        self._others: dict[str, set[str]] = {}
        self._keys = cache(self._all_keys)
        for names in _rows(table) if table else ((chip.name, *chip.names) for chip in rules.chips):
            keys = {key for name in names if (key := self._key(name)) and (table or not key.isdecimal())}
            for key in keys:
                self._others.setdefault(key, set()).update(keys)

    def same(self, one: str, other: str) -> bool:
        return not self._keys(one).isdisjoint(self._keys(other))

    def _key(self, name: str) -> str:
        low = name.lower()
        return _DROPPED.sub("", self._vendors.sub(" ", low)) or _DROPPED.sub("", low)

    def _all_keys(self, name: str) -> frozenset[str]:
        key = self._key(name)
        _, _, rest = name.strip().partition(" ")
        return frozenset({key, *self._others.get(key, ()), *([self._key(rest)] if rest else [])})


def _rows(table: Path) -> Iterator[Sequence[str]]:
    try:
        with table.open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines)
            if missing := _COLUMNS - set(rows.fieldnames or ()):
                raise UsageError(f"{table}: no column {', '.join(sorted(missing))}", hint="see docs/extraction.md")
            for row in rows:
                weak = [f"{row['family']} {name}" for name in _parts(row["weak_names"])]
                yield (row["canonical_name"], *_parts(row["strong_names"]), *weak)
    except (OSError, UnicodeDecodeError) as cause:
        raise UsageError(f"{table}: cannot be read: {cause}", hint="name a table of chips in CSV") from cause


def _parts(names: str) -> Iterable[str]:
    return filter(None, names.split("|"))
