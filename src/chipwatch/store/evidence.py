"""The sentence behind a claim: cut from the article's text around its offsets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from chipwatch.model import Evidence, Tier
from chipwatch.store.database import Database, marks

AROUND = 600  # characters looked at on either side
BATCH = 500  # ids a query

_END = re.compile(r"[.!?][\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9À-ÞА-Я])|[。！？；][”’）」]*|\n")

COLUMNS = """
    c.quote, c."row", c.col, c.start, c."end", substr(t.text, max(1, c.start - 599), c."end" - c.start + 1200), a.url,
    a.title, s.name, a.tier, iif(a.dated, a.published, NULL), a.lang
"""

JOINS = """
    JOIN article a ON a.id = {article}
    LEFT JOIN article_text t ON t.article_id = a.id
    JOIN source s ON s.id = a.source_id
"""

_LATEST_ARTICLE = """(
    SELECT e.article_id FROM claim_event e WHERE e.claim = c.n ORDER BY e.revision DESC LIMIT 1
)"""


def to_evidence(
    quote: str,
    row: str | None,
    col: str | None,
    start: int,
    end: int,
    window: str | None,
    url: str,
    title: str,
    source: str,
    tier: str,
    published: str | None,
    lang: str,
) -> Evidence:
    """Evidence from ``COLUMNS``."""
    if row or col:
        sentence = f"{' · '.join(filter(None, (row, col)))}: {quote}"
    else:
        before = min(start, AROUND)
        sentence = quote if window is None else sentence_around(window, before, before + end - start)
    day = None if published is None else date.fromisoformat(published)
    return Evidence(quote, sentence, url, title, source, Tier(tier), day, lang)


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence of ``text`` that holds ``[start, end)``, on one line."""
    first = max((m.end() for m in _END.finditer(text, 0, start)), default=0)
    closing = _END.search(text, end)
    last = len(text) if closing is None else closing.end()
    return " ".join(text[first:last].split())


def of_claims(db: Database, claim_ids: Iterable[str]) -> dict[str, Evidence]:
    """Evidence by claim id; ids that do not exist are left out."""
    ids = list(dict.fromkeys(claim_ids))
    found: dict[str, Evidence] = {}
    for at in range(0, len(ids), BATCH):
        batch = ids[at : at + BATCH]
        rows = db.rows(
            f"""
            SELECT c.id, {COLUMNS} FROM claim c
            {JOINS.format(article=_LATEST_ARTICLE)}
            WHERE c.id IN ({marks(len(batch))})
            """,
            batch,
        )
        found.update({cid: to_evidence(*columns) for cid, *columns in rows})
    return found


def of_mentions(db: Database, chip: int, limit: int, *, first: bool = False) -> list[tuple[int, Evidence]]:
    """How often, and in which sentence first, each article names a chip; introductions, then the newest articles.

    ``first`` puts those before that chipwatch read first.
    """
    rows = db.rows(
        f"""
        SELECT m.count, substr(t.text, m.start + 1, m."end" - m.start), NULL, NULL, m.start, m."end",
               substr(t.text, max(1, m.start - 599), m."end" - m.start + 1200),
               a.url, a.title, s.name, a.tier, iif(a.dated, a.published, NULL), a.lang
        FROM (
            SELECT m.article_id, m.count, coalesce(k.start, m.start) AS start, coalesce(k."end", m."end") AS "end",
                   k.chip IS NOT NULL AS introduced
            FROM mention m LEFT JOIN candidate k ON k.chip = m.chip AND k.article_id = m.article_id WHERE m.chip = ?
        ) m
        {JOINS.format(article="m.article_id")}
        ORDER BY m.introduced DESC, {"a.id" if first else "a.published DESC, a.id DESC"} LIMIT ?
        """,
        (chip, limit),
    )
    return [(count, to_evidence(quote or "", *rest)) for count, quote, *rest in rows]
