"""A mail server on loopback that keeps what it is handed."""

from __future__ import annotations

from email.message import EmailMessage
from types import TracebackType


class Postbox:
    """A context manager; ``host`` and ``port`` say where it listens, ``mails`` what came in."""

    host: str
    port: int
    mails: list[EmailMessage]

    def __enter__(self) -> Postbox:
        raise NotImplementedError

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        raise NotImplementedError
