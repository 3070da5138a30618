"""What leaves the database for others: ``report``, ``export``."""

from __future__ import annotations

from operator import itemgetter
from pathlib import Path
from typing import Literal, TypeAlias, get_args

import click

from chipwatch.cli.app import App, cli, pass_app
from chipwatch.cli.output import Column, Format, Record, View, emit
from chipwatch.cli.reading import as_of_option, as_of_revision
from chipwatch.errors import UsageError
from chipwatch.store import export as exports
from chipwatch.store.export import Table

Whole: TypeAlias = Literal["facts", "claims", "changes", "tidy"]
FILES = ("parquet", "sqlite")


@cli.command()
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Directory of the report.")
@click.option("--base-url", metavar="URL", help="Where it will be served, for the feed's links.")
@as_of_option
@pass_app
def report(app: App, out: Path, base_url: str | None, as_of: str | None) -> None:
    """Write static pages: an index, a page a chip, what is new, an Atom feed, JSON."""
    from chipwatch.publishing import publish

    with app.reading() as store:
        click.echo(publish(store, out, as_of=as_of_revision(store, as_of), base_url=base_url))


@cli.command()
@click.argument("what", type=click.Choice(get_args(Whole)))
@click.option(
    "--format",
    "fmt",
    type=click.Choice([*(fmt.value for fmt in Format), *FILES]),
    default=Format.CSV.value,
    show_default=True,
    help="parquet and sqlite need --out.",
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The file, for parquet and sqlite.")
@as_of_option
@pass_app
def export(app: App, what: Whole, fmt: str, out: Path | None, as_of: str | None) -> None:
    """Write a whole table: facts, claims, changes, or a tidy row a chip.

    The tidy table has the columns of Epoch AI's hardware data set, so that the two can be joined.
    """
    with app.reading() as store:
        table = store.table(what, as_of_revision(store, as_of))
        if fmt not in FILES:
            emit(exports.dicts(table), Format(fmt), _view(table))
        elif out is None:
            raise UsageError(f"{fmt} is written to a file", hint="name it with --out")
        elif fmt == "parquet":
            exports.write_parquet(table, out)
        else:
            exports.write_sqlite([table], out)


def _view(table: Table) -> View[Record]:
    def column(name: str) -> Column[Record]:
        return Column(name, itemgetter(name), right=name in table.numbers)

    return View(lambda row: row, [column(name) for name in table.columns], table.columns, f"No {table.name}.")
