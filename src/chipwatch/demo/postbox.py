"""A mail server on loopback that keeps what it is handed."""

from __future__ import annotations

import asyncio
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ssl import SSLContext
from threading import Thread
from types import TracebackType
from typing import Any, Self

from aiosmtpd.smtp import SMTP, Envelope, Session


class Postbox:
    """A context manager; ``host`` and ``port`` say where it listens, ``mails`` what came in.

    ``tls`` is for TLS from the start. ``options`` go to aiosmtpd's ``SMTP``, whose handler this is.
    """

    host = "127.0.0.1"
    port: int
    mails: list[EmailMessage]

    def __init__(self, *, tls: SSLContext | None = None, **options: Any) -> None:
        self.mails = []
        self._tls = tls
        self._options = {"hostname": "localhost", **options}

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's name)
        self.mails.append(message_from_bytes(envelope.original_content or b"", EmailMessage, policy=default))
        return "250 taken"

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._server = self._loop.run_until_complete(
            self._loop.create_server(lambda: SMTP(self, loop=self._loop, **self._options), self.host, 0, ssl=self._tls)
        )
        self.port = self._server.sockets[0].getsockname()[1]
        self._thread = Thread(target=self._loop.run_forever, name="postbox", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._server.close()
        self._loop.run_until_complete(_cancel_sessions())
        self._loop.close()


async def _cancel_sessions() -> None:
    sessions = asyncio.all_tasks() - {asyncio.current_task()}
    for session in sessions:
        session.cancel()
    await asyncio.gather(*sessions, return_exceptions=True)
