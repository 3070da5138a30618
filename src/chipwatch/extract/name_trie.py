"""Literal names as a trie of atoms, so that one spelling of a name finds all others.

An atom is a run of letters, a number, or one character of Chinese, Japanese or Korean. "Ascend 910C", "Ascend910C",
"ascend-910c" and "Ascend 910 C" are the same atoms; what may lie between two of them is decided by ``joined``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import IntEnum

from chipwatch.extract.fold import fold, lower
from chipwatch.lexicon import Family, Lexicon, Model
from chipwatch.model import SubjectKind

_CJK = "\u3005-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f"
_LETTER = rf"[^\W\d_{_CJK}]"
# An x between a count and a name ("8xH100") is an atom of its own; so is the x before a count ("H200x8").
_ATOM = re.compile(
    rf"(?<=\d)x(?=[a-z]{{1,6}}-?\d)|[a-z]+{_LETTER}*|\d+(?:\.\d+)*|[{_CJK}]|{_LETTER}+"  # the most frequent first
)
_GAP = re.compile(r"[ \-_·]{1,2}|[ ]?\n[ ]?|-[ ]")
UNIT_LETTERS = frozenset({"gb", "tb", "mb", "kb"})
# Chinese sets them right behind a name, without a blank: "H20AI芯片", "S4000GPU".
GLUED = frozenset({"ai", "gpu", "npu", "gpgpu", "dcu", "cpu", "soc", "oam"})
_KATAKANA = re.compile(r"[ァ-ヺー]")


class Role(IntEnum):
    """What a phrase of the trie is, weakest last."""

    REFUSED = 0
    SURE = 1
    WEAK = 2
    BARE = 3
    WORD = 4  # a chip word


@dataclass(frozen=True, slots=True)
class Entry:
    """A phrase's meaning. ``cased``: it is a common word too, and a name only with a capital letter."""

    role: Role
    name: str = ""
    kind: SubjectKind = SubjectKind.CHIP
    vendor: str = ""
    family: Family | None = None
    model: Model | None = None
    cased: bool = False
    numbered: bool = False

    def in_small_letters(self) -> Entry | None:
        """What it means without a capital letter: "gaudi 3" may be the chip, "hopper" is none."""
        if not self.cased:
            return self
        return replace(self, role=max(self.role, Role.WEAK)) if self.numbered else None


@dataclass(slots=True)
class Node:
    next: dict[str, Node] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    heads: list[Family] = field(default_factory=list)  # families whose model may follow here

    @property
    def means(self) -> bool:
        """Whether the phrase that ends here means anything by itself."""
        return bool(self.entries or self.heads)


class Atoms:
    """The atoms of ``text[start:end]``, with their places in it; behind the last stands an empty one, of no place."""

    __slots__ = ("ends", "folded", "low", "starts", "texts")

    def __init__(self, folded: str, low: str, start: int, end: int) -> None:
        self.folded, self.low = folded, low
        matches = list(_ATOM.finditer(low, start, end))
        self.texts = [*(match[0] for match in matches), ""]
        self.starts = [match.start() for match in matches]
        self.ends = [match.end() for match in matches]

    def joined(self, at: int, first: int) -> bool:
        """Whether atom ``at`` can belong to one name with the atom before it, the name beginning at ``first``."""
        before, after = self.ends[at - 1], self.starts[at]
        if before == after:
            return True
        gap = self.low[before:after]
        left, right = self.texts[at - 1], self.texts[at]
        if not _GAP.fullmatch(gap):
            return (left == "no" and gap in (".", ". ")) or (right == "s" and gap == "'")
        if right[0].isdigit() and left.isascii() and left.isalpha() and len(left) == 1:
            return gap == "-" and self.folded[before - 1].isupper()
        if right[0].isdigit() and left in UNIT_LETTERS:
            return gap == "-"
        if (
            gap != "-"
            and left[0].isdigit()
            and right.isascii()
            and len(right.removesuffix("s")) < 2
            and right.isalpha()
        ):
            return self.folded[after].isupper() and at - 1 > first  # "Ascend 910 C", while "910 C" is hot
        return True

    def opens(self, at: int) -> bool:
        """Whether a name may begin at atom ``at``: not in the middle of a word."""
        place = self.starts[at]
        if place == 0 or not self.low[place - 1].isalnum():
            return True
        if at and self.texts[at - 1] == "x" and self.ends[at - 1] == place:
            return True
        before, first = self.low[place - 1], self.low[place]
        if _KATAKANA.match(first):
            return not _KATAKANA.match(before)
        return not (_is_latin(before) and _is_latin(first))

    def closes(self, at: int) -> bool:
        """Whether a name may end with atom ``at``; a plural or genitive s, a count ("H200x8") or what is
        glued to it is no part of it.
        """
        place = self.ends[at]
        if self.texts[at] == "s" and self.low.startswith("'", self.starts[at] - 1):
            return False
        if place >= len(self.low) or not self.low[place].isalnum():
            return True
        last, after = self.low[place - 1], self.low[place]
        if _KATAKANA.match(last):
            return not _KATAKANA.match(after)
        if not (_is_latin(last) and _is_latin(after)):
            return True
        if at + 1 == len(self.starts) or self.starts[at + 1] != place:
            return False
        following, end = self.texts[at + 1], self.ends[at + 1]
        rest = self.low[end] if end < len(self.low) else " "
        ended = following == "s" or following in GLUED
        return (ended and not _is_latin(rest)) or (following == "x" and rest.isdigit())


def _is_latin(char: str) -> bool:
    return char.isalnum() and char < "\u3000"


def atoms_of(phrase: str) -> tuple[str, ...]:
    return tuple(_ATOM.findall(lower(fold(phrase))))


def _is_word(atoms: tuple[str, ...]) -> bool:
    """Whether a phrase, but for its capital letter, may be plain words: "Hopper", "Ascend 910"."""
    words = [atom for atom in atoms if not atom.isdecimal()]
    return all(word.isalpha() for word in words) and (
        len(words) == len(atoms) or (len(words) == 1 and len(atoms[0]) > 3)
    )


class NameTrie:
    """All phrases of a lexicon and of the chip words."""

    def __init__(self, lexicon: Lexicon, chip_words: Iterable[str]) -> None:
        self.root = Node()
        self.phrases: set[tuple[str, ...]] = set()
        for vendor in lexicon.vendors:
            for names, role in ((vendor.names, Role.SURE), (vendor.weak, Role.WEAK)):
                entry = Entry(role, vendor.name, SubjectKind.VENDOR, vendor.name)
                self._add(names, entry, plural=role == Role.SURE)  # and the genitive of German: Nvidias H20
        families = {family.name: family for family in lexicon.families}
        for family in lexicon.families:
            for names, role in ((family.names, Role.SURE), (family.weak, Role.WEAK)):
                self._add(names, Entry(role, family.name, SubjectKind.FAMILY, family.vendor, family), plural=True)
            for head in family.heads:
                if family.shape:
                    self._node(atoms_of(head)).heads.append(family)
                    self.phrases.add(atoms_of(head))
        for model in lexicon.models:
            chip, family = model.chip, families[model.chip.family]
            for names, role in ((chip.names, Role.SURE), (chip.weak_names, Role.WEAK), ((model.bare,), Role.BARE)):
                self._add(names, Entry(role, chip.name, chip.kind, chip.vendor, family, model), plural=True)
        self._add(lexicon.refused, Entry(Role.REFUSED), plural=False)
        self._add(chip_words, Entry(Role.WORD), plural=False)

    def _node(self, atoms: tuple[str, ...]) -> Node:
        node = self.root
        for atom in atoms:
            node = node.next.setdefault(atom, Node())
        return node

    def _add(self, phrases: Iterable[str], entry: Entry, *, plural: bool) -> None:
        for phrase in phrases:
            atoms = atoms_of(phrase)
            if not atoms:
                continue
            word = phrase.isascii() and phrase[0].isupper() and _is_word(atoms)
            cased = (
                word and entry.role != Role.WORD and not (entry.role == Role.SURE and entry.kind == SubjectKind.VENDOR)
            )
            numbered = any(map(str.isdecimal, atoms))
            meaning = replace(entry, cased=cased, numbered=numbered)
            self._put(atoms, meaning)
            if plural and atoms[-1].isascii() and atoms[-1].isalpha():
                self._put((*atoms[:-1], atoms[-1] + "s"), meaning)

    def _put(self, atoms: tuple[str, ...], meaning: Entry) -> None:
        self.phrases.add(atoms)
        entries = self._node(atoms).entries
        same = next((n for n, e in enumerate(entries) if e.name == meaning.name), None)
        if same is None:
            entries.append(meaning)
        elif meaning.role < entries[same].role:
            entries[same] = meaning
