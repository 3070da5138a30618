"""Readings of names in one run of text: literal names, models of a family's shape, variants, the vendor before.

What a reading needs to stand is told by its ``strength``; whether it has that is decided over the whole document, in
``resolution``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import NamedTuple

from chipwatch.extract.fold import fold, lower
from chipwatch.extract.name_scan import CJK_BEGIN, NameScan, telling_phrases
from chipwatch.extract.name_trie import GLUED, UNIT_LETTERS, Atoms, Entry, NameTrie, Node, Role, atoms_of
from chipwatch.lexicon import Family, Lexicon, Model, squeeze
from chipwatch.model import SubjectKind
from chipwatch.rules import NameRules, RuleSet, Words

_NEEDS_FOLDING = re.compile(rf"[{CJK_BEGIN}-\uffff]")
_ONE_WORD = re.compile(r"[A-Za-z]{2}")
_SERIES = re.compile(r"[ \-]?(?:series\b|系列)", re.IGNORECASE)
_OF_VENDOR = re.compile(r"[ \-]?|'s? |的")
_ACRONYM = 3  # letters up to which a word in capitals stays in capitals
_LATE_LETTER = re.compile(r"\d{3}[a-z]+$")
# Behind a number that is a model too ("96", "100") they make it an amount, whatever else the text says.
_UNITS = UNIT_LETTERS | {"tflops", "pflops", "tops", "teraflops", "petaflops", "w", "kw", "watts", "nm", "ghz", "mhz"}
_SHORTEST = 2  # characters of a phrase that may be a name with no other name beside it


class Strength(IntEnum):
    """How far a name carries by itself, strongest first."""

    SURE = Role.SURE  # means this chip wherever it stands
    WEAK = Role.WEAK  # needs a vendor, family or chip word in its sentence, or the full name before
    BARE = Role.BARE  # a model without its family: needs the family before it in the document


_STRENGTHS = {int(strength): strength for strength in Strength}


class Name(NamedTuple):
    """A reading of ``text[start:end]``. ``chip`` is canonical and carries the ``variant`` that the text names.

    ``family`` is None for vendors, ``model`` for vendors, families and ``candidate`` chips, which are on no list.
    """

    chip: str
    kind: SubjectKind
    strength: Strength
    start: int
    end: int
    vendor: str
    family: Family | None = None
    model: Model | None = None
    variant: str | None = None
    candidate: bool = False

    def at(self, start: int, end: int) -> Name:
        """The same reading of another place."""
        return self._replace(start=start, end=end)


class Found(NamedTuple):
    """What ``find`` sees: the readings of each place, in order, and where the chip words stand."""

    places: tuple[tuple[Name, ...], ...]
    chip_words: tuple[int, ...]


class _Cues:
    """The words around names as patterns over lowered text."""

    def __init__(self, rules: NameRules) -> None:
        blank = r"[ \-]?"
        self.of_account = re.compile(rf"s?{blank}(?:{_any(rules.units_of_account)})")
        self.refused_after = re.compile(rf"(?:'?s)?{blank}(?:{_any(rules.refused_after)})")
        self.counted = re.compile(rf"[%$°]|[.,:]\d|[ \-]?(?:{_any(rules.counted)})|[ ](?:\d|x )")
        self.pointer = re.compile(rf"(?:{_any(rules.pointers, behind=True)})[ ]?$")
        self.topic_mark = re.compile(_any(rules.topic_marks))
        self.joiner = re.compile(rf"(?:[ ]?\([^()]{{1,24}}\))?s?[ ]?(?:{_any(rules.joiners)})[ ]?-?")
        self.class_word = re.compile(rf"(?:'s)?{blank}(?:{_any(rules.class_words)})")
        systems = (f"(?P<{name}>{_any({name: words})})" for name, words in rules.system_words.items())
        self.system_word = re.compile(rf"(?<![a-z0-9])(?:{'|'.join(systems)})")


class NameReader:
    """Reads names by one RuleSet."""

    def __init__(self, rules: RuleSet) -> None:
        self.cues = _Cues(rules.names)
        words = [word for group in rules.names.chip_words.values() for word in group]
        self._trie = NameTrie(rules.lexicon, words)
        self._models = _by_model(rules.lexicon)
        self._shapes = {
            family.name: re.compile(
                rf"(?:{family.shape.pattern})(?=(?:s|{'|'.join(sorted(GLUED))})?(?![A-Za-z0-9]))", re.IGNORECASE
            )
            for family in rules.lexicon.families
            if family.shape
        }
        self._variants = {
            family.name: re.compile(
                _variant_pattern({v: rules.names.variants[v] for v in family.variants}), re.IGNORECASE
            )
            for family in rules.lexicon.families
        }
        self._systems = {
            family.name: re.compile(_named_groups({s: rules.names.systems[s] for s in family.systems}), re.IGNORECASE)
            for family in rules.lexicon.families
            if family.systems
        }
        self._telling = NameScan(telling_phrases(rules))
        self._all = NameScan(atoms for atoms in self._trie.phrases if len(atoms) > 1 or len(atoms[0]) >= _SHORTEST)

    def scan(self, text: str) -> bool:
        """Whether the text may hold a chip's, system's or family's name, or a word that says "chip". Very fast.

        A vendor's name alone does not count: an article with no more than that has no chip to tell of.
        """
        low = lower(fold(text) if _NEEDS_FOLDING.search(text) else text)
        return self._telling.finds(low)

    def places(self, low: str) -> list[int]:
        """Where ``find_folded`` may find something in a folded and lowered text, in order; a run without is empty."""
        return sorted(self._all.places(low))

    def begins_name(self, word: str) -> bool:
        """Whether names of the lexicon begin with a word: "Tesla", "Nvidia"."""
        return atoms_of(word)[0] in self._trie.root.next

    def find(self, text: str, start: int = 0, end: int | None = None) -> Found:
        """All readings within ``text[start:end]``, in order; offsets are into ``text``."""
        folded = fold(text)
        return self.find_folded(folded, lower(folded), start, len(text) if end is None else end)

    def follower(self, family: Family, models: Sequence[str]) -> Name | None:
        """The first of some models that the family lists, else the last that has its shape; a reading of no place."""
        for model in models:
            if known := self._models.get((family.name, squeeze(model))):
                chip = known.chip
                return Name(chip.name, chip.kind, Strength.SURE, 0, 0, chip.vendor, family, known)
        if models and family.shape and family.shape.fullmatch(models[-1]):
            shaped = models[-1]
            return self._of_shape(family, shaped, shaped, 0, len(shaped), head="", limit=len(shaped))
        return None

    def find_folded(self, folded: str, low: str, start: int, end: int) -> Found:
        """``find`` in a text that is already folded, and lowered."""
        atoms = Atoms(folded, low, start, end)
        places: list[tuple[Name, ...]] = []
        words: list[int] = []
        nodes, read = self._trie.root.next, start
        for at in [n for n, text in enumerate(atoms.texts) if text in nodes]:
            node, following = nodes[atoms.texts[at]], atoms.texts[at + 1]
            amount = following in _UNITS and atoms.texts[at].isdecimal()
            if following not in node.next and (amount or not node.means):
                continue
            if atoms.starts[at] < read or not atoms.opens(at):
                continue
            last, names, word = self._longest(atoms, at, node, end)
            if word:
                words.append(atoms.starts[at])
            if names:
                places.append(_with_vendor(places, names, folded))
            read = max(names[0].end if names else 0, atoms.ends[last])
        return Found(tuple(places), tuple(words))

    def _longest(self, atoms: Atoms, first: int, root: Node, end: int) -> tuple[int, tuple[Name, ...], bool]:
        """The longest phrase that begins at an atom: its last atom, its readings, and whether it is a chip word."""
        node: Node | None = root
        at, last = first, first
        entries: list[Entry] = []
        heads: list[tuple[int, Family]] = []
        while node is not None:
            if node.entries and atoms.closes(at):
                glued = at > first and atoms.starts[first + 1] == atoms.ends[first]
                capital = glued or not atoms.folded[atoms.starts[first]].islower()
                fitting = node.entries
                if not capital:
                    fitting = [small for entry in fitting if (small := entry.in_small_letters())]
                if fitting:
                    last, entries = at, fitting
            heads += [(at, family) for family in node.heads]
            at += 1
            node = node.next.get(atoms.texts[at])
            if node is not None and not atoms.joined(at, first):
                break
        if not entries and not heads:
            return first, (), False
        start, stop = atoms.starts[first], atoms.ends[last] if entries else 0
        after = [(atoms.ends[n], family) for n, family in reversed(heads)]
        if after and (shaped := self._shaped(atoms.folded, start, stop, after, end)):
            return first, shaped, False
        roles = [entry.role for entry in entries]
        if Role.REFUSED in roles:
            return last, (), False
        word = Role.WORD in roles
        told = [entry for entry in entries if entry.role != Role.WORD] if word else entries
        return last, tuple([self._named(entry, atoms.folded, start, stop, end) for entry in told]), word

    def _shaped(
        self, folded: str, start: int, stop: int, heads: Iterable[tuple[int, Family]], end: int
    ) -> tuple[Name, ...]:
        """Readings of a head and a model of its family's shape, if longer than what ends at ``stop``."""
        small = folded[start].islower()
        for after, family in heads:
            begin = after + 1 if folded[after : after + 1] in (" ", "-") else after
            begin += folded.startswith("  ", after)
            if begin == after and _ONE_WORD.match(folded, after - 1):
                continue
            match = self._shapes[family.name].match(folded, begin, end)
            if not match or match.end() <= stop or match.end() == begin:
                continue
            head = folded[start:after]
            shaped = self._of_shape(family, match[0], folded, start, match.end(), head=head, limit=end)
            if not small:
                return (shaped,)
            if shaped.model is not None:
                return (shaped._replace(strength=Strength.WEAK),)
        return ()

    def _of_shape(
        self, family: Family, model: str, folded: str, start: int, end: int, *, head: str, limit: int
    ) -> Name:
        """The reading of a model behind ``head``: the listed chip, else the series, else a candidate."""
        plural = model[-1] == "s" and (family.name, squeeze(model)) not in self._models
        if plural:
            model, end = model[:-1], end - 1
        if known := self._models.get((family.name, squeeze(model))):
            chip = known.chip
            entry = Entry(Role.SURE, chip.name, chip.kind, chip.vendor, family, known)
            return self._named(entry, folded, start, end, limit)
        if _SERIES.match(folded, end):
            return Name(family.name, SubjectKind.FAMILY, Strength.SURE, start, end, family.vendor, family)
        weak = model.isdecimal() and any(atoms_of(head) == atoms_of(word) for word in family.weak_heads)
        spelled = " ".join(map(_spelled, model.split(" ")))
        return Name(
            chip=family.title_of(spelled),
            kind=family.kind,
            strength=Strength.WEAK if weak else Strength.SURE,
            start=start,
            end=end,
            vendor=family.vendor,
            family=family,
            candidate=True,
        )

    def _named(self, entry: Entry, folded: str, start: int, end: int, limit: int) -> Name:
        """An entry as a reading, with the variant that follows it before ``limit``: not in the next cell."""
        name = Name(entry.name, entry.kind, _STRENGTHS[entry.role], start, end, entry.vendor, entry.family, entry.model)
        if not (entry.family and entry.model):
            return name
        while match := self._variants[entry.family.name].match(folded, name.end, limit):
            memory = match["memory"]
            if memory and int(memory) not in entry.model.memory:
                break
            word = f"{memory}GB" if memory else str(match.lastgroup)
            name = name._replace(
                chip=f"{name.chip} {word}", variant=f"{name.variant or ''} {word}".strip(), end=match.end()
            )
        systems = self._systems.get(entry.family.name)
        if systems and entry.kind == SubjectKind.CHIP and (match := systems.match(folded, name.end, limit)):
            name = name._replace(chip=f"{name.chip} {match.lastgroup}", kind=SubjectKind.SYSTEM, end=match.end())
        return name


def _with_vendor(places: list[tuple[Name, ...]], names: tuple[Name, ...], folded: str) -> tuple[Name, ...]:
    """The readings, settled by the vendor's name directly before them, which becomes part of the name."""
    if not places or names[0].kind == SubjectKind.VENDOR:
        return names
    before = places[-1][0]
    between = folded[before.end : names[0].start]
    if before.kind != SubjectKind.VENDOR or not _OF_VENDOR.fullmatch(between):
        return names
    own = tuple(name for name in names if name.vendor == before.vendor)
    if not own:
        return names
    digits = own[0].model is not None and own[0].model.bare.isdecimal()
    stronger = tuple(
        n._replace(strength=Strength.WEAK if digits and n.strength == Strength.BARE else Strength.SURE) for n in own
    )
    if between not in ("", " ", "-") or own[0].kind == SubjectKind.FAMILY:
        return stronger
    places.pop()
    return tuple(name._replace(start=before.start) for name in stronger)


def _any(words: Words, *, behind: bool = False) -> str:
    """One pattern of all words of all languages, lowered; Latin ones end where a word ends and, when they are looked
    for ``behind`` a place, begin where a word begins.
    """
    flat = sorted({lower(fold(word)) for group in words.values() for word in group}, key=len, reverse=True)
    return "|".join(
        (r"(?<![a-z0-9])" if behind and word[0].isascii() and word[0].isalnum() else "")
        + re.escape(word)
        + (r"(?![a-z0-9])" if word[-1].isascii() and word[-1].isalnum() else "")
        for word in flat
    )


def _by_model(lexicon: Lexicon) -> dict[tuple[str, str], Model]:
    """Models by family and by what stands behind the family's words in any of their names."""
    heads = {family.name: tuple(map(squeeze, family.heads)) for family in lexicon.families}
    found: dict[tuple[str, str], Model] = {}
    for model in lexicon.models:
        for name in map(squeeze, model.chip.names):
            for head in heads[model.chip.family]:
                if name.startswith(head) and name != head:
                    found.setdefault((model.chip.family, name[len(head) :]), model)
    return found | {(model.chip.family, squeeze(model.bare)): model for model in lexicon.models}


def _spelled(word: str) -> str:
    """A word of a model as it is usually written: "7950x" as 7950X, "LAPTOP" as Laptop."""
    if word.isalpha():
        return word.capitalize() if len(word) > _ACRONYM and (word.isupper() or word.islower()) else word
    return word if any(map(str.isupper, word)) or not _LATE_LETTER.search(word) else word.upper()


def _named_groups(words: dict[str, tuple[str, ...]]) -> str:
    groups = "|".join(
        f"(?P<{name}>{'|'.join(map(re.escape, sorted(ways, key=len, reverse=True)))})" for name, ways in words.items()
    )
    return rf"[ \-](?:{groups})(?![A-Za-z0-9])" if groups else r"(?!)"


def _variant_pattern(words: dict[str, tuple[str, ...]]) -> str:
    memory = r"[ \-]?(?P<memory>\d{2,3}) ?GB(?![A-Za-z0-9/]| of\b)"
    groups = "|".join(
        f"(?P<{name}>{'|'.join(map(re.escape, sorted(ways, key=len, reverse=True)))})" for name, ways in words.items()
    )
    form = rf"[ \-]?(?:{groups})(?![A-Za-z0-9]|[ \-]?\d+(?!\d| ?GB))|" if groups else ""
    return f"{form}{memory}"
