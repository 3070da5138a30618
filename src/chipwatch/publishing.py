"""The report of a database: everything held at a revision, gathered for the report stage."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from chipwatch.errors import StoreError
from chipwatch.model import Chip, Fact
from chipwatch.report import ChipReport, report
from chipwatch.store import Store


def publish(store: Store, out_dir: Path, *, as_of: int | None = None, base_url: str | None = None) -> Path:
    """Write the report of a revision (None: the newest) below ``out_dir`` and return its index.

    Raises StoreError where there is no revision yet, UsageError where ``out_dir`` cannot be written.
    """
    revisions = store.revisions(until=as_of)
    if not revisions:
        raise StoreError("the database holds nothing to report yet", hint="chipwatch run reads the news")
    latest = revisions[-1]
    changes = [change for r in reversed(revisions) for change in store.changes(r.number - 1, r.number)]
    facts: dict[str, list[Fact]] = defaultdict(list)
    for fact in store.facts(as_of=latest.number):
        facts[fact.key.chip].append(fact)
    chips = [
        ChipReport(
            Chip(known.name, known.vendor, known.family, known.kind, known.aliases),
            facts[known.name],
            {fact.key: store.evidence(fact.claim_ids) for fact in facts[known.name]},
        )
        for known in store.chips(as_of)
    ]
    return report(
        out_dir,
        chips,
        changes,
        revision=latest,
        times={r.number: r for r in revisions},
        base_url=base_url,
    )
