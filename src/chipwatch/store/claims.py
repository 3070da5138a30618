"""Claims as rows: their ids, their content, and the events that make them count."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from chipwatch.model import Bound, Claim, Status, Tier
from chipwatch.store.agreement import Statement, days
from chipwatch.store.database import Database, Row
from chipwatch.store.merge import Testimony, plain

COLUMNS = """
    c.subject, c.attribute, c.value, c.unit, c.quote, c.start, c."end", c.precision, c.sparse, c.value_max, c.bound,
    c.status, c.said_by, c."row", c.col
"""

INSERT = """
    INSERT INTO claim (
        n, id, article_id, subject, attribute, precision, sparse, value, value_num, value_max, value_max_num, unit,
        bound, status, denies, said_by, "row", col, quote, start, "end"
    ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

INSERT_EVENT = "INSERT INTO claim_event (claim, revision, fact, kind, article_id) VALUES (?, ?, ?, ?, ?)"

Content = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A claim that a page makes, with the article where it was first read. ``denies``: the page takes it back."""

    id: str
    claim: Claim
    denies: bool
    article_id: int


def claim_id(url: str, sha256: str, claim: Claim, denies: bool) -> str:
    """A hash of the capture (its page and bytes) and of all that the claim says and where, but not of any rule set."""
    said = (
        url,
        sha256,
        claim.chip,
        claim.attribute,
        claim.precision or "",
        claim.sparse,
        plain(claim.value),
        "" if claim.value_max is None else plain(claim.value_max),
        claim.unit,
        claim.bound,
        claim.status,
        denies,
        claim.said_by or "",
        claim.row or "",
        claim.col or "",
        claim.start,
        claim.end,
        claim.quote,
    )
    return hashlib.blake2b("\x1f".join(map(str, said)).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def content(claim: Claim, denies: bool) -> Content:
    """What the claim says, wherever on the page: a page that moves a sentence says the same as before."""
    return (
        claim.chip,
        claim.attribute,
        claim.precision,
        claim.sparse,
        claim.value,
        claim.value_max,
        claim.unit,
        claim.bound,
        claim.status,
        claim.said_by,
        denies,
    )


def fault(claim: Claim, text: str) -> str | None:
    """What keeps a claim out of the store, None if nothing does."""
    if text[claim.start : claim.end] != claim.quote or not claim.quote:
        return f"quote not at its offsets: {claim.quote!r} at {claim.start}"
    if isinstance(claim.value, str):
        try:
            days(claim.value)
        except ValueError as error:
            return str(error)
    elif not claim.value.is_finite() or not (claim.value_max is None or claim.value_max.is_finite()):
        return f"value not finite: {claim.quote!r}"
    return None


def to_row(n: int, spoken: Spoken) -> Row:
    claim = spoken.claim
    top = claim.value_max
    return (
        n,
        spoken.id,
        spoken.article_id,
        claim.chip,
        claim.attribute,
        claim.precision,
        claim.sparse,
        plain(claim.value),
        None if isinstance(claim.value, str) else float(claim.value),
        None if top is None else plain(top),
        None if top is None else float(top),
        claim.unit,
        claim.bound,
        claim.status,
        spoken.denies,
        claim.said_by,
        claim.row,
        claim.col,
        claim.quote,
        claim.start,
        claim.end,
    )


def from_row(
    subject: str,
    attribute: str,
    value: str,
    unit: str,
    quote: str,
    start: int,
    end: int,
    precision: str | None,
    sparse: int,
    value_max: str | None,
    bound: str,
    status: str,
    said_by: str | None,
    row: str | None,
    col: str | None,
) -> Claim:
    """A claim from ``COLUMNS``."""
    return Claim(
        subject,
        attribute,
        to_value(value, unit),
        unit,
        quote,
        start,
        end,
        precision,
        bool(sparse),
        None if value_max is None else Decimal(value_max),
        Bound(bound),
        Status(status),
        said_by,
        row,
        col,
    )


def to_value(text: str, unit: str) -> Decimal | str:
    return text if unit == "date" else Decimal(text)


def said_by_page(db: Database, page_id: int) -> dict[str, tuple[int, Spoken]]:
    """What a page says now: rows' numbers and claims, by claim id."""
    rows = db.rows(
        f"""
        SELECT c.n, c.id, c.denies, s.article_id, {COLUMNS}
        FROM said s JOIN claim c ON c.n = s.claim WHERE s.page_id = ?
        """,
        (page_id,),
    )
    return {
        cid: (n, Spoken(cid, from_row(*columns), bool(denies), article_id))
        for n, cid, denies, article_id, *columns in rows
    }


def placed(db: Database, n: int) -> tuple[int | None, int | None]:
    """The fact that a claim counts for now, and the article on whose word; none where it does not count.

    A claim that moves is retired from one fact and asserted for another in one revision.
    """
    rows = db.rows(
        """
        SELECT fact, article_id, kind FROM claim_event
        WHERE claim = :n AND revision = (SELECT max(revision) FROM claim_event WHERE claim = :n)
        """,
        {"n": n},
    )
    return next(((fact, article_id) for fact, article_id, kind in rows if kind == "assert"), (None, None))


STANDING = """
    e.kind = 'assert' AND NOT EXISTS (
        SELECT 1 FROM claim_event x
        WHERE x.fact = e.fact AND x.claim = e.claim AND x.revision > e.revision AND x.revision <= :r
    ) AND e.revision <= :r
"""

TESTIMONY = """
    c.id, c.value, c.value_max, c.unit, c.bound, c.status, a.tier, a.origin, a.published, a.source_id, c.said_by,
    c.denies
"""


def testimony(
    cid: str,
    value: str,
    value_max: str | None,
    unit: str,
    bound: str,
    status: str,
    tier: str,
    origin: str,
    published: str,
    source: str,
    speaker: str | None,
    denies: int,
    *,
    story: int,
) -> Testimony:
    """What merging needs, from the columns ``TESTIMONY``."""
    return Testimony(
        cid,
        Statement(to_value(value, unit), None if value_max is None else Decimal(value_max), unit, Bound(bound)),
        Status(status),
        Tier(tier),
        origin,
        story,
        date.fromisoformat(published),
        source,
        speaker,
        bool(denies),
    )
