"""The rules and what they make of what is stored: ``rules check``, ``reextract``."""

from __future__ import annotations

import os

import click

from chipwatch.cli.app import App, cli, now, pass_app
from chipwatch.cli.output import Format, emit, format_option, tell
from chipwatch.cli.progress import progress
from chipwatch.cli.views import CHANGES


@cli.group()
def rules() -> None:
    """The rules by which texts are read."""


@rules.command()
@pass_app
def check(app: App) -> None:
    """Read all rules, the shipped ones and yours, and say what is wrong with them."""
    ruleset = app.rules
    tell(f"In order: {len(ruleset.chips)} chips, {len(app.sources)} sources, digest {ruleset.digest[:12]}.")


@cli.command()
@click.option("--dry-run", is_flag=True, help="Show what it would change, and change nothing.")
@click.option("--jobs", default=os.cpu_count, type=click.IntRange(min=1), help="Processes.  [default: all processors]")
@format_option
@pass_app
def reextract(app: App, dry_run: bool, jobs: int, fmt: Format) -> None:
    """Read all stored pages anew with today's rules: one revision, nothing fetched.

    Prints the changes. Cut short, it goes on from there the next time.
    """
    from chipwatch.reextract import reextract as read_anew

    with progress() as shown:
        committed = read_anew(app.config, app.rules, clock=now, progress=shown, dry_run=dry_run, jobs=jobs)
    emit(committed.changes, fmt, CHANGES)
    what = "It would be" if dry_run else "This is"
    tell(f"{what} revision r{committed.revision.number}: {committed.asserted} claims found, {committed.retired} lost.")
