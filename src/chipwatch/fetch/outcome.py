"""What a conditional request sends and what it may bring besides a capture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from chipwatch.model import Capture


@dataclass(frozen=True, slots=True)
class Validators:
    """What the server said of its last answer and gets back with the next request (RFC 9110, section 8.8)."""

    etag: str | None = None
    last_modified: str | None = None

    @classmethod
    def of(cls, capture: Capture) -> Validators:
        return cls(capture.header("etag"), capture.header("last-modified"))

    def headers(self) -> dict[str, str]:
        """The request headers that hand them back. What no header may carry is left out: a server made it up."""
        pairs = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in pairs.items() if value and value.isascii() and value.isprintable()}


@dataclass(frozen=True, slots=True)
class NotModified:
    """The page is what it was when ``Validators`` were taken (status 304)."""

    url: str
    source_id: str
    fetched_at: datetime
