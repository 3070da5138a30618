"""Handing mails to an SMTP server (RFC 5321), with STARTTLS (RFC 3207) or TLS from the start (RFC 8314)."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from chipwatch.alert.digest import Mail


class Security(StrEnum):
    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True, slots=True)
class SmtpServer:
    host: str
    port: int = 587
    security: Security = Security.STARTTLS
    user: str | None = None
    password: str | None = None
    timeout: float = 30.0  # seconds, for each answer of the server


@contextmanager
def connect(server: SmtpServer) -> Iterator[smtplib.SMTP]:
    """A session, secured and logged in as asked. Raises DeliveryError."""
    raise NotImplementedError
    yield


def deliver(mail: Mail, smtp: smtplib.SMTP) -> None:
    """Hand one mail over; returning means the server has taken it. Raises DeliveryError; the session stays usable."""
    raise NotImplementedError
