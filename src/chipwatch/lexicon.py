"""The lexicon: vendors, families and models of chips and systems, from ``rules/chips/*.toml``.

A file holds one vendor; ``VendorFile`` is its shape. A family's aliases times its models give most names, so that a
model is written once: ``昇腾910C``, ``Ascend 910C`` and ``升腾910C`` all come from the model ``910C``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from chipwatch.model import Chip, SubjectKind
from chipwatch.toml_schema import KeyPath, TomlFile, overlay

Alone = Literal["sure", "weak", "bare"]


@dataclass(frozen=True, slots=True)
class ChipEntry:
    """A model with more to say than its number. ``alone`` is how the model stands without the family's name: a ``sure``
    name, a ``weak`` one that needs context, or ``bare``, good only after the family; the family's own by default.
    ``memory`` are the sizes in GB that are part of a variant's name (A100 40GB, A100 80GB).
    """

    model: str
    name: str | None = None
    names: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    kind: Literal["chip", "system"] | None = None
    alone: Alone | None = None
    memory: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FamilyEntry:
    """``names`` and ``weak`` name the family, ``prefixes`` only begin a model's name. ``shape`` is a regular expression
    of models, listed or not; with ``after_vendor`` a model of that shape may follow the vendor's name. ``as_chip``: the
    family's name stands for a chip where no member is named beside it. ``refuse`` are phrases that look like a name of
    this family and are not.
    """

    name: str
    names: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    title: str = "{vendor} {family} {model}"
    kind: Literal["chip", "system"] = "chip"
    shape: re.Pattern[str] | None = None
    after_vendor: bool = False
    as_chip: bool = False
    alone: Alone = "bare"
    variants: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    chip: tuple[ChipEntry, ...] = ()
    refuse: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VendorFile:
    vendor: str
    names: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    family: tuple[FamilyEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Vendor:
    """``name`` as it stands in canonical names; ``names`` in every script; ``weak`` are words of other meanings too."""

    name: str
    names: tuple[str, ...]
    weak: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """``name`` is canonical ("Huawei Ascend"); ``heads`` are all words that may stand before a model, the vendor's
    among them where a model may follow it directly; a number after one of the ``weak_heads`` is not yet a model.
    """

    name: str
    vendor: str
    names: tuple[str, ...]
    weak: tuple[str, ...]
    heads: tuple[str, ...]
    weak_heads: tuple[str, ...]
    title: str
    kind: SubjectKind
    shape: re.Pattern[str] | None
    variants: tuple[str, ...]
    systems: tuple[str, ...]
    as_chip: bool

    def title_of(self, model: str) -> str:
        """The canonical name of a model."""
        return self.title.format(model=model)


@dataclass(frozen=True, slots=True)
class Model:
    """A chip with what only matters inside a text: its ``bare`` model ("910C") and its memory sizes in GB."""

    chip: Chip
    bare: str
    memory: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    vendors: tuple[Vendor, ...]
    families: tuple[Family, ...]
    models: tuple[Model, ...]
    refused: tuple[str, ...]
    by_name: Mapping[str, Chip] = field(repr=False)  # every sure name, squeezed


def squeeze(name: str) -> str:
    """A name without case, blanks and hyphens: what two spellings of one name have in common."""
    return re.sub(r"[\s\-_]+", "", name).casefold()


def build(files: Sequence[tuple[TomlFile, VendorFile]]) -> Lexicon:
    """One lexicon of all files, later ones laid over earlier ones of the same vendor.

    Raises the files' error where one name is given to two chips.
    """
    merged: dict[str, VendorFile] = {}
    for _, vendor_file in files:
        before = merged.get(vendor_file.vendor)
        merged[vendor_file.vendor] = overlay(before, vendor_file) if before else vendor_file
    families: list[Family] = []
    models: dict[tuple[str, str, str], Model] = {}
    for entry in merged.values():
        for family_entry in entry.family:
            family = _family(entry, family_entry)
            families.append(family)
            for chip_entry in _chips(family_entry):
                models[entry.vendor, family_entry.name, chip_entry.model] = _model(family, family_entry, chip_entry)
    return Lexicon(
        vendors=tuple(
            Vendor(v.vendor, (v.vendor, *v.names) if v.vendor not in v.weak else v.names, v.weak)
            for v in merged.values()
        ),
        families=tuple(families),
        models=tuple(models.values()),
        refused=tuple(phrase for v in merged.values() for f in v.family for phrase in f.refuse),
        by_name=_unique_names(files, models),
    )


def _family(vendor: VendorFile, entry: FamilyEntry) -> Family:
    title = entry.title.replace("{vendor}", vendor.vendor).replace("{family}", entry.name)
    heads = (*entry.names, *entry.weak, *entry.prefixes)
    if entry.after_vendor:
        heads += (vendor.vendor, *vendor.names)
    return Family(
        name=f"{vendor.vendor} {entry.name}" if vendor.vendor != entry.name else entry.name,
        vendor=vendor.vendor,
        names=entry.names,
        weak=entry.weak,
        heads=tuple(dict.fromkeys(heads)),
        weak_heads=tuple(word for word in entry.weak if word not in entry.prefixes),
        title=title,
        kind=SubjectKind(entry.kind),
        shape=entry.shape,
        variants=entry.variants,
        systems=entry.systems,
        as_chip=entry.as_chip,
    )


def _chips(entry: FamilyEntry) -> Iterator[ChipEntry]:
    yield from (ChipEntry(model) for model in entry.models)
    yield from entry.chip


def _model(family: Family, family_entry: FamilyEntry, entry: ChipEntry) -> Model:
    name = entry.name or family.title_of(entry.model)
    alone = entry.alone or family_entry.alone
    sure, weak = [name, *entry.names], list(entry.weak)
    for head in family.heads:
        # A number after a word of other meanings ("Journey 5") is no safer than the word.
        (weak if head in family.weak_heads and entry.model.isdecimal() else sure).append(
            _joined(head, entry.model, family.title)
        )
    if alone == "sure":
        sure.append(entry.model)
    elif alone == "weak":
        weak.append(entry.model)
    return Model(
        chip=Chip(
            name=name,
            vendor=family.vendor,
            family=family.name,
            kind=SubjectKind(entry.kind) if entry.kind else family.kind,
            names=tuple(dict.fromkeys(sure)),
            weak_names=tuple(dict.fromkeys(weak)),
        ),
        bare=entry.model,
        memory=entry.memory,
    )


def _joined(head: str, model: str, title: str) -> str:
    glued = head[-1] == "-" or not head.isascii() or title.endswith(head + "{model}")
    return f"{head}{model}" if glued else f"{head} {model}"


def _unique_names(
    files: Sequence[tuple[TomlFile, VendorFile]], models: Mapping[tuple[str, str, str], Model]
) -> dict[str, Chip]:
    """Every sure name with its chip, after the check that no name is given to two chips in the files."""
    given: dict[str, tuple[Chip, TomlFile, KeyPath, str]] = {}
    for file, vendor in files:
        for at, key, names in _given_names(vendor):
            chip = models[vendor.vendor, *key].chip
            for name in names:
                first = given.setdefault(squeeze(name), (chip, file, at, name))
                if first[0] is not chip:
                    other, where, place, spelling = first
                    line = where.line(place, spelling)
                    raise file.fault(
                        at, f"{name!r} of {chip.name!r} already names {other.name!r} at {where.path}:{line}", value=name
                    )
    names_of = {squeeze(name): model.chip for model in models.values() for name in model.chip.names}
    return names_of | {name: chip for name, (chip, *_) in given.items()}


def _given_names(vendor: VendorFile) -> Iterator[tuple[KeyPath, tuple[str, str], tuple[str, ...]]]:
    """Of each entry of a file: where it stands, its family and model, and the sure names written there."""
    for number, family in enumerate(vendor.family):
        for index, model in enumerate(family.models):
            yield ("family", number, "models", index), (family.name, model), (model,) if family.alone == "sure" else ()
        for index, chip in enumerate(family.chip):
            alone = (chip.model,) if (chip.alone or family.alone) == "sure" else ()
            yield ("family", number, "chip", index), (family.name, chip.model), (*chip.names, *alone)
