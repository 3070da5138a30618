"""Care of a database and of an installation: ``verify``, ``doctor``, ``backup``, ``gc``, ``vacuum``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import click

from chipwatch.cli.app import DONE_WITH_FAILURES, App, cli, now, pass_app
from chipwatch.cli.output import Column, Format, View, emit, format_option, tell
from chipwatch.errors import ChipwatchError
from chipwatch.model import Capture
from chipwatch.store.types import Pending, Problem, Reading

PROBLEMS: View[Problem] = View(
    lambda problem: {"check": problem.check, "what": problem.what},
    (Column("check", lambda problem: problem.check), Column("what is wrong", lambda problem: problem.what)),
    ("check", "what"),
    "The database is in order.",
)


class Finding(NamedTuple):
    """One thing that ``doctor`` looked at."""

    what: str
    fine: bool
    found: str


FINDINGS: View[Finding] = View(
    lambda finding: finding._asdict(),
    (
        Column("", lambda finding: "ok" if finding.fine else "WRONG"),
        Column("what", lambda finding: finding.what),
        Column("found", lambda finding: finding.found),
    ),
    ("what", "fine", "found"),
    "Nothing was looked at.",
)


@cli.command()
@click.option("--reread", is_flag=True, help="Read all stored pages anew too, and compare their claims.")
@format_option
@pass_app
def verify(app: App, reread: bool, fmt: Format) -> None:
    """Check the database: integrity, history, quotes, digests."""
    with app.reading() as store:
        problems = store.verify(reread=_rereader(app) if reread else None)
        emit(problems, fmt, PROBLEMS)
    if problems:
        sys.exit(DONE_WITH_FAILURES)


def _rereader(app: App) -> Callable[[Capture], Reading]:
    from chipwatch.pipeline import reader
    from chipwatch.reextract import reread

    read = reader(app.rules)
    return lambda capture: reread(Pending(0, capture), read)


@cli.command()
@format_option
@pass_app
def doctor(app: App, fmt: Format) -> None:
    """Look at the installation: settings, rules, sources, database, mail server."""
    findings = list(_findings(app))
    emit(findings, fmt, FINDINGS)
    if not all(finding.fine for finding in findings):
        sys.exit(DONE_WITH_FAILURES)


def _findings(app: App) -> Iterator[Finding]:
    looks: dict[str, Callable[[App], str]] = {
        "settings": lambda app: f"database {app.config.db}",
        "rules": lambda app: f"{len(app.rules.chips)} chips, digest {app.rules.digest[:12]}",
        "sources": lambda app: f"{sum(not source.muted for source in app.sources)} sources",
        "database": _database,
        "mail": _mail,
    }
    for what, look in looks.items():
        try:
            yield Finding(what, True, look(app))
        except ChipwatchError as error:
            yield Finding(what, False, f"{error} ({error.hint})" if error.hint else str(error))


def _database(app: App) -> str:
    if not app.config.db.exists():
        return "none yet; the first run makes it"
    with app.reading() as store:
        latest = store.latest()
        waiting = sum(mail.state != "sent" for mail in store.outbox(everything=True))
        failing = sum(state.failures > 0 for state in store.sources())
        outdated = store.reextract_due()
    newest = f"revision r{latest.number} of {latest.at:%Y-%m-%d %H:%M}" if latest else "no revision"
    return f"{newest}, {failing} failing sources, {waiting} alerts waiting, {outdated} pages read under other rules"


def _mail(app: App) -> str:
    from chipwatch import alert

    subscriptions = alert.load(app.config, attributes=app.rules.language.attributes)
    if app.config.smtp.host is None:
        return f"no mail server set, {len(subscriptions)} subscriptions"
    with alert.connect(app.config.smtp):
        return f"{app.config.smtp.host} answers, {len(subscriptions)} subscriptions"


@cli.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@pass_app
def backup(app: App, path: Path) -> None:
    """Copy the database to PATH, while others use it."""
    with app.reading() as store:
        store.backup(path)
    tell(f"{app.config.db} is copied to {path}.")


@cli.command()
@click.option(
    "--older-than",
    "days",
    metavar="DAYS",
    default=90,
    show_default=True,
    type=click.IntRange(min=0),
    help="Only pages captured before.",
)
@click.option("--dry-run", is_flag=True, help="Only count.")
@pass_app
def gc(app: App, days: int, dry_run: bool) -> None:
    """Drop the bodies of old pages that name no chip. What supports a claim stays."""
    with app.writing() as store:
        counts = store.gc(before=now() - timedelta(days=days), dry_run=dry_run)
    tell(", ".join(f"{count} {what}" for what, count in counts.items()))


@cli.command()
@pass_app
def vacuum(app: App) -> None:
    """Give the database's free pages back to the disk."""
    with app.writing() as store:
        store.vacuum()
