"""TOML files read into frozen dataclasses: what is not in the shape is an error that names file, line and key.

A field's annotation says what its key may hold: ``str``, ``int``, ``float``, ``bool``, ``Decimal``, ``Path`` (relative
to the file), ``timedelta`` ("30m", "6h", "1d"), ``re.Pattern[str]``, an Enum, a ``Literal``, a dataclass (a table), and
``X | None``, ``tuple[X, ...]`` or ``dict[str, X]`` of these. A field without a default is a required key.
"""

from __future__ import annotations

import dataclasses
import difflib
import math
import re
import tomllib
import types
import typing
from collections.abc import Iterable, Mapping
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar

from chipwatch.errors import UsageError

T = TypeVar("T")
KeyPath = tuple[str | int, ...]

_HEADER = re.compile(r"\s*(\[\[?)\s*([^\]]+?)\s*\]")
_KEY = re.compile(r"""\s*(?:([\w-]+)|"([^"]+)"|'([^']+)')\s*=""")
_SPAN = re.compile(r"(\d+)\s*(s|min|m|h|d)")
_SPAN_UNITS = {"s": "seconds", "m": "minutes", "min": "minutes", "h": "hours", "d": "days"}
_WORDS: dict[type, str] = {str: "a string", int: "a whole number", float: "a number", bool: "true or false"}


@dataclasses.dataclass(frozen=True)
class TomlFile:
    """A parsed file. ``data`` has fractions as Decimal; ``error`` is what the file's faults are raised as."""

    path: Path
    text: str
    data: dict[str, Any]
    error: type[UsageError]

    def fault(self, key: KeyPath, message: str, *, value: str | None = None) -> UsageError:
        """The error ``file:line: message`` at ``key``, or at the string ``value`` below it."""
        return self.error(f"{self.path}:{self.line(key, value)}: {message}", hint=f"edit {self.path}")

    def line(self, key: KeyPath, value: str | None = None) -> int:
        """The line, from 1, of a key; of the nearest enclosing table where the key is absent."""
        lines = self.text.splitlines()
        places = _places(lines)
        depth = next(n for n in range(len(key), -1, -1) if key[:n] in places)
        at = places[key[:depth]]
        for part in key[depth:]:
            at = _below(lines, at, part)
        if value is not None:
            written = re.compile(f"""(["']){re.escape(value)}\\1""")
            at = next((n for n in range(at, len(lines) + 1) if written.search(lines[n - 1])), at)
        return at


def _places(lines: list[str]) -> dict[KeyPath, int]:
    """Lines of table headers and of keys at the start of a line."""
    places: dict[KeyPath, int] = {(): 1}
    counts: dict[KeyPath, int] = {}
    table: KeyPath = ()
    for number, line in enumerate(lines, 1):
        if header := _HEADER.match(line):
            names = [name.strip().strip("\"'") for name in header[2].split(".")]
            table = ()
            for depth, name in enumerate(names, 1):
                table = (*table, name)
                if depth == len(names) and header[1] == "[[":
                    counts[table] = counts.get(table, -1) + 1
                if table in counts:
                    table = (*table, counts[table])
            places[table] = number
        elif key := _KEY.match(line):
            places.setdefault((*table, key[1] or key[2] or key[3]), number)
    return places


def _below(lines: list[str], at: int, part: str | int) -> int:
    """The line of a key or of a list's item inside the value that begins at line ``at``; ``at`` itself if not found."""
    if not isinstance(part, int) or "{" in lines[at - 1]:
        return at
    items = [n for n in range(at + 1, len(lines) + 1) if lines[n - 1].lstrip().startswith("{")]
    return items[part] if part < len(items) else at


def read(path: Path, error: type[UsageError]) -> TomlFile:
    """Parse a file. Raises ``error`` if it cannot be read or is no TOML."""
    try:
        text = path.read_text("utf-8")
        return TomlFile(path, text, tomllib.loads(text, parse_float=Decimal), error)
    except OSError as cause:
        raise error(f"{path}: cannot be read: {cause.strerror}", hint="check the path and its permissions") from cause
    except UnicodeDecodeError as cause:
        raise error(f"{path}: is not UTF-8", hint="save the file as UTF-8") from cause
    except tomllib.TOMLDecodeError as cause:
        found = re.search(r"line (\d+)", str(cause))
        where = found[1] if found else len(text.splitlines())
        raise error(f"{path}:{where}: no valid TOML: {cause}", hint="see https://toml.io for the syntax") from cause


def fill(shape: type[T], file: TomlFile, *, over: T | None = None) -> T:
    """The file's content as a ``shape``: a dataclass, or ``dict[str, X]`` where its top-level tables are names.

    With ``over``, the content is laid over that of another file of the shape (see ``overlay``), and what is there need
    not be repeated. Raises ``file.error`` at the first key that does not fit.
    """
    if over is None:
        return typing.cast(T, convert(shape, file.data, file, ()))
    content = overlay(over, typing.cast(T, convert(shape, file.data, _Partial(file), ())))
    _require(content, file, ())
    return content


class _Partial(TomlFile):
    """A file in which required keys may be absent, since it is laid over another; they are None until it is."""

    def __init__(self, file: TomlFile) -> None:
        super().__init__(file.path, file.text, file.data, file.error)


def _require(content: Any, file: TomlFile, at: KeyPath) -> None:
    """Raise the file's error where a required key is given neither by it nor by what lies below."""
    if isinstance(content, dict):
        for key, value in content.items():
            _require(value, file, (*at, key))
    elif isinstance(content, tuple):
        for value in content:
            _require(value, file, at)
    elif dataclasses.is_dataclass(content):
        for key, (_, required) in fields(typing.cast(type, type(content))).items():
            value = getattr(content, key)
            if required and value is None:
                raise file.fault(at, f"key {key!r} missing")
            _require(value, file, (*at, key))


def overlay(base: T, over: T) -> T:
    """Two contents of one shape as one: entries of the same name (a dict's key, an entry's first field) are laid over
    each other, lists add, and any other value of ``over`` that is not its field's default replaces that of ``base``.
    """
    return typing.cast(T, _overlaid(base, over))


def _overlaid(old: Any, new: Any) -> Any:
    if isinstance(old, dict) and isinstance(new, dict):
        return old | {key: _overlaid(old[key], value) if key in old else value for key, value in new.items()}
    if isinstance(old, tuple) and isinstance(new, tuple):
        return _overlaid_lists(old, new)
    if dataclasses.is_dataclass(old) and dataclasses.is_dataclass(new):
        values = {
            field.name: _overlaid(getattr(old, field.name), value)
            for field in dataclasses.fields(new)
            if (value := getattr(new, field.name)) is not None and value != _default(field)
        }
        return dataclasses.replace(typing.cast(Any, old), **values)
    return new


def _overlaid_lists(old: tuple[Any, ...], new: tuple[Any, ...]) -> tuple[Any, ...]:
    if not (old and dataclasses.is_dataclass(old[0])):
        return tuple(dict.fromkeys((*old, *new)))
    key = dataclasses.fields(old[0])[0].name
    merged = {getattr(entry, key): entry for entry in old}
    for entry in new:
        name = getattr(entry, key)
        merged[name] = _overlaid(merged[name], entry) if name in merged else entry
    return tuple(merged.values())


def _default(field: dataclasses.Field[Any]) -> Any:
    return field.default if field.default_factory is dataclasses.MISSING else field.default_factory()


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``, did you mean 'vendor'?``, or nothing where no known word is near."""
    near = difflib.get_close_matches(word, list(known), n=1)
    return f", did you mean {near[0]!r}?" if near else ""


@cache
def fields(shape: type) -> dict[str, tuple[Any, bool]]:
    """Each field's annotation, resolved, and whether it must be given."""
    hints = typing.get_type_hints(shape)
    missing = dataclasses.MISSING
    return {
        field.name: (hints[field.name], field.default is missing and field.default_factory is missing)
        for field in dataclasses.fields(shape)
        if field.init
    }


def _table(shape: type, data: Any, file: TomlFile, at: KeyPath) -> Any:
    if not isinstance(data, dict):
        raise file.fault(at, f"{_name(at)} must be a table, not {_describe(data)}")
    known = fields(shape)
    for key in data:
        if key not in known:
            raise file.fault((*at, key), f"key {key!r} unknown{did_you_mean(key, known)}")
    for key, (_, required) in known.items():
        if required and key not in data and not isinstance(file, _Partial):
            raise file.fault(at, f"key {key!r} missing")
    absent = {key: None for key, (_, required) in known.items() if required and key not in data}
    return shape(**absent, **{key: convert(known[key][0], value, file, (*at, key)) for key, value in data.items()})


def convert(kind: Any, value: Any, file: TomlFile, at: KeyPath) -> Any:
    """A TOML value as a field's annotation wants it."""
    if kind is str and type(value) is str:  # most values by far
        return value
    origin, args = _parts(kind)
    if origin in (typing.Union, types.UnionType):
        return convert(next(arg for arg in args if arg is not type(None)), value, file, at)
    if origin is tuple:
        if not isinstance(value, list):
            raise file.fault(at, f"{_name(at)} must be a list, not {_describe(value)}")
        return tuple(convert(args[0], item, file, (*at, index)) for index, item in enumerate(value))
    if origin in (dict, Mapping):
        if not isinstance(value, dict):
            raise file.fault(at, f"{_name(at)} must be a table, not {_describe(value)}")
        return {key: convert(args[1], item, file, (*at, key)) for key, item in value.items()}
    if dataclasses.is_dataclass(kind):
        return _table(typing.cast(type, kind), value, file, at)
    if origin is Literal:
        return _one_of(value, args, file, at)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(_one_of(value, [member.value for member in kind], file, at))
    if kind in (str, bool) and isinstance(value, kind):
        return value
    if kind is int and isinstance(value, int) and not isinstance(value, bool):
        return value
    if kind is float and isinstance(value, int | Decimal) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    if kind in _WORDS:
        raise file.fault(at, f"{_name(at)} must be {_WORDS[kind]}, not {_describe(value)}")
    return _from_text(kind, origin, value, file, at)


@cache
def _parts(kind: Any) -> tuple[Any, tuple[Any, ...]]:
    """The origin and the arguments of a generic annotation."""
    return typing.get_origin(kind), typing.get_args(kind)


def _from_text(kind: Any, origin: Any, value: Any, file: TomlFile, at: KeyPath) -> Any:
    try:
        if kind is Decimal and isinstance(value, int | str | Decimal) and not isinstance(value, bool):
            return Decimal(value)
        if not isinstance(value, str):
            raise file.fault(at, f"{_name(at)} must be a string, not {_describe(value)}")
        if kind is Path:
            return file.path.parent / Path(value).expanduser()
        if kind is timedelta and (span := _SPAN.fullmatch(value)):
            return timedelta(**{_SPAN_UNITS[span[2]]: int(span[1])})
        if origin is re.Pattern:
            return re.compile(value)
    except (InvalidOperation, OverflowError, re.error) as cause:
        raise file.fault(at, f"{_name(at)}: {value!r}: {cause or 'no number'}") from cause
    wanted = "a time span such as 30m, 6h or 1d" if kind is timedelta else str(kind)
    raise file.fault(at, f"{_name(at)} must be {wanted}, not {value!r}")


def _one_of(value: Any, allowed: Iterable[Any], file: TomlFile, at: KeyPath) -> Any:
    choices = list(allowed)
    if value not in choices:
        near = did_you_mean(str(value), map(str, choices)) or f": one of {', '.join(map(repr, choices))}"
        raise file.fault(at, f"{_name(at)}: {value!r} unknown{near}")
    return value


def _name(at: KeyPath) -> str:
    return f"key {'.'.join(part for part in at if isinstance(part, str))!r}"


def _describe(value: Any) -> str:
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, Decimal):
        return str(value)
    return "a list" if isinstance(value, list) else repr(value)
