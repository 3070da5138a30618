"""Facts of several chips side by side: a row for each thing measured, a column for each chip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from chipwatch.cli.output import Column, View
from chipwatch.cli.views import value_record
from chipwatch.format import label, value_text
from chipwatch.model import Fact, FactKey


class Row(NamedTuple):
    what: FactKey
    of: Mapping[str, Fact]


def comparison(facts: Mapping[str, Sequence[Fact]]) -> tuple[list[Row], View[Row]]:
    """Rows in the order in which the first chip that has one lists them, and how they are written."""
    rows: dict[tuple[str, str | None, bool], Row] = {}
    for chip, held in facts.items():
        for fact in held:
            key = fact.key
            row = rows.setdefault((key.attribute, key.precision, key.sparse), Row(key, {}))
            rows[key.attribute, key.precision, key.sparse] = Row(row.what, {**row.of, chip: fact})
    return list(rows.values()), View(
        lambda row: {
            "attribute": row.what.attribute,
            "precision": row.what.precision,
            "sparse": row.what.sparse,
            "chips": {chip: value_record(row.of.get(chip)) for chip in facts},
        },
        [Column("", lambda row: label(row.what)), *(_column(chip) for chip in facts)],
        ("attribute", "precision", "sparse", *(f"chips.{chip}.{name}" for chip in facts for name in ("value", "unit"))),
        "No facts to compare.",
    )


def _column(chip: str) -> Column[Row]:
    return Column(chip, lambda row: value_text(row.of[chip]) if chip in row.of else "", right=True)
