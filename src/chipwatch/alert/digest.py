"""Changes to mails: one for each run and recipient, byte for byte the same whenever it is made again."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime
from functools import cache
from itertools import chain
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from chipwatch import format as fmt
from chipwatch.alert.subscriptions import Subscription, describe
from chipwatch.model import Change, ChangeKind, Revision

MOST_CHANGES = 200
MOST_SENTENCES = 3
_NAMES_IN_SUBJECT = 3

# In the order in which a subject tells them.
_SUBJECT_WORDS = {
    ChangeKind.NEW_CHIP: ("new chip", "new chips"),
    ChangeKind.ADDED: ("new", "new"),
    ChangeKind.CHANGED: ("changed", "changed"),
    ChangeKind.SLIPPED: ("slipped", "slipped"),
    ChangeKind.STATUS: ("with new status", "with new status"),
    ChangeKind.WITHDRAWN: ("withdrawn", "withdrawn"),
    ChangeKind.DISPUTED: ("disputed", "disputed"),
    ChangeKind.SETTLED: ("settled", "settled"),
    ChangeKind.NEW_ALIAS: ("new name", "new names"),
}

# Quoted-printable or base64, since not every server on the way takes 8-bit lines (RFC 6152).
_POLICY = SMTP.clone(cte_type="7bit")


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


class _Subject(str):
    """A header that folds itself, as ``EmailPolicy`` lets an object with a ``name`` do.

    The policy's own folding doubles the blank before an encoded word that begins a line, in what every reader shows.
    """

    name = "Subject"

    def fold(self, *, policy: Policy[EmailMessage]) -> str:
        encoded = Header(self, "us-ascii" if self.isascii() else "utf-8", header_name=self.name)
        return f"{self.name}: {encoded.encode(linesep=policy.linesep)}{policy.linesep}"


def digests(batches: Sequence[tuple[Subscription, Sequence[Change]]], *, sender: str, revision: Revision) -> list[Mail]:
    """One mail for each recipient with news: what its due subscriptions let through of the changes given for each.

    ``revision`` is the newest that the changes reach up to; its time is the mail's date. ``sender`` is an address.
    """
    mails = []
    for recipient in dict.fromkeys(subscription.to for subscription, _ in batches):
        wanted = [
            (subscription, [change for change in changes if subscription.lets_through(change)])
            for subscription, changes in batches
            if subscription.to == recipient
        ]
        heard = [subscription for subscription, changes in wanted if changes]
        if heard:
            changes = tuple(dict.fromkeys(chain.from_iterable(changes for _, changes in wanted)))
            mails.append(_mail(recipient, heard, changes, sender, revision))
    return mails


def subject(changes: Sequence[Change]) -> str:
    """The news in numbers: ``chipwatch: 3 new, 2 changed, 1 withdrawn — Ascend 950, H20 …``."""
    counts = Counter(change.kind for change in changes)
    numbers = ", ".join(
        f"{counts[kind]} {words[counts[kind] > 1]}" for kind, words in _SUBJECT_WORDS.items() if counts[kind]
    )
    chips = list(dict.fromkeys(_short_name(change.chip) for change in changes))
    more = " …" if len(chips) > _NAMES_IN_SUBJECT else ""
    return f"chipwatch: {numbers} — {', '.join(chips[:_NAMES_IN_SUBJECT])}{more}"


def _short_name(chip: str) -> str:
    """A canonical name without its vendor, short enough for a subject."""
    name = fmt.one_line(chip)
    short = name.partition(" ")[2] or name
    return short if len(short) <= 40 else f"{short[:39]}…"


def _mail(
    recipient: str, subscriptions: Sequence[Subscription], changes: Sequence[Change], sender: str, revision: Revision
) -> Mail:
    headline = subject(changes)
    view = {
        "subject": headline,
        "groups": _by_chip(changes[:MOST_CHANGES]),
        "left_out": max(0, len(changes) - MOST_CHANGES),
        "revision": revision,
        "subscriptions": [(subscription.name, describe(subscription)) for subscription in subscriptions],
        "sender": sender,
    }
    text = _templates().get_template("digest.txt").render(view)
    html = _templates().get_template("digest.html").render(view)
    identity = json.dumps([recipient, sender, revision.number, headline, text, html], ensure_ascii=False)
    fingerprint = hashlib.sha256(identity.encode()).hexdigest()
    domain = Address(addr_spec=sender).domain

    message = EmailMessage(policy=_POLICY)
    message["From"] = Address("chipwatch", addr_spec=sender)
    message["To"] = Address(addr_spec=recipient)
    message["Subject"] = _Subject(headline)
    message["Date"] = format_datetime(revision.at)
    message["Message-ID"] = message_id = f"<{fingerprint[:40]}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no vacation notes in answer
    message["List-Id"] = f"chipwatch alerts <chipwatch.{domain}>"
    message["List-Unsubscribe"] = f"<mailto:{quote(sender, safe='@')}?subject=unsubscribe>"  # RFC 2369
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    message.set_boundary(f"=_{fingerprint[:40]}")
    return Mail(message_id, sender, recipient, headline, revision.number, message.as_bytes())


def _by_chip(changes: Iterable[Change]) -> dict[str, list[Change]]:
    """Changes under their chips, both in the order given."""
    groups: dict[str, list[Change]] = {}
    for change in changes:
        groups.setdefault(change.chip, []).append(change)
    return groups


@cache
def _templates() -> Environment:
    templates = Environment(
        loader=PackageLoader("chipwatch.alert"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters |= {
        "one_line": fmt.one_line,
        "label": fmt.change_label,
        "values": fmt.change_values,
        "day": fmt.day,
        "web": fmt.web_address,
        "excerpt": fmt.excerpt,
    }
    templates.globals["most_sentences"] = MOST_SENTENCES
    return templates
