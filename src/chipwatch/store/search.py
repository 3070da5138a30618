"""Full text over articles. FTS5's trigram index finds any run of three letters or more, in every script; shorter words
(most Chinese names) are looked for in the texts themselves."""

from __future__ import annotations

import re
from datetime import date

from chipwatch.errors import UsageError
from chipwatch.store.database import Database
from chipwatch.store.evidence import KNOWN
from chipwatch.store.types import Hit

INDEXED = 3  # letters
AROUND = 80  # characters on either side of the first word found


def search(db: Database, words: str, as_of: int | None, limit: int) -> list[Hit]:
    wanted = words.split()
    if not wanted:
        raise UsageError("nothing to search for", hint="give a word or more")
    long = [w for w in wanted if len(w) >= INDEXED]
    short = [w for w in wanted if len(w) < INDEXED]
    match = "article_search MATCH :match AND" if long else ""
    likes = "".join(f" AND (t.text || char(10) || t.title) LIKE :like{n} ESCAPE '\\'" for n in range(len(short)))
    rows = db.rows(
        f"""
        SELECT a.url, a.title, s.name, iif(a.dated, a.published, NULL), a.lang, t.text
        FROM article_search JOIN article_text t ON t.article_id = article_search.rowid
        JOIN article a ON a.id = t.article_id JOIN source s ON s.id = a.source_id
        JOIN capture k ON k.id = a.capture_id
        WHERE {match} a.id = (
            SELECT max(a.id) FROM article a JOIN capture c ON c.id = a.capture_id
            WHERE c.page_id = k.page_id AND {KNOWN}
        ){likes}
        ORDER BY {"rank, " if long else ""} a.published DESC, a.id LIMIT :limit
        """,
        {
            "match": " AND ".join(map(_quoted, long)),
            **{f"like{n}": _like(word) for n, word in enumerate(short)},
            "limit": limit,
            "known": as_of,
        },
    )
    return [
        Hit(url, title, source, published and date.fromisoformat(published), lang, _snippet(text, wanted))
        for url, title, source, published, lang, text in rows
    ]


def _quoted(word: str) -> str:
    """A string of FTS5's query language: whatever stands in it is no operator."""
    return '"' + word.replace('"', '""') + '"'


def _like(word: str) -> str:
    return "%" + re.sub(r"([%_\\])", r"\\\1", word) + "%"


def _snippet(text: str, words: list[str]) -> str:
    pattern = re.compile("|".join(map(re.escape, sorted(words, key=len, reverse=True))), re.IGNORECASE)
    first = pattern.search(text)
    if first is None:
        return " ".join(text[: 2 * AROUND].split())
    start, end = max(0, first.start() - AROUND), first.end() + AROUND
    marked = pattern.sub(lambda found: f"[{found[0]}]", text[start:end])
    return f"{'…' if start else ''}{' '.join(marked.split())}{'…' if end < len(text) else ''}"
