"""What the rules know of language and of pages, as ``rules/*.toml`` hold it: numbers, units, attributes, cue words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Words = dict[str, tuple[str, ...]]  # by language


IDEOGRAPHIC = frozenset({"zh", "ja", "ko"})  # told by their script, not by their words


@dataclass(frozen=True, slots=True)
class Numerals:
    """How one language writes numbers. ``words``, ``multiples`` and ``suffixes`` map to values."""

    decimal_comma: bool = False
    words: dict[str, Decimal] = field(default_factory=dict)
    multiples: dict[str, Decimal] = field(default_factory=dict)
    suffixes: dict[str, Decimal] = field(default_factory=dict)
    one: tuple[str, ...] = ()
    half: tuple[str, ...] = ()
    and_: tuple[str, ...] = ()
    point: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Prefix:
    """A power of ten before a unit (SI brochure, table 7)."""

    factor: Decimal
    symbols: tuple[str, ...]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Base:
    """A unit that takes prefixes; ``scale`` is its value in the canonical unit of its dimension."""

    dimension: str
    scale: Decimal
    symbols: tuple[str, ...]
    words: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlainUnit:
    """A unit that takes no prefix."""

    dimension: str
    scale: Decimal
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """What makes a rate of a unit, behind it or before the number."""

    symbols: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    before: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Money:
    """Currency marks as ``mark:ISO``, before the number and after it."""

    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CountNoun:
    """Things counted, and the dimension of their number."""

    dimension: str
    nouns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A foundry's name of a process: the digits in ``shape`` times ``scale`` are nanometres."""

    shape: str
    scale: Decimal


@dataclass(frozen=True, slots=True)
class Units:
    """``rules/units.toml``."""

    prefix: tuple[Prefix, ...]
    base: tuple[Base, ...]
    unit: tuple[PlainUnit, ...]
    rate: Rate
    per_watt: Rate
    money: Money
    count: tuple[CountNoun, ...]
    node: tuple[Node, ...]
    refused: tuple[str, ...]
    labels: tuple[str, ...]  # words whose number is a label
    between: tuple[str, ...]  # words that may stand between a compute number and its unit


@dataclass(frozen=True, slots=True)
class Dates:
    """How one language says when. Names map to the month's, quarter's or half's number."""

    months: dict[str, int] = field(default_factory=dict)
    quarters: dict[str, int] = field(default_factory=dict)
    halves: dict[str, int] = field(default_factory=dict)
    of: tuple[str, ...] = ()
    dated: tuple[str, ...] = ()  # words before the date of a text itself
    since: tuple[str, ...] = ()  # words that make the four digits behind them a year
    when: tuple[str, ...] = ()  # words that do not make the year behind them part of a name
    same_year: tuple[str, ...] = ()
    years_later: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AttributeRule:
    """One attribute: what can carry it, what is plausible, which words speak for and against it."""

    units: tuple[str, ...]
    dimensions: tuple[str, ...]
    chip: tuple[Decimal, ...]
    system: tuple[Decimal, ...]
    cues: Words = field(default_factory=dict)
    against: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BoundCues:
    """Hedges before a number and after its unit, by bound, by language."""

    before: dict[str, Words]
    after: dict[str, Words]


@dataclass(frozen=True, slots=True)
class Cues:
    """``rules/cues.toml``."""

    bound: BoundCues
    precision: Words
    sparsity: Words
    status: dict[str, Words]
    comparison: Words
    instrument: Words
    distribution: Words
    reference: dict[str, Words]
    noun: Words  # by kind of subject
    link: Words


@dataclass(frozen=True, slots=True)
class RatioRule:
    """One way to say a ratio: ``base + per × n``, or one by n. ``rules/relations.toml`` says what the keys hold."""

    name: str
    match: str
    base: Decimal = Decimal(0)
    per: Decimal = Decimal(1)
    inverse: bool = False
    needs_attribute: bool = False
    reference: Literal["linked", "before", "presumed", "figures"] = "figures"


@dataclass(frozen=True, slots=True)
class RelationRules:
    """How one language says ratios between chips: ``rules/relations.toml``."""

    ratio: tuple[RatioRule, ...]
    parts: dict[str, Decimal]
    units: dict[str, Decimal]
    words: Words
    attribute: Words
    manner: Words
    not_: tuple[str, ...]
    before: tuple[str, ...]
    paired: tuple[str, ...]
    after: tuple[str, ...]
    other: tuple[str, ...]
    earlier: tuple[str, ...]
    newer: tuple[str, ...]
    that: tuple[str, ...]
    that_is: tuple[str, ...]
    link: tuple[str, ...]
    apart: tuple[str, ...]
    joins: tuple[str, ...]
    against: tuple[str, ...]
    baseline: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RelationsFile:
    """``rules/relations.toml``, by language."""

    language: dict[str, RelationRules]


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """One way to take a number back; ``rules/corrections.toml`` says which ``withdraws`` means."""

    name: str
    match: re.Pattern[str]
    withdraws: Literal["adjacent", "following", "preceding"]
    in_note: bool = False


@dataclass(frozen=True, slots=True)
class CorrectionRules:
    """How one language corrects and denies: ``rules/corrections.toml``."""

    note: re.Pattern[str]
    right: re.Pattern[str]
    withdrawal: tuple[Withdrawal, ...]


@dataclass(frozen=True, slots=True)
class CorrectionsFile:
    """``rules/corrections.toml``, by language."""

    language: dict[str, CorrectionRules]


@dataclass(frozen=True, slots=True)
class NumeralsFile:
    """``rules/numbers.toml``, by language."""

    language: dict[str, Numerals]


@dataclass(frozen=True, slots=True)
class DatesFile:
    """``rules/dates.toml``, by language."""

    language: dict[str, Dates]


@dataclass(frozen=True, slots=True)
class AttributesFile:
    """``rules/attributes.toml``, by attribute."""

    attribute: dict[str, AttributeRule]


@dataclass(frozen=True, slots=True)
class WeightsFile:
    """``rules/weights.toml``: how much each feature counts for each question. Written by ``chipwatch rules fit``."""

    attribute: dict[str, float] = field(default_factory=dict)
    subject: dict[str, float] = field(default_factory=dict)
    status: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CommonWords:
    """The commonest words of one language, in lower case."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LanguagesFile:
    """``rules/languages.toml``, by language."""

    languages: dict[str, CommonWords]


@dataclass(frozen=True, slots=True)
class NoiseNames:
    """``words`` count anywhere in a name of an element, ``wholes`` as all of it."""

    words: tuple[str, ...]
    wholes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeptNames:
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoiseRules:
    """How authors of pages name what is not the article, from the surest names to the least sure."""

    sure: tuple[str, ...]
    strong: NoiseNames
    weak: NoiseNames
    cards: NoiseNames
    byline: NoiseNames
    kept: KeptNames


@dataclass(frozen=True, slots=True)
class BoilerplateFile:
    """``rules/boilerplate.toml``; ``introductions`` by language."""

    names: NoiseRules
    introductions: dict[str, tuple[re.Pattern[str], ...]]

    def introduction(self) -> re.Pattern[str]:
        """All introductions as one. Raises re.error where they cannot be alternatives of one expression."""
        shapes = (shape.pattern for shapes in self.introductions.values() for shape in shapes)
        return re.compile("|".join(shapes), re.IGNORECASE)


@dataclass(frozen=True, slots=True, eq=False)
class PageRules:
    """What a page becomes an article by. Equal only if the same object: what is made of them is kept by it."""

    languages: Mapping[str, CommonWords]
    boilerplate: BoilerplateFile
    dates: Mapping[str, Dates]


@dataclass(frozen=True, slots=True)
class Language:
    """What a text is read by, as the extractor takes it."""

    numerals: Mapping[str, Numerals]
    dates: Mapping[str, Dates]
    units: Units
    attributes: Mapping[str, AttributeRule]
    cues: Cues
    relations: Mapping[str, RelationRules]
    corrections: Mapping[str, CorrectionRules]
    weights: WeightsFile
