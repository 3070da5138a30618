"""A small newsroom for the store's tests: pages made of claims, read by a stand-in for the extractor.

A page's text holds one claim a line, ``CHIP | attribute | value unit | …``; ``+ CHIP`` names a chip without numbers,
``* CHIP | attribute | 0.5 | CHIP`` is a ratio between two, and other lines are prose. ``read`` is a pure function of
the bytes, as the real parser and rules are.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from chipwatch.model import (
    Article,
    Bound,
    Candidate,
    Capture,
    Chip,
    Claim,
    Extraction,
    Mention,
    Relation,
    Source,
    SourceKind,
    Status,
    SubjectKind,
    Tier,
)
from chipwatch.store import Store
from chipwatch.store.types import Committed, Mailer, Reading

START = datetime(2026, 1, 1, 12, tzinfo=UTC)

CHIPS = (
    Chip("Huawei Ascend 910C", "Huawei", "Huawei Ascend", SubjectKind.CHIP, ("Ascend 910C", "昇腾910C"), ("910C",)),
    Chip("Huawei Ascend 950", "Huawei", "Huawei Ascend", SubjectKind.CHIP, ("Ascend 950",)),
    Chip("NVIDIA H20", "NVIDIA", "NVIDIA Hopper", SubjectKind.CHIP, ("H20",)),
)

SOURCES = (
    Source("huawei", "Huawei", "https://huawei.test/feed", SourceKind.FEED, Tier.OFFICIAL, "huawei"),
    Source("wire", "The Wire", "https://wire.test/feed", SourceKind.FEED, Tier.PRESS, "wire"),
    Source("daily", "The Daily", "https://daily.test/feed", SourceKind.FEED, Tier.PRESS, "daily"),
    Source("forum", "The Forum", "https://forum.test/feed", SourceKind.FEED, Tier.FORUM, "forum"),
)


class Clock:
    """A clock that moves an hour at each look."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        self.now += timedelta(hours=1)
        return self.now


def open_store(path: Path, clock: Clock | None = None, *, rules: str = "rules-1") -> Store:
    """A store with sources and rules, ready for news."""
    store = Store.open(path, clock=clock or Clock())
    store.sync_sources(SOURCES)
    store.adopt_rules(rules, CHIPS)
    return store


def line(
    chip: str,
    attribute: str,
    value: str,
    unit: str,
    *,
    precision: str = "",
    bound: str = "=",
    status: str = "stated",
    said_by: str = "",
    denies: bool = False,
) -> str:
    return " | ".join(
        (chip, attribute, f"{value} {unit}", precision, bound, status, said_by, "denied" if denies else "")
    )


def memory(chip: str, value: str, *, bound: str = "=", status: str = "stated", denies: bool = False) -> str:
    return line(chip, "memory_capacity", value, "GB", bound=bound, status=status, denies=denies)


def page_bytes(*lines: str, title: str = "News", published: date | None = None) -> bytes:
    return "\n".join((title, published.isoformat() if published else "-", *lines)).encode()


def capture(url: str, source: str, body: bytes, at: datetime = START) -> Capture:
    return Capture.of(url, source, at, 200, (("ETag", '"x"'),), body)


def read(capture_id: int, capture: Capture, *, only: str | None = None) -> Reading:
    """Parse and extract; ``only`` are rules that know one attribute and no other."""
    text = capture.body.decode()
    title, published, *_ = text.split("\n")
    day = None if published == "-" else date.fromisoformat(published)
    claims: list[Claim] = []
    withdrawn: list[Claim] = []
    mentions: list[Mention] = []
    candidates: list[Candidate] = []
    relations: list[Relation] = []
    at = len(title) + len(published) + 2
    for row in text.split("\n")[2:]:
        parts = [part.strip() for part in row.removeprefix("* ").split("|")]
        if row.startswith("* "):
            chip, attribute, ratio, reference = parts
            relations.append(Relation(chip, reference, Decimal(ratio), row, at, at + len(row), attribute))
        elif len(parts) > 1:
            claim, denies = _claim(row, parts, at)
            if only in (None, claim.attribute):
                (withdrawn if denies else claims).append(claim)
        if len(parts) > 1 or row.startswith("+ "):
            name = parts[0].removeprefix("+ ")
            start = at + row.index(name)
            known = any(name == chip.name for chip in CHIPS)
            mentions.append(Mention(name, SubjectKind.CHIP, start, start + len(name), not known))
            if not known:
                candidates.append(Candidate(name, None, SubjectKind.CHIP, row, at, at + len(row)))
        at += len(row) + 1
    article = Article(capture.url, title, text, (), day)
    extraction = Extraction(tuple(claims), tuple(relations), tuple(mentions), tuple(candidates), tuple(withdrawn))
    return Reading(capture_id, article, extraction)


def _claim(row: str, parts: list[str], at: int) -> tuple[Claim, bool]:
    chip, attribute, quote, precision, bound, status, said_by, denied = parts
    value, _, unit = quote.partition(" ")
    start = at + row.index(f"| {quote} |") + 2
    number: Decimal | str = value if unit == "date" else Decimal(value)
    claim = Claim(
        chip,
        attribute,
        number,
        unit,
        quote,
        start,
        start + len(quote),
        precision or None,
        bound=Bound(bound),
        status=Status(status),
        said_by=said_by or None,
    )
    return claim, denied == "denied"


def publish(store: Store, pages: Iterable[tuple[str, str, bytes]], *, mailer: Mailer | None = None) -> Committed | None:
    """Capture pages (url, source, bytes), read all that waits, and record it."""
    for url, source, body in pages:
        store.add_capture(capture(url, source, body))
    return store.record_news([read(p.capture_id, p.capture) for p in store.pending()], mailer=mailer)
