"""The sentence behind a claim: cut from the article's text around its offsets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple, TypeVar

from chipwatch.model import Evidence, Tier
from chipwatch.store.database import Database, marks

T = TypeVar("T")

AROUND = 600  # characters looked at on either side
NEAR = 120  # where most sentences begin
BATCH = 500  # articles or claims a query

# One set of characters to look for, then what must follow each: alternatives would be tried in turn at every character.
_END = re.compile(
    r"[.!?。！？；\n](?:"
    r"(?<=[.!?])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9À-ÞА-Я])|"
    r"(?<=[。！？；])[”’）」]*|"
    r"(?<=\n))"
)

# Whether a capture (c) was fetched by revision :known; NULL stands for now.
KNOWN = "(:known IS NULL OR c.fetched_at <= (SELECT at FROM revision WHERE number = :known))"
# Whether an article (a) was published by :day; NULL stands for any.
SAID = "(:day IS NULL OR a.published <= :day)"

_LATEST_ARTICLE = "(SELECT e.article_id FROM claim_event e WHERE e.claim = c.n ORDER BY e.revision DESC LIMIT 1)"


class Place(NamedTuple):
    """Where an article says something: ``[start, end)`` of its text, or a table's cell below its headers."""

    article: int
    quote: str
    start: int
    end: int
    row: str | None = None
    col: str | None = None


def at(db: Database, places: Iterable[Place]) -> list[Evidence]:
    """The evidence at each place, in the order given."""
    by_article = sorted(enumerate(places), key=lambda numbered: numbered[1].article)
    found: dict[int, Evidence] = {}
    for batch in _batches(by_article):
        articles = _articles(db, {place.article for _, place in batch})
        found.update((n, _evidence(place, articles[place.article])) for n, place in batch)
    return [found[n] for n in range(len(by_article))]


class Told(NamedTuple):
    """What the evidence of one article has in common; ``text`` is None where ``gc`` dropped it."""

    text: str | None
    url: str
    title: str
    source: str
    tier: Tier
    published: date | None
    lang: str


def _articles(db: Database, ids: set[int]) -> dict[int, Told]:
    rows = db.rows(
        f"""
        SELECT a.id, t.text, a.url, a.title, s.name, a.tier, iif(a.dated, a.published, NULL), a.lang
        FROM article a JOIN source s ON s.id = a.source_id LEFT JOIN article_text t ON t.article_id = a.id
        WHERE a.id IN ({marks(len(ids))})
        """,
        list(ids),
    )
    return {
        number: Told(text, url, title, source, Tier(tier), published and date.fromisoformat(published), lang)
        for number, text, url, title, source, tier, published, lang in rows
    }


def _evidence(place: Place, article: Told) -> Evidence:
    if place.row or place.col:
        sentence = f"{' · '.join(filter(None, (place.row, place.col)))}: {place.quote}"
    else:
        sentence = place.quote if article.text is None else sentence_around(article.text, place.start, place.end)
    return Evidence(place.quote, sentence, *article[1:])


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence of ``text`` that holds ``[start, end)``, on one line; no more than ``AROUND`` on either side."""
    closing = _END.search(text, end, end + AROUND)
    last = end + AROUND if closing is None else closing.end()
    return " ".join(text[_beginning(text, start) : last].split())


def _beginning(text: str, start: int) -> int:
    for reach in (NEAR, AROUND):
        begun = None
        for ended in _END.finditer(text, max(0, start - reach), start + 1):  # an end is known by how the next begins
            begun = ended.end()
        if begun is not None:
            return begun
    return max(0, start - AROUND)


def of_claims(db: Database, claim_ids: Iterable[str]) -> dict[str, Evidence]:
    """Evidence by claim id; ids that do not exist are left out."""
    rows = [
        row
        for batch in _batches(list(dict.fromkeys(claim_ids)))
        for row in db.rows(
            f"""
            SELECT c.id, {_LATEST_ARTICLE}, c.quote, c.start, c."end", c."row", c.col
            FROM claim c WHERE c.id IN ({marks(len(batch))})
            """,
            batch,
        )
    ]
    return dict(zip((row[0] for row in rows), at(db, (Place(*row[1:]) for row in rows)), strict=True))


def of_mentions(
    db: Database,
    chip: int,
    limit: int,
    *,
    first: bool = False,
    known: int | None = None,
    said_by: date | None = None,
) -> list[tuple[int, Evidence]]:
    """How often, and in which sentence first, each article names a chip; introductions, then the newest articles.

    ``first`` puts those before that chipwatch read first. ``known`` leaves out those fetched after a revision,
    ``said_by`` those published after a day.
    """
    rows = db.rows(
        f"""
        SELECT m.count, m.article_id, coalesce(substr(t.text, m.start + 1, m."end" - m.start), ''), m.start, m."end"
        FROM (
            SELECT m.article_id, m.count, coalesce(k.start, m.start) AS start, coalesce(k."end", m."end") AS "end",
                   k.chip IS NOT NULL AS introduced
            FROM mention m LEFT JOIN candidate k ON k.chip = m.chip AND k.article_id = m.article_id WHERE m.chip = :chip
        ) m
        JOIN article a ON a.id = m.article_id JOIN capture c ON c.id = a.capture_id
        LEFT JOIN article_text t ON t.article_id = a.id WHERE {KNOWN} AND {SAID}
        ORDER BY m.introduced DESC, {"a.id" if first else "a.published DESC, a.id DESC"} LIMIT :limit
        """,
        {"chip": chip, "limit": limit, "known": known, "day": said_by and said_by.isoformat()},
    )
    return list(zip((row[0] for row in rows), at(db, (Place(*row[1:]) for row in rows)), strict=True))


def _batches(items: list[T]) -> Iterator[list[T]]:
    return (items[n : n + BATCH] for n in range(0, len(items), BATCH))
