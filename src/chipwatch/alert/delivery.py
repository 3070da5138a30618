"""Handing mails to an SMTP server (RFC 5321), with STARTTLS (RFC 3207) or TLS from the start (RFC 8314)."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from chipwatch.alert.digest import Mail
from chipwatch.config import Smtp
from chipwatch.errors import DeliveryError
from chipwatch.format import one_line

_WAITING = "the mails wait in the outbox for the next run"


@contextmanager
def connect(settings: Smtp) -> Iterator[smtplib.SMTP]:
    """A session, secured and logged in as the settings ask. Raises DeliveryError."""
    smtp = _open(settings)
    try:
        yield smtp
    finally:
        # Every mail has had its answer by now; how the server takes the goodbye changes none of them.
        with suppress(OSError):
            smtp.quit()
        smtp.close()


def deliver(mail: Mail, smtp: smtplib.SMTP) -> None:
    """Hand one mail over; returning means that the server has taken it.

    Raises DeliveryError. After a refusal the session takes further mails; after a broken connection it takes none.
    """
    try:
        smtp.sendmail(mail.sender, [mail.recipient], mail.content)
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = error.recipients[mail.recipient]
        raise DeliveryError(
            f"the server refuses mail to {mail.recipient}: {_answer(code, answer)}",
            hint=f"correct the address in the subscriptions, or wait: {_WAITING}",
        ) from error
    except smtplib.SMTPResponseException as error:
        raise DeliveryError(
            f"the server refuses the mail to {mail.recipient}: {_answer(error.smtp_code, error.smtp_error)}",
            hint=f"check the setting alerts.sender; {_WAITING}",
        ) from error
    except OSError as error:
        raise DeliveryError(f"the connection broke on the mail to {mail.recipient}: {error}", hint=_WAITING) from error


def _open(settings: Smtp) -> smtplib.SMTP:
    if settings.host is None:
        raise DeliveryError("no mail server is set", hint=f"set smtp.host; {_WAITING}")
    where = f"{settings.host}:{settings.port}"
    try:
        smtp = _dial(settings, settings.host)
    except (OSError, UnicodeError) as error:  # SMTPException is an OSError; UnicodeError: a name that is no host's
        raise DeliveryError(f"no connection to the mail server {where}: {_reason(error)}", hint=_WAITING) from error
    try:
        if settings.security == "starttls":
            smtp.starttls(context=ssl.create_default_context())
        if settings.user is not None:
            smtp.login(settings.user, settings.password or "")
    except (smtplib.SMTPAuthenticationError, UnicodeEncodeError) as error:
        smtp.close()
        answer = "user and password must be ASCII" if isinstance(error, UnicodeEncodeError) else _reason(error)
        raise DeliveryError(
            f"no login at the mail server {where}: {answer}", hint=f"check smtp.user and smtp.password; {_WAITING}"
        ) from error
    except OSError as error:
        smtp.close()
        raise DeliveryError(
            f"no secure session with the mail server {where}: {_reason(error)}",
            hint=f"check smtp.security (starttls, tls or none) and smtp.port; {_WAITING}",
        ) from error
    return smtp


def _dial(settings: Smtp, host: str) -> smtplib.SMTP:
    if settings.security == "tls":
        return smtplib.SMTP_SSL(host, settings.port, timeout=settings.timeout, context=ssl.create_default_context())
    return smtplib.SMTP(host, settings.port, timeout=settings.timeout)


def _reason(error: OSError | UnicodeError) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    return one_line(str(error)) or type(error).__name__


def _answer(code: int, text: bytes | str) -> str:
    """A server's answer as one safe line."""
    return one_line(f"{code} {text.decode('utf-8', 'replace') if isinstance(text, bytes) else text}")
