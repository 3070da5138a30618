"""The rules: what chipwatch knows of chips, sources and languages, as one immutable value.

``rules/`` holds them as TOML; a user's directory of the same shape is laid over it: an entry of the same name is the
same entry, its lists add to the shipped ones, any other key replaces the shipped value. ``docs/rules.md`` tells how.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, reduce
from pathlib import Path
from typing import Literal, TypeVar

from chipwatch import __version__
from chipwatch.errors import NotFoundError, RulesError
from chipwatch.language import (
    AttributesFile,
    BoilerplateFile,
    CorrectionsFile,
    Cues,
    DatesFile,
    Language,
    LanguagesFile,
    NumeralsFile,
    PageRules,
    RelationsFile,
    Units,
    WeightsFile,
)
from chipwatch.lexicon import Lexicon, VendorFile, build, squeeze
from chipwatch.model import Chip, Source
from chipwatch.resources import data_dir
from chipwatch.toml_schema import TomlFile, fill, read

T = TypeVar("T")
Words = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class NameRules:
    """``names.toml``: words around names, by language; variants and systems by their canonical word."""

    chip_words: Words
    units_of_account: Words
    refused_after: Words
    counted: Words
    pointers: Words
    topic_marks: Words
    joiners: Words
    class_words: Words
    variants: Words
    systems: Words
    system_words: Words


@dataclass(frozen=True, slots=True)
class DiscoveryPattern:
    match: str
    needs: tuple[Literal["digit", "evidence", "heading"], ...] = ()


@dataclass(frozen=True, slots=True)
class DiscoveryRules:
    """``discovery.toml``: how one language introduces a chip that is on no list."""

    kinds: tuple[str, ...]
    systems: tuple[str, ...]
    named: tuple[str, ...]
    announced: tuple[str, ...]
    new: tuple[str, ...]
    evidence: tuple[str, ...]
    not_names: tuple[str, ...]
    leading: tuple[str, ...]
    makers: tuple[str, ...]
    patterns: tuple[DiscoveryPattern, ...]
    particles: tuple[str, ...] = ()  # letters of a sentence, in no company's name


@dataclass(frozen=True, slots=True)
class SourceFile:
    """``sources.toml``."""

    source: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules in force. ``digest`` is the SHA-256 of the content of those that decide how a text is read, and of
    chipwatch's version: after an upgrade the same rules may read otherwise.

    Sources are no part of the digest: where an article comes from does not change what it says. Nor are ``priors``:
    only a new fit of the weights starts from them.
    """

    lexicon: Lexicon
    names: NameRules
    discovery: Mapping[str, DiscoveryRules]  # by language
    pages: PageRules
    language: Language
    priors: WeightsFile
    sources: tuple[Source, ...]
    digest: str

    @property
    def chips(self) -> tuple[Chip, ...]:
        return tuple(model.chip for model in self.lexicon.models)

    def chip(self, name: str) -> Chip:
        """The chip of a name, canonical or not, in any script. Raises NotFoundError with the names that are near."""
        key = squeeze(name)
        if chip := self.lexicon.by_name.get(key):
            return chip
        near = dict.fromkeys(
            self.lexicon.by_name[k].name for k in difflib.get_close_matches(key, self.lexicon.by_name, n=5)
        )
        hint = f"did you mean {', '.join(near)}?" if near else "chipwatch chips lists all names"
        raise NotFoundError(f"no chip is called {name!r}", near=tuple(near), hint=hint)


class _Layers:
    """Rules files of one name, the shipped one first, the user's laid over it; remembers what was read."""

    def __init__(self, user_dir: Path | None) -> None:
        self.roots = [data_dir("rules"), *([user_dir] if user_dir else [])]
        self.content: list[tuple[str, object]] = []

    def files(self, pattern: str) -> list[TomlFile]:
        return [read(path, RulesError) for root in self.roots for path in sorted(root.glob(pattern))]

    def one(self, name: str, shape: type[T], *, in_digest: bool = True) -> T:
        """The content of ``name`` in ``shape``."""
        shipped, *users = self.files(name)
        if in_digest:
            self.content += [(name, file.data) for file in (shipped, *users)]
        return reduce(lambda content, file: fill(shape, file, over=content), users, fill(shape, shipped))

    def digest(self) -> str:
        canonical = json.dumps([__version__, self.content], sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(canonical.encode()).hexdigest()


@cache
def shipped_pages() -> PageRules:
    """The shipped rules of pages alone. Raises RulesError if the installation is broken."""
    return _pages(_Layers(None))


def _pages(layers: _Layers) -> PageRules:
    rules = PageRules(
        languages=layers.one("languages.toml", LanguagesFile).languages,
        boilerplate=layers.one("boilerplate.toml", BoilerplateFile),
        dates=layers.one("dates.toml", DatesFile).language,
    )
    try:
        rules.boilerplate.introduction()
    except re.error as cause:
        raise RulesError(
            f"boilerplate.toml: key 'introductions': {cause}", hint="use neither inline flags nor names of groups"
        ) from cause
    return rules


def load(user_dir: Path | None = None, *, sources: Path | None = None) -> RuleSet:
    """The shipped rules with the user's laid over, and the user's sources file, which need not exist, over both.

    Raises RulesError naming file, line and key.
    """
    if user_dir and not user_dir.is_dir():
        raise RulesError(f"{user_dir}: no directory of rules", hint="create it, or correct the setting rules")
    layers = _Layers(user_dir)
    vendor_files = [(file, fill(VendorFile, file)) for file in layers.files("chips/*.toml")]
    layers.content += [("chips", file.data) for file, _ in vendor_files]
    source_files = [
        *layers.files("sources.toml"),
        *([read(sources, RulesError)] if sources and sources.exists() else []),
    ]
    pages = _pages(layers)
    return RuleSet(
        lexicon=build(vendor_files),
        names=layers.one("names.toml", NameRules),
        discovery=layers.one("discovery.toml", dict[str, DiscoveryRules]),
        pages=pages,
        language=Language(
            numerals=layers.one("numbers.toml", NumeralsFile).language,
            dates=pages.dates,
            units=layers.one("units.toml", Units),
            attributes=layers.one("attributes.toml", AttributesFile).attribute,
            cues=layers.one("cues.toml", Cues),
            corrections=layers.one("corrections.toml", CorrectionsFile).language,
            relations=layers.one("relations.toml", RelationsFile).language,
            weights=layers.one("weights.toml", WeightsFile),
        ),
        priors=layers.one("priors.toml", WeightsFile, in_digest=False),
        sources=reduce(lambda content, file: fill(SourceFile, file, over=content), source_files, SourceFile()).source,
        digest=layers.digest(),
    )
