"""How each of the model's words is written: its record for programs, its columns for people.

``docs/formats.md`` lists the keys of the records.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from chipwatch.cli.output import Column, Record, View
from chipwatch.format import change_label, change_values, day, label, one_line, quantity, value_text
from chipwatch.model import Change, Claim, Evidence, Fact, FactKey, Relation

if TYPE_CHECKING:
    from chipwatch.store.types import CandidateRecord, ChipRecord, ClaimRecord, Dispute, FactVersion, Hit, MentionRecord

_KEY = ("attribute", "precision", "sparse")
_VALUE = ("value", "value_max", "unit", "bound", "status", "origins", "disputed")
_OF_A_CLAIM = ("chip", "attribute", "precision", "bound", "status")
_OF_A_RELATION = ("ratio", "chip", "reference", "attribute")
_EVIDENCE = ("quote", "sentence", "url", "title", "source", "tier", "published", "lang")


def _below(name: str, fields: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{name}.{field}" for field in fields)


def _key(key: FactKey | None) -> Record:
    return {name: getattr(key, name, None) for name in _KEY}


def value_record(fact: Fact | None) -> Record | None:
    if fact is None:
        return None
    return {
        "value": fact.value,
        "value_max": fact.value_max,
        "unit": fact.unit,
        "bound": fact.bound,
        "status": fact.status,
        "origins": fact.support,
        "disputed": fact.disputed,
    }


def _evidence(evidence: Evidence) -> Record:
    return {name: getattr(evidence, name) for name in _EVIDENCE}


def said_by(evidence: Evidence) -> str:
    """Who says so, in which language, and when: ``Demo Wire (en), 15 October 2026``."""
    return one_line(f"{evidence.source} ({evidence.lang}), {day(evidence.published)}")


class Held(NamedTuple):
    """A fact with the sentences of the claims that carry it, strongest first."""

    fact: Fact
    evidence: Sequence[Evidence]


class Read(NamedTuple):
    """What the rules read in one document."""

    doc: str
    what: Claim | Relation
    explain: bool


def _held_record(held: Held) -> Record:
    fact = held.fact
    return {
        "chip": fact.key.chip,
        **_key(fact.key),
        **(value_record(fact) or {}),
        "reasons": fact.reasons,
        "evidence": [_evidence(evidence) for evidence in held.evidence],
    }


FACTS: View[Held] = View(
    _held_record,
    (
        Column("what", lambda held: label(held.fact.key)),
        Column("value", lambda held: value_text(held.fact), right=True),
        Column("origins", lambda held: held.fact.support, right=True),
        Column("disputed", lambda held: "disputed" if held.fact.disputed else ""),
        Column("said by", lambda held: "; ".join(dict.fromkeys(said_by(evidence) for evidence in held.evidence))),
        Column("in these words", lambda held: held.evidence[0].quote if held.evidence else ""),
    ),
    ("chip", *_KEY, *_VALUE, *_below("evidence", _EVIDENCE)),
    "No facts.",
)


def _change_record(change: Change) -> Record:
    return {
        "revision": change.revision,
        "cause": change.cause,
        "kind": change.kind,
        "chip": change.chip,
        **_key(change.key),
        "old": value_record(change.old),
        "new": value_record(change.new),
        "detail": change.detail,
        "evidence": [_evidence(evidence) for evidence in change.evidence],
    }


CHANGES: View[Change] = View(
    _change_record,
    (
        Column("chip", lambda change: change.chip),
        Column("change", lambda change: change.kind),
        Column("what", change_label),
        Column("value", change_values),
        Column("cause", lambda change: f"{change.cause} r{change.revision}"),
        Column("said by", lambda change: said_by(change.evidence[0]) if change.evidence else ""),
        Column("sentence", lambda change: change.evidence[0].sentence if change.evidence else ""),
        Column("link", lambda change: change.evidence[0].url if change.evidence else ""),
    ),
    (
        *("revision", "cause", "kind", "chip", *_KEY),
        *(*_below("old", _VALUE), *_below("new", _VALUE), "detail", *_below("evidence", _EVIDENCE)),
    ),
    "No changes.",
)


def _chip_record(chip: ChipRecord) -> Record:
    return {
        "chip": chip.name,
        "slug": chip.slug,
        "vendor": chip.vendor,
        "family": chip.family,
        "kind": chip.kind,
        "state": chip.state,
        "aliases": chip.aliases,
        "first_seen": chip.first_seen,
        "facts": chip.facts,
        "articles": chip.articles,
    }


CHIPS: View[ChipRecord] = View(
    _chip_record,
    (
        Column("chip", lambda chip: chip.name),
        Column("kind", lambda chip: chip.kind),
        Column("state", lambda chip: chip.state),
        Column("facts", lambda chip: chip.facts, right=True),
        Column("articles", lambda chip: chip.articles, right=True),
        Column("first seen", lambda chip: day(chip.first_seen) if chip.first_seen else ""),
        Column("also called", lambda chip: chip.aliases),
    ),
    ("chip", "slug", "vendor", "family", "kind", "state", "aliases", "first_seen", "facts", "articles"),
    "No chips yet.",
)


def _candidate_record(candidate: CandidateRecord) -> Record:
    return {
        "chip": candidate.name,
        "vendor": candidate.vendor,
        "kind": candidate.kind,
        "first_seen": candidate.first_seen,
        "articles": candidate.articles,
        "evidence": _evidence(candidate.evidence),
    }


CANDIDATES: View[CandidateRecord] = View(
    _candidate_record,
    (
        Column("chip", lambda candidate: candidate.name),
        Column("vendor", lambda candidate: candidate.vendor),
        Column("kind", lambda candidate: candidate.kind),
        Column("articles", lambda candidate: candidate.articles, right=True),
        Column("first seen", lambda candidate: day(candidate.first_seen)),
        Column("introduced by", lambda candidate: candidate.evidence.sentence),
        Column("link", lambda candidate: candidate.evidence.url),
    ),
    ("chip", "vendor", "kind", "first_seen", "articles", *_below("evidence", _EVIDENCE)),
    "No new chips wait for a decision.",
)


def _mention_record(mention: MentionRecord) -> Record:
    return {"chip": mention.chip, "count": mention.count, "evidence": _evidence(mention.evidence)}


MENTIONS: View[MentionRecord] = View(
    _mention_record,
    (
        Column("named in", lambda mention: mention.evidence.title),
        Column("times", lambda mention: mention.count, right=True),
        Column("said by", lambda mention: said_by(mention.evidence)),
        Column("sentence", lambda mention: mention.evidence.sentence),
        Column("link", lambda mention: mention.evidence.url),
    ),
    ("chip", "count", *_below("evidence", _EVIDENCE)),
    "No article names it.",
)


def _version_record(version: FactVersion) -> Record:
    return {
        "chip": version.key.chip,
        **_key(version.key),
        "revision": version.revision.number,
        "at": version.revision.at,
        "cause": version.revision.cause,
        "fact": value_record(version.fact),
    }


HISTORY: View[FactVersion] = View(
    _version_record,
    (
        Column("what", lambda version: label(version.key)),
        Column("revision", lambda version: f"r{version.revision.number}", right=True),
        Column("since", lambda version: f"{version.revision.at:%Y-%m-%d %H:%M}"),
        Column("cause", lambda version: version.revision.cause),
        Column("value", lambda version: value_text(version.fact) if version.fact else "withdrawn", right=True),
        Column("origins", lambda version: version.fact.support if version.fact else "", right=True),
        Column("disputed", lambda version: "disputed" if version.fact and version.fact.disputed else ""),
    ),
    ("chip", *_KEY, "revision", "at", "cause", *_below("fact", _VALUE)),
    "No history.",
)


def _claim(claim: Claim) -> Record:
    """A claim with the keys of the gold guide; what does not apply is left out, but for the precision of compute."""
    return {
        "chip": claim.chip,
        "attribute": claim.attribute,
        **({"precision": claim.precision} if claim.attribute == "compute" else {}),
        **({"sparse": True} if claim.sparse else {}),
        "value": claim.value,
        **({} if claim.value_max is None else {"value_max": claim.value_max}),
        "unit": claim.unit,
        "bound": claim.bound,
        "status": claim.status,
        **({"said_by": claim.said_by} if claim.said_by else {}),
        **({"row": claim.row, "col": claim.col} if claim.row or claim.col else {}),
        "quote": claim.quote,
        "start": claim.start,
        "end": claim.end,
    }


def _claim_key(claim: Claim) -> FactKey:
    return FactKey(claim.chip, claim.attribute, claim.precision, claim.sparse)


def _claim_value(claim: Claim) -> str:
    return quantity(claim.value, claim.unit, value_max=claim.value_max, bound=claim.bound)


def _claim_row(row: ClaimRecord) -> Record:
    return {
        "id": row.id,
        **_claim(row.claim),
        "role": row.role,
        "reason": row.reason,
        "asserted": row.asserted,
        "retired": row.retired,
        "evidence": _evidence(row.evidence),
    }


CLAIMS: View[ClaimRecord] = View(
    _claim_row,
    (
        Column("what", lambda row: label(_claim_key(row.claim))),
        Column("value", lambda row: _claim_value(row.claim), right=True),
        Column("status", lambda row: row.claim.status),
        Column("role", lambda row: row.role),
        Column("why", lambda row: row.reason),
        Column("said by", lambda row: said_by(row.evidence)),
        Column("quote", lambda row: row.claim.quote),
        Column("link", lambda row: row.evidence.url),
    ),
    (
        *("id", "chip", *_KEY, "value", "value_max", "unit", "bound", "status", "said_by", "quote"),
        *("role", "reason", "asserted", "retired", *_below("evidence", _EVIDENCE)),
    ),
    "No claims.",
)


def _dispute_record(dispute: Dispute) -> Record:
    return {
        "chip": dispute.fact.key.chip,
        **_key(dispute.fact.key),
        **(value_record(dispute.fact) or {}),
        "held": [_claim_row(row) for row in dispute.held],
        "against": [_claim_row(row) for row in dispute.against],
    }


def _sides(rows: Sequence[ClaimRecord]) -> str:
    return "; ".join(f"{_claim_value(row.claim)}: {said_by(row.evidence)}" for row in rows)


DISPUTES: View[Dispute] = View(
    _dispute_record,
    (
        Column("chip", lambda dispute: dispute.fact.key.chip),
        Column("what", lambda dispute: label(dispute.fact.key)),
        Column("held", lambda dispute: value_text(dispute.fact), right=True),
        Column("said by", lambda dispute: _sides(dispute.held)),
        Column("against it", lambda dispute: _sides(dispute.against)),
    ),
    (
        *("chip", *_KEY, *_VALUE),
        *("against.value", "against.unit", "against.quote", "against.evidence.url"),
    ),
    "No disputes.",
)


def _hit_record(hit: Hit) -> Record:
    return {name: getattr(hit, name) for name in ("url", "title", "source", "published", "lang", "snippet")}


HITS: View[Hit] = View(
    _hit_record,
    (
        Column("title", lambda hit: hit.title),
        Column("source", lambda hit: f"{hit.source} ({hit.lang})"),
        Column("published", lambda hit: day(hit.published)),
        Column("found", lambda hit: hit.snippet),
        Column("link", lambda hit: hit.url),
    ),
    ("url", "title", "source", "published", "lang", "snippet"),
    "Nothing found.",
)


def _read_record(read: Read) -> Record:
    what = read.what
    if isinstance(what, Claim):
        record = {"doc": read.doc, "kind": "claim", **_claim(what)}
    else:
        record = {
            "doc": read.doc,
            "kind": "relation",
            "chip": what.chip,
            "attribute": what.attribute,
            "ratio": what.ratio,
            "reference": what.reference,
            "quote": what.quote,
            "start": what.start,
            "end": what.end,
        }
    return {**record, "rules": explained(what)} if read.explain else record


def explained(what: Claim | Relation) -> dict[str, str]:
    """Which rule decided what of a claim or relation."""
    decided = _OF_A_CLAIM if isinstance(what, Claim) else _OF_A_RELATION
    return dict(zip(decided, what.rules, strict=True))


def read_line(read: Read) -> str:
    """A claim or relation on one line."""
    return one_line(f"{read.what.chip}, {_read_what(read)}: {_read_value(read)}  “{read.what.quote}”")


def _read_what(read: Read) -> str:
    if isinstance(read.what, Claim):
        return label(_claim_key(read.what))
    return (read.what.attribute or "everything").replace("_", " ")


def _read_value(read: Read) -> str:
    if isinstance(read.what, Claim):
        return _claim_value(read.what)
    return f"{read.what.ratio} × {read.what.reference}"


READ: View[Read] = View(
    _read_record,
    (
        Column("document", lambda read: read.doc),
        Column("chip", lambda read: read.what.chip),
        Column("what", _read_what),
        Column("value", _read_value, right=True),
        Column("status", lambda read: read.what.status if isinstance(read.what, Claim) else ""),
        Column("quote", lambda read: read.what.quote),
    ),
    (
        *("doc", "kind", "chip", *_KEY, "value", "value_max", "unit", "bound", "status", "said_by"),
        *("ratio", "reference", "quote", "start", "end"),
        *_below("rules", _OF_A_CLAIM),
    ),
    "No claims.",
)
