"""One tree of errors. Each says what happened and what to do next, and keeps its cause (``raise … from``).

::

    ChipwatchError
    ├── UsageError                 wrong usage or configuration: exit status 2
    │   ├── ConfigError            a settings file (names file, line and key)
    │   ├── RulesError             a rules file (names file, line and key)
    │   └── NotFoundError          no such chip, source, revision … (with near names)
    ├── FetchError                 one source or page could not be had; the run goes on
    │   ├── NetworkError           no connection, timeout, TLS
    │   ├── HttpStatusError        an answer that is no page
    │   ├── RefusedError           robots.txt forbids it
    │   └── TooLargeError          more bytes than the limit
    ├── ParseError                 fetched bytes are no feed, no article; the run goes on
    ├── StoreError                 the database
    │   ├── NewerDatabaseError     written by a newer chipwatch
    │   ├── DamagedDatabaseError   integrity check failed
    │   └── LockedError            another chipwatch is at work on it
    └── DeliveryError              a mail could not be handed over; it waits in the outbox
"""

from __future__ import annotations


class ChipwatchError(Exception):
    """Root of all errors that chipwatch raises. ``hint`` says what to do next."""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(ChipwatchError):
    """Wrong usage or configuration."""


class ConfigError(UsageError):
    """A settings file is wrong. The message begins ``file:line: key``."""


class RulesError(UsageError):
    """A rules file is wrong. The message begins ``file:line: key``."""


class NotFoundError(UsageError):
    """A named thing does not exist. ``near`` lists names close to it."""

    def __init__(self, message: str, *, near: tuple[str, ...] = (), hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.near = near


class FetchError(ChipwatchError):
    """A source or page could not be had."""

    def __init__(self, message: str, *, url: str, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.url = url


class NetworkError(FetchError):
    """No connection, a timeout or a TLS failure."""


class HttpStatusError(FetchError):
    """The server answered with a status that is no page."""

    def __init__(self, message: str, *, url: str, status: int, hint: str | None = None) -> None:
        super().__init__(message, url=url, hint=hint)
        self.status = status


class RefusedError(FetchError):
    """robots.txt (RFC 9309) forbids the address or asks for too long a wait, or it is no public http address."""


class TooLargeError(FetchError):
    """The page has more bytes than the limit, on the wire or once unpacked."""


class ParseError(ChipwatchError):
    """Fetched bytes are not what they should be."""


class StoreError(ChipwatchError):
    """The database could not be read or written."""


class NewerDatabaseError(StoreError):
    """The database was written by a newer chipwatch."""


class DamagedDatabaseError(StoreError):
    """The database fails its integrity check."""


class LockedError(StoreError):
    """Another chipwatch works on this database."""


class DeliveryError(ChipwatchError):
    """A mail could not be handed over; it stays in the outbox."""
