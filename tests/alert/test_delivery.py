from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from chipwatch.alert import Subscription, connect, deliver, digests
from chipwatch.config import Smtp
from chipwatch.demo.postbox import Postbox
from chipwatch.errors import DeliveryError
from tests.alert.samples import CHANGES, REVISION

TLS = Path(__file__).parents[1] / "fixtures" / "tls"
MAIL = digests([(Subscription(name="lab", to="lab@example.org"), CHANGES)], sender="r@example.org", revision=REVISION)[
    0
]


class StrictPostbox(Postbox):
    """Refuses the addresses that ask for it."""

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if address.startswith("gone"):
            return "550 5.1.1 no such user \x1b[31mhere"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with StrictPostbox() as postbox:
        yield postbox


def settings(postbox: Postbox, **changes: Any) -> Smtp:
    return replace(Smtp(host=postbox.host, port=postbox.port, security="none", timeout=5), **changes)


def test_a_mail_arrives_byte_for_byte(postbox: Postbox) -> None:
    with connect(settings(postbox)) as smtp:
        deliver(MAIL, smtp)
    [message] = postbox.mails
    assert message["Message-ID"] == MAIL.message_id
    assert message["Subject"] == MAIL.subject
    arrived = message.get_body(("plain",))
    assert arrived is not None
    assert "memory capacity: 128 GB (planned) → 144 GB (planned)" in arrived.get_content()


def test_a_dot_on_its_own_ends_no_mail(postbox: Postbox) -> None:
    dotted = replace(MAIL, content=b"Subject: dots\r\n\r\nbefore\r\n.\r\n..\r\nafter\r\n")
    with connect(settings(postbox)) as smtp:
        deliver(dotted, smtp)
    assert postbox.mails[0].get_content().splitlines() == ["before", ".", "..", "after"]


def test_a_refused_recipient_stops_no_other(postbox: Postbox) -> None:
    with connect(settings(postbox)) as smtp:
        with pytest.raises(DeliveryError, match=r"refuses mail to gone@example\.org: 550 .* \[31mhere") as caught:
            deliver(replace(MAIL, recipient="gone@example.org"), smtp)
        deliver(MAIL, smtp)
    assert caught.value.hint
    assert caught.value.__cause__
    assert [message["Message-ID"] for message in postbox.mails] == [MAIL.message_id]


def test_a_refused_mail_stops_no_other() -> None:
    with Postbox(data_size_limit=2000) as postbox, connect(settings(postbox)) as smtp:
        with pytest.raises(DeliveryError, match=r"refuses the mail to lab@example\.org: 552"):
            deliver(replace(MAIL, content=MAIL.content * 10), smtp)
        deliver(replace(MAIL, content=b"Subject: short\r\n\r\n"), smtp)
        assert [message["Subject"] for message in postbox.mails] == ["short"]


def test_a_server_that_is_down_is_told(postbox: Postbox) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with pytest.raises(DeliveryError, match=rf"no connection to the mail server 127\.0\.0\.1:{port}") as caught:
        connect(settings(postbox, port=port)).__enter__()
    assert "outbox" in (caught.value.hint or "")
    assert isinstance(caught.value.__cause__, OSError)


def test_a_server_that_says_nothing_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        mute = Smtp(host="127.0.0.1", port=silent.getsockname()[1], security="none", timeout=0.2)
        with pytest.raises(DeliveryError, match="timed out"):
            connect(mute).__enter__()


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a..b", "x" * 70])
def test_a_host_that_does_not_exist_is_told(host: str) -> None:
    with pytest.raises(DeliveryError, match="no connection to the mail server"):
        connect(Smtp(host=host, timeout=2)).__enter__()


def test_no_host_means_that_mails_wait() -> None:
    with pytest.raises(DeliveryError, match="no mail server is set"):
        connect(Smtp()).__enter__()


def test_a_connection_that_breaks_is_told(postbox: Postbox) -> None:
    with connect(settings(postbox)) as smtp:
        smtp.close()
        with pytest.raises(DeliveryError, match=r"the connection broke on the mail to lab@example\.org"):
            deliver(MAIL, smtp)


def server_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "localhost.crt", TLS / "localhost.key")
    return context


def only_jane(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    assert isinstance(data, LoginPassword)
    return AuthResult(success=(data.login, data.password) == (b"jane", b"s3cret"), handled=False)


@pytest.fixture
def secure() -> Iterator[Postbox]:
    with Postbox(
        tls_context=server_context(), require_starttls=True, auth_required=True, authenticator=only_jane
    ) as postbox:
        yield postbox


def test_starttls_and_login(secure: Postbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "localhost.crt"))
    asked = settings(secure, security="starttls", user="jane", password="s3cret")
    with connect(asked) as smtp:
        deliver(MAIL, smtp)
    assert len(secure.mails) == 1


@pytest.mark.parametrize(("password", "reason"), [("wr0ng", "535 5.7.8"), ("wröng", "must be ASCII")])
def test_a_wrong_password_is_told_without_it(
    secure: Postbox, monkeypatch: pytest.MonkeyPatch, password: str, reason: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "localhost.crt"))
    with pytest.raises(DeliveryError, match=f"no login at the mail server .*{reason}") as caught:
        connect(settings(secure, security="starttls", user="jane", password=password)).__enter__()
    assert password not in str(caught.value)


def test_a_certificate_nobody_vouches_for_is_refused(secure: Postbox) -> None:
    with pytest.raises(DeliveryError, match=r"no secure session .*certificate"):
        connect(settings(secure, security="starttls")).__enter__()


def test_no_plain_text_where_starttls_was_asked_for(postbox: Postbox) -> None:
    with pytest.raises(DeliveryError, match="no secure session"):
        connect(settings(postbox, security="starttls")).__enter__()


def test_tls_from_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "localhost.crt"))
    with Postbox(tls=server_context()) as postbox:
        with connect(settings(postbox, security="tls")) as smtp:
            deliver(MAIL, smtp)
        assert len(postbox.mails) == 1
