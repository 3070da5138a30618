"""Results on standard output: a table for people, JSON, JSON lines, CSV and Markdown for programs.

What leaves as JSON is a record: a mapping that may hold records of its own. For CSV ``old.value`` is a column of the
record below ``old``; of several records below a key the first is taken. Decimals leave as JSON numbers, dates and times
as ISO 8601 strings. What people read is stripped of control characters, since much of it comes from fetched pages.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Generic, TypeAlias, TypeVar

import click

from chipwatch.format import one_line, safe_text

_NO_TERMINAL = 10_000  # columns: what is piped into a file or a pager is not folded
Record: TypeAlias = Mapping[str, Any]
T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])


class Format(StrEnum):
    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"
    CSV = "csv"
    MD = "md"


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """A column of the table for people: its heading and what it shows of an item."""

    heading: str
    show: Callable[[T], object]
    right: bool = False


@dataclass(frozen=True, slots=True)
class View(Generic[T]):
    """How items of one type are written: their record, the columns of table and Markdown, the fields of CSV."""

    record: Callable[[T], Record]
    columns: Sequence[Column[T]]
    fields: Sequence[str]
    empty: str


def format_option(command: F) -> F:
    """``--format``, passed to the command as ``fmt``."""
    return click.option(
        "--format",
        "fmt",
        type=click.Choice([f.value for f in Format]),
        default=Format.TABLE.value,
        show_default=True,
        callback=lambda _context, _parameter, value: Format(value),
        help="How results are written to standard output.",
    )(command)


def emit(items: Iterable[T], fmt: Format, view: View[T]) -> None:
    """Write items in ``fmt``. JSON lines leave one by one, as the items come."""
    if fmt is Format.JSONL:
        encode = json.JSONEncoder(default=_plain, ensure_ascii=False).encode  # ``dumps`` would make one for each item
        for item in items:
            print(encode(view.record(item)), flush=True)
        return
    rows = list(items)
    match fmt:
        case Format.JSON:
            click.echo(json.dumps([view.record(row) for row in rows], default=_plain, ensure_ascii=False, indent=2))
        case Format.CSV:
            _csv([view.record(row) for row in rows], view.fields)
        case Format.MD if rows:
            _markdown(rows, view.columns)
        case Format.TABLE if rows:
            _table(rows, view.columns)
        case _:
            tell(view.empty)


def heading(title: str, about: str, fmt: Format) -> None:
    """A line or two above a table for people."""
    if fmt is Format.MD:
        click.echo(f"## {_markdown_text(title)}\n\n{_markdown_text(about)}\n")
    else:
        click.secho(one_line(title), bold=True)
        click.echo(one_line(about))


def tell(message: str, *, hint: str | None = None) -> None:
    """A message for people, on standard error."""
    click.echo(safe_text(message), err=True)
    if hint:
        click.echo(f"  {safe_text(hint)}", err=True)


def counted(number: int, noun: str) -> str:
    """``1 source``, ``2 sources``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def text(value: object) -> str:
    """A value as a cell on one line, nothing for None."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return ", ".join(map(text, value))
        case Decimal() | date():
            return str(_plain(value))
    return one_line(str(value))


def _plain(value: object) -> object:
    """What JSON has no type for, as what it has."""
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case date():
            return value.isoformat()
    raise TypeError(f"no plain form of {type(value).__name__}")


def _csv(rows: Sequence[Record], fields: Sequence[str]) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(fields)
    writer.writerows([_csv_cell(_at(row, field)) for field in fields] for row in rows)


def _at(record: Record, field: str) -> object:
    """The value at a dotted path, None where it leads nowhere."""
    value: Any = record
    for name in field.split("."):
        if isinstance(value, list):
            value = value[0] if value else None
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _csv_cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    cell = text(value)
    return f"'{cell}" if isinstance(value, str) and len(cell) > 1 and cell[0] in "=+-@" else cell


def _markdown(rows: Sequence[T], columns: Sequence[Column[T]]) -> None:
    def line(cells: Iterable[str]) -> str:
        return "| " + " | ".join(map(_markdown_text, cells)) + " |"

    click.echo(line(column.heading for column in columns))
    click.echo("|" + "|".join("---:" if column.right else "---" for column in columns) + "|")
    for row in rows:
        click.echo(line(text(column.show(row)) for column in columns))


def _markdown_text(cell: str) -> str:
    return re.sub(r"([\\`*_\[\]<>|])", r"\\\1", one_line(cell))


def _table(rows: Sequence[T], columns: Sequence[Column[T]]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column.heading, justify="right" if column.right else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(text(column.show(row))) for column in columns))
    console = Console(width=None if sys.stdout.isatty() else _NO_TERMINAL, highlight=False)
    with console.capture() as drawn:
        console.print(table)
    click.echo("\n".join(line.rstrip() for line in drawn.get().splitlines()).strip("\n"))
