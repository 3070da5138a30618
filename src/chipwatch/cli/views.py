"""How each of the model's words is written: its record for programs, its columns for people.

``docs/formats.md`` lists the keys of the records.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context
from typing import TYPE_CHECKING, NamedTuple

from chipwatch.cli.output import Column, Record, View
from chipwatch.format import change_label, change_values, day, label, number, one_line, quantity, value_text
from chipwatch.model import Bound, Change, Evidence, Fact, FactKey

if TYPE_CHECKING:
    from chipwatch.store.types import (
        CandidateRecord,
        ChipRecord,
        Derived,
        FactVersion,
        Hit,
        MentionRecord,
        RelationRecord,
    )

KEY = ("attribute", "precision", "sparse")
VALUE = ("value", "value_max", "unit", "bound", "status", "origins", "disputed")
EVIDENCE = Evidence._fields


def below(name: str, fields: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{name}.{field}" for field in fields)


def key_record(key: FactKey | None) -> Record:
    return {name: getattr(key, name, None) for name in KEY}


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


def evidence_record(evidence: Evidence) -> Record:
    return evidence._asdict()


def said_by(evidence: Evidence) -> str:
    """Who says so, in which language, and when: ``Demo Wire (en), 15 October 2026``."""
    return one_line(f"{evidence.source} ({evidence.lang}), {day(evidence.published)}")


class Held(NamedTuple):
    """A fact with the sentences of the claims that carry it, strongest first."""

    fact: Fact
    evidence: Sequence[Evidence]


def _held_record(held: Held) -> Record:
    fact = held.fact
    return {
        "kind": "fact",
        "chip": fact.key.chip,
        **key_record(fact.key),
        **(value_record(fact) or {}),
        "reasons": fact.reasons,
        "evidence": [evidence_record(evidence) for evidence in held.evidence],
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
    ("chip", *KEY, *VALUE, *below("evidence", EVIDENCE)),
    "No facts.",
)


def _relation_record(told: RelationRecord) -> Record:
    relation = told.relation
    return {
        "kind": "relation",
        "chip": relation.chip,
        "attribute": relation.attribute,
        "ratio": relation.ratio,
        "reference": relation.reference,
        "derived": [derived._asdict() for derived in told.derived],
        "evidence": [evidence_record(told.evidence)],
    }


_ROUNDED = Context(prec=4)  # a third less is told as 0.6667


def _would_be(derived: Derived) -> str:
    qualifiers = filter(None, (derived.precision, "sparse" if derived.sparse else None))
    value = _ROUNDED.plus(derived.value)
    return " ".join((quantity(value, derived.unit, bound=Bound.ABOUT), *qualifiers))


RELATIONS: View[RelationRecord] = View(
    _relation_record,
    (
        Column("compared", lambda told: f"{number(told.relation.ratio)} × {told.relation.reference}"),
        Column("in what", lambda told: (told.relation.attribute or "not said").replace("_", " ")),
        Column("which makes", lambda told: "; ".join(map(_would_be, told.derived)), right=True),
        Column("said by", lambda told: said_by(told.evidence)),
        Column("sentence", lambda told: told.evidence.sentence),
        Column("link", lambda told: told.evidence.url),
    ),
    ("chip", "attribute", "ratio", "reference", *below("evidence", EVIDENCE)),
    "No comparisons.",
)

# Facts and comparisons in one list, for programs.
TOLD: View[Held | RelationRecord] = View(
    lambda told: _held_record(told) if isinstance(told, Held) else _relation_record(told),
    (),
    ("kind", "chip", *KEY, *VALUE, "ratio", "reference", *below("evidence", EVIDENCE)),
    "No facts.",
)


def _change_record(change: Change) -> Record:
    return {
        "revision": change.revision,
        "cause": change.cause,
        "kind": change.kind,
        "chip": change.chip,
        **key_record(change.key),
        "old": value_record(change.old),
        "new": value_record(change.new),
        "detail": change.detail,
        "evidence": [evidence_record(evidence) for evidence in change.evidence],
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
        *("revision", "cause", "kind", "chip", *KEY),
        *(*below("old", VALUE), *below("new", VALUE), "detail", *below("evidence", EVIDENCE)),
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
        "evidence": evidence_record(candidate.evidence),
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
    ("chip", "vendor", "kind", "first_seen", "articles", *below("evidence", EVIDENCE)),
    "No new chips wait for a decision.",
)


def _mention_record(mention: MentionRecord) -> Record:
    return {"chip": mention.chip, "count": mention.times, "evidence": evidence_record(mention.evidence)}


MENTIONS: View[MentionRecord] = View(
    _mention_record,
    (
        Column("named in", lambda mention: mention.evidence.title),
        Column("times", lambda mention: mention.times, right=True),
        Column("said by", lambda mention: said_by(mention.evidence)),
        Column("sentence", lambda mention: mention.evidence.sentence),
        Column("link", lambda mention: mention.evidence.url),
    ),
    ("chip", "count", *below("evidence", EVIDENCE)),
    "No article names it.",
)


def _version_record(version: FactVersion) -> Record:
    return {
        "chip": version.key.chip,
        **key_record(version.key),
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
    ("chip", *KEY, "revision", "at", "cause", *below("fact", VALUE)),
    "No history.",
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
