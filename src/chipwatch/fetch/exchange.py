"""One request and its answer, within limits of time and size."""

from __future__ import annotations

import asyncio
import os
import re
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urlsplit

import httpx

from chipwatch.errors import FetchError, NetworkError, RefusedError, TooLargeError
from chipwatch.fetch.guard import VOUCHED_BY, ForbiddenAddressError, GuardedTransport
from chipwatch.fetch.policy import FetchPolicy
from chipwatch.fetch.unpack import ACCEPT_ENCODING, DamagedBodyError, OversizeBodyError, unpack

ACCEPT = "text/html, application/xhtml+xml, application/rss+xml, application/atom+xml, application/feed+json, */*;q=0.5"

# They describe the transfer, which is over, or are a secret of the connection; the rest describes the page.
_TRANSFER_HEADERS = frozenset(
    {"connection", "content-encoding", "content-length", "keep-alive", "set-cookie", "trailer", "transfer-encoding"}
)
_CREDENTIALS = re.compile(r"(?<=//)[^/?#]*@")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Only a page (status 200 to 299) has its body, unpacked."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name), None)

    @property
    def reason(self) -> str:
        """The status in the words of RFC 9110, whatever the server's own are."""
        phrases = {known.value: known.phrase for known in HTTPStatus}
        return f"{self.status} {phrases.get(self.status, '')}".rstrip()


class Exchange:
    """The connection to the network: one ``httpx`` client, which follows no redirect and keeps no cookie."""

    def __init__(self, policy: FetchPolicy, transport: httpx.AsyncBaseTransport | None) -> None:
        self._policy = policy
        self._client = httpx.AsyncClient(
            transport=transport or GuardedTransport(),
            timeout=httpx.Timeout(policy.read_timeout, connect=policy.connect_timeout, pool=None),
            headers={"User-Agent": policy.user_agent, "Accept": ACCEPT, "Accept-Encoding": ACCEPT_ENCODING},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            trust_env=False,
        )

    async def aclose(self) -> None:
        await self._client.aclose()

    async def get(self, url: str, *, headers: Mapping[str, str], vouched_by: str) -> Answer:
        """The answer of ``url``, whatever its status. Raises every FetchError but HttpStatusError."""
        shown = without_credentials(url)
        extensions = {VOUCHED_BY: vouched_by} if self._policy.guard_private else {}
        try:
            async with asyncio.timeout(self._policy.deadline):
                async with self._client.stream("GET", url, headers=headers, extensions=extensions) as response:
                    wire = await self._read(response, shown) if response.is_success else b""
        except ForbiddenAddressError as error:
            raise RefusedError(
                f"{error}, and the link to it stands on a page elsewhere",
                url=shown,
                hint="If you trust it, add the address as a source of your own.",
            ) from error
        except (TimeoutError, httpx.TimeoutException) as error:
            raise NetworkError(
                f"{_host(shown)} took too long to answer",
                url=shown,
                hint="The next run tries again; raise read_timeout and deadline if the server is always slow.",
            ) from error
        except httpx.InvalidURL as error:
            raise FetchError(f"no usable address: {error}", url=shown, hint="Correct the address.") from error
        except httpx.TransportError as error:
            raise _network_error(error, shown) from error
        kept = tuple((k, v) for k, v in response.headers.multi_items() if k.lower() not in _TRANSFER_HEADERS)
        body = self._unpacked(wire, response, shown) if response.is_success else b""
        return Answer(shown, response.status_code, kept, body)

    async def _read(self, response: httpx.Response, shown: str) -> bytes:
        limit = self._policy.max_wire_bytes
        told = response.headers.get("content-length", "")
        if told.isascii() and told.isdecimal() and int(told) > limit:
            raise self._too_large(shown, f"announces {told} bytes, more than {limit}")
        wire = bytearray()
        async for piece in response.aiter_raw():
            wire += piece
            if len(wire) > limit:
                raise self._too_large(shown, f"sends more than {limit} bytes")
        return bytes(wire)

    def _unpacked(self, wire: bytes, response: httpx.Response, shown: str) -> bytes:
        limit = self._policy.max_body_bytes
        try:
            return unpack(wire, response.headers.get("content-encoding"), limit)
        except OversizeBodyError as error:
            raise self._too_large(shown, f"unpacks to more than {limit} bytes") from error
        except DamagedBodyError as error:
            raise FetchError(
                f"the page is {error}", url=shown, hint="The server is at fault; the next run tries again."
            ) from error

    @staticmethod
    def _too_large(shown: str, what: str) -> TooLargeError:
        return TooLargeError(
            f"the page {what}", url=shown, hint="Articles are smaller; raise max_wire_bytes and max_body_bytes if not."
        )


def without_credentials(url: str) -> str:
    """``url`` as it may be stored and shown: a user name and password in it stay with chipwatch."""
    return _CREDENTIALS.sub("", url)


def _host(url: str) -> str:
    return urlsplit(url).netloc


def _network_error(error: httpx.TransportError, shown: str) -> NetworkError:
    for cause in causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return NetworkError(
                f"the certificate of {_host(shown)} is not valid: {cause.verify_message}",
                url=shown,
                hint="Check this machine's clock and certificates; otherwise the server is at fault.",
            )
    if isinstance(error, httpx.ConnectError):
        root = list(causes(error))[-1]
        why = os.strerror(root.errno) if isinstance(root, ConnectionError) and root.errno else str(error)
        return NetworkError(
            f"no connection to {_host(shown)}: {why}", url=shown, hint="Check the network and the address."
        )
    return NetworkError(
        f"the connection to {_host(shown)} broke: {error or type(error).__name__}",
        url=shown,
        hint="The next run tries again.",
    )


def causes(error: BaseException) -> Iterator[BaseException]:
    """An error and, one after the other, what brought each about."""
    link: BaseException | None = error
    while link is not None:
        yield link
        link = link.__cause__ or link.__context__
