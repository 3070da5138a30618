"""What a conditional request sends and what it may bring besides a capture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chipwatch.model import Capture


@dataclass(frozen=True, slots=True)
class Validators:
    """What the server said of its last answer, to be handed back to it (RFC 9110, section 8.8). The caller keeps them."""

    etag: str | None = None
    last_modified: str | None = None

    @classmethod
    def of(cls, capture: Capture) -> Validators:
        return cls(capture.header("etag"), capture.header("last-modified"))


@dataclass(frozen=True, slots=True)
class NotModified:
    """The page is what it was when ``Validators`` were taken (status 304)."""

    url: str
    source_id: str
    fetched_at: datetime
