"""Ratios between chips ("twice the 950") and the values that follow from them: derived, never merged into facts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from chipwatch.model import Relation
from chipwatch.store import evidence, reads
from chipwatch.store.changes import ChipNames
from chipwatch.store.database import Database
from chipwatch.store.types import Derived, RelationRecord


def relations(db: Database, chip: str, as_of: int, known: int | None, said_by: date | None) -> list[RelationRecord]:
    number = reads.chip_id(db, chip, as_of)
    rows = db.rows(
        f"""
        SELECT m.reference, m.attribute, m.ratio, m.article_id, m.quote, m.start, m."end"
        FROM relation m JOIN article a ON a.id = m.article_id JOIN capture c ON c.id = a.capture_id
        WHERE m.chip = :chip AND {evidence.KNOWN} AND {evidence.SAID}
        ORDER BY a.published DESC, a.id DESC, m.start
        """,
        {"chip": number, "known": known, "day": said_by and said_by.isoformat()},
    )
    names = ChipNames(db, as_of)
    found = []
    told = evidence.at(db, (evidence.Place(*row[3:]) for row in rows))
    for (reference, attribute, ratio, _, quote, start, end), said in zip(rows, told, strict=True):
        relation = Relation(names.of(number), names.of(reference), Decimal(ratio), quote, start, end, attribute)
        found.append(RelationRecord(relation, said, _derived(db, relation, as_of, said_by)))
    return found


def _derived(db: Database, relation: Relation, as_of: int, said_by: date | None) -> tuple[Derived, ...]:
    """What the ratio makes of each of the reference's figures; ranges and releases are left out."""
    return tuple(
        Derived(fact.key.attribute, fact.key.precision, fact.key.sparse, fact.value * relation.ratio, fact.unit)
        for fact in reads.facts_at(db, relation.reference, as_of, said_by)
        if fact.key.attribute == relation.attribute and isinstance(fact.value, Decimal) and fact.value_max is None
    )
