"""From changes to mails in mailboxes: who is to hear of them, through the outbox, to the mail server.

Mails of ``every = "run"`` are queued in the transaction of their revision. Daily and weekly digests gather what came
since the last one of that kind to that recipient, which the store remembers as what this reader has seen.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import make_msgid

from chipwatch import alert, schedule
from chipwatch.alert import Every, Subscription
from chipwatch.config import Config, Smtp
from chipwatch.errors import DeliveryError
from chipwatch.model import Change, Revision
from chipwatch.store import Store
from chipwatch.store.types import Mail, Outgoing, QueuedMail


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of the outbox: mails taken by the server, mails that wait, and why (recipient or server, error)."""

    sent: int = 0
    waiting: int = 0
    failures: tuple[tuple[str, DeliveryError], ...] = ()


class Mailroom:
    """The alerts of one database. Mails wait while ``smtp`` names no host."""

    def __init__(
        self,
        store: Store,
        subscriptions: Sequence[Subscription],
        *,
        sender: str,
        smtp: Smtp,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._subscriptions = subscriptions
        self._sender = sender
        self._smtp = smtp
        self._clock = clock

    @classmethod
    def of(
        cls, config: Config, store: Store, *, attributes: Collection[str], clock: Callable[[], datetime]
    ) -> Mailroom:
        """The mailroom that the settings describe. Raises ConfigError for a wrong subscriptions file."""
        subscriptions = alert.load(config, attributes=attributes)
        return cls(store, subscriptions, sender=config.alerts.sender, smtp=config.smtp, clock=clock)

    def mails(self, revision: Revision, changes: tuple[Change, ...]) -> Outgoing:
        """The mails of those who hear of every run: a ``Mailer`` for the store."""
        at_once = [subscription for subscription in self._subscriptions if subscription.every is Every.RUN]
        return self._outgoing([(subscription, changes) for subscription in at_once], revision)

    def queue_digests(self) -> int:
        """Queue the daily and weekly digests that are due. Returns how many mails."""
        latest = self._store.latest()
        if latest is None:
            return 0
        groups: dict[tuple[str, Every], list[Subscription]] = defaultdict(list)
        for subscription in self._subscriptions:
            if subscription.every is not Every.RUN:
                groups[subscription.to, subscription.every].append(subscription)
        return sum(self._queue_digest(group, latest) for group in groups.values())

    def _queue_digest(self, group: Sequence[Subscription], latest: Revision) -> int:
        """One digest for subscriptions of one address and frequency; a new one hears of what comes from now on."""
        reader = f"{group[0].every} digest for {group[0].to}"
        cursor = self._store.cursor(reader)
        if cursor is None:
            self._store.mark_seen(reader, latest.number)
            return 0
        if cursor.revision == latest.number or not alert.due(group[0], cursor.at, self._clock()):
            return 0
        changes = self._store.changes(cursor.revision)
        outgoing = self._outgoing([(subscription, changes) for subscription in group], latest)
        return self._store.queue(replace(outgoing, seen=(reader,)), latest.number)

    def _outgoing(self, batches: Sequence[tuple[Subscription, Sequence[Change]]], revision: Revision) -> Outgoing:
        mails = alert.digests(batches, sender=self._sender, revision=revision)
        return Outgoing(tuple(Mail(m.recipient, m.subject, m.content, m.message_id) for m in mails))

    async def send(self, *, all_waiting: bool = False) -> Sent:
        """Hand over the mails that are due, or ``all_waiting``. A mail leaves only once the server has taken it."""
        queue = [queued for queued in self._store.outbox(everything=all_waiting) if queued.state != "sent"]
        if not queue or self._smtp.host is None:
            return Sent(waiting=len(queue))
        sent = 0
        failures: list[tuple[str, DeliveryError]] = []
        async with AsyncExitStack() as stack:
            try:
                session = await asyncio.to_thread(stack.enter_context, alert.connect(self._smtp))
            except DeliveryError as error:
                return Sent(waiting=len(queue), failures=((self._smtp.host, error),))
            for queued in queue:
                try:
                    await asyncio.to_thread(alert.deliver, self._as_alert(queued), session)
                except DeliveryError as error:
                    due_at = schedule.send_again(queued.queued_at, self._clock())
                    self._store.mail_failed(queued.id, str(error), due_at=due_at)
                    failures.append((queued.mail.recipient, error))
                else:
                    self._store.mail_sent(queued.id)
                    sent += 1
        return Sent(sent=sent, waiting=len(failures), failures=tuple(failures))

    def _as_alert(self, queued: QueuedMail) -> alert.Mail:
        mail = queued.mail
        return alert.Mail(
            message_id=mail.message_id,
            sender=self._sender,
            recipient=mail.recipient,
            subject=mail.subject,
            revision=queued.revision,
            content=mail.message,
        )


def send_test(config: Config, recipient: str, now: datetime) -> None:
    """Hand a mail without news to the settings' mail server. Raises DeliveryError."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Date"] = config.alerts.sender, recipient, now
    message["Subject"] = "chipwatch: a test"
    message["Message-ID"] = make_msgid(domain="chipwatch.invalid")
    message.set_content("The mail settings of chipwatch work: its alerts reach this address.\n")
    mail = alert.Mail(
        message_id=message["Message-ID"],
        sender=config.alerts.sender,
        recipient=recipient,
        subject=message["Subject"],
        revision=0,
        content=message.as_bytes(),
    )
    with alert.connect(config.smtp) as session:
        alert.deliver(mail, session)
