"""What a page says, reading after reading: articles kept, claims compared with those the page made before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from chipwatch.errors import StoreError
from chipwatch.model import Article, Extraction, SubjectKind
from chipwatch.store import claims
from chipwatch.store.claims import Content, Spoken
from chipwatch.store.database import Database, Row
from chipwatch.store.draft import Draft
from chipwatch.store.merge import plain
from chipwatch.store.names import slug
from chipwatch.store.types import Reading

BULK = 5_000  # claims kept in memory before they are written


def take_page(draft: Draft, page_id: int, readings: Sequence[Reading], rules_digest: str, *, anew: bool) -> None:
    """Take in a page's readings, in the order of their captures.

    ``anew``: the readings are the page's whole history, read once more; else they follow what the page said before.
    """
    before = claims.said_by_page(draft.db, page_id)
    standing: dict[Content, Spoken] = {} if anew else {claims.content(s.claim, s.denies): s for _, s in before.values()}
    last: tuple[int, Extraction] | None = None
    for reading in readings:
        article_id, fault = _keep_reading(draft, reading, rules_digest)
        if article_id is not None and fault is None:
            standing = _fold(draft.db, standing, reading, article_id)
            last = article_id, reading.extraction
    if last or anew:
        _replace_names(draft, page_id, last)
        _compare(draft, page_id, before, {s.id: s for s in standing.values()})
        draft.write_claims(BULK)


def _fold(db: Database, standing: dict[Content, Spoken], reading: Reading, article_id: int) -> dict[Content, Spoken]:
    """What the page says now: a claim repeated stays the claim it was, with the capture that first made it."""
    url, sha256 = db.rows(
        "SELECT p.url, c.sha256 FROM capture c JOIN page p ON p.id = c.page_id WHERE c.id = ?", (reading.capture_id,)
    )[0]
    now: dict[Content, Spoken] = {}
    extraction = reading.extraction
    for said, denies in [(c, False) for c in extraction.claims] + [(c, True) for c in extraction.withdrawn]:
        key = claims.content(said, denies)
        if key not in now:
            now[key] = standing.get(key) or Spoken(claims.claim_id(url, sha256, said, denies), said, denies, article_id)
    return now


def told_after(db: Database, readings: Sequence[Reading]) -> tuple[set[str], Names]:
    """The ids of the claims that a page makes after these readings, its whole history, and the names in it."""
    standing: dict[Content, Spoken] = {}
    last = Extraction()
    for reading in readings:
        article, extraction = reading.article, reading.extraction
        if article is None or not _is_storable(article) or reading.error or _faults(article, extraction):
            continue
        standing = _fold(db, standing, reading, 0)
        last = extraction
    return {spoken.id for spoken in standing.values()}, names_in(last)


def names_of(db: Database, page_id: int) -> Names:
    """The names stored of a page."""
    of_page = "JOIN article a ON a.id = x.article_id JOIN capture c ON c.id = a.capture_id WHERE c.page_id = ?"
    chip = "JOIN chip h ON h.id = x.chip"
    mentions = db.rows(
        f'SELECT h.slug, x.name, x.kind, x.candidate, x.count, x.start, x."end" FROM mention x {chip} {of_page}',
        (page_id,),
    )
    candidates = db.rows(
        f'SELECT h.slug, x.name, x.vendor, x.kind, x.quote, x.start, x."end" FROM candidate x {chip} {of_page}',
        (page_id,),
    )
    relations = db.rows(
        f"""
        SELECT h.slug, o.slug, x.attribute, x.ratio, x.ratio_num, x.quote, x.start, x."end"
        FROM relation x {chip} JOIN chip o ON o.id = x.reference {of_page} ORDER BY x.rowid
        """,
        (page_id,),
    )
    return Names({key: tuple(row) for key, *row in mentions}, {key: tuple(row) for key, *row in candidates}, relations)


def _compare(draft: Draft, page_id: int, before: dict[str, tuple[int, Spoken]], after: dict[str, Spoken]) -> None:
    db = draft.db
    source_id = db.value("SELECT source_id FROM page WHERE id = ?", (page_id,))
    for cid, (n, spoken) in before.items():
        if cid not in after:
            draft.place(n, cid, None, spoken.article_id)
            db.execute("DELETE FROM said WHERE page_id = ? AND claim = ?", (page_id, n))
    known = {cid: n for cid, (n, _) in before.items()} | _known(db, after.keys() - before.keys())
    for cid, spoken in after.items():
        n = known.get(cid) or draft.write_claim(spoken)
        _place(draft, n, spoken, source_id)
        db.execute(
            "INSERT OR REPLACE INTO said (page_id, claim, article_id) VALUES (?, ?, ?)",
            (page_id, n, spoken.article_id),
        )


def _place(draft: Draft, n: int, spoken: Spoken, source_id: str) -> None:
    """Let a claim count where the decisions in force put it."""
    home = draft.rulings.home(spoken.id, spoken.claim, source_id, draft.policy.agreement)
    fact = None if home is None else draft.fact_id(home, spoken.claim)
    draft.place(n, spoken.id, fact, spoken.article_id)


def place_all(draft: Draft) -> None:
    """Let every claim that a page makes count where the decisions in force put it."""
    for page_id, source_id in draft.db.rows("SELECT id, source_id FROM page"):
        for n, spoken in claims.said_by_page(draft.db, page_id).values():
            _place(draft, n, spoken, source_id)


def _known(db: Database, ids: Iterable[str]) -> dict[str, int]:
    """Rows of claims that the database has from an earlier time (retired since, or held back)."""
    return {cid: n for cid in ids if (n := db.value("SELECT n FROM claim WHERE id = ?", (cid,))) is not None}


def _keep_reading(draft: Draft, reading: Reading, rules_digest: str) -> tuple[int | None, str | None]:
    """Write the article and how it was read. Returns its row, and what kept its claims out."""
    db, article = draft.db, reading.article
    article_id, fault = None, reading.error
    if article is not None and not _is_storable(article):
        fault = "the text holds NUL or lone surrogates"
    elif article is not None:
        article_id = _keep_article(db, reading.capture_id, article)
        fault = fault or _faults(article, reading.extraction)
    db.execute(
        "INSERT OR REPLACE INTO reading (capture_id, rules_digest, article_id, error) VALUES (?, ?, ?, ?)",
        (reading.capture_id, rules_digest, article_id, fault),
    )
    db.execute("DELETE FROM unread WHERE capture_id = ?", (reading.capture_id,))
    return article_id, fault


def _faults(article: Article, extraction: Extraction) -> str | None:
    found = (claims.fault(c, article.text) for c in (*extraction.claims, *extraction.withdrawn))
    return next(filter(None, found), None)


def _keep_article(db: Database, capture_id: int, article: Article) -> int:
    row = db.row(
        """
        SELECT c.source_id, s.tier, s.origin, substr(c.fetched_at, 1, 10)
        FROM capture c JOIN source s ON s.id = c.source_id WHERE c.id = ?
        """,
        (capture_id,),
    )
    if row is None:
        raise StoreError(f"a reading of an unknown capture: {capture_id}", hint="add the capture first")
    source_id, tier, origin, fetched_on = row
    published = article.published.isoformat() if article.published else fetched_on
    columns = (article.url, article.title, published, article.published is not None, article.lang, article.author)
    digest = article_digest((*columns, tier, origin, article.text))
    found: int | None = db.value("SELECT id FROM article WHERE capture_id = ? AND digest = ?", (capture_id, digest))
    if found is not None:
        return found
    article_id = db.insert(
        """
        INSERT INTO article (
            capture_id, digest, url, title, published, dated, lang, author, source_id, tier, origin
        ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        (capture_id, digest, *columns, source_id, tier, origin),
    )
    db.execute(
        "INSERT INTO article_text (article_id, title, text) VALUES (?, ?, ?)",
        (article_id, article.title, article.text),
    )
    return article_id


def article_digest(told: Row) -> str:
    """Of url, title, date, whether it is the page's own, language, author, tier, origin and text."""
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _is_storable(article: Article) -> bool:
    """Lone surrogates are no UTF-8, and at a NUL SQLite's text functions stop."""
    told = f"{article.url}{article.title}{article.author}{article.text}"
    try:
        told.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in told


def _replace_names(draft: Draft, page_id: int, last: tuple[int, Extraction] | None) -> None:
    """Mentions, candidates and relations are those of the page's last readable edition: its article and extraction."""
    db = draft.db
    older = [
        a
        for (a,) in db.rows(
            "SELECT a.id FROM article a JOIN capture c ON c.id = a.capture_id WHERE c.page_id = ?", (page_id,)
        )
    ]
    for old in older:
        draft.touched_chips.update(c for (c,) in db.rows("SELECT chip FROM mention WHERE article_id = ?", (old,)))
        for table in ("mention", "candidate", "relation"):
            db.execute(f"DELETE FROM {table} WHERE article_id = ?", (old,))
    if last is None:
        return
    article_id, extraction = last
    names = names_in(extraction)
    chip = draft.chip_id
    db.executemany(
        "INSERT INTO mention VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(chip(key), article_id, *row) for key, row in names.mentions.items()],
    )
    db.executemany(
        "INSERT INTO candidate VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(chip(key), article_id, *row) for key, row in names.candidates.items()],
    )
    db.executemany(
        "INSERT INTO relation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(article_id, chip(key), chip(reference), *row) for key, reference, *row in names.relations],
    )
    draft.touched_chips.update(map(chip, names.mentions))


class Names(NamedTuple):
    """Rows of ``mention``, ``candidate`` and ``relation``, with slugs for their chips and without their article."""

    mentions: dict[str, Row]
    candidates: dict[str, Row]
    relations: list[Row]


def names_in(extraction: Extraction) -> Names:
    mentions: dict[str, Row] = {}
    for m in extraction.mentions:
        *row, count, start, end = mentions.get(
            slug(m.chip), (m.chip, m.kind.value, int(m.candidate), 0, m.start, m.end)
        )
        mentions[slug(m.chip)] = (*row, count + 1, start, end)
    for c in extraction.claims:
        mentions.setdefault(slug(c.chip), (c.chip, SubjectKind.CHIP.value, 0, 1, c.start, c.end))
    candidates: dict[str, Row] = {}
    for f in extraction.candidates:
        mentions.setdefault(slug(f.name), (f.name, f.kind.value, 1, 1, f.start, f.end))
        candidates.setdefault(slug(f.name), (f.name, f.vendor, f.kind.value, f.quote, f.start, f.end))
    relations = [
        (slug(r.chip), slug(r.reference), r.attribute, plain(r.ratio), float(r.ratio), r.quote, r.start, r.end)
        for r in extraction.relations
    ]
    return Names(mentions, candidates, relations)
