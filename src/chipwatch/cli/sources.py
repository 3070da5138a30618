"""The sources as they are: ``sources list``, ``sources check``."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from chipwatch.cli.app import DONE_WITH_FAILURES, App, cli, fetched, pass_app
from chipwatch.cli.output import Column, Format, Record, View, emit, format_option
from chipwatch.errors import ChipwatchError, FetchError, ParseError, UsageError
from chipwatch.model import Source

if TYPE_CHECKING:
    from chipwatch.store.types import SourceState


class Listed(NamedTuple):
    """A source of the settings, with what the database remembers of its last poll."""

    source: Source
    state: SourceState | None


class Checked(NamedTuple):
    """A source as it answers now: how many articles it lists, or what is wrong."""

    source: Source
    articles: int
    error: ChipwatchError | None


def _source(source: Source) -> Record:
    return {
        "id": source.id,
        "name": source.name,
        "url": source.url,
        "kind": source.kind,
        "tier": source.tier,
        "origin": source.origin,
        "lang": source.lang,
        "every_minutes": round(source.every.total_seconds() / 60),
        "muted": source.muted,
    }


def _last_poll(listed: Listed) -> str:
    if listed.source.muted:
        return "muted"
    state = listed.state
    if state is None or state.checked_at is None:
        return "never"
    at = f"{state.checked_at:%Y-%m-%d %H:%M}"
    return f"{at}, failed {state.failures} times: {state.error}" if state.failures else at


_SOURCE_FIELDS = ("id", "name", "url", "kind", "tier", "origin", "lang", "every_minutes", "muted")

LISTED: View[Listed] = View(
    lambda listed: {
        **_source(listed.source),
        "checked_at": listed.state.checked_at if listed.state else None,
        "failures": listed.state.failures if listed.state else 0,
        "error": listed.state.error if listed.state else None,
    },
    (
        Column("id", lambda listed: listed.source.id),
        Column("name", lambda listed: listed.source.name),
        Column("kind", lambda listed: listed.source.kind),
        Column("tier", lambda listed: listed.source.tier),
        Column("lang", lambda listed: listed.source.lang),
        Column("every", lambda listed: f"{listed.source.every.total_seconds() / 60:.0f} min", right=True),
        Column("last poll", _last_poll),
    ),
    (*_SOURCE_FIELDS, "checked_at", "failures", "error"),
    "No sources.",
)

CHECKED: View[Checked] = View(
    lambda checked: {
        **_source(checked.source),
        "articles": checked.articles,
        "error": None if checked.error is None else str(checked.error),
    },
    (
        Column("id", lambda checked: checked.source.id),
        Column("articles", lambda checked: checked.articles if checked.error is None else "", right=True),
        Column("what is wrong", lambda checked: checked.error),
        Column("url", lambda checked: checked.source.url),
    ),
    (*_SOURCE_FIELDS, "articles", "error"),
    "No sources.",
)


@cli.group()
def sources() -> None:
    """Where the news comes from."""


@sources.command("list")
@format_option
@pass_app
def list_(app: App, fmt: Format) -> None:
    """List the sources, with the outcome of the last poll."""
    states: dict[str, SourceState] = {}
    if app.config.db.exists():
        with app.reading() as store:
            states = {state.source.id: state for state in store.sources()}
    emit([Listed(source, states.get(source.id)) for source in app.sources], fmt, LISTED)


@sources.command()
@click.argument("ids", metavar="[ID]...", nargs=-1)
@format_option
@pass_app
def check(app: App, ids: tuple[str, ...], fmt: Format) -> None:
    """Fetch sources, all or those named, and say what they list. Nothing is stored."""
    known = {source.id: source for source in app.sources}
    unknown = [source_id for source_id in ids if source_id not in known]
    if unknown:
        raise UsageError(f"no source has the id {', '.join(unknown)}", hint="chipwatch sources list")
    checked = asyncio.run(_check(app, [known[source_id] for source_id in ids or known]))
    emit(checked, fmt, CHECKED)
    if any(one.error for one in checked):
        sys.exit(DONE_WITH_FAILURES)


async def _check(app: App, wanted: Sequence[Source]) -> list[Checked]:
    from chipwatch.sources import child_sitemaps, parse

    async def one(source: Source) -> Checked:
        try:
            page = await fetched(fetcher, source.url)
            return Checked(source, len(parse(source, page)) or len(child_sitemaps(source, page)), None)
        except (FetchError, ParseError) as error:
            return Checked(source, 0, error)

    async with app.fetcher() as fetcher:
        return await asyncio.gather(*map(one, wanted))
