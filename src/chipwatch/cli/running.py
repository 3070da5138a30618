"""The work: ``run``, ``daemon``, ``demo``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from chipwatch.cli.app import DONE_WITH_FAILURES, App, cli, now, pass_app, tell_error
from chipwatch.cli.output import tell
from chipwatch.cli.progress import progress
from chipwatch.errors import ChipwatchError

if TYPE_CHECKING:
    from chipwatch.pipeline import Summary


@cli.command()
@click.option("--due", is_flag=True, help="Only sources whose own interval has passed, for a frequent cron job.")
@pass_app
def run(app: App, due: bool) -> None:
    """Read the news once: sources, new articles, claims, facts, alerts.

    Exits with 0, or with 1 where a source, a page or a mail failed or the run was stopped.
    """
    from chipwatch import pipeline

    with progress() as shown:
        summary = pipeline.run(app.config, app.rules, clock=now, only_due=due, progress=shown)
    tell_summary(summary, debug=app.debug)
    if summary.failures or summary.stopped:
        sys.exit(DONE_WITH_FAILURES)


@cli.command()
@pass_app
def daemon(app: App) -> None:
    """Watch every source on its own schedule until stopped (SIGTERM, SIGINT)."""
    from chipwatch.daemon import serve

    def report(source_id: str, outcome: Summary | ChipwatchError) -> None:
        tell(f"{now():%Y-%m-%d %H:%M:%S} {source_id}")
        if isinstance(outcome, ChipwatchError):
            tell_error(outcome, debug=app.debug)
        else:
            tell_summary(outcome, debug=app.debug)

    tell(f"Watching {len(app.rules.sources)} sources. Stop with Ctrl-C or SIGTERM.")
    serve(app.config, app.rules, clock=now, report=report)
    tell("Stopped.")


def tell_summary(summary: Summary, *, debug: bool) -> None:
    """The end of a run, for people: what failed, then what was done."""
    if summary.offline:
        tell_error(
            summary.failures[0].error,
            about=f"none of {summary.sources_polled} sources could be reached; is this machine online? The first said",
            debug=debug,
        )
    else:
        for failure in summary.failures:
            tell_error(failure.error, about=failure.what, debug=debug)
    tell(
        f"{summary.sources_polled} sources polled; "
        f"articles: {summary.articles_new} new, {summary.articles_changed} changed, "
        f"{summary.articles_unchanged} unchanged, {summary.articles_failed} failed; "
        f"{summary.claims} claims, {summary.facts_changed} facts changed; "
        f"{summary.alerts_queued} alerts queued, {summary.alerts_sent} sent."
    )
    if summary.revision is not None:
        tell(f"This is revision r{summary.revision}: chipwatch diff --since r{summary.revision - 1}")
    if summary.alerts_waiting:
        tell(f"{summary.alerts_waiting} alerts wait for a mail server that takes them.", hint="chipwatch alerts list")
    if summary.outdated:
        tell(f"{summary.outdated} pages were last read under other rules.", hint="chipwatch reextract")
    if summary.stopped:
        tell("Stopped. The next run goes on from here.")
