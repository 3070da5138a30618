"""How claims are written: those read in a text, those stored with the part they play, and those that disagree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from chipwatch.cli.output import Column, Record, View
from chipwatch.cli.views import EVIDENCE, KEY, VALUE, below, evidence_record, key_record, said_by, value_record
from chipwatch.format import label, one_line, quantity, value_text
from chipwatch.model import Claim, FactKey, Relation

if TYPE_CHECKING:
    from chipwatch.store.types import ClaimRecord, Dispute

_OF_A_CLAIM = ("chip", "attribute", "precision", "bound", "status")
_OF_A_RELATION = ("ratio", "chip", "reference", "attribute")


class Read(NamedTuple):
    """What the rules read in one document."""

    doc: str
    what: Claim | Relation
    explain: bool


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
        "evidence": evidence_record(row.evidence),
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
        *("id", "chip", *KEY, "value", "value_max", "unit", "bound", "status", "said_by", "quote"),
        *("role", "reason", "asserted", "retired", *below("evidence", EVIDENCE)),
    ),
    "No claims.",
)


def _dispute_record(dispute: Dispute) -> Record:
    return {
        "chip": dispute.fact.key.chip,
        **key_record(dispute.fact.key),
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
        *("chip", *KEY, *VALUE),
        *("against.value", "against.unit", "against.quote", "against.evidence.url"),
    ),
    "No disputes.",
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
        *("doc", "kind", "chip", *KEY, "value", "value_max", "unit", "bound", "status", "said_by"),
        *("ratio", "reference", "quote", "start", "end"),
        *below("rules", _OF_A_CLAIM),
    ),
    "No claims.",
)
