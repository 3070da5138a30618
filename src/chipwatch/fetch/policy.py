"""How chipwatch behaves towards the servers it reads from."""

from __future__ import annotations

from dataclasses import dataclass

from chipwatch import __version__
from chipwatch.errors import UsageError

PRODUCT = "chipwatch"  # the name to use in robots.txt


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """Every limit of a ``Fetcher``. Times are in seconds, sizes in bytes. Raises UsageError for a limit that is none.

    ``contact`` is a URL or mail address that stands in the User-Agent, so that a webmaster can reach whoever runs this
    chipwatch. ``delay`` is the least time between two requests to a host; a longer Crawl-delay in its robots.txt wins.
    ``patience`` is the longest wait that a host may ask for (Crawl-delay, Retry-After): beyond it the page is given up
    until the next run. ``deadline`` bounds one whole exchange, however slowly its bytes drip. ``guard_private`` keeps
    links found in pages away from private addresses.
    """

    contact: str | None = None
    delay: float = 2.0
    patience: float = 60.0
    per_host: int = 1
    total: int = 8
    connect_timeout: float = 10.0
    read_timeout: float = 20.0
    deadline: float = 60.0
    attempts: int = 3
    backoff: float = 1.0
    max_redirects: int = 8
    max_wire_bytes: int = 10_000_000
    max_body_bytes: int = 20_000_000
    guard_private: bool = True

    def __post_init__(self) -> None:
        for name in ("connect_timeout", "read_timeout", "deadline", "max_wire_bytes", "max_body_bytes"):
            if getattr(self, name) <= 0:
                raise UsageError(f"{name} is {getattr(self, name)}: it must be greater than 0")
        for name in ("delay", "patience", "backoff", "max_redirects"):
            if getattr(self, name) < 0:
                raise UsageError(f"{name} is {getattr(self, name)}: it must not be negative")
        for name in ("per_host", "total", "attempts"):
            if getattr(self, name) < 1:
                raise UsageError(f"{name} is {getattr(self, name)}: it must be at least 1")
        if self.contact is not None and not (self.contact.isascii() and self.contact.isprintable()):
            raise UsageError(
                f"contact {self.contact!r} cannot stand in a header",
                hint="Give a plain URL or mail address, such as https://example.org/bot or radar@example.org.",
            )

    @property
    def user_agent(self) -> str:
        """The product and its version, with the contact in a comment (RFC 9110, section 10.1.5)."""
        product = f"{PRODUCT}/{__version__}"
        return product if self.contact is None else f"{product} (+{self.contact})"
