"""How chipwatch behaves towards the servers it reads from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """Every limit of a ``Fetcher``. Times are in seconds, sizes in bytes.

    ``contact`` is a URL or mail address that stands in the User-Agent, so that a webmaster can reach whoever runs this
    chipwatch. ``delay`` is the least time between two requests to one host; a longer Crawl-delay in its robots.txt wins.
    ``patience`` is the longest wait for one request, whoever asks for it (Crawl-delay, Retry-After): beyond it the page
    is given up until the next run. ``deadline`` bounds one whole exchange, however slowly its bytes drip.
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
