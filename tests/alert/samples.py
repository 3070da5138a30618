"""Changes as a run over the news makes them, for the tests of alerts and reports."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from chipwatch.model import Bound, Cause, Change, ChangeKind, Evidence, Fact, FactKey, Revision, Status, Tier

REVISION = Revision(4, datetime(2025, 11, 18, 8, 30, tzinfo=UTC), Cause.NEWS, "r", "f")


def fact(chip: str, attribute: str, value: str, unit: str, status: Status = Status.STATED) -> Fact:
    precision = "FP8" if attribute == "compute" else None
    number = value if unit == "date" else Decimal(value)
    return Fact(FactKey(chip, attribute, precision), number, unit, Bound.EXACT, status, 1, False, ("c",))


def evidence(quote: str, sentence: str, url: str = "https://news.example.org/a?b=1&c=2", lang: str = "en") -> Evidence:
    return Evidence(quote, sentence, url, "A story", "Chip Wire", Tier.PRESS, date(2025, 11, 18), lang)


def change(kind: ChangeKind, old: Fact | None, new: Fact | None, *told_by: Evidence) -> Change:
    key = (new or old or fact("", "", "0", "")).key
    return Change(kind, key.chip, Cause.NEWS, 4, key, old, new, evidence=told_by)


MEMORY = fact("Huawei Ascend 950", "memory_capacity", "128", "GB", Status.PLANNED)
CHANGES = (
    change(
        ChangeKind.ADDED,
        None,
        fact("Huawei Ascend 950", "compute", "1000", "TFLOPS", Status.PLANNED),
        evidence("1 petaflop", "It is to reach 1 petaflop at FP8."),
    ),
    change(
        ChangeKind.CHANGED,
        MEMORY,
        MEMORY._replace(value=Decimal(144)),
        evidence("144 GB", "Memory grows to 144 GB, the company says."),
        evidence("144 GB", "显存为 144 GB。", "https://zh.example.org/新闻", "zh"),
    ),
    change(ChangeKind.WITHDRAWN, fact("NVIDIA H20", "power", "350", "W"), None),
    Change(ChangeKind.NEW_CHIP, "Cambricon MLU790", Cause.NEWS, 4, detail="Cambricon"),
    Change(ChangeKind.NEW_CHIP, "Biren BR200", Cause.NEWS, 4, detail="Biren"),
)
