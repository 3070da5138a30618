"""Every invariant of the store, checked against what is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import groupby, pairwise

from chipwatch.errors import ChipwatchError
from chipwatch.model import Capture
from chipwatch.store import bodies, captures, chips, claims, intake, origins, policy, seals
from chipwatch.store.database import NOW, Database
from chipwatch.store.replay import Replay
from chipwatch.store.rulings import rulings
from chipwatch.store.types import Problem, Reading

# Of JSON and dates, of numbers, of words no enumeration has, of nothing where there should be something.
UNREADABLE = (ValueError, ArithmeticError, LookupError, TypeError)

Reread = Callable[[Capture], Reading]


def verify(db: Database, reread: Reread | None) -> list[Problem]:
    checks: dict[str, Callable[[Database], Iterator[str]]] = {
        "file": _file,
        "revisions": _revisions,
        "seals": seals.broken,
        "captures": _captures,
        "articles": _articles,
        "stories": _stories,
        "quotes": _quotes,
        "names": _names,
        "numbers": _numbers,
        "evidence": _evidence,
        "replay": lambda db: Replay(db).steps(),
        "curation": _curation,
        "chips": lambda db: chips.faults(db, rulings(db)),
    }
    if reread is not None:
        checks["rereading"] = lambda db: _rereading(db, reread)
    problems = []
    with db.snapshot():
        for name, check in checks.items():
            try:
                problems += [Problem(name, what) for what in check(db)]
            except ChipwatchError as error:
                problems.append(Problem(name, str(error)))
            except UNREADABLE as error:
                problems.append(Problem(name, f"a stored value cannot be read: {error}"))
    return problems


def _file(db: Database) -> Iterator[str]:
    yield from (f"integrity: {row[0]}" for row in db.rows("PRAGMA integrity_check") if row[0] != "ok")
    for table, rowid, parent, _ in db.rows("PRAGMA foreign_key_check"):
        yield f"foreign key: row {rowid} of {table} has no {parent}"


def _revisions(db: Database) -> Iterator[str]:
    rows = db.rows("SELECT number, at, cause, rules_digest, policy_digest FROM revision ORDER BY number")
    if rows and rows[0][0] != 1:
        yield f"the first revision is r{rows[0][0]}"
    for before, after in pairwise(rows):
        if after[0] != before[0] + 1:
            yield f"after r{before[0]} comes r{after[0]}"
        if after[1] < before[1]:
            yield f"r{after[0]} is dated before r{before[0]}"
        if after[2] != "rules" and after[3:] != before[3:]:
            yield f"r{after[0]} is of {after[2]} and works under other rules than r{before[0]}"


def _captures(db: Database) -> Iterator[str]:
    for sha256, size in db.each("SELECT sha256, size FROM body"):
        try:
            body = bodies.get_body(db, sha256)
            if hashlib.sha256(body).hexdigest() != sha256 or len(body) != size:
                yield f"the bytes of {sha256} are not those fetched"
        except ChipwatchError as error:
            yield str(error)
    unread = db.rows(
        """
        SELECT c.id FROM capture c WHERE c.repeats IS NULL
        AND NOT EXISTS (SELECT 1 FROM unread u WHERE u.capture_id = c.id)
        AND NOT EXISTS (SELECT 1 FROM reading r WHERE r.capture_id = c.id)
        """
    )
    yield from (f"capture {n} is neither read nor waiting" for (n,) in unread)


def _articles(db: Database) -> Iterator[str]:
    """Articles are what was parsed; ``gc`` may have dropped their text."""
    rows = db.each(
        """
        SELECT a.id, a.digest, t.title, a.source_id, c.source_id, a.url, a.title, a.published, a.dated, a.lang,
               a.author, a.tier, a.origin, t.text
        FROM article a JOIN capture c ON c.id = a.capture_id JOIN article_text t ON t.article_id = a.id
        """
    )
    for number, digest, title, source, of_capture, *told in rows:
        told[3] = told[3] == 1
        if intake.article_digest(tuple(told)) != digest or title != told[1] or source != of_capture:
            yield f"article {number} is not what was parsed"


def _stories(db: Database) -> Iterator[str]:
    """Each article's sample of word runs is that of its text, and its story is as the links make it."""
    stories = origins.stories_at(db, NOW)
    kept = {
        article: tuple(sums)
        for article, *sums in db.each(
            "SELECT article_id, count(*), sum(hash >> 32), sum(hash & 0xFFFFFFFF) FROM shingle GROUP BY article_id"
        )
    }
    rows = db.each(
        "SELECT s.article_id, s.story, s.shingles, t.text FROM story s JOIN article_text t USING (article_id)"
    )
    for article, story, count, text in rows:
        sample = origins.shingles(text)
        sums = (len(sample), sum(h >> 32 for h in sample), sum(h & 0xFFFFFFFF for h in sample))
        if kept.get(article, (0, 0, 0)) != sums or count != len(sample):
            yield f"article {article} is not compared by the words it has"
        if story != stories.of(article):
            yield f"article {article} is not of the story that its links make"


def _quotes(db: Database) -> Iterator[str]:
    rows = db.each(
        f"""
        SELECT c.id, p.url, k.sha256, c.denies, substr(t.text, c.start + 1, c."end" - c.start), {claims.COLUMNS}
        FROM claim c JOIN article w ON w.id = c.article_id
        JOIN capture k ON k.id = w.capture_id JOIN page p ON p.id = k.page_id
        JOIN (
            SELECT n AS claim, article_id FROM claim
            UNION SELECT claim, article_id FROM claim_event UNION SELECT claim, article_id FROM said
        ) e ON e.claim = c.n
        LEFT JOIN article_text t ON t.article_id = e.article_id
        """
    )
    for cid, url, sha256, denies, there, *columns in rows:
        claim = claims.from_row(*columns)
        if claims.claim_id(url, sha256, claim, bool(denies)) != cid:
            yield f"claim {cid} is not what it was"
        if there != claim.quote:
            yield f"claim {cid}: its quote {claim.quote!r} is not in its article at its offsets"


def _names(db: Database) -> Iterator[str]:
    """What relations and new chips are quoted with is in their articles, and so are the names."""
    for table in ("relation", "candidate"):
        rows = db.each(
            f"""
            SELECT x.article_id, x.quote FROM {table} x JOIN article_text t USING (article_id)
            WHERE substr(t.text, x.start + 1, x."end" - x.start) <> x.quote
            """
        )
        yield from (f"{table}: {quote!r} is not in article {article} at its offsets" for article, quote in rows)
    outside = db.each(
        """
        SELECT m.name, m.article_id FROM mention m JOIN article_text t USING (article_id)
        WHERE NOT (0 <= m.start AND m.start < m."end" AND m."end" <= length(t.text))
        """
    )
    yield from (f"mention: {name} is not in article {article} at its offsets" for name, article in outside)


_NUMBERS = (
    *(("claim", "value", "unit"), ("claim", "value_max", "unit")),
    *(("fact_version", "value", "unit"), ("fact_version", "value_max", "unit")),
    ("relation", "ratio", "NULL"),
)


def _numbers(db: Database) -> Iterator[str]:
    """Floating-point columns are what the exact ones say; dates have none."""
    for table, column, unit in _NUMBERS:
        for exact, number, of in db.each(f"SELECT {column}, {column}_num, {unit} FROM {table}"):
            if number != (None if exact is None or of == "date" else float(exact)):
                yield f"{table}: {column}_num is {number} where {column} is {exact}"


def _evidence(db: Database) -> Iterator[str]:
    rows = db.each("SELECT fact, revision, claims FROM fact_version WHERE value IS NOT NULL")
    for fact, revision, ids in rows:
        if not ids:
            yield f"r{revision}: fact {fact} rests on nothing"
        for cid in ids.split():
            kind = db.value(
                """
                SELECT e.kind FROM claim c JOIN claim_event e ON e.claim = c.n AND e.fact = ?
                WHERE c.id = ? AND e.revision <= ? ORDER BY e.revision DESC LIMIT 1
                """,
                (fact, cid, revision),
            )
            if kind != "assert":
                yield f"r{revision}: fact {fact} rests on {cid}, which does not stand"


def _curation(db: Database) -> Iterator[str]:
    """Each claim that a page makes counts where the decisions in force put it, and no other claim counts."""
    newest = db.row("SELECT p.content FROM revision r JOIN policy p ON p.digest = r.policy_digest ORDER BY number DESC")
    if newest is None:
        return
    rule, decided = policy.from_content(newest[0]).agreement, rulings(db)
    counted: dict[int, str] = dict(
        db.rows(
            f"SELECT e.claim, h.slug FROM claim_event e JOIN fact f ON f.id = e.fact JOIN chip h ON h.id = f.chip "
            f"WHERE {claims.STANDING}",
            {"r": NOW},
        )
    )
    rows = db.each(
        f"""
        SELECT c.n, c.id, p.source_id, {claims.COLUMNS}
        FROM said s JOIN claim c ON c.n = s.claim JOIN page p ON p.id = s.page_id
        """
    )
    for n, cid, source_id, *columns in rows:
        home = decided.home(cid, claims.from_row(*columns), source_id, rule)
        if counted.pop(n, None) != home:
            yield f"claim {cid} does not count for {home}"
    yield from (f"claim row {n} counts for {chip}, and no page says it" for n, chip in counted.items())


def _rereading(db: Database, reread: Reread) -> Iterator[str]:
    """Pages whose captures were all read under today's rules, and are all there, say what is stored."""
    rows = db.rows(
        """
        SELECT c.page_id, c.id FROM capture c JOIN reading r ON r.capture_id = c.id
        WHERE c.page_id NOT IN (
            SELECT x.page_id FROM capture x LEFT JOIN reading y ON y.capture_id = x.id
            LEFT JOIN body b ON b.sha256 = x.sha256
            WHERE b.sha256 IS NULL OR (x.repeats IS NULL AND y.rules_digest IS NOT (
                SELECT rules_digest FROM revision ORDER BY number DESC LIMIT 1
            ))
        ) ORDER BY c.page_id, c.id
        """
    )
    for page_id, group in groupby(rows, key=lambda row: row[0]):
        readings = [replace(reread(captures.capture(db, n)), capture_id=n) for _, n in group]
        said, names = intake.told_after(db, readings)
        if said != set(claims.said_by_page(db, page_id)) or names != intake.names_of(db, page_id):
            url = db.value("SELECT url FROM page WHERE id = ?", (page_id,))
            yield f"read again, {url} does not say what is stored"
