"""A web server on loopback whose pages change with the day."""

from __future__ import annotations

from datetime import datetime
from types import TracebackType

from chipwatch.model import Source

DAYS: tuple[datetime, ...] = ()


class Newsroom:
    """Serves the bundled pages as of ``day`` (an index into DAYS). A context manager."""

    day: int = 0

    @property
    def base_url(self) -> str:
        raise NotImplementedError

    @property
    def sources(self) -> tuple[Source, ...]:
        """The newsroom's feeds and its listing page, at their addresses on this machine."""
        raise NotImplementedError

    def __enter__(self) -> Newsroom:
        raise NotImplementedError

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        raise NotImplementedError
