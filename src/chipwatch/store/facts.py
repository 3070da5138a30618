"""Facts as rows, their versions, and the digest that proves them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from decimal import Decimal

from chipwatch.model import Bound, Fact, FactKey, Status
from chipwatch.store.claims import STANDING, TESTIMONY, testimony
from chipwatch.store.database import NOW, Database, Row
from chipwatch.store.merge import Testimony, plain
from chipwatch.store.origins import Stories

CONTENT = "v.value, v.value_max, v.unit, v.bound, v.status, v.support, v.disputed, v.claims, v.reasons"

INSERT_VERSION = """
    INSERT INTO fact_version (
        fact, revision, value, value_num, value_max, value_max_num, unit, bound, status, support, disputed, claims,
        reasons
    ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

AT = "v.revision = (SELECT max(m.revision) FROM fact_version m WHERE m.fact = v.fact AND m.revision <= :r)"

_HEARD = "FROM claim_event e JOIN claim c ON c.n = e.claim JOIN article a ON a.id = e.article_id"

_BOUNDS = {bound.value: bound for bound in Bound}  # a diff of thousands of facts reads them faster than Bound(…)
_STATUSES = {status.value: status for status in Status}

_MODULUS = 2**256


def testimonies(db: Database, fact: int) -> list[Testimony]:
    """The claims that count for a fact now."""
    rows = db.rows(
        f"""
        SELECT coalesce(st.story, a.id), {TESTIMONY} {_HEARD} LEFT JOIN story st ON st.article_id = a.id
        WHERE e.fact = :fact AND {STANDING}
        """,
        {"fact": fact, "r": NOW},
    )
    return [testimony(*columns, story=story) for story, *columns in rows]


def testimonies_at(db: Database, fact: int, revision: int, stories: Stories) -> list[Testimony]:
    """The claims that counted for a fact at a revision, with the stories as they stood then."""
    rows = db.rows(
        f"SELECT a.id, {TESTIMONY} {_HEARD} WHERE e.fact = :fact AND {STANDING}", {"fact": fact, "r": revision}
    )
    return [testimony(*columns, story=stories.of(article)) for article, *columns in rows]


def content(fact: Fact) -> Row:
    """A fact's versioned columns, as ``CONTENT`` reads them back."""
    return (
        plain(fact.value),
        None if fact.value_max is None else plain(fact.value_max),
        fact.unit,
        fact.bound,
        fact.status,
        fact.support,
        int(fact.disputed),
        " ".join(fact.claim_ids),
        "\n".join(fact.reasons),
    )


NOTHING: Row = (None, None, None, None, None, 0, 0, "", "")


def version_row(fact_id: int, revision: int, row: Row) -> Row:
    """A row of ``fact_version`` from a fact's content."""
    value, value_max, unit, *rest = row
    dated = unit == "date" or value is None
    return (
        fact_id,
        revision,
        value,
        None if dated else float(value),
        value_max,
        None if value_max is None else float(value_max),
        unit,
        *rest,
    )


def to_fact(
    key: FactKey,
    value: str | None,
    value_max: str | None,
    unit: str,
    bound: str,
    status: str,
    support: int,
    disputed: int,
    claims: str,
    reasons: str,
) -> Fact | None:
    """A fact from ``CONTENT``, None where it was withdrawn."""
    if value is None:
        return None
    return Fact(
        key,
        value if unit == "date" else Decimal(value),
        unit,
        _BOUNDS[bound],
        _STATUSES[status],
        support,
        disputed == 1,
        tuple(claims.split(" ")),
        None if value_max is None else Decimal(value_max),
        tuple(reasons.split("\n")),
    )


def latest_content(db: Database, fact: int) -> Row | None:
    """The newest version's content; None where there is none, or the fact is withdrawn."""
    row = db.row(f"SELECT {CONTENT} FROM fact_version v WHERE v.fact = ? ORDER BY v.revision DESC LIMIT 1", (fact,))
    return None if row is None or row[0] is None else row


class Digest:
    """A set's digest: the sum of its members' SHA-256, modulo 2^256.

    It does not depend on order, and a member comes or goes in one addition, so that a revision's digest costs what the
    revision changed and not what the database holds. It is proof against accidents; who can choose members at will
    could make two sets collide.
    """

    def __init__(self, text: str = "0" * 64) -> None:
        self._sum = int(text, 16)

    def add(self, member: Iterable[object]) -> None:
        self._sum = (self._sum + _number(member)) % _MODULUS

    def remove(self, member: Iterable[object]) -> None:
        self._sum = (self._sum - _number(member)) % _MODULUS

    def __str__(self) -> str:
        return f"{self._sum:064x}"


def _number(member: Iterable[object]) -> int:
    return int.from_bytes(hashlib.sha256("\x1f".join(map(str, member)).encode()).digest())
