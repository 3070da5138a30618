"""What leaves the database for others: ``report``, ``export``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from chipwatch.cli.app import App, cli, pass_app
from chipwatch.cli.output import Format, View, emit, format_option, tell
from chipwatch.cli.reading import as_of_option, as_of_revision, held
from chipwatch.cli.views import CHANGES, CLAIMS, FACTS
from chipwatch.store import Store


@cli.command()
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Directory of the report.")
@click.option("--base-url", metavar="URL", help="Where it will be served, for the feed's links.")
@pass_app
def report(app: App, out: Path, base_url: str | None) -> None:
    """Write static pages: an index, a page a chip, what is new, an Atom feed, JSON."""
    from chipwatch.publishing import publish

    with app.reading() as store:
        click.echo(publish(store, out, base_url=base_url))


@cli.command()
@click.argument("what", type=click.Choice(["facts", "claims", "changes"]))
@as_of_option
@format_option
@pass_app
def export(app: App, what: str, as_of: str | None, fmt: Format) -> None:
    """Write all facts, claims or changes to standard output."""
    with app.reading() as store:
        items, view = _everything(store, what, as_of_revision(store, as_of))
        emit(items, fmt, view)
        tell(f"{what} as of {as_of or 'now'}")


def _everything(store: Store, what: str, revision: int | None) -> tuple[Iterable[Any], View[Any]]:
    match what:
        case "facts":
            return held(store, store.facts(as_of=revision)), FACTS
        case "changes":
            return store.changes(0, revision), CHANGES
    chips = (chip.name for chip in store.chips(revision))
    return (claim for chip in chips for claim in store.claims(chip, as_of=revision)), CLAIMS
