"""Readings under new rules, kept aside until all become one revision: a killed re-extraction goes on from here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from chipwatch.model import Article, Bound, Candidate, Claim, Extraction, Mention, Relation, Status, SubjectKind
from chipwatch.store.database import Database
from chipwatch.store.types import Reading


def stage(db: Database, readings: Iterable[Reading], digest: str) -> None:
    with db.immediate():
        db.executemany(
            "INSERT OR REPLACE INTO staged (capture_id, rules_digest, content) VALUES (?, ?, ?)",
            [(r.capture_id, digest, encode(r)) for r in readings],
        )


def left(db: Database, digest: str) -> int:
    """Captures that have been read before, still have their bytes, and are not staged under these rules."""
    count: int = db.value(
        """
        SELECT count(*) FROM reading r JOIN capture c ON c.id = r.capture_id JOIN body b ON b.sha256 = c.sha256
        WHERE NOT EXISTS (SELECT 1 FROM staged s WHERE s.capture_id = r.capture_id AND s.rules_digest = ?)
        """,
        (digest,),
    )
    return count


def pages(db: Database, digest: str) -> Iterator[tuple[int, list[Reading]]]:
    """Every page's staged readings, in the order of their captures."""
    rows = db.each(
        """
        SELECT c.page_id, s.capture_id, s.content FROM staged s JOIN capture c ON c.id = s.capture_id
        WHERE s.rules_digest = ? ORDER BY c.page_id, s.capture_id
        """,
        (digest,),
    )
    for page_id, group in groupby(rows, key=lambda row: row[0]):
        yield page_id, [decode(capture_id, content) for _, capture_id, content in group]


def clear(db: Database) -> None:
    db.execute("DELETE FROM staged")


def encode(reading: Reading) -> str:
    """A reading as JSON, without the article's blocks, which extraction has done with."""
    a = reading.article
    article = None if a is None else [a.url, a.title, a.text, a.published and a.published.isoformat(), a.lang, a.author]
    return json.dumps([article, reading.error, asdict(reading.extraction)], default=str)


def decode(capture_id: int, content: str) -> Reading:
    article, error, extraction = json.loads(content)
    return Reading(capture_id, _article(*article) if article else None, _extraction(**extraction), error)


def _article(url: str, title: str, text: str, published: str | None, lang: str, author: str | None) -> Article:
    return Article(url, title, text, (), date.fromisoformat(published) if published else None, lang, author)


def _extraction(
    claims: list[dict[str, Any]],
    relations: list[dict[str, Any]],
    mentions: list[dict[str, Any]],
    candidates: list[dict[str, Any]],
    withdrawn: list[dict[str, Any]],
) -> Extraction:
    return Extraction(
        tuple(map(_claim, claims)),
        tuple(Relation(**{**r, "ratio": Decimal(r["ratio"]), "rules": tuple(r["rules"])}) for r in relations),
        tuple(Mention(**{**m, "kind": SubjectKind(m["kind"])}) for m in mentions),
        tuple(Candidate(**{**c, "kind": SubjectKind(c["kind"])}) for c in candidates),
        tuple(map(_claim, withdrawn)),
    )


def _claim(data: dict[str, Any]) -> Claim:
    top = data["value_max"]
    return Claim(
        **{
            **data,
            "value": data["value"] if data["unit"] == "date" else Decimal(data["value"]),
            "value_max": None if top is None else Decimal(top),
            "bound": Bound(data["bound"]),
            "status": Status(data["status"]),
            "rules": tuple(data["rules"]),
        }
    )
