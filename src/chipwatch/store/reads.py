"""What is held now, or was at a revision: chips, facts, their history, claims and disputes."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime

from chipwatch.errors import NotFoundError
from chipwatch.model import Evidence, Fact, FactKey, SubjectKind
from chipwatch.store import claims, evidence, facts, revisions
from chipwatch.store.changes import ChipNames
from chipwatch.store.court import Court
from chipwatch.store.database import Database, Row
from chipwatch.store.names import fold, near, slug
from chipwatch.store.types import CandidateRecord, ChipRecord, ClaimRecord, Dispute, FactVersion, MentionRecord

_LATEST = "v.revision = (SELECT max(m.revision) FROM chip_version m WHERE m.chip = v.chip AND m.revision <= :r)"

_CHIP = f"""
    SELECT h.id, h.slug, v.name, v.vendor, v.family, v.kind, v.aliases, v.state, v.into_chip,
        (SELECT min(r.at) FROM chip_version s JOIN revision r ON r.number = s.revision
         WHERE s.chip = h.id AND s.seen AND s.revision <= :r) AS first_seen,
        (SELECT count(*) FROM fact f JOIN fact_version v ON v.fact = f.id
         WHERE f.chip = h.id AND v.value IS NOT NULL AND {facts.AT}),
        iif(:known IS NULL, (SELECT count(*) FROM mention m WHERE m.chip = h.id), (
            SELECT count(*) FROM mention m JOIN article a ON a.id = m.article_id JOIN capture c ON c.id = a.capture_id
            WHERE m.chip = h.id AND {evidence.KNOWN}
        ))
    FROM chip h JOIN chip_version v ON v.chip = h.id AND {_LATEST}
"""


def chips(db: Database, as_of: int, known: int | None, *, unseen: bool) -> list[ChipRecord]:
    """``known``: the revision again, None for now: articles read since, of which nothing was new, count too then."""
    rows = db.rows(
        f"{_CHIP} WHERE v.state NOT IN ('merged', 'rejected') AND (v.seen OR :unseen) ORDER BY v.name, h.slug",
        {"r": as_of, "known": known, "unseen": unseen},
    )
    return [_chip(row) for row in rows]


def find_chip(db: Database, name: str, as_of: int, known: int | None) -> ChipRecord:
    [row] = db.rows(f"{_CHIP} WHERE h.id = :chip", {"r": as_of, "known": known, "chip": chip_id(db, name, as_of)})
    return _chip(row)


def chip_id(db: Database, name: str, as_of: int) -> int:
    number = _find(db, name)
    while number is not None:
        row = db.row(
            f"SELECT v.into_chip FROM chip_version v WHERE v.chip = :chip AND {_LATEST}", {"r": as_of, "chip": number}
        )
        if row is None:
            break
        if row[0] is None:
            return number
        number = row[0]
    known = db.rows(
        f"SELECT a.folded, v.name FROM alias a JOIN chip_version v ON v.chip = a.chip AND {_LATEST}", {"r": as_of}
    )
    close = near(name, known)
    hint = f"did you mean {' or '.join(close)}?" if close else "`chipwatch chips` lists all"
    raise NotFoundError(f"no chip is known as {name!r}", near=close, hint=hint)


def _find(db: Database, name: str) -> int | None:
    """The chip of that slug, or the one of that alias; of several the one that articles name most."""
    exact: int | None = db.value("SELECT id FROM chip WHERE slug = ?", (slug(name),))
    if exact is not None and db.value("SELECT 1 FROM chip_version WHERE chip = ?", (exact,)):
        return exact
    found: int | None = db.value(
        """
        SELECT a.chip FROM alias a WHERE a.folded = ?
        ORDER BY (SELECT count(*) FROM mention m WHERE m.chip = a.chip) DESC, a.chip LIMIT 1
        """,
        (fold(name),),
    )
    return found


def _chip(row: Row) -> ChipRecord:
    _, key, name, vendor, family, kind, aliases, state, _, first, held, articles = row
    return ChipRecord(
        key,
        name,
        vendor,
        family,
        SubjectKind(kind),
        tuple(json.loads(aliases)),
        state,
        None if first is None else datetime.fromisoformat(first),
        held,
        articles,
    )


def facts_at(db: Database, chip: str | None, as_of: int, said_by: date | None) -> list[Fact]:
    return held(db, chip, as_of) if said_by is None else as_said_by(db, chip, as_of, said_by)


def held(db: Database, chip: str | None, as_of: int) -> list[Fact]:
    """Facts held at a revision."""
    one = "" if chip is None else "f.chip = :chip AND"
    rows = db.rows(
        f"""
        SELECT f.chip, f.attribute, nullif(f.precision, ''), f.sparse, {facts.CONTENT}
        FROM fact f JOIN fact_version v ON v.fact = f.id WHERE {one} v.value IS NOT NULL AND {facts.AT}
        """,
        {"r": as_of, "chip": None if chip is None else chip_id(db, chip, as_of)},
    )
    names = ChipNames(db, as_of)
    found = []
    for number, attribute, precision, sparse, *content in rows:
        fact = facts.to_fact(FactKey(names.of(number), attribute, precision, bool(sparse)), *content)
        if fact is not None:
            found.append(fact)
    return sorted(found, key=_by_key)


def as_said_by(db: Database, chip: str | None, as_of: int, day: date) -> list[Fact]:
    """The facts that articles known at a revision make, leaving out those published after a day."""
    if as_of == 0:
        return []
    court, names = Court(db, as_of), ChipNames(db, as_of)
    number = None if chip is None else chip_id(db, chip, as_of)
    found = []
    for fact, of, key in _known_facts(db, number, None):
        said = court.judge(fact, key, day).fact
        if said is not None:
            found.append(said._replace(key=replace(key, chip=names.of(of))))
    return sorted(found, key=_by_key)


def history(db: Database, chip: str, attribute: str | None, as_of: int) -> list[FactVersion]:
    number = chip_id(db, chip, as_of)
    rows = db.rows(
        f"""
        SELECT f.attribute, nullif(f.precision, ''), f.sparse, {revisions.COLUMNS}, {facts.CONTENT}
        FROM fact f JOIN fact_version v ON v.fact = f.id JOIN revision r ON r.number = v.revision
        WHERE f.chip = :chip AND v.revision <= :r AND (:attribute IS NULL OR f.attribute = :attribute)
        ORDER BY f.attribute, f.precision, f.sparse, v.revision
        """,
        {"r": as_of, "chip": number, "attribute": attribute},
    )
    name = ChipNames(db, as_of).of(number)
    versions = []
    for attribute_, precision, sparse, *rest in rows:
        key = FactKey(name, attribute_, precision, bool(sparse))
        versions.append(FactVersion(key, revisions.to_revision(*rest[:7]), facts.to_fact(key, *rest[7:])))
    return versions


def claim_records(
    db: Database, chip: str, attribute: str | None, as_of: int, said_by: date = date.max
) -> list[ClaimRecord]:
    """``said_by`` leaves out claims of articles published after a day, and what is retired."""
    number, court = chip_id(db, chip, as_of), Court(db, as_of)
    roles = {fact: court.judge(fact, key, said_by).roles for fact, _, key in _known_facts(db, number, attribute)}
    rows = db.rows(
        f"""
        SELECT f.id, c.id, min(e.revision), max(iif(e.kind = 'retire', e.revision, NULL)), max(e.revision),
               {claims.COLUMNS}
        FROM fact f JOIN claim_event e ON e.fact = f.id JOIN claim c ON c.n = e.claim
        WHERE f.chip = :chip AND e.revision <= :r AND (:attribute IS NULL OR f.attribute = :attribute)
        GROUP BY f.id, c.n
        """,
        {"r": as_of, "chip": number, "attribute": attribute},
    )
    sentences = evidence.of_claims(db, (row[1] for row in rows))
    records = []
    for fact, cid, asserted, retired, last, *columns in rows:
        if said_by < date.max and cid not in roles[fact]:
            continue
        role, reason = roles[fact].get(cid, ("retired", "its page no longer says so, or a curator decided"))
        gone = retired if role == "retired" and retired == last else None
        records.append(ClaimRecord(cid, claims.from_row(*columns), sentences[cid], role, reason, asserted, gone))
    return sorted(records, key=_by_part)


_PARTS = ("supports", "disputes", "outranked", "aside", "superseded", "withdrawn", "retired")


def _by_part(record: ClaimRecord) -> tuple[object, ...]:
    c = record.claim
    published = record.evidence.published or date.min
    return (
        c.attribute,
        c.precision or "",
        c.sparse,
        _PARTS.index(record.role),
        list(type(record.evidence.tier)).index(record.evidence.tier),
        -published.toordinal(),
        record.id,
    )


def disputes(db: Database, as_of: int) -> list[Dispute]:
    rows = db.rows(
        f"""
        SELECT f.chip, f.attribute, nullif(f.precision, ''), f.sparse, {facts.CONTENT}
        FROM fact f JOIN fact_version v ON v.fact = f.id
        WHERE v.disputed AND v.value IS NOT NULL AND {facts.AT}
        """,
        {"r": as_of},
    )
    names = ChipNames(db, as_of)
    found = []
    for number, attribute, precision, sparse, *content in rows:
        key = FactKey(names.of(number), attribute, precision, bool(sparse))
        fact = facts.to_fact(key, *content)
        if fact is None:
            continue
        records = [r for r in claim_records(db, key.chip, attribute, as_of) if _same(r, key)]
        found.append(
            Dispute(
                fact,
                tuple(r for r in records if r.role == "supports"),
                tuple(r for r in records if r.role == "disputes"),
            )
        )
    return sorted(found, key=lambda d: _by_key(d.fact))


def _same(record: ClaimRecord, key: FactKey) -> bool:
    return (record.claim.precision, record.claim.sparse) == (key.precision, key.sparse)


def mentions(db: Database, chip: str, as_of: int, known: int | None, said_by: date | None) -> list[MentionRecord]:
    number = chip_id(db, chip, as_of)
    name = ChipNames(db, as_of).of(number)
    found = evidence.of_mentions(db, number, -1, known=known, said_by=said_by)
    return [MentionRecord(name, times, said) for times, said in found]


def candidates(db: Database, as_of: int, known: int | None) -> list[CandidateRecord]:
    rows = db.rows(
        f"{_CHIP} WHERE v.state = 'candidate' AND v.seen ORDER BY first_seen DESC, v.name",
        {"r": as_of, "known": known},
    )
    found = []
    for row in rows:
        chip = _chip(row)
        said: list[tuple[int, Evidence]] = evidence.of_mentions(db, row[0], 1, known=known)
        if said and chip.first_seen:
            found.append(
                CandidateRecord(chip.name, chip.vendor or None, chip.kind, chip.first_seen, chip.articles, said[0][1])
            )
    return found


def _known_facts(db: Database, chip: int | None, attribute: str | None) -> list[tuple[int, int, FactKey]]:
    """Every fact ever known: its row, its chip's row, and its key with the chip's slug."""
    rows = db.rows(
        """
        SELECT f.id, f.chip, c.slug, f.attribute, nullif(f.precision, ''), f.sparse
        FROM fact f JOIN chip c ON c.id = f.chip
        WHERE (:chip IS NULL OR f.chip = :chip) AND (:attribute IS NULL OR f.attribute = :attribute)
        """,
        {"chip": chip, "attribute": attribute},
    )
    return [(fact, of, FactKey(key, what, precision, bool(sparse))) for fact, of, key, what, precision, sparse in rows]


def _by_key(fact: Fact) -> tuple[object, ...]:
    key = fact.key
    return (key.chip.casefold(), key.chip, key.attribute, key.precision or "", key.sparse)
