"""What changed between two revisions: rows for the pure ``chipwatch.diff``, and the sentences behind its answer."""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache, partial
from itertools import chain, groupby

from chipwatch.diff import FactSteps, Name, NameSteps, Step, diff
from chipwatch.model import Cause, Change, ChangeKind, Evidence, FactKey, SubjectKind
from chipwatch.store import evidence
from chipwatch.store.court import Court
from chipwatch.store.database import Database, Row
from chipwatch.store.facts import CONTENT, to_fact
from chipwatch.store.names import fold, slug

SENTENCES = 3  # a change


def changes(db: Database, since: int, until: int, sentences: int) -> list[Change]:
    """All changes after ``since`` up to ``until``, each with so many sentences at most."""
    with _uncollected():
        found = diff(_fact_steps(db, since, until), _name_steps(db, since, until))
        return _evident(db, found, sentences) if sentences else found


@contextmanager
def _uncollected() -> Generator[None, None, None]:
    """Thousands of objects are made here, and all are kept: looking for garbage among them takes a tenth of the time
    that a large diff needs."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


_VERSIONS = f"""
    SELECT v.fact, v.revision, f.chip, f.attribute, nullif(f.precision, ''), f.sparse,
           {CONTENT}, {CONTENT.replace("v.", "o.")}
    FROM fact_version v JOIN fact f ON f.id = v.fact
    LEFT JOIN fact_version o ON o.fact = v.fact AND o.revision = (
        SELECT max(m.revision) FROM fact_version m WHERE m.fact = v.fact AND m.revision <= :since
    )
    WHERE v.revision > :since AND v.revision <= :until ORDER BY v.revision
"""


def _fact_steps(db: Database, since: int, until: int) -> Iterator[FactSteps]:
    span = {"since": since, "until": until}
    causes = db.rows("SELECT number, cause FROM revision WHERE number > :since AND number <= :until", span)
    steps = {number: Step(number, Cause(cause)) for number, cause in causes}
    names = ChipNames(db, until)
    histories: dict[int, list[Row]] = {}
    for row in db.rows(_VERSIONS, span):
        histories.setdefault(row[0], []).append(row)
    for rows in histories.values():
        _, _, chip, attribute, precision, sparse, *_ = rows[0]
        key = FactKey(names.of(chip), attribute, precision, sparse == 1)
        before = to_fact(key, *rows[0][15:])
        yield FactSteps(key, before, [(steps[row[1]], to_fact(key, *row[6:15])) for row in rows])


def _name_steps(db: Database, since: int, until: int) -> Iterator[NameSteps]:
    columns = "v.name, v.vendor, v.kind, v.aliases, v.seen AND v.state NOT IN ('rejected', 'merged')"
    rows = db.rows(
        f"""
        SELECT v.chip, v.revision, r.cause, {columns}
        FROM chip_version v JOIN revision r ON r.number = v.revision
        WHERE v.revision > ? AND v.revision <= ? ORDER BY v.chip, v.revision
        """,
        (since, until),
    )
    for chip, versions in groupby(rows, key=lambda row: row[0]):
        old = db.row(
            f"""
            SELECT {columns} FROM chip_version v WHERE v.chip = ? AND v.revision <= ? ORDER BY v.revision DESC LIMIT 1
            """,
            (chip, since),
        )
        yield NameSteps(
            None if old is None else _name(*old),
            [(Step(revision, Cause(cause)), _name(*columns)) for _, revision, cause, *columns in versions],
        )


def _name(name: str, vendor: str, kind: str, aliases: str, seen: int) -> Name:
    return Name(name, vendor, SubjectKind(kind), tuple(json.loads(aliases)), bool(seen))


class ChipNames:
    """Chips' names at a revision, looked up once each."""

    def __init__(self, db: Database, as_of: int) -> None:
        self._db = db
        self._as_of = as_of
        self._names: dict[int, str] = {}

    def of(self, chip: int) -> str:
        if chip not in self._names:
            name = self._db.value(
                "SELECT name FROM chip_version WHERE chip = ? AND revision <= ? ORDER BY revision DESC LIMIT 1",
                (chip, self._as_of),
            )
            self._names[chip] = name or self._db.value("SELECT slug FROM chip WHERE id = ?", (chip,))
        return self._names[chip]


def _evident(db: Database, found: list[Change], most: int) -> list[Change]:
    court = cache(partial(Court, db))
    voices = [_voices(db, court, change, most) for change in found]
    sentences = evidence.of_claims(db, chain.from_iterable(voices))
    return [
        change._replace(
            evidence=(
                _introductions(db, change.chip, most)
                if change.kind is ChangeKind.NEW_CHIP
                else tuple(sentences[cid] for cid in told if cid in sentences)
            ),
        )
        for change, told in zip(found, voices, strict=True)
    ]


def _voices(db: Database, court: Callable[[int], Court], change: Change, most: int) -> Sequence[str]:
    """The claims that carry the new value, or carried the old one; of a dispute both sides, whatever ``most`` says."""
    fact = change.new or change.old
    if fact is None:
        return ()
    if change.kind is not ChangeKind.DISPUTED:
        return fact.claim_ids[:most]
    chip, key = _row_and_slug(db, fact.key.chip)
    number = db.value(
        "SELECT id FROM fact WHERE chip = ? AND attribute = ? AND precision = ? AND sparse = ?",
        (chip, fact.key.attribute, fact.key.precision or "", fact.key.sparse),
    )
    against = court(change.revision).dissent(number, replace(fact.key, chip=key))
    return (*fact.claim_ids[:1], *against[:1], *fact.claim_ids[1:])[: max(most, 2)]


def _introductions(db: Database, name: str, most: int) -> tuple[Evidence, ...]:
    chip, _ = _row_and_slug(db, name)
    return tuple(found for _, found in evidence.of_mentions(db, chip, most, first=True))


def _row_and_slug(db: Database, name: str) -> Row:
    """A chip by its name, or by one it had before."""
    [row, *_] = db.rows(
        """
        SELECT id, slug FROM chip
        WHERE slug = :slug OR id IN (SELECT chip FROM alias WHERE folded = :folded) ORDER BY slug = :slug DESC
        """,
        {"slug": slug(name), "folded": fold(name)},
    )
    return row
