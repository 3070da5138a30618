"""Chips as rows: what rules, articles and curators make of each, versioned like facts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from chipwatch.model import Chip
from chipwatch.store import seals
from chipwatch.store.database import Database, Row
from chipwatch.store.names import fold, slug
from chipwatch.store.rulings import Rulings

_COLUMNS = "name, vendor, family, kind, aliases, state, seen, into_chip"


def sync_lexicon(db: Database, chips: Iterable[Chip]) -> set[int]:
    """Make these the listed chips; returns the rows of those that changed."""
    before = {row[0]: row for row in db.rows("SELECT chip, name, vendor, family, kind, aliases FROM lexicon")}
    after: dict[int, Row] = {}
    for chip in chips:
        number = _chip_id(db, slug(chip.name))
        aliases = json.dumps([*chip.names, *chip.weak_names], ensure_ascii=False)
        after[number] = (number, chip.name, chip.vendor, chip.family, chip.kind.value, aliases)
    changed = {n for n in before.keys() | after.keys() if before.get(n) != after.get(n)}
    db.executemany("DELETE FROM lexicon WHERE chip = ?", [(n,) for n in changed])
    db.executemany("INSERT INTO lexicon VALUES (?, ?, ?, ?, ?, ?)", [after[n] for n in sorted(changed & after.keys())])
    return changed


def refresh_chips(db: Database, touched: Iterable[int], revision: int, rulings: Rulings) -> int:
    """Write a version of each chip that is not as it was; returns how many."""
    changed = 0
    for chip in sorted(touched):
        before = _latest(db, chip)
        after = _current(db, chip, rulings)
        if after is None or after == before:
            continue
        seals.insert(db, "chip_version", (chip, revision, *after))
        _index_names(db, chip, after)
        changed += 1
    return changed


def faults(db: Database, rulings: Rulings) -> Iterator[str]:
    """Chips that are not as rules, articles and curators make them, or are not found by their names."""
    for chip, key in db.rows("SELECT id, slug FROM chip ORDER BY id"):
        version = _latest(db, chip)
        if version is None:
            continue
        if version != _current(db, chip, rulings):
            yield f"{key} is not as rules, articles and curators make it"
        if {folded for (folded,) in db.rows("SELECT folded FROM alias WHERE chip = ?", (chip,))} != _names(
            key, version
        ):
            yield f"{key} is not found by its names"


def _latest(db: Database, chip: int) -> Row | None:
    return db.row(f"SELECT {_COLUMNS} FROM chip_version WHERE chip = ? ORDER BY revision DESC LIMIT 1", (chip,))


def _current(db: Database, chip: int, rulings: Rulings) -> Row | None:
    key: str = db.value("SELECT slug FROM chip WHERE id = ?", (chip,))
    listed = db.row("SELECT name, vendor, family, kind, aliases FROM lexicon WHERE chip = ?", (chip,))
    found = _as_found(db, chip)
    known = db.value("SELECT 1 FROM chip_version WHERE chip = ?", (chip,))
    made = key in rulings.names or key in rulings.moved.values() or key in rulings.into.values()
    if listed is None and found is None and not known and not made:
        return None
    name, vendor, family, kind, aliases = listed or (*(found or (key, "", "", "chip", True))[:4], "[]")
    state = "listed" if listed or (found and not found[4]) else "candidate"
    if accepted := rulings.accepted.get(key):
        state, kind = "accepted", accepted.kind.value
        vendor, family = accepted.vendor or vendor, accepted.family or family
    elif key in rulings.moved.values() or key in rulings.into.values():
        state = "accepted" if state == "candidate" else state
    names = json.loads(aliases)
    if renamed := rulings.names.get(key):
        names = [*names, name] if name not in names and name != key else names
        name = renamed
    into = rulings.chip(key)
    if key in rulings.rejected:
        state = "rejected"
    if into != key:
        state = "merged"
    seen = int(found is not None or _has_claims(db, chip))
    return (
        name,
        vendor or name.split(" ", 1)[0],
        family,
        kind,
        json.dumps(names, ensure_ascii=False),
        state,
        seen,
        None if into == key else _chip_id(db, into),
    )


def _as_found(db: Database, chip: int) -> Row | None:
    """Name, vendor, family, kind and whether it is a candidate, as articles have it."""
    return db.row(
        """
        SELECT m.name, coalesce(c.vendor, ''), iif(m.kind = 'family', m.name, ''), m.kind, m.candidate
        FROM mention m LEFT JOIN candidate c ON c.chip = m.chip AND c.article_id = m.article_id
        WHERE m.chip = ? ORDER BY m.candidate, c.vendor IS NULL, m.article_id LIMIT 1
        """,
        (chip,),
    )


def _has_claims(db: Database, chip: int) -> bool:
    return bool(
        db.value(
            """
            SELECT 1 FROM fact f JOIN fact_version v ON v.fact = f.id
            WHERE f.chip = ? AND v.value IS NOT NULL
              AND v.revision = (SELECT max(revision) FROM fact_version WHERE fact = f.id) LIMIT 1
            """,
            (chip,),
        )
    )


def _index_names(db: Database, chip: int, version: Row) -> None:
    names = _names(db.value("SELECT slug FROM chip WHERE id = ?", (chip,)), version)
    db.execute("DELETE FROM alias WHERE chip = ?", (chip,))
    db.executemany("INSERT INTO alias (folded, chip) VALUES (?, ?)", [(n, chip) for n in sorted(names)])


def _names(key: str, version: Row) -> set[str]:
    """All that a chip is found by, folded."""
    return {fold(n) for n in (key, version[0], *json.loads(version[4]))} - {""}


def _chip_id(db: Database, key: str) -> int:
    found: int | None = db.value("SELECT id FROM chip WHERE slug = ?", (key,))
    return db.insert("INSERT INTO chip (slug) VALUES (?)", (key,)) if found is None else found
