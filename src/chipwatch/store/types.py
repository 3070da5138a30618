"""What goes in and comes out of the store, beyond the words of ``chipwatch.model``.

What comes out are tuples with names: a reading command starts quicker without the code that a dataclass generates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from chipwatch.model import (
    Article,
    Capture,
    Change,
    Claim,
    Evidence,
    Extraction,
    Fact,
    FactKey,
    Relation,
    Revision,
    Source,
    SubjectKind,
)


class SourceState(NamedTuple):
    """A source and what its last poll left behind. ``etag`` and ``last_modified`` are for the next conditional GET."""

    source: Source
    etag: str | None
    last_modified: str | None
    checked_at: datetime | None
    due_at: datetime | None  # None: never polled, due at once
    failures: int  # in a row; 0 after a good poll
    error: str | None


class Page(NamedTuple):
    """An article link with its fetch state. ``published`` and ``title`` are what the source's listing said of it."""

    url: str
    source_id: str
    title: str | None
    published: datetime | None
    etag: str | None
    last_modified: str | None
    checked_at: datetime | None
    due_at: datetime | None  # None: not to be fetched again
    failures: int
    error: str | None
    found_at: datetime
    changed_at: datetime | None  # when its bytes last differed from those before


class Pending(NamedTuple):
    """A stored capture that waits to be read."""

    capture_id: int
    capture: Capture


@dataclass(frozen=True, slots=True)
class Reading:
    """One capture as read by today's parser and rules.

    ``article`` is None where the bytes are no article; ``error`` then says why, and the page keeps the claims that its
    last readable capture made.
    """

    capture_id: int
    article: Article | None
    extraction: Extraction = field(default_factory=Extraction)
    error: str | None = None


class Mail(NamedTuple):
    """A message for the outbox. ``message_id`` is deterministic: a mail queued twice is one row, sent again alike."""

    recipient: str
    subject: str
    message: bytes  # RFC 5322
    message_id: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Mails to queue, and the readers (subscriptions) who have with them been told everything up to the revision."""

    mails: tuple[Mail, ...] = ()
    seen: tuple[str, ...] = ()


class Cursor(NamedTuple):
    """How far a reader has read: the revision, and when that was noted."""

    revision: int
    at: datetime


class QueuedMail(NamedTuple):
    """An outbox row. ``state`` is ``queued``, ``failed`` (will be tried again) or ``sent``."""

    id: int
    revision: int
    mail: Mail
    state: str
    attempts: int
    queued_at: datetime
    due_at: datetime
    sent_at: datetime | None
    error: str | None


class Committed(NamedTuple):
    """What one revision did. Counts of claims are of events: asserted and retired in this revision."""

    revision: Revision
    changes: tuple[Change, ...]
    asserted: int
    retired: int
    mails: int


Mailer = Callable[[Revision, tuple[Change, ...]], Outgoing]
"""Turns a revision's changes into mails. Called inside the revision's transaction: it may read the store, which shows
the new revision already, and must not write to it."""


class ChipRecord(NamedTuple):
    """A chip, system, family or vendor as chipwatch knows it at one revision.

    ``state``: ``listed`` (in the rules), ``candidate`` (found in the news), ``accepted``, ``rejected`` or ``merged``.
    ``first_seen`` is None for a name that the rules list and no article has used.
    """

    slug: str
    name: str
    vendor: str
    family: str
    kind: SubjectKind
    aliases: tuple[str, ...]
    state: str
    first_seen: datetime | None
    facts: int
    articles: int  # in which it is named


class FactVersion(NamedTuple):
    """A fact from ``revision`` on; None: withdrawn."""

    key: FactKey
    revision: Revision
    fact: Fact | None


class ClaimRecord(NamedTuple):
    """A claim with its sentence, and how merging treated it: ``supports``, ``disputes``, ``outranked``, ``superseded``,
    ``withdrawn``, ``aside`` (neither supports nor contradicts) or ``retired`` (its page no longer says so).

    ``reason`` says the same in words.
    """

    id: str
    claim: Claim
    evidence: Evidence
    role: str
    reason: str
    asserted: int  # revision
    retired: int | None  # revision


class Dispute(NamedTuple):
    """A disputed fact with the other values, strongest first."""

    fact: Fact
    held: tuple[ClaimRecord, ...]
    against: tuple[ClaimRecord, ...]


class MentionRecord(NamedTuple):
    """A chip's name in an article, with the sentence around its first use there."""

    chip: str
    times: int
    evidence: Evidence


class Derived(NamedTuple):
    """A value that follows from a ratio and the reference's fact. Nobody stated it."""

    attribute: str
    precision: str | None
    sparse: bool
    value: Decimal
    unit: str


class RelationRecord(NamedTuple):
    """A ratio as an article tells it, with what follows from it where the reference has the fact."""

    relation: Relation
    evidence: Evidence
    derived: tuple[Derived, ...]


class CandidateRecord(NamedTuple):
    """A chip on no list, with the sentence that introduced it, waiting for a decision."""

    name: str
    vendor: str | None
    kind: SubjectKind
    first_seen: datetime
    articles: int
    evidence: Evidence


class Hit(NamedTuple):
    """A full-text match. ``snippet`` marks the words with ``[`` and ``]``."""

    url: str
    title: str
    source: str
    published: date | None
    lang: str
    snippet: str


class Problem(NamedTuple):
    """What ``verify`` found wrong. ``check`` names the invariant."""

    check: str
    what: str


@dataclass(frozen=True, slots=True)
class Accept:
    """Take a candidate as a chip, under another name if given."""

    candidate: str
    name: str | None = None
    vendor: str | None = None
    family: str | None = None
    kind: SubjectKind = SubjectKind.CHIP


@dataclass(frozen=True, slots=True)
class Reject:
    """A candidate that is no chip: its claims are held back from now on."""

    candidate: str


@dataclass(frozen=True, slots=True)
class Rename:
    chip: str
    name: str


@dataclass(frozen=True, slots=True)
class Merge:
    """``chip`` is another name of ``into``: its claims, now and later, are of ``into``."""

    chip: str
    into: str


@dataclass(frozen=True, slots=True)
class Split:
    """The claims named are of another chip, ``into``, which may be new."""

    chip: str
    into: str
    claim_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Retract:
    """This value of this fact is wrong, whoever says so, now and later."""

    key: FactKey
    value: Decimal | str


@dataclass(frozen=True, slots=True)
class Pin:
    """Hold the fact at what this claim says, until undone."""

    key: FactKey
    claim_id: str


@dataclass(frozen=True, slots=True)
class Mute:
    """Nothing that this source says counts, until undone."""

    source_id: str


Decision = Accept | Reject | Rename | Merge | Split | Retract | Pin | Mute


class Decided(NamedTuple):
    """A decision as it was taken; ``undone`` is the revision that took it back."""

    revision: Revision
    decision: Decision
    undone: int | None


Counts = Mapping[str, int]
