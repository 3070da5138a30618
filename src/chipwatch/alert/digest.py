"""Changes to mails: one for each run and recipient, byte for byte the same whenever it is made again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chipwatch.alert.subscriptions import Subscription
from chipwatch.model import Change, Revision


@dataclass(frozen=True, slots=True)
class Mail:
    """A message ready to hand over. ``content`` is the whole message of RFC 5322 with CRLF line ends.

    ``message_id`` is a hash of recipient, revision and content: a repeat of an alert has the identity of the first.
    """

    message_id: str
    sender: str
    recipient: str
    subject: str
    revision: int
    content: bytes


def digests(batches: Sequence[tuple[Subscription, Sequence[Change]]], *, sender: str, revision: Revision) -> list[Mail]:
    """One mail for each recipient with news: what its due subscriptions let through of the changes given for each.

    ``revision`` is the newest that the changes reach up to; its time is the mail's date. ``sender`` is an address.
    """
    raise NotImplementedError
