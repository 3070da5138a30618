"""The pages of a report and where they lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from chipwatch.model import Change, Chip, Evidence, Fact, FactKey, Revision


@dataclass(frozen=True, slots=True)
class ChipReport:
    """What a page tells of one chip: facts as of the revision, the sentences behind each, and its changes, oldest first."""

    chip: Chip
    facts: tuple[Fact, ...]
    evidence: Mapping[FactKey, tuple[Evidence, ...]]
    history: tuple[Change, ...]


def report(
    out_dir: Path,
    chips: Sequence[ChipReport],
    changes: Sequence[Change],
    *,
    revision: Revision,
    times: Mapping[int, Revision],
    base_url: str | None = None,
) -> Path:
    """Write the report below ``out_dir`` and return its index.

    ``changes`` are those of the what's-new page and the feed, newest first; ``times`` are the revisions they name.
    ``base_url`` is where the report will be served; the feed's links are relative without it.
    """
    raise NotImplementedError
