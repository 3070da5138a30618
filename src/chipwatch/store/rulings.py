"""Curators' decisions in force: to which chip a claim belongs, which claims are held back, which fact is pinned."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from chipwatch.model import Bound, Claim, FactKey, SubjectKind
from chipwatch.store.agreement import Statement, agree
from chipwatch.store.database import NOW, Database
from chipwatch.store.names import slug
from chipwatch.store.policy import Agreement
from chipwatch.store.types import Accept, Decision, Merge, Mute, Pin, Reject, Rename, Retract, Split

SlugKey = tuple[str, str, str | None, bool]  # chip's slug, attribute, precision, sparse

_KINDS: dict[str, type[Decision]] = {
    kind.__name__.lower(): kind for kind in (Accept, Reject, Rename, Merge, Split, Retract, Pin, Mute)
}


@dataclass(slots=True)
class Rulings:
    """All keyed by slugs, so that a chip renamed stays itself."""

    accepted: dict[str, Accept] = field(default_factory=dict)
    rejected: set[str] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)
    into: dict[str, str] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)  # claim ids
    retracted: dict[SlugKey, list[Decimal | str]] = field(default_factory=dict)
    pins: dict[SlugKey, str] = field(default_factory=dict)
    muted: set[str] = field(default_factory=set)  # source ids

    def chip(self, name_slug: str) -> str:
        """The chip that a subject's slug leads to."""
        seen = set()
        while name_slug in self.into and name_slug not in seen:
            seen.add(name_slug)
            name_slug = self.into[name_slug]
        return name_slug

    def home(self, claim_id: str, claim: Claim, source_id: str, rule: Agreement) -> str | None:
        """The slug of the chip that a claim counts for, None where it is held back."""
        subject = self.chip(self.moved.get(claim_id) or slug(claim.chip))
        if subject in self.rejected or source_id in self.muted:
            return None
        for wrong in self.retracted.get((subject, claim.attribute, claim.precision, claim.sparse), ()):
            said = Statement(claim.value, claim.value_max, claim.unit, claim.bound)
            if agree(said, Statement(wrong, None, claim.unit, Bound.EXACT), rule):
                return None
        return subject


def rulings(db: Database, as_of: int = NOW) -> Rulings:
    """The decisions in force now, or at a revision."""
    rows = db.rows(
        """
        SELECT kind, content FROM decision d
        WHERE kind <> 'undo' AND revision <= :r
          AND NOT EXISTS (SELECT 1 FROM decision u WHERE u.undoes = d.revision AND u.revision <= :r)
        ORDER BY revision
        """,
        {"r": as_of},
    )
    return from_decisions(decode(kind, content) for kind, content in rows)


def from_decisions(decisions: Iterable[Decision]) -> Rulings:
    r = Rulings()
    for decision in decisions:
        match decision:
            case Accept(candidate=name):
                r.accepted[slug(name)] = decision
                r.rejected.discard(slug(name))
                if decision.name:
                    r.names[slug(name)] = decision.name
            case Reject(candidate=name):
                r.rejected.add(slug(name))
            case Rename(chip=chip, name=name):
                r.names[slug(chip)] = name
            case Merge(chip=chip, into=into):
                r.into[slug(chip)] = slug(into)
            case Split(into=into, claim_ids=ids):
                r.moved.update(dict.fromkeys(ids, slug(into)))
                if slug(into) != into:
                    r.names.setdefault(slug(into), into)
            case Retract(key=key, value=value):
                r.retracted.setdefault(slug_key(key), []).append(value)
            case Pin(key=key, claim_id=claim_id):
                r.pins[slug_key(key)] = claim_id
            case Mute(source_id=source_id):
                r.muted.add(source_id)
    return r


def slug_key(key: FactKey) -> SlugKey:
    return (slug(key.chip), key.attribute, key.precision, key.sparse)


def encode(decision: Decision) -> tuple[str, str]:
    """Kind and content (JSON) for the database."""
    return type(decision).__name__.lower(), json.dumps(asdict(decision), default=str, ensure_ascii=False)


def decode(kind: str, content: str) -> Decision:
    data: dict[str, Any] = json.loads(content)
    if "key" in data:
        data["key"] = FactKey(**data["key"])
    if "kind" in data:
        data["kind"] = SubjectKind(data["kind"])
    if "claim_ids" in data:
        data["claim_ids"] = tuple(data["claim_ids"])
    if kind == "retract" and data["key"].attribute != "release":
        data["value"] = Decimal(data["value"])
    return _KINDS[kind](**data)
