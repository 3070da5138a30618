"""Settings: a TOML file, the environment, the command line's flags, in that order of rising strength.

The file is ``$XDG_CONFIG_HOME/chipwatch/config.toml``, by default below ``~/.config`` (XDG Base Directory
Specification); ``--config`` or ``CHIPWATCH_CONFIG`` name another. ``CHIPWATCH_SMTP_HOST`` sets ``host`` of ``[smtp]``.
Relative paths in the file are relative to it, others to the working directory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

PREFIX = "CHIPWATCH_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """Limits of the polite client. Seconds and bytes; ``contact`` is a URL or mail address for the User-Agent."""

    contact: str | None = None
    delay: float = 2.0
    patience: float = 60.0
    total: int = 8
    connect_timeout: float = 10.0
    read_timeout: float = 20.0
    deadline: float = 60.0
    attempts: int = 3
    max_wire_bytes: int = 10_000_000
    max_body_bytes: int = 20_000_000
    guard_private: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """The server that takes the mails. Without a ``host`` mails wait in the outbox. ``timeout`` in seconds."""

    host: str | None = None
    port: int = 587
    security: Literal["none", "starttls", "tls"] = "starttls"
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerts:
    """``sender`` and ``to`` are addresses; ``to`` are told of every change in the news, besides all subscriptions."""

    sender: str = "chipwatch@localhost"
    to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All settings. ``rules`` is the user's own rules directory; ``sources`` and ``subscriptions`` are the user's files.

    A ``rules``, ``sources`` or ``subscriptions`` that was never set need not exist.
    """

    db: Path
    rules: Path | None = None
    sources: Path
    subscriptions: Path
    fetch: Fetch = Fetch()
    smtp: Smtp = Smtp()
    alerts: Alerts = Alerts()


def load(
    path: Path | None = None,
    *,
    env: Mapping[str, str] | None = None,
    flags: Mapping[str, object] | None = None,
) -> Config:
    """Read the settings. ``flags`` maps dotted keys ("db", "smtp.host") to values; a None is a flag not given.

    Raises ConfigError: for a file that was asked for and is missing, a key that does not exist, a value of a wrong type.
    """
    raise NotImplementedError
