"""Links found in pages stay away from private addresses, whatever names they go by."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from chipwatch.errors import NetworkError, RefusedError
from chipwatch.fetch.guard import GuardedTransport, Scope, scope_of

from .get import HASTY, get, get_page
from .site import Site

PUBLIC = "93.184.216.34"
HOSTS = {"news.example": [PUBLIC], "rebound.example": [PUBLIC, "127.0.0.1"], "inside.example": ["127.0.0.1"]}


class Names:
    """Names that resolve as a test wants. Each address of the public network leads nowhere."""

    def __init__(self, hosts: dict[str, list[str]]) -> None:
        self.hosts = hosts

    async def __call__(self, host: str) -> list[str]:
        return self.hosts.get(host, [host])


class Rerouted(httpx.AsyncHTTPTransport):
    """The public network, all of which is this machine."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(host="127.0.0.1")
        return await super().handle_async_request(request)


def guarded() -> GuardedTransport:
    return GuardedTransport(resolve=Names(HOSTS))


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "inside.example", "localhost", "127.1", "2130706433", "0x7f.0.0.1", "0.0.0.0", "[::ffff:7f00:1]"],
)
def test_a_link_from_a_public_page_never_reaches_this_machine(site: Site, host: str) -> None:
    site.put("/secret", "keys")
    transport = guarded() if host == "inside.example" else None
    with pytest.raises(RefusedError, match="loopback address") as caught:
        get(f"http://{host}:{site.port}/secret", found_at=f"http://{PUBLIC}/feed", transport=transport)
    assert caught.value.hint
    assert site.seen == []


def test_a_name_with_one_private_address_is_refused_whole(site: Site) -> None:
    with pytest.raises(RefusedError):
        get(f"http://rebound.example:{site.port}/", found_at="http://news.example/", transport=guarded())
    assert site.seen == []


def test_a_source_on_this_machine_links_to_this_machine(site: Site, other: Site) -> None:
    other.put("/a", "news")
    (page,) = get(other.url("/a"), found_at=site.url("/feed"))
    assert page.url == other.url("/a")


def test_the_users_own_sources_are_wherever_they_are(site: Site) -> None:
    site.put("/feed", "feed")
    assert get_page(site.url("/feed")).body == b"feed"
    assert get_page(site.url("/feed").replace("127.0.0.1", "localhost")).body == b"feed"


def test_a_source_on_this_machine_does_not_vouch_for_other_networks(site: Site) -> None:
    with pytest.raises(RefusedError, match="link-local address"):
        get("http://169.254.169.254/latest/meta-data", found_at=site.url("/feed"))
    with pytest.raises(RefusedError, match="private address"):
        get("http://192.168.1.1/", found_at=site.url("/feed"))


def test_a_redirect_of_a_public_source_is_judged_like_a_link(site: Site, other: Site) -> None:
    hosts = {"news.example": [PUBLIC], "127.0.0.1": ["127.0.0.1"]}
    site.put("/a", status=302, Location=other.url("/secret"))
    transport = GuardedTransport(Rerouted(), resolve=Names(hosts))
    with pytest.raises(RefusedError, match="loopback"):
        get(f"http://news.example:{site.port}/a", transport=transport)
    assert "/a" in site.paths()
    assert other.seen == []


def test_the_guard_can_be_switched_off(site: Site) -> None:
    site.put("/a", "x")
    (page,) = get(site.url("/a"), found_at=f"http://{PUBLIC}/", policy=replace(HASTY, guard_private=False))
    assert page.url == site.url("/a")


def test_the_next_address_is_tried_where_one_is_dead(site: Site) -> None:
    site.put("/a", "x")
    transport = GuardedTransport(resolve=Names({"two.example": ["127.0.0.2", "127.0.0.1"]}))
    (page,) = get(f"http://two.example:{site.port}/a", transport=transport)
    assert page.url == f"http://two.example:{site.port}/a"
    assert site.seen[-1].headers["Host"] == f"two.example:{site.port}"


def test_a_name_without_addresses_is_a_network_error() -> None:
    with pytest.raises(NetworkError, match="no address"):
        get("http://none.example/", transport=GuardedTransport(resolve=Names({"none.example": []})))


@pytest.mark.parametrize(
    ("address", "scope"),
    [
        ("8.8.8.8", Scope.PUBLIC),
        ("2606:4700::1111", Scope.PUBLIC),
        ("127.8.9.1", Scope.LOOPBACK),
        ("::1", Scope.LOOPBACK),
        ("::", Scope.LOOPBACK),
        ("::ffff:127.0.0.1", Scope.LOOPBACK),
        ("10.1.2.3", Scope.PRIVATE),
        ("172.16.0.1", Scope.PRIVATE),
        ("100.64.0.1", Scope.PRIVATE),
        ("fd00::1", Scope.PRIVATE),
        ("2002:0a01:0203::1", Scope.PRIVATE),
        ("64:ff9b::7f00:1", Scope.LOOPBACK),
        ("224.0.0.1", Scope.PRIVATE),
        ("169.254.169.254", Scope.LINK_LOCAL),
        ("fe80::1%2", Scope.LINK_LOCAL),
    ],
)
def test_scopes(address: str, scope: Scope) -> None:
    assert scope_of(address) is scope
