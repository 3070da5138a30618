"""Keeps links found in pages away from private addresses (server-side request forgery).

Names are resolved here and the connection is made to the address that was judged: a name that resolves to one address
for the check and to another for the connection (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx

VOUCHED_BY = "chipwatch_vouched_by"  # request extension: the host whose owner the user trusts to give this link
_MAX_TRIED = 4
_NAT64 = IPv6Network("64:ff9b::/96")  # IPv4 addresses in another coat (RFC 6052)

Resolve = Callable[[str], Awaitable[list[str]]]


class Scope(StrEnum):
    """From where an address can be reached."""

    PUBLIC = "public"
    PRIVATE = "private"
    LINK_LOCAL = "link-local"
    LOOPBACK = "loopback"


class ForbiddenAddressError(Exception):
    """A link leads to an address that its source has no business with."""

    def __init__(self, host: str, scope: Scope) -> None:
        super().__init__(f"{host} is a {scope} address")


def scope_of(address: str) -> Scope:
    """The scope of an IP address, by the registries of special addresses (RFC 6890)."""
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        nat64 = IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None
        ip = ip.ipv4_mapped or ip.sixtofour or nat64 or ip
    if ip.is_loopback or ip.is_unspecified:  # 0.0.0.0 reaches this machine on most systems
        return Scope.LOOPBACK
    if ip.is_link_local:
        return Scope.LINK_LOCAL
    return Scope.PUBLIC if ip.is_global and not ip.is_multicast else Scope.PRIVATE


async def resolve(host: str) -> list[str]:
    """The addresses of a host, in the order to try them (RFC 6724). Raises OSError or UnicodeError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


class GuardedTransport(httpx.AsyncBaseTransport):
    """Connects to public addresses, and to others only where the host under ``VOUCHED_BY`` has one of that scope.

    A request without the extension is let through to wherever its host resolves.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport | None = None, *, resolve: Resolve = resolve) -> None:
        # The pool knows connections by address, and two hosts of one address must not share one made for the other:
        # so connections are not kept. With seconds between two requests to a host, keeping them would gain little.
        self._inner = inner or httpx.AsyncHTTPTransport(limits=httpx.Limits(max_keepalive_connections=0))
        self._resolve = resolve

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        addresses = await self._addresses(host)
        vouched_by = request.extensions.get(VOUCHED_BY)
        if vouched_by is not None:
            trusted = {Scope.PUBLIC} | {scope_of(address) for address in await self._addresses(vouched_by)}
            for address in addresses:
                if (scope := scope_of(address)) not in trusted:
                    raise ForbiddenAddressError(host, scope)
        request.extensions = {**request.extensions, "sni_hostname": host}
        failure: httpx.TransportError = httpx.ConnectError(f"{host} has no address")
        for address in addresses[:_MAX_TRIED]:
            request.url = request.url.copy_with(host=address)
            try:
                return await self._inner.handle_async_request(request)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failure = error
        raise failure

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def _addresses(self, host: str) -> list[str]:
        try:
            return await self._resolve(host)
        except (OSError, UnicodeError) as error:
            raise httpx.ConnectError(f"{host} has no address: {error}") from error
