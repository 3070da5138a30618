"""The words of chipwatch as frozen values: what each stage hands to the next. Standard library only.

Facts, changes and evidence are tuples with names, being read by the thousand; the rest are dataclasses.

Units are canonical throughout (see ``rules/attributes.toml``): compute in TFLOPS or TOPS, capacities in GB, bandwidths
in GB/s, on-chip memory in MB, power in W, nodes in nm, areas in mm2, clocks in MHz, prices in their ISO 4217 code.
Offsets are character offsets into ``Article.text``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class Tier(StrEnum):
    """How close a source stands to the fact, strongest first."""

    OFFICIAL = "official"
    PRESS = "press"
    ANALYST = "analyst"
    FORUM = "forum"


class SourceKind(StrEnum):
    FEED = "feed"
    SITEMAP = "sitemap"
    LISTING = "listing"


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE = "table"
    CAPTION = "caption"


class SubjectKind(StrEnum):
    """A chip's figures are never its system's; a family and a vendor carry no figures at all."""

    CHIP = "chip"
    SYSTEM = "system"
    FAMILY = "family"
    VENDOR = "vendor"


class Bound(StrEnum):
    EXACT = "="
    ABOUT = "~"
    AT_MOST = "<="
    AT_LEAST = ">="
    BELOW = "<"
    ABOVE = ">"


class Status(StrEnum):
    STATED = "stated"
    PLANNED = "planned"
    REPORTED = "reported"


class Cause(StrEnum):
    """What a revision comes from; each revision has exactly one."""

    NEWS = "news"
    RULES = "rules"
    CURATION = "curation"


class ChangeKind(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    DISPUTED = "disputed"
    SETTLED = "settled"
    SLIPPED = "slipped"
    STATUS = "status"
    NEW_CHIP = "new chip"
    NEW_ALIAS = "new alias"


@dataclass(frozen=True, slots=True)
class Source:
    """A place that publishes. Syndicated copies of one ``origin`` count once."""

    id: str
    name: str
    url: str
    kind: SourceKind
    tier: Tier
    origin: str
    lang: str = "en"
    every: timedelta = timedelta(hours=1)
    link_selector: str | None = None  # listings only: the CSS selector of article links
    muted: bool = False


@dataclass(frozen=True, slots=True)
class ArticleRef:
    """A link to an article, as its source lists it."""

    url: str
    source_id: str
    title: str | None = None
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """The bytes of one page as fetched, never changed. ``sha256`` is of ``body``."""

    url: str
    source_id: str
    fetched_at: datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    sha256: str

    @classmethod
    def of(
        cls,
        url: str,
        source_id: str,
        fetched_at: datetime,
        status: int,
        headers: tuple[tuple[str, str], ...],
        body: bytes,
    ) -> Capture:
        return cls(url, source_id, fetched_at, status, headers, body, hashlib.sha256(body).hexdigest())

    def header(self, name: str) -> str | None:
        """The last value of a header, whatever its case."""
        return next((v for k, v in reversed(self.headers) if k.lower() == name.lower()), None)


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell. A spanned cell stands once, at its top left, with its spans."""

    row: int
    col: int
    start: int
    end: int
    header: bool = False
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """Cells in reading order; ``rows`` and ``cols`` count the resolved grid. A definition list has two columns."""

    rows: int
    cols: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A run ``[start, end)`` of the article's text with one role. Blocks come in reading order and do not overlap."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0  # headings: 1 to 6; list items: nesting from 1
    lang: str = "en"
    table: Table | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """A capture parsed. ``text`` holds every block; what lies between blocks is white space."""

    url: str
    title: str
    text: str
    blocks: tuple[Block, ...]
    published: date | None = None
    lang: str = "en"
    author: str | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with a unit. ``value`` and ``value_max`` (of a range) are in ``unit``, which is canonical."""

    value: Decimal
    unit: str
    start: int
    end: int
    value_max: Decimal | None = None
    bound: Bound = Bound.EXACT


@dataclass(frozen=True, slots=True)
class Chip:
    """A chip or system as the lexicon holds it. ``names`` are safe alone; ``weak_names`` need context."""

    name: str
    vendor: str
    family: str
    kind: SubjectKind
    names: tuple[str, ...] = ()
    weak_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in the text. ``chip`` is the canonical name of the chip, system, family or vendor."""

    chip: str
    kind: SubjectKind
    start: int
    end: int
    candidate: bool = False  # on no list, recognised by its family's shape or its introduction


@dataclass(frozen=True, slots=True)
class Claim:
    """What one article says of one chip. ``value`` is a number in ``unit``, for ``release`` a date (``2026-Q4``).

    ``quote`` is ``text[start:end]`` of the article. ``rules`` names the rules that decided chip, attribute, precision,
    bound and status, in that order, for ``extract --explain``; it is no part of the claim's identity.
    """

    chip: str
    attribute: str
    value: Decimal | str
    unit: str
    quote: str
    start: int
    end: int
    precision: str | None = None
    sparse: bool = False
    value_max: Decimal | None = None
    bound: Bound = Bound.EXACT
    status: Status = Status.STATED
    said_by: str | None = None
    row: str | None = None  # tables: the headers of the cell's row and column
    col: str | None = None
    rules: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Relation:
    """A ratio between two chips, ``chip`` ÷ ``reference``. ``attribute`` is None where the text does not say which."""

    chip: str
    reference: str
    ratio: Decimal
    quote: str
    start: int
    end: int
    attribute: str | None = None
    rules: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chip on no list, with the sentence that introduced it."""

    name: str
    vendor: str | None
    kind: SubjectKind
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that the rules read in one article. ``withdrawn`` are values that the article itself takes back."""

    claims: tuple[Claim, ...] = ()
    relations: tuple[Relation, ...] = ()
    mentions: tuple[Mention, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    withdrawn: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class FactKey:
    """The identity of a fact."""

    chip: str
    attribute: str
    precision: str | None = None
    sparse: bool = False


class Fact(NamedTuple):
    """What chipwatch holds true, merged from claims. ``support`` counts independent origins that agree."""

    key: FactKey
    value: Decimal | str
    unit: str
    bound: Bound
    status: Status
    support: int
    disputed: bool
    claim_ids: tuple[str, ...]  # the claims that carry the value, strongest first
    value_max: Decimal | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Revision:
    """A numbered step of the database. ``at`` is when chipwatch took it, in UTC."""

    number: int
    at: datetime
    cause: Cause
    rules_digest: str
    facts_digest: str
    author: str | None = None
    note: str | None = None


class Evidence(NamedTuple):
    """The sentence behind a fact, with its link."""

    quote: str
    sentence: str
    url: str
    title: str
    source: str
    tier: Tier
    published: date | None
    lang: str


class Change(NamedTuple):
    """The difference of one fact, or of a chip's name, between two revisions; ``cause`` is the revision's."""

    kind: ChangeKind
    chip: str
    cause: Cause
    revision: int
    key: FactKey | None = None  # None for new chips and aliases
    old: Fact | None = None
    new: Fact | None = None
    detail: str | None = None  # a slip's length, an alias, a new chip's vendor
    evidence: tuple[Evidence, ...] = ()
