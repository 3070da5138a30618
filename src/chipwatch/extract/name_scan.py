"""A fast look for names: Aho-Corasick over the beginnings of phrases, before anything is read atom by atom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

import ahocorasick_rs

from chipwatch.extract.name_trie import UNIT_LETTERS, atoms_of
from chipwatch.rules import RuleSet

CJK_BEGIN = "\u2e80"
_WINDOW = 1024  # characters looked through at a time
_LONGEST = 64  # characters that a beginning of a phrase may have, and more
_SHORTEST_WEAK = 4  # characters of a weak name that tells something by itself


class NameScan:
    """Where a text may hold one of some phrases, each told by its first two or three atoms."""

    def __init__(self, phrases: Iterable[tuple[str, ...]]) -> None:
        beginnings = {_beginning(atoms) for atoms in phrases}
        self._automaton = ahocorasick_rs.AhoCorasick(sorted({form for b in beginnings for form in _spellings(b)}))

    def finds(self, low: str) -> bool:
        """Whether a folded and lowered text holds any of the phrases; looks no further than the first."""
        windows = range(0, len(low), _WINDOW)
        return any(next(self.places(low[max(at - _LONGEST, 0) : at + _WINDOW]), None) is not None for at in windows)

    def places(self, low: str) -> Iterator[int]:
        """Where phrases may begin in a folded and lowered text, by their ends."""
        for _, start, end in self._automaton.find_matches_as_indexes(low.replace("\n", " "), overlapping=True):
            if _stands_alone(low, start, end):
                yield start


def telling_phrases(rules: RuleSet) -> Iterator[tuple[str, ...]]:
    """Phrases of which an article that tells anything of chips holds at least one.

    No vendors, since an article with no more than a vendor's name has no chip to tell of, and no short or common words,
    which are names only beside one of these.
    """
    for words in rules.names.chip_words.values():
        yield from map(atoms_of, words)
    numbered = {model.chip.family for model in rules.lexicon.models if model.bare[:1].isdigit()}
    for family in rules.lexicon.families:
        yield from map(atoms_of, family.names)
        if family.name in numbered or (family.shape and family.shape.match("1")):  # a number may follow the head
            yield from ((*atoms_of(head), digit) for head in family.heads for digit in "0123456789")
    for model in rules.lexicon.models:
        yield from map(atoms_of, model.chip.names)
        yield from (a for a in map(atoms_of, model.chip.weak_names) if sum(map(len, a)) >= _SHORTEST_WEAK)


def _beginning(atoms: tuple[str, ...]) -> tuple[str, ...]:
    """A phrase's first two atoms; three where two are plain words."""
    return atoms[: 3 if all(atom.isalpha() and atom.isascii() for atom in atoms[:2]) else 2]


def _spellings(beginning: tuple[str, ...]) -> Iterator[str]:
    """How the beginning of a phrase may be written."""
    for gaps in product(*map(_gaps, beginning, beginning[1:])):
        yield beginning[0] + "".join(gap + atom for gap, atom in zip(gaps, beginning[1:], strict=True))


def _gaps(left: str, right: str) -> tuple[str, ...]:
    """What ``Atoms.joined`` lets stand between two atoms, in short."""
    if left == "no":
        return (".", ". ", " ", "-")
    if right == "s":
        return ("'", "", " ", "-")
    letter = len(left) == 1 and left.isascii() and left.isalpha()
    if (right[0].isdigit() and (letter or left in UNIT_LETTERS)) or (left[0].isdigit() and len(right) == 1):
        return ("", "-")
    return ("", " ", "-", "  ")


def _stands_alone(low: str, start: int, end: int) -> bool:
    """Whether ``low[start:end]`` begins where a word begins and, if it ends in a letter, ends where a word ends."""
    before = low[start - 1] if start else " "
    if before.isalnum() and before < CJK_BEGIN and low[start] < CJK_BEGIN and before != "x":
        return False
    last, after = low[end - 1], low[end : end + 2]
    if not (last.isalpha() and last < CJK_BEGIN and after[:1].isalpha() and after[0] < CJK_BEGIN):
        return True
    return after[0] == "s" and not after[1:].isalpha()
