"""What the database holds. These commands open it for reading alone and load neither spaCy nor httpx."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import chain
from typing import TypeVar

import click

from chipwatch.cli.app import App, cli, lang_option, pass_app
from chipwatch.cli.claim_views import CLAIMS, DISPUTES
from chipwatch.cli.output import Format, counted, emit, format_option, heading
from chipwatch.cli.views import CANDIDATES, CHIPS, FACTS, HISTORY, HITS, MENTIONS, RELATIONS, TOLD, Held
from chipwatch.model import Fact
from chipwatch.store import Store
from chipwatch.store.types import ChipRecord, ClaimRecord, MentionRecord, RelationRecord

S = TypeVar("S", ClaimRecord, MentionRecord, RelationRecord)
MOST_NAMES = 6
PEOPLE = (Format.TABLE, Format.MD)
as_of_option = click.option("--as-of", metavar="WHEN", help="As chipwatch knew it then: a date, 7d, r42.")
said_by_option = click.option(
    "--said-by",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    callback=lambda _context, _parameter, value: value and value.date(),
    help="As the world had said it by that day, whenever chipwatch found the articles.",
)


def as_of_revision(store: Store, when: str | None) -> int | None:
    return None if when is None else store.resolve(when, edge="end")


def held(store: Store, facts: Sequence[Fact], langs: Collection[str] = ()) -> Iterator[Held]:
    """Facts with their sentences, those in ``langs`` if any are given; a fact without one is left out then."""
    for fact in facts:
        said = [evidence for evidence in store.evidence(fact.claim_ids) if not langs or evidence.lang in langs]
        if said or not langs:
            yield Held(fact, said)


@cli.command()
@click.option("--new", is_flag=True, help="Chips on no list, found in the news, that wait for a decision.")
@click.option("--all", "unseen", is_flag=True, help="Those too that the rules list and no article has named.")
@click.option("--vendor", help="Of this vendor only.")
@as_of_option
@format_option
@pass_app
def chips(app: App, new: bool, unseen: bool, vendor: str | None, as_of: str | None, fmt: Format) -> None:
    """List the chips and systems that the news names."""

    def wanted(of: str | None) -> bool:
        return vendor is None or (of or "").casefold() == vendor.casefold()

    with app.reading() as store:
        then = as_of_revision(store, as_of)
        if new:
            emit([c for c in store.candidates(then) if wanted(c.vendor)], fmt, CANDIDATES)
        else:
            known = store.chips(then, unseen=unseen)
            emit([chip for chip in known if wanted(chip.vendor)], fmt, CHIPS)


def about(chip: ChipRecord) -> str:
    """What a chip is and is called, on one line."""
    names = [alias for alias in chip.aliases if alias != chip.name]
    also = f", also {', '.join(names[:MOST_NAMES])}" if names else ""
    more = f" and {len(names) - MOST_NAMES} more names" if len(names) > MOST_NAMES else ""
    return f"{chip.kind} by {chip.vendor}{also}{more}; named in {counted(chip.articles, 'article')}"


@cli.command()
@click.argument("chip")
@click.option("--why", is_flag=True, help="Every claim with the part it plays, and why.")
@click.option("--mentions", is_flag=True, help="The articles that name the chip.")
@lang_option
@as_of_option
@said_by_option
@format_option
@pass_app
def show(
    app: App,
    chip: str,
    why: bool,
    mentions: bool,
    lang: tuple[str, ...],
    as_of: str | None,
    said_by: date | None,
    fmt: Format,
) -> None:
    """Show what is held true of CHIP, what it is compared with, and who says so.

    CHIP is any of its names, in any script.
    """

    def spoken(rows: Iterable[S]) -> list[S]:
        return [row for row in rows if not lang or row.evidence.lang in lang]

    with app.reading() as store:
        revision = as_of_revision(store, as_of)
        known = store.find_chip(chip, revision)
        if fmt in PEOPLE:
            heading(known.name, about(known), fmt)
        if why:
            emit(spoken(store.claims(known.name, as_of=revision, said_by=said_by)), fmt, CLAIMS)
            return
        facts = store.facts(known.name, revision, said_by=said_by)
        ratios = spoken(store.relations(known.name, revision, said_by=said_by))
        if mentions or (not facts and fmt in PEOPLE):
            emit(spoken(store.mentions(known.name, revision, said_by=said_by)), fmt, MENTIONS)
        elif fmt in PEOPLE:
            emit(held(store, facts, lang), fmt, FACTS)
        else:
            told: Iterable[Held | RelationRecord] = chain(held(store, facts, lang), ratios)
            emit(told, fmt, TOLD)
        if ratios and fmt in PEOPLE and not mentions:
            click.echo()
            emit(ratios, fmt, RELATIONS)


@cli.command()
@click.argument("chip")
@click.argument("attribute", required=False)
@as_of_option
@format_option
@pass_app
def history(app: App, chip: str, attribute: str | None, as_of: str | None, fmt: Format) -> None:
    """Show every version of CHIP's facts, or of one ATTRIBUTE."""
    with app.reading() as store:
        revision = as_of_revision(store, as_of)
        known = store.find_chip(chip, revision)
        emit(store.history(known.name, attribute, revision), fmt, HISTORY)


@cli.command()
@click.argument("chips", metavar="CHIP CHIP...", nargs=-1, required=True)
@as_of_option
@said_by_option
@format_option
@pass_app
def compare(app: App, chips: tuple[str, ...], as_of: str | None, said_by: date | None, fmt: Format) -> None:
    """Show the facts of several chips side by side."""
    from chipwatch.cli.comparison import comparison

    with app.reading() as store:
        revision = as_of_revision(store, as_of)
        names = list(dict.fromkeys(store.find_chip(chip, revision).name for chip in chips))
        rows, view = comparison({name: store.facts(name, revision, said_by=said_by) for name in names})
        emit(rows, fmt, view)


@cli.command()
@as_of_option
@format_option
@pass_app
def disputes(app: App, as_of: str | None, fmt: Format) -> None:
    """List the facts on which sources disagree."""
    with app.reading() as store:
        emit(store.disputes(as_of_revision(store, as_of)), fmt, DISPUTES)


@cli.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", default=20, show_default=True, help="At most this many articles.")
@as_of_option
@format_option
@pass_app
def search(app: App, words: tuple[str, ...], limit: int, as_of: str | None, fmt: Format) -> None:
    """Find articles that hold all WORDS, of three letters or more, in any script."""
    with app.reading() as store:
        emit(store.search(" ".join(words), as_of_revision(store, as_of), limit=limit), fmt, HITS)
