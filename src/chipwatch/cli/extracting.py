"""``extract``: what the rules read in a text, without storing anything."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from chipwatch.cli.app import DONE_WITH_FAILURES, App, cli, fetched, now, pass_app, tell_error
from chipwatch.cli.claim_views import READ, Read, explained, read_line
from chipwatch.cli.output import Format, emit, format_option
from chipwatch.errors import ChipwatchError
from chipwatch.format import one_line
from chipwatch.model import Article, Capture


@cli.command()
@click.argument("texts", metavar="FILE|URL|-...", nargs=-1, required=True)
@click.option("--explain", is_flag=True, help="Name the rules that decided each claim.")
@format_option
@pass_app
def extract(app: App, texts: tuple[str, ...], explain: bool, fmt: Format) -> None:
    """Print the claims and relations in texts, pages or standard input.

    Reads .txt and .html files, addresses of pages, and - for standard input. Nothing is stored.
    """
    from chipwatch.extract import Extractor

    extractor = Extractor(app.rules)
    failed = False

    def everything() -> Iterator[Read]:
        nonlocal failed
        for text in texts:
            try:
                article = _read(app, text)
            except ChipwatchError as error:
                tell_error(error, about=text)
                failed = True
                continue
            found, doc = extractor.extract(article), _doc(text)
            yield from (Read(doc, claim, explain) for claim in found.claims)
            yield from (Read(doc, relation, explain) for relation in found.relations)

    if explain and fmt is Format.TABLE:
        _explain(everything())
    else:
        emit(everything(), fmt, READ)
    if failed:
        sys.exit(DONE_WITH_FAILURES)


def _explain(reads: Iterable[Read]) -> None:
    """Each claim on a line, below it what decided what."""
    for read in reads:
        click.secho(read_line(read), bold=True)
        for decided, rule in explained(read.what).items():
            click.echo(f"    {decided:<10} {one_line(rule)}")


def _read(app: App, text: str) -> Article:
    from chipwatch import article

    pages = app.rules.pages
    if text == "-":
        return article.parse(Capture.of("", "stdin", now(), 200, (), sys.stdin.buffer.read()), pages)
    if text.startswith(("http://", "https://")):
        return article.parse(asyncio.run(_fetch(app, text)), pages)
    return article.read_file(Path(text), pages)


async def _fetch(app: App, url: str) -> Capture:
    async with app.fetcher() as fetcher:
        return await fetched(fetcher, url)


def _doc(text: str) -> str:
    if text == "-":
        return "stdin"
    return text if "://" in text else Path(text).stem
