"""What people decide: ``curate``. Each decision is one revision with author and reason, and can be undone."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from dataclasses import asdict
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

import click

from chipwatch.cli.app import App, cli, pass_app
from chipwatch.cli.output import Column, Format, View, counted, emit, format_option, tell
from chipwatch.errors import NotFoundError, UsageError
from chipwatch.format import change_text, label, number
from chipwatch.model import FactKey, SubjectKind
from chipwatch.store.types import (
    Accept,
    Committed,
    Decided,
    Decision,
    Merge,
    Mute,
    Pin,
    Reject,
    Rename,
    Retract,
    Split,
)

F = TypeVar("F", bound=Callable[..., Any])


def in_words(decision: Decision) -> str:
    """What was decided, on one line."""
    match decision:
        case Accept(candidate=candidate, name=name):
            return f"accept {candidate}" + (f" as {name}" if name else "")
        case Reject(candidate=candidate):
            return f"reject {candidate}"
        case Rename(chip=chip, name=name):
            return f"rename {chip} to {name}"
        case Merge(chip=chip, into=into):
            return f"merge {chip} into {into}"
        case Split(chip=chip, into=into, claim_ids=ids):
            return f"split {counted(len(ids), 'claim')} of {chip} off to {into}"
        case Retract(key=key, value=value):
            return f"retract {key.chip}, {label(key)}: {value if isinstance(value, str) else number(value)}"
        case Pin(key=key, claim_id=claim):
            return f"pin {key.chip}, {label(key)} at claim {claim}"
        case Mute(source_id=source):
            return f"mute {source}"


DECISIONS: View[Decided] = View(
    lambda decided: {
        "revision": decided.revision.number,
        "at": decided.revision.at,
        "author": decided.revision.author,
        "reason": decided.revision.note,
        "decision": type(decided.decision).__name__.lower(),
        "words": in_words(decided.decision),
        "of": asdict(decided.decision),
        "undone": decided.undone,
    },
    (
        Column("revision", lambda decided: f"r{decided.revision.number}", right=True),
        Column("at", lambda decided: f"{decided.revision.at:%Y-%m-%d %H:%M}"),
        Column("by", lambda decided: decided.revision.author),
        Column("decision", lambda decided: in_words(decided.decision)),
        Column("reason", lambda decided: decided.revision.note),
        Column("undone", lambda decided: f"r{decided.undone}" if decided.undone else ""),
    ),
    ("revision", "at", "author", "reason", "decision", "words", "undone"),
    "No decisions.",
)


def signed(command: F) -> F:
    """``--reason`` and ``--author``, without which no decision is taken."""
    command = click.option("--author", default=getpass.getuser, help="Who decides.  [default: your login]")(command)
    return click.option("--reason", required=True, help="Why, for those who come after.")(command)


@cli.group()
def curate() -> None:
    """Decide where the news cannot: new chips, names, wrong values."""


def decide(app: App, decision: Decision, author: str, reason: str) -> None:
    with app.writing() as store:
        _tell(store.curate(decision, author=author, reason=reason))


def _tell(committed: Committed) -> None:
    tell(f"Revision r{committed.revision.number}, {counted(len(committed.changes), 'change')}.")
    for change in committed.changes:
        tell(f"  {change.chip}: {change_text(change)}")


@curate.command()
@click.argument("candidate")
@click.option("--name", help="Its canonical name, where it is another.")
@click.option("--vendor", help="Its vendor.")
@click.option("--family", help="Its family.")
@click.option("--kind", type=click.Choice(["chip", "system"]), default="chip", show_default=True, help="What it is.")
@signed
@pass_app
def accept(
    app: App,
    candidate: str,
    name: str | None,
    vendor: str | None,
    family: str | None,
    kind: str,
    author: str,
    reason: str,
) -> None:
    """Take a CANDIDATE of 'chips --new' as a chip."""
    decide(app, Accept(candidate, name, vendor, family, SubjectKind(kind)), author, reason)


@curate.command()
@click.argument("candidate")
@signed
@pass_app
def reject(app: App, candidate: str, author: str, reason: str) -> None:
    """Say that a CANDIDATE of 'chips --new' is no chip."""
    decide(app, Reject(candidate), author, reason)


@curate.command()
@click.argument("chip")
@click.argument("name")
@signed
@pass_app
def rename(app: App, chip: str, name: str, author: str, reason: str) -> None:
    """Give CHIP another canonical NAME."""
    decide(app, Rename(_canonical(app, chip), name), author, reason)


@curate.command()
@click.argument("chip")
@click.argument("into")
@signed
@pass_app
def merge(app: App, chip: str, into: str, author: str, reason: str) -> None:
    """Say that CHIP is another name of INTO."""
    decide(app, Merge(_canonical(app, chip), _canonical(app, into)), author, reason)


@curate.command()
@click.argument("chip")
@click.argument("into")
@click.argument("claims", metavar="CLAIM...", nargs=-1, required=True)
@signed
@pass_app
def split(app: App, chip: str, into: str, claims: tuple[str, ...], author: str, reason: str) -> None:
    """Say that the CLAIMs of CHIP are of INTO, which may be new. 'show --why --format json' has their ids."""
    decide(app, Split(_canonical(app, chip), into, claims), author, reason)


@curate.command()
@click.argument("chip")
@click.argument("attribute")
@click.argument("value")
@click.option("--precision", help="For compute.")
@click.option("--sparse", is_flag=True, help="For compute with sparsity.")
@signed
@pass_app
def retract(
    app: App, chip: str, attribute: str, value: str, precision: str | None, sparse: bool, author: str, reason: str
) -> None:
    """Say that a VALUE, in the canonical unit, of CHIP's ATTRIBUTE is wrong, whoever says it."""
    key = FactKey(_canonical(app, chip), attribute, precision, sparse)
    decide(app, Retract(key, value if attribute == "release" else _number(value)), author, reason)


@curate.command()
@click.argument("chip")
@click.argument("claim")
@signed
@pass_app
def pin(app: App, chip: str, claim: str, author: str, reason: str) -> None:
    """Hold the fact at what this CLAIM of CHIP says. 'show --why --format json' has the ids."""
    with app.reading() as store:
        name = store.find_chip(chip).name
        row = next((row for row in store.claims(name) if row.id == claim), None)
    if row is None:
        raise NotFoundError(f"{name} has no claim {claim}", hint=f"chipwatch show {name!r} --why --format json")
    said = row.claim
    decide(app, Pin(FactKey(name, said.attribute, said.precision, said.sparse), claim), author, reason)


@curate.command()
@click.argument("source")
@signed
@pass_app
def mute(app: App, source: str, author: str, reason: str) -> None:
    """Let nothing count that SOURCE (its id) says."""
    decide(app, Mute(source), author, reason)


@curate.command()
@click.argument("revision", metavar="rN")
@signed
@pass_app
def undo(app: App, revision: str, author: str, reason: str) -> None:
    """Take the decision of a revision back."""
    with app.writing() as store:
        _tell(store.undo(store.resolve(revision), author=author, reason=reason))


@curate.command("list")
@format_option
@pass_app
def list_(app: App, fmt: Format) -> None:
    """List the decisions taken."""
    with app.reading() as store:
        emit(store.decisions(), fmt, DECISIONS)


def _canonical(app: App, chip: str) -> str:
    with app.reading() as store:
        return store.find_chip(chip).name


def _number(value: str) -> Decimal:
    try:
        return Decimal(value)
    except InvalidOperation as error:
        raise UsageError(f"{value} is no number", hint="write it in the canonical unit, such as 128") from error
