"""The work: ``run``, ``daemon``, ``demo``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chipwatch.cli.app import DONE_WITH_FAILURES, App, cli, now, pass_app, tell_error
from chipwatch.cli.output import counted, tell
from chipwatch.cli.progress import progress
from chipwatch.errors import ChipwatchError

if TYPE_CHECKING:
    from chipwatch.pipeline import Summary


@cli.command()
@click.argument("sources", metavar="[SOURCE]...", nargs=-1)
@click.option("--due", is_flag=True, help="Only sources whose own interval has passed, for a frequent cron job.")
@pass_app
def run(app: App, sources: tuple[str, ...], due: bool) -> None:
    """Read the news once: sources, new articles, claims, facts, alerts.

    Polls all sources, or those named by their ids. Exits with 0, or with 1 where a source, a page or a mail failed or
    the run was stopped.
    """
    from chipwatch import pipeline

    with progress() as shown:
        summary = pipeline.run(app.config, app.rules, clock=now, only=sources, only_due=due, progress=shown)
    tell_summary(summary, debug=app.debug)
    if summary.failures or summary.stopped:
        sys.exit(DONE_WITH_FAILURES)


@cli.command()
@click.argument("sources", metavar="[SOURCE]...", nargs=-1)
@pass_app
def daemon(app: App, sources: tuple[str, ...]) -> None:
    """Watch every source on its own schedule until stopped (SIGTERM, SIGINT).

    Or only those sources that are named by their ids.
    """
    from chipwatch.daemon import serve

    def report(source_id: str, outcome: Summary | ChipwatchError) -> None:
        tell(f"{now():%Y-%m-%d %H:%M:%S} {source_id}")
        if isinstance(outcome, ChipwatchError):
            tell_error(outcome, debug=app.debug)
        else:
            tell_summary(outcome, debug=app.debug)

    tell(f"Watching {counted(len(sources or app.sources), 'source')}. Stop with Ctrl-C or SIGTERM.")
    serve(app.config, app.rules, clock=now, report=report, only=sources)
    tell("Stopped.")


@cli.command()
@click.argument("files", metavar="WARC...", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--source", "source_id", metavar="ID", required=True, help="The source whose pages they are.")
@pass_app
def backfill(app: App, files: tuple[Path, ...], source_id: str) -> None:
    """Read pages from web archives, as if a source had listed them."""
    from chipwatch.backfill import backfill as take_in

    with progress() as shown:
        summary = take_in(app.config, app.rules, files, source_id, clock=now, progress=shown)
    tell_summary(summary, debug=app.debug)
    if summary.failures or summary.stopped:
        sys.exit(DONE_WITH_FAILURES)


@cli.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo-out"),
    show_default=True,
    help="Directory for the database and the mails, made anew each time.",
)
def demo(out: Path) -> None:
    """Play three days of news on this machine: a web server, the real pipeline, a mailbox."""
    from chipwatch.demo.story import play

    if not play(out, progress=progress):
        sys.exit(DONE_WITH_FAILURES)


def tell_summary(summary: Summary, *, debug: bool) -> None:
    """The end of a run, for people: what failed, then what was done."""
    if summary.offline:
        first, polled = summary.failures[0], counted(summary.sources_polled, "source")
        about = f"Of {polled} none could be reached. Is this machine online? {first.what}"
        tell_error(first.error, about=about, debug=debug)
    else:
        for failure in summary.failures:
            tell_error(failure.error, about=failure.what, debug=debug)
    tell(
        f"{counted(summary.sources_polled, 'source')} polled; "
        f"articles: {summary.articles_new} new, {summary.articles_changed} changed, "
        f"{summary.articles_unchanged} unchanged, {summary.articles_failed} failed; "
        f"{counted(summary.claims, 'claim')}, {counted(summary.facts_changed, 'fact')} changed; "
        f"{counted(summary.alerts_queued, 'alert')} queued, {summary.alerts_sent} sent."
    )
    if summary.revision is not None:
        tell(f"This is revision r{summary.revision}: chipwatch diff --since r{summary.revision - 1}")
    if summary.alerts_waiting:
        waiting = counted(summary.alerts_waiting, "alert")
        tell(f"Waiting for a mail server that takes them: {waiting}.", hint="chipwatch alerts list")
    if summary.outdated:
        tell(f"Last read under other rules: {counted(summary.outdated, 'page')}.", hint="chipwatch reextract")
    if summary.stopped:
        tell("Stopped. The next run goes on from here.")
