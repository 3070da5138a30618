"""What is wrong with well-formed rules: contradictions, rules that another hides, names that are ordinary words.

A rules file that breaks its shape never gets here: ``rules.load`` refuses it.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from spellchecker import SpellChecker

from chipwatch.language import Language, Units
from chipwatch.lexicon import Family, Lexicon, squeeze
from chipwatch.resources import data_dir
from chipwatch.rules import RuleSet

_NO_MODELS = ("a", "xyz", "and", "0", "7", "2025", "A-B-C")  # a shape that takes all of them takes anything
_KNOWN_ONLY = 50  # pyspellchecker gives this count to words that its corpus knows and never met


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault of ``word`` in the rules file ``file``, a path below ``rules/``."""

    file: str
    word: str
    fault: str


def check(rules: RuleSet) -> list[Finding]:
    """All findings, in the order of the files; none where the rules are sound."""
    language = rules.language
    return [
        *_cues(language),
        *_attributes(language),
        *_units(language.units),
        *_relations(language),
        *_discovery(rules),
        *_names(rules.lexicon),
        *_shapes(rules.lexicon.families),
    ]


def locate(finding: Finding, user_dir: Path | None = None) -> tuple[Path, int]:
    """The file, the user's before the shipped one, and the line, from 1, in which a finding's word is written."""
    quoted = re.compile(rf"""(["']){re.escape(finding.word)}\1""", re.IGNORECASE)
    paths = [path for root in (user_dir, data_dir("rules")) if root for path in _files(root, finding.file)]
    for path in paths:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            if quoted.search(line):
                return path, number
    return paths[-1], 1


def _files(root: Path, name: str) -> list[Path]:
    return sorted((root / name).glob("*.toml")) if (root / name).is_dir() else [p for p in [root / name] if p.is_file()]


def _ambiguous(file: str, what: str, meanings: Mapping[str, Iterable[str]]) -> Iterator[Finding]:
    """Words that are given two meanings of which a text can only mean one, and words given twice for one."""
    meant: dict[str, list[str]] = defaultdict(list)
    for meaning, words in meanings.items():
        for word, times in Counter(words).items():
            meant[word.lower()].append(meaning)
            if times > 1:
                yield Finding(file, word, f"listed twice as {what} {meaning}")
    for word, of in meant.items():
        if len(of) > 1 and len(set(of)) > 1:
            yield Finding(file, word, f"{what} {' and '.join(dict.fromkeys(of))} at once")


def _by_language(meanings: Mapping[str, Mapping[str, Sequence[str]]]) -> Iterator[tuple[str, dict[str, Sequence[str]]]]:
    for lang in dict.fromkeys(lang for words in meanings.values() for lang in words):
        yield lang, {meaning: words.get(lang, ()) for meaning, words in meanings.items()}


def _cues(language: Language) -> Iterator[Finding]:
    cues = language.cues
    yield from _ambiguous("cues.toml", "precision", cues.precision)
    for what, meanings in (
        ("before a number bound", cues.bound.before),
        ("after a number bound", cues.bound.after),
        ("status", cues.status),
    ):
        for lang, by_meaning in _by_language(meanings):
            yield from _ambiguous("cues.toml", f"{lang} {what}", by_meaning)


def _attributes(language: Language) -> Iterator[Finding]:
    """A cue for two attributes of one dimension decides nothing between them; a cue for and against one cancels out."""
    attributes = language.attributes
    for name, rule in attributes.items():
        for lang, words in rule.cues.items():
            for word in sorted(set(words) & set(rule.against.get(lang, ()))):
                yield Finding("attributes.toml", word, f"{lang} cue for and against {name} at once")
    for one, other in itertools.combinations(attributes, 2):
        if set(attributes[one].dimensions) & set(attributes[other].dimensions):
            for lang, cues in _by_language({name: attributes[name].cues for name in (one, other)}):
                yield from _ambiguous("attributes.toml", f"{lang} cue for", cues)


def _units(units: Units) -> Iterator[Finding]:
    prefixed = {f"{base.dimension} × {base.scale}": base.words for base in units.base}
    bare = {f"{base.dimension} × {base.scale}": base.bare for base in units.base}
    bare |= {f"{unit.dimension} × {unit.scale}": unit.words for unit in units.unit}
    yield from _ambiguous("units.toml", "unit after a prefix", prefixed)
    yield from _ambiguous("units.toml", "unit", bare)
    yield from _ambiguous("units.toml", "prefix", {str(prefix.factor): prefix.words for prefix in units.prefix})
    for what, marks in (("before", units.money.before), ("after", units.money.after)):
        currencies: dict[str, list[str]] = defaultdict(list)
        for mark in marks:
            sign, _, code = mark.rpartition(":")
            currencies[code].append(sign)
        yield from _ambiguous("units.toml", f"currency {what} a number", currencies)


def _relations(language: Language) -> Iterator[Finding]:
    for lang, rules in language.relations.items():
        patterns = Counter(rule.match for rule in rules.ratio)
        for rule in rules.ratio:
            if patterns[rule.match] > 1:
                yield Finding("relations.toml", rule.name, f"{lang} ratio with the same pattern as another")


def _discovery(rules: RuleSet) -> Iterator[Finding]:
    for lang, discovery in rules.discovery.items():
        patterns = Counter(pattern.match for pattern in discovery.patterns)
        yield from (
            Finding("discovery.toml", pattern, f"listed {times} times for {lang}")
            for pattern, times in patterns.items()
            if times > 1
        )


def _names(lexicon: Lexicon) -> Iterator[Finding]:
    """Names that are ordinary words, that are refused, or that are safe and weak at once."""
    english = SpellChecker(language="en").word_frequency
    refused = {squeeze(phrase) for phrase in lexicon.refused}
    named = [(chip.name, chip.names, chip.weak_names) for chip in (model.chip for model in lexicon.models)]
    named += [(family.name, family.names, family.weak) for family in lexicon.families]
    for of, names, weak in named:
        for name in names:
            if name.isascii() and name.isalpha() and english[name.lower()] > _KNOWN_ONLY:
                yield Finding("chips", name, f"name of {of} is an English word: make it weak")
            if squeeze(name) in refused:
                yield Finding("chips", name, f"name of {of} is refused")
            if name in weak:
                yield Finding("chips", name, f"name of {of} is safe alone and weak at once")


def _shapes(families: Sequence[Family]) -> Iterator[Finding]:
    for family in families:
        if family.shape is None:
            continue
        if family.shape.fullmatch("") or all(family.shape.fullmatch(text) for text in _NO_MODELS):
            yield Finding("chips", family.shape.pattern, f"shape of {family.name} matches anything")
    for one, other in itertools.permutations(families, 2):
        if one.shape and other.shape and one.shape.pattern == other.shape.pattern and _shared(one.heads, other.heads):
            yield Finding(
                "chips", one.shape.pattern, f"{one.name} and {other.name} have this shape after the same word"
            )


def _shared(one: Iterable[str], other: Iterable[str]) -> bool:
    return not {squeeze(head) for head in one}.isdisjoint(squeeze(head) for head in other)
