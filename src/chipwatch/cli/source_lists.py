"""Changing and exchanging the user's list of sources: ``sources add``, ``sources import``, ``sources export``."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import click

from chipwatch.cli.app import App, fetched, pass_app
from chipwatch.cli.output import counted, tell
from chipwatch.cli.sources import sources
from chipwatch.errors import ParseError, UsageError
from chipwatch.format import one_line
from chipwatch.model import Source, SourceKind, Tier


@sources.command()
@click.argument("url")
@click.option("--id", "source_id", help="Its id.  [default: made of the host]")
@click.option("--name", help="Its name.  [default: the host]")
@click.option(
    "--tier",
    type=click.Choice([t.value for t in Tier]),
    default=Tier.PRESS.value,
    show_default=True,
    help="How close it stands to the fact.",
)
@click.option("--origin", help="Whose news it carries; copies of one origin count once.  [default: the host]")
@click.option("--lang", default="en", show_default=True, help="Its language.")
@click.option("--links", metavar="SELECTOR", help="Read the page itself: the CSS selector of its article links.")
@pass_app
def add(
    app: App,
    url: str,
    source_id: str | None,
    name: str | None,
    tier: str,
    origin: str | None,
    lang: str,
    links: str | None,
) -> None:
    """Add a feed, a news sitemap or a page to your sources file.

    A page is searched for its feed; with --links it is read itself.
    """
    url, kind = (url, SourceKind.LISTING) if links else asyncio.run(_find(app, url))
    host = (urlsplit(url).hostname or url).removeprefix("www.")
    source = Source(
        id=source_id or host.replace(".", "-"),
        name=name or host,
        url=url,
        kind=kind,
        tier=Tier(tier),
        origin=origin or host,
        lang=lang,
        link_selector=links,
    )
    if any(known.id == source.id for known in app.sources):
        raise UsageError(f"there is a source {source.id} already", hint="name another id with --id")
    _append(app.config.sources, [source])
    tell(f"{source.id}: the {source.kind} {source.url} is now in {app.config.sources}")


async def _find(app: App, url: str) -> tuple[str, SourceKind]:
    """What to poll at an address: itself, if it is a feed or a sitemap, else the first feed that the page announces."""
    from chipwatch.sources import discover, parse

    async with app.fetcher() as fetcher:
        page = await fetched(fetcher, url)
    for kind in (SourceKind.FEED, SourceKind.SITEMAP):
        try:
            parse(Source("new", "new", url, kind, Tier.PRESS, "new"), page)
        except ParseError:
            continue
        return url, kind
    feeds = discover(page.body.decode("utf-8", "replace"), page.url)
    if not feeds:
        raise ParseError(
            f"{url} is no feed and announces none",
            hint="name its news sitemap, or say with --links which of its links lead to articles",
        )
    return feeds[0].url, SourceKind.FEED


@sources.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@pass_app
def import_(app: App, file: Path) -> None:
    """Add the sources of an OPML file, as feed readers write it, to your sources file."""
    from chipwatch.sources import from_opml

    ids, urls = ({getattr(source, name) for source in app.sources} for name in ("id", "url"))
    listed = from_opml(file.read_bytes())
    new = [source for source in listed if source.id not in ids and source.url not in urls]
    if new:
        _append(app.config.sources, new)
    tell(f"{counted(len(new), 'source')} added to {app.config.sources}; {len(listed) - len(new)} there already.")


@sources.command()
@pass_app
def export(app: App) -> None:
    """Write the sources to standard output as OPML, for feed readers."""
    from chipwatch.sources import to_opml

    click.echo(to_opml(app.sources), nl=False)


def _append(path: Path, new: Iterable[Source]) -> None:
    """Write entries at the end of the sources file, leaving what is there as it is."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.writelines(map(_entry, new))
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}", hint="check the setting sources") from error


def _entry(source: Source) -> str:
    """A source in TOML. JSON writes strings in a way that TOML reads too, once no control character is left."""
    keys = {
        "id": source.id,
        "name": source.name,
        "url": source.url,
        "kind": source.kind,
        "tier": source.tier,
        "origin": source.origin,
        "lang": source.lang,
        "every": f"{round(source.every / timedelta(minutes=1))}m",
        "link_selector": source.link_selector,
    }
    lines = [f"{key} = {json.dumps(one_line(value), ensure_ascii=False)}" for key, value in keys.items() if value]
    return "\n".join(("", "[[source]]", *lines, *(["muted = true"] if source.muted else ()), ""))
