"""``diff``: what changed between two points of the database's own time."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from operator import attrgetter

import click

from chipwatch.cli.app import CHANGES_FOUND, App, cli, lang_option, pass_app
from chipwatch.cli.output import Format, emit, format_option
from chipwatch.cli.views import CHANGES, said_by
from chipwatch.filters import ChangeFilter
from chipwatch.format import change_text, excerpt, one_line
from chipwatch.model import Cause, Change, ChangeKind, Tier
from chipwatch.store import Store

SECTIONS = {
    Cause.NEWS: "News",
    Cause.RULES: "Found or lost by changed rules",
    Cause.CURATION: "Curation",
}
RECORDS = (Format.JSON, Format.JSONL)  # with all that there is to tell
MANY = 3


def _words(of: type[StrEnum]) -> click.Choice[str]:
    return click.Choice([word.value for word in of])


@cli.command()
@click.option("--since", metavar="WHEN", default="last", show_default=True, help="A date, a time, 7d, r42 or last.")
@click.option("--until", metavar="WHEN", help="The same; now, if not given.")
@click.option("--reader", default="me", show_default=True, help="Whose last look 'last' means.")
@click.option("--peek", is_flag=True, help="Do not remember what was seen.")
@click.option("--vendor", multiple=True, help="Of this vendor only.")
@click.option("--chip", multiple=True, help="Of chips of this name only; * and ? are wild.")
@click.option("--attribute", multiple=True, help="Of this attribute only.")
@click.option("--kind", multiple=True, type=_words(ChangeKind), help="Changes of this kind only.")
@click.option("--cause", multiple=True, type=_words(Cause), help="With this cause only.")
@lang_option
@click.option("--tier", type=_words(Tier), help="Told by sources no weaker than this.")
@click.option("--min-change", type=click.FloatRange(min=0), metavar="PERCENT", help="Numbers changed by at least this.")
@click.option("--exit-code", is_flag=True, help="Exit with 3 where there are changes.")
@format_option
@pass_app
def diff(
    app: App,
    since: str,
    until: str | None,
    reader: str,
    peek: bool,
    vendor: tuple[str, ...],
    chip: tuple[str, ...],
    attribute: tuple[str, ...],
    kind: tuple[str, ...],
    cause: tuple[str, ...],
    lang: tuple[str, ...],
    tier: str | None,
    min_change: float | None,
    exit_code: bool,
    fmt: Format,
) -> None:
    """Show what changed, each change with its sentence and link.

    'last' is what this reader saw last with --since last; whoever never looked sees the newest revision.
    """
    wanted = ChangeFilter(
        vendors=vendor,
        chips=chip,
        attributes=attribute,
        kinds=tuple(map(ChangeKind, kind)),
        causes=tuple(map(Cause, cause)),
        tier=Tier(tier) if tier else None,
        min_change=None if min_change is None else Decimal(str(min_change)) / 100,
    )
    choosy = tier is not None or bool(lang)  # the sentences decide
    remember = since == "last" and not peek
    with app.writing() if remember else app.reading() as store:
        start = _start(store, since, reader)
        end = store.resolve(until, reader=reader, edge="end") if until else _newest(store)
        changes = [
            change
            for change in store.changes(start, end, sentences=MANY if choosy or fmt in RECORDS else 1)
            if wanted.lets_through(change) and (not lang or any(said.lang in lang for said in change.evidence))
        ]
        if fmt is Format.TABLE and changes:
            click.echo("\n".join(_lines(changes)))
        else:
            emit(changes, fmt, CHANGES)
        if remember:
            store.mark_seen(reader, end)
    if changes and exit_code:
        sys.exit(CHANGES_FOUND)


def _newest(store: Store) -> int:
    latest = store.latest()
    return latest.number if latest else 0


def _start(store: Store, since: str, reader: str) -> int:
    if since == "last" and store.cursor(reader) is None:
        return max(_newest(store) - 1, 0)
    return store.resolve(since, reader=reader)


def _lines(changes: Sequence[Change]) -> Iterator[str]:
    """Sections by cause, in them chips, in them changes, in the order given."""
    for cause, section in groupby(changes, key=attrgetter("cause")):
        yield click.style(SECTIONS[cause], bold=True)
        for chip, about in groupby(section, key=attrgetter("chip")):
            yield click.style(f"  {one_line(chip)}", bold=True)
            for change in about:
                yield from _change_lines(change)


def _change_lines(change: Change) -> Iterator[str]:
    kind = f"{change.kind}, " if change.key else ""
    yield f"    {change_text(change)}  [{kind}r{change.revision}]"
    for evidence in change.evidence[: 2 if change.kind is ChangeKind.DISPUTED else 1]:
        yield f"      “{''.join(excerpt(evidence.sentence, evidence.quote))}”"
        yield f"      {said_by(evidence)}  {one_line(evidence.url)}"
