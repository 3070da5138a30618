"""Connections go to the address that was judged, under the name that was asked for: certificates must still fit it."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from chipwatch.errors import NetworkError
from chipwatch.fetch.guard import GuardedTransport

from .get import Sleeps, get, get_page
from .site import Site, serving

TLS = Path(__file__).parents[1] / "fixtures" / "tls"


@pytest.fixture
def secure() -> Iterator[Site]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "localhost.crt", TLS / "localhost.key")
    with serving(context) as site:
        site.put("/a", "over TLS")
        yield site


def trusting(address: str = "127.0.0.1") -> GuardedTransport:
    async def resolve(host: str) -> list[str]:
        return [address]

    context = ssl.create_default_context(cafile=str(TLS / "localhost.crt"))
    limits = httpx.Limits(max_keepalive_connections=0)
    return GuardedTransport(httpx.AsyncHTTPTransport(verify=context, limits=limits), resolve=resolve)


def test_a_name_with_its_certificate_is_read(secure: Site) -> None:
    (page,) = get(f"https://localhost:{secure.port}/a", transport=trusting())
    assert page.url == f"https://localhost:{secure.port}/a"


def test_a_name_with_the_certificate_of_another_is_not(secure: Site) -> None:
    sleeps = Sleeps()
    with pytest.raises(NetworkError, match=r"certificate of news\.example:.* is not valid") as caught:
        get(f"https://news.example:{secure.port}/a", transport=trusting(), sleep=sleeps)
    assert "clock" in str(caught.value.hint)
    assert sleeps == []


def test_a_certificate_that_nobody_vouches_for_is_not(secure: Site) -> None:
    with pytest.raises(NetworkError, match="certificate"):
        get_page(f"https://localhost:{secure.port}/a")
    assert secure.seen == []
