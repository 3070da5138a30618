"""Labelled documents: a text and, in a JSON file beside it, the claims and relations that a careful reader finds in it.

``docs/extraction.md`` describes the file. A line of ``extract --format jsonl`` has the same keys.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from chipwatch.errors import NotFoundError, ParseError
from chipwatch.model import Bound, Claim, Relation, Status

T = TypeVar("T")

_HINT = "docs/extraction.md describes the labels"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A labelled document. Its claims and relations name their quote; they have no offsets (0)."""

    id: str
    path: Path  # of the text
    lang: str
    published: date | None
    claims: tuple[Claim, ...]
    relations: tuple[Relation, ...]


def read(directories: Sequence[Path]) -> list[Labelled]:
    """All labelled documents in directories, in order of their file names.

    Raises NotFoundError where there are none, ParseError naming the file, and the claim, that is wrong.
    """
    found: dict[str, Labelled] = {}
    for directory in directories:
        paths = sorted(directory.glob("*.json"))
        if not paths:
            raise NotFoundError(f"no labelled documents in {directory}", hint="name a directory of NAME.json files")
        for path in paths:
            document = read_one(path)
            if document.id in found:
                raise ParseError(f"{path}: {document.id!r} is the id of another document", hint="give it its own")
            found[document.id] = document
    return list(found.values())


def read_one(path: Path) -> Labelled:
    """Raises ParseError naming the file, and the claim, that is wrong."""
    try:
        entry = json.loads(path.read_text("utf-8"), parse_float=Decimal, parse_int=Decimal)
        text = path.parent / entry["file"]
        if not text.is_file():
            raise ParseError(f"{path}: no file {entry['file']}", hint="put the text beside its labels")
        published = entry.get("published")
        return Labelled(
            id=entry["id"],
            path=text,
            lang=entry["lang"],
            published=date.fromisoformat(published) if published else None,
            claims=tuple(_each(claim_of, entry["claims"], path)),
            relations=tuple(_each(relation_of, entry.get("relations", []), path)),
        )
    except (OSError, LookupError, TypeError, ValueError) as cause:
        raise ParseError(f"{path}: {_told(cause)}", hint=_HINT) from cause


def claim_of(entry: Mapping[str, Any]) -> Claim:
    """A claim of its keys. Raises KeyError, ValueError or TypeError where one is missing or no such value."""
    value = entry["value"]
    value_max = entry.get("value_max")
    return Claim(
        chip=entry["chip"],
        attribute=entry["attribute"],
        value=value if isinstance(value, str) else Decimal(value),
        unit=entry["unit"],
        quote=entry.get("quote", ""),
        start=int(entry.get("start", 0)),
        end=int(entry.get("end", 0)),
        precision=entry.get("precision"),
        sparse=bool(entry.get("sparse")),
        value_max=None if value_max is None else Decimal(value_max),
        bound=Bound(entry.get("bound", Bound.EXACT)),
        status=Status(entry.get("status", Status.STATED)),
    )


def relation_of(entry: Mapping[str, Any]) -> Relation:
    """A relation of its keys. Raises KeyError, ValueError or TypeError where one is missing or no such value."""
    return Relation(
        chip=entry["chip"],
        reference=entry["reference"],
        ratio=Decimal(entry["ratio"]),
        quote=entry.get("quote", ""),
        start=int(entry.get("start", 0)),
        end=int(entry.get("end", 0)),
        attribute=entry.get("attribute"),
    )


def _each(build: Callable[[Mapping[str, Any]], T], entries: Sequence[Mapping[str, Any]], path: Path) -> Iterator[T]:
    for number, entry in enumerate(entries, 1):
        try:
            yield build(entry)
        except (LookupError, TypeError, ValueError, ArithmeticError) as cause:
            what = build.__name__.removesuffix("_of")
            raise ParseError(f"{path}: {what} {number}: {_told(cause)}", hint=_HINT) from cause


def _told(cause: Exception) -> str:
    return f"no key {cause}" if isinstance(cause, KeyError) else str(cause)
