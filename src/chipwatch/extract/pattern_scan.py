"""Many patterns looked for in one look: which of them a stretch of text can match at all.

Of each pattern it is known from its parts which strings there are of which every match holds one: "percent", "third"
and the like for a share. Where none of them stands, which Aho-Corasick tells, the pattern need not be tried.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, product
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, NamedTuple

import ahocorasick_rs

from chipwatch.extract.fold import lower

_MOST = 400  # strings by which one pattern is told
_MOST_OF_CLASS = 12  # characters of a class that are told one by one

Strings = frozenset[str] | None
_NOTHING: frozenset[str] = frozenset({""})
_WIDTHLESS = frozenset({ops.AT, ops.ASSERT, ops.ASSERT_NOT})
_REPEATS = frozenset({ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT})


class _Strings(NamedTuple):
    """The telling strings of a text: whose they are, and where they end, in order."""

    text: str
    owners: Sequence[int]
    ends: Sequence[int]


class PatternScan:
    """Which of some patterns may match in a stretch of text, small and capital letters being the same."""

    def __init__(self, patterns: Iterable[re.Pattern[str]]) -> None:
        self._always: list[int] = []
        self._owners: list[int] = []
        told: list[str] = []
        for n, pattern in enumerate(patterns):
            strings = strings_of(pattern)
            if strings is None:
                self._always.append(n)
            else:
                told += sorted({lower(string) for string in strings})
                self._owners += [n] * (len(told) - len(self._owners))
        self._automaton = ahocorasick_rs.AhoCorasick(told, implementation=ahocorasick_rs.Implementation.DFA)
        self._last = _Strings("", (), ())

    def possible(self, low: str, start: int, end: int) -> Sequence[int]:
        """The patterns, by number and in order, that may match within ``[start, end)`` of a text in small letters;
        the others do not match there.
        """
        strings = self._last
        if strings.text is not low:  # a text is asked for stretch by stretch, and looked through once
            strings = self._last = self._strings(low)
        first = bisect_right(strings.ends, start)
        last = bisect_right(strings.ends, end, first)
        return self._always if first == last else sorted({*self._always, *strings.owners[first:last]})

    def _strings(self, low: str) -> _Strings:
        found = self._automaton.find_matches_as_indexes(low, overlapping=True)  # by their ends
        return _Strings(low, [self._owners[n] for n, _, _ in found], [end for _, _, end in found])


def strings_of(pattern: re.Pattern[str]) -> Strings:
    """Strings of which every match of a pattern holds at least one; None where that is not known."""
    if pattern.flags & re.IGNORECASE:
        return None
    _, held = _of_sequence(parser.parse(pattern.pattern, pattern.flags))
    # Who finds "fold" need not look for "two-fold".
    return held and frozenset(s for s in held if not any(part in held for part in _parts(s)))


def _of_sequence(items: Iterable[tuple[Any, Any]]) -> tuple[Strings, Strings]:
    """What a sequence matches, where that is a few strings, and strings of which every match of it holds one."""
    run, whole = _NOTHING, True
    held: Strings = None
    for op, argument in items:
        exact, inside = _of_item(op, argument)
        if exact is not None and len(run) * len(exact) <= _MOST:
            run = frozenset(map("".join, product(run, exact)))
        else:
            held, whole = _better(held, run, inside), False
            run = exact if exact is not None else _NOTHING
    return (run if whole else None), _better(held, run)


def _of_item(op: Any, argument: Any) -> tuple[Strings, Strings]:
    if op is ops.LITERAL:
        return frozenset(chr(argument)), None
    if op in _WIDTHLESS:
        return _NOTHING, None
    if op is ops.IN:
        return _of_class(argument), None
    if op is ops.SUBPATTERN:
        return _of_sequence(argument[-1])
    if op is ops.BRANCH:
        branches = [_of_sequence(branch) for branch in argument[1]]
        return _union([exact for exact, _ in branches]), _union([held for _, held in branches])
    if op in _REPEATS:
        least, most, item = argument
        exact, held = _of_sequence(item)
        if least == 0:
            return (exact | _NOTHING if exact is not None and most == 1 else None), None
        return (exact if most == 1 else None), held
    return None, None


def _of_class(members: Sequence[tuple[Any, Any]]) -> Strings:
    chars: set[str] = set()
    for op, argument in members:
        if op is ops.LITERAL:
            chars.add(chr(argument))
        elif op is ops.RANGE and argument[1] - argument[0] < _MOST_OF_CLASS:
            chars.update(map(chr, range(argument[0], argument[1] + 1)))
        else:
            return None
    return frozenset(chars) if len(chars) <= _MOST_OF_CLASS else None


def _union(sets: Sequence[Strings]) -> Strings:
    known = [strings for strings in sets if strings is not None]
    union = frozenset(chain.from_iterable(known))
    return union if len(known) == len(sets) and len(union) <= _MOST else None


def _better(*sets: Strings) -> Strings:
    """The set that tells most: of the longest strings, blanks not counted, and of few."""
    telling = (strings for strings in sets if strings is not None and "" not in strings)
    return max(telling, key=lambda strings: (min(len(s.strip()) for s in strings), -len(strings)), default=None)


def _parts(string: str) -> Iterator[str]:
    """What a string holds, but itself."""
    lengths = range(1, len(string))
    return (string[start : start + length] for length in lengths for start in range(len(string) - length + 1))
