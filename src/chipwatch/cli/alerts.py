"""Who hears of what, and what became of the mails: ``alerts``, ``subscriptions``."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from chipwatch.cli.app import DONE_WITH_FAILURES, App, cli, now, pass_app, tell_error
from chipwatch.cli.output import Column, Format, View, counted, emit, format_option, tell
from chipwatch.cli.views import CHANGES
from chipwatch.errors import NotFoundError

if TYPE_CHECKING:
    from chipwatch.alert import Subscription
    from chipwatch.store.types import QueuedMail

MAILS: View[QueuedMail] = View(
    lambda queued: {
        "id": queued.id,
        "revision": queued.revision,
        "recipient": queued.mail.recipient,
        "subject": queued.mail.subject,
        "message_id": queued.mail.message_id,
        "state": queued.state,
        "attempts": queued.attempts,
        "queued_at": queued.queued_at,
        "due_at": queued.due_at,
        "sent_at": queued.sent_at,
        "error": queued.error,
    },
    (
        Column("to", lambda queued: queued.mail.recipient),
        Column("subject", lambda queued: queued.mail.subject),
        Column("revision", lambda queued: f"r{queued.revision}", right=True),
        Column("queued", lambda queued: f"{queued.queued_at:%Y-%m-%d %H:%M}"),
        Column("state", lambda queued: queued.state),
        Column("attempts", lambda queued: queued.attempts, right=True),
        Column("what is wrong", lambda queued: queued.error),
    ),
    (
        *("id", "revision", "recipient", "subject", "message_id", "state", "attempts"),
        *("queued_at", "due_at", "sent_at", "error"),
    ),
    "No alerts.",
)


def _subscriptions_view() -> View[Subscription]:
    from chipwatch.alert import describe

    return View(
        lambda subscription: {
            "name": subscription.name,
            "to": subscription.to,
            "every": subscription.every,
            "wants": describe(subscription),
        },
        (
            Column("name", lambda subscription: subscription.name),
            Column("to", lambda subscription: subscription.to),
            Column("wants", describe),
        ),
        ("name", "to", "every", "wants"),
        "No subscriptions.",
    )


@cli.group()
def alerts() -> None:
    """The mails that tell of changes."""


@alerts.command("list")
@click.option("--all", "everything", is_flag=True, help="Those too that were sent.")
@format_option
@pass_app
def list_(app: App, everything: bool, fmt: Format) -> None:
    """List the mails that wait."""
    with app.reading() as store:
        mails = store.outbox(everything=True)
        emit([queued for queued in mails if everything or queued.state != "sent"], fmt, MAILS)


@alerts.command()
@pass_app
def retry(app: App) -> None:
    """Hand over now all mails that wait, those too that are due later."""
    import asyncio

    from chipwatch.mailroom import Mailroom

    with app.writing() as store:
        mailroom = Mailroom.of(app.config, store, attributes=app.rules.language.attributes, clock=now)
        outcome = asyncio.run(mailroom.send(all_waiting=True))
    for whom, error in outcome.failures:
        tell_error(error, about=whom, debug=app.debug)
    tell(f"{counted(outcome.sent, 'alert')} sent, {outcome.waiting} waiting.")
    if outcome.waiting:
        sys.exit(DONE_WITH_FAILURES)


@alerts.command()
@click.argument("address")
@pass_app
def test(app: App, address: str) -> None:
    """Send a mail to ADDRESS at once, to try out the settings."""
    from chipwatch.mailroom import send_test

    send_test(app.config, address, now())
    tell(f"{app.config.smtp.host} has taken a mail to {address}.")


@cli.group()
def subscriptions() -> None:
    """Who hears of which changes, and how often."""


def _subscriptions(app: App) -> tuple[Subscription, ...]:
    from chipwatch import alert

    return alert.load(app.config, attributes=app.rules.language.attributes)


@subscriptions.command("list")
@format_option
@pass_app
def list_subscriptions(app: App, fmt: Format) -> None:
    """List the subscriptions of the settings and of the subscriptions file."""
    emit(_subscriptions(app), fmt, _subscriptions_view())


@subscriptions.command()
@click.argument("name")
@click.option("--since", metavar="WHEN", default="7d", show_default=True, help="A date, a time, 7d or r42.")
@format_option
@pass_app
def preview(app: App, name: str, since: str, fmt: Format) -> None:
    """Show which of the changes since WHEN the subscription NAME lets through."""
    known = {subscription.name: subscription for subscription in _subscriptions(app)}
    if name not in known:
        raise NotFoundError(f"no subscription is called {name}", near=tuple(known), hint="chipwatch subscriptions list")
    with app.reading() as store:
        changes = store.changes(store.resolve(since))
        emit([change for change in changes if known[name].lets_through(change)], fmt, CHANGES)
