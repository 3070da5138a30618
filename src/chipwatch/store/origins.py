"""Which articles tell one story: copies, near copies and rewrites of one wire text count as one origin.

Each article with claims is sampled: of its overlapping word runs the hashes that fall under a fixed bound are kept
(FracMinHash, Irber et al. 2022), one in ``SAMPLE``. The same runs are kept in every text, so that the share of the
shorter text found in the longer one can be counted in SQL, whatever their lengths; MinHash proper estimates the Jaccard
index, which a copy with a long tail of other news pulls down. Stories are the connected components of that relation,
and so do not depend on the order of arrival.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from chipwatch.store.database import Database, marks
from chipwatch.store.policy import Copies

SAMPLE = 4
WORDS = 4  # a run, in languages with blanks
CHARACTERS = 7  # a run, in languages without
LONGEST = 200_000  # characters looked at: enough to know a copy by

_TOKEN = re.compile(r"([぀-ヿ㐀-鿿가-힯])|([^\W_]+)")  # a sign of a script without blanks, or a word
_BOUND = 2**63 // SAMPLE


def shingles(text: str) -> frozenset[int]:
    """The sample of a text's word runs, as numbers below 2^63 / ``SAMPLE``."""
    found = _TOKEN.findall(unicodedata.normalize("NFKC", text[:LONGEST]).casefold())
    tokens = [sign or word for sign, word in found]
    length = CHARACTERS if sum(sign != "" for sign, _ in found) * 2 > len(found) else WORDS
    runs = {" ".join(tokens[i : i + length]) for i in range(len(tokens) - length + 1)}
    return frozenset(h for h in map(_hash, runs) if h < _BOUND)


def _hash(run: str) -> int:
    return int.from_bytes(hashlib.blake2b(run.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 1


def add_to_stories(db: Database, articles: Iterable[int], revision: int, rule: Copies) -> set[int]:
    """Find the stories of articles that have none yet. Returns the articles whose story is another than before."""
    changed: set[int] = set()
    for article_id in articles:
        if db.value("SELECT 1 FROM story WHERE article_id = ?", (article_id,)):
            continue
        sample = shingles(db.value("SELECT text FROM article_text WHERE article_id = ?", (article_id,)) or "")
        db.executemany("INSERT INTO shingle (hash, article_id) VALUES (?, ?)", [(h, article_id) for h in sample])
        db.execute("INSERT INTO story VALUES (?, ?, ?)", (article_id, article_id, len(sample)))
        for other in _copies(db, article_id, sample, rule):
            changed |= _join(db, article_id, other, revision)
    return changed


def _copies(db: Database, article_id: int, sample: frozenset[int], rule: Copies) -> list[int]:
    found = db.rows(
        f"""
        SELECT h.article_id, count(*) AS shared, s.shingles FROM shingle h JOIN story s ON s.article_id = h.article_id
        WHERE h.hash IN ({marks(len(sample))}) AND h.article_id <> ?
        GROUP BY h.article_id HAVING shared >= ?
        """,
        (*sample, article_id, rule.least),
    )
    return [other for other, shared, size in found if shared >= float(rule.share) * min(len(sample), size)]


def _join(db: Database, article_id: int, other: int, revision: int) -> set[int]:
    """Make two stories one; returns the articles that moved. Only links between two stories are kept: a forest."""
    stories = [db.value("SELECT story FROM story WHERE article_id = ?", (a,)) for a in (article_id, other)]
    if stories[0] == stories[1]:
        return set()
    kept, gone = sorted(stories)
    moved = {a for (a,) in db.rows("SELECT article_id FROM story WHERE story = ?", (gone,))}
    db.execute("UPDATE story SET story = ? WHERE story = ?", (kept, gone))
    db.execute("INSERT INTO story_link (article_id, other, revision) VALUES (?, ?, ?)", (article_id, other, revision))
    return moved


class Stories:
    """The stories as of a revision, for replaying history: links are added as revisions pass."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}

    def link(self, article_id: int, other: int) -> None:
        low, high = sorted((self.of(article_id), self.of(other)))
        self._parent[high] = low

    def of(self, article_id: int) -> int:
        while (parent := self._parent.get(article_id, article_id)) != article_id:
            article_id = parent
        return article_id


def stories_at(db: Database, revision: int) -> Stories:
    stories = Stories()
    for article_id, other in db.rows("SELECT article_id, other FROM story_link WHERE revision <= ?", (revision,)):
        stories.link(article_id, other)
    return stories
