"""Settings: a TOML file, the environment, the command line's flags, in that order of rising strength.

The file is ``$XDG_CONFIG_HOME/chipwatch/config.toml``, by default below ``~/.config`` (XDG Base Directory
Specification); ``--config`` or ``CHIPWATCH_CONFIG`` name another. ``CHIPWATCH_SMTP_HOST`` sets ``host`` of ``[smtp]``.
Relative paths in the file are relative to it, others to the working directory.
"""

from __future__ import annotations

import os
import typing
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, is_dataclass, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Literal

from chipwatch.errors import ConfigError, UsageError
from chipwatch.toml_schema import KeyPath, TomlFile, convert, did_you_mean, fill, read
from chipwatch.toml_schema import fields as schema

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
    """All settings. ``rules`` is the user's own rules directory, ``sources`` and ``subscriptions`` the user's files, by
    default beside the settings; these two need not exist.
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

    Raises ConfigError for a file that was asked for and is missing, a key that does not exist, a value of a wrong type.
    """
    env = os.environ if env is None else env
    named = path or (Path(env[_CONFIG_FILE]) if env.get(_CONFIG_FILE) else None)
    file = _read(named, _xdg(env, "XDG_CONFIG_HOME", ".config"))
    settings = fill(_Settings, file)
    for name, text in sorted(env.items()):
        if name.startswith(PREFIX) and name != _CONFIG_FILE:
            settings = _set(settings, _key_of(name), text, _Given(name))
    for key, value in (flags or {}).items():
        if value is not None:
            settings = _set(settings, key, value, _Given(f"--{key.replace('.', '-')}"))
    home, data = file.path.parent, _xdg(env, "XDG_DATA_HOME", ".local/share")
    return Config(
        db=settings.db or data / "chipwatch.db",
        rules=settings.rules,
        sources=settings.sources or home / "sources.toml",
        subscriptions=settings.subscriptions or home / "subscriptions.toml",
        fetch=settings.fetch,
        smtp=settings.smtp,
        alerts=settings.alerts,
    )


_CONFIG_FILE = f"{PREFIX}CONFIG"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Settings:
    """The shape of the file: a Config in which every key may be absent."""

    db: Path | None = None
    rules: Path | None = None
    sources: Path | None = None
    subscriptions: Path | None = None
    fetch: Fetch = Fetch()
    smtp: Smtp = Smtp()
    alerts: Alerts = Alerts()


class _Given(TomlFile):
    """A variable or a flag in the place of a file: it has a name, and no lines."""

    def __init__(self, name: str) -> None:
        super().__init__(Path(name), "", {}, ConfigError)

    def fault(self, key: KeyPath, message: str, *, value: str | None = None) -> UsageError:
        return self.error(f"{self.path}: {message}", hint=f"correct {self.path}")


def _read(named: Path | None, default_dir: Path) -> TomlFile:
    path = named or default_dir / "config.toml"
    if named is None and not path.exists():
        return TomlFile(path, "", {}, ConfigError)
    return read(path, ConfigError)


def _xdg(env: Mapping[str, str], variable: str, default: str) -> Path:
    """chipwatch's directory of one purpose. The XDG specification ignores relative paths."""
    base = Path(env.get(variable, ""))
    return (base if base.is_absolute() else Path(env.get("HOME", "~")).expanduser() / default) / "chipwatch"


def _keys() -> list[str]:
    """All dotted keys."""
    return [
        key if not is_dataclass(kind) else f"{key}.{inner}"
        for key, (kind, _) in schema(_Settings).items()
        for inner in (schema(typing.cast(type, kind)) if is_dataclass(kind) else [key])
    ]


def _key_of(variable: str) -> str:
    """The key that a variable sets: CHIPWATCH_SMTP_HOST is smtp.host."""
    variables = {PREFIX + key.replace(".", "_").upper(): key for key in _keys()}
    if variable not in variables:
        near = did_you_mean(variable, [*variables, _CONFIG_FILE])
        raise ConfigError(f"environment: variable {variable!r} unknown{near}", hint=f"unset {variable} or correct it")
    return variables[variable]


def _set(settings: _Settings, key: str, value: object, where: TomlFile) -> _Settings:
    """The settings with one key set. Text is read as the key's type: ``587``, ``true``, ``a@x.org, b@x.org``."""
    section, _, name = key.rpartition(".")
    table: Any = getattr(settings, section) if section else settings
    shape: type = type(table)
    kind = schema(shape)[name][0]
    changed = replace(table, **{name: convert(kind, _parsed(kind, value), where, (key,))})
    return replace(settings, **{section: changed}) if section else changed


def _parsed(kind: Any, value: object) -> object:
    if isinstance(value, Path):
        return str(value.absolute())
    if not isinstance(value, str):
        return list(value) if isinstance(value, tuple) else value
    if typing.get_origin(kind) is tuple:
        return [item.strip() for item in value.split(",") if item.strip()]
    if kind is bool:
        return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(value.lower(), value)
    if kind in (int, float):
        with suppress(InvalidOperation):
            number = Decimal(value)
            return int(number) if number.is_finite() and number == int(number) else number
    return str(Path(value).expanduser().absolute()) if Path in (kind, *typing.get_args(kind)) else value
