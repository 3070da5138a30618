"""Facts as JSON: the fields of the model, numbers as numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from chipwatch.format import fact_text
from chipwatch.model import Chip, Evidence, Fact, FactKey

Record = dict[str, object]


def chip_record(chip: Chip, facts: Sequence[Fact], evidence: Mapping[FactKey, Sequence[Evidence]]) -> Record:
    return {
        "chip": chip.name,
        "vendor": chip.vendor,
        "family": chip.family,
        "kind": chip.kind,
        "facts": [_fact_record(fact, evidence.get(fact.key, ())) for fact in facts],
    }


def _fact_record(fact: Fact, evidence: Sequence[Evidence]) -> Record:
    return {
        "attribute": fact.key.attribute,
        "precision": fact.key.precision,
        "sparse": fact.key.sparse,
        "value": fact.value if isinstance(fact.value, str) else _number(fact.value),
        "value_max": None if fact.value_max is None else _number(fact.value_max),
        "unit": fact.unit,
        "bound": fact.bound,
        "status": fact.status,
        "support": fact.support,
        "disputed": fact.disputed,
        "text": fact_text(fact),
        "evidence": [
            {
                "quote": told.quote,
                "sentence": told.sentence,
                "url": told.url,
                "title": told.title,
                "source": told.source,
                "tier": told.tier,
                "published": told.published and told.published.isoformat(),
                "lang": told.lang,
            }
            for told in evidence
        ],
    }


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
