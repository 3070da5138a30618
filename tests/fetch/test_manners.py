"""robots.txt, delays and how many at once."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from itertools import pairwise
from threading import Lock

import pytest

from chipwatch.errors import HttpStatusError, NetworkError, RefusedError

from .get import HASTY, NOW, Sleeps, get, get_page
from .site import Site, answer

ROBOTS = """\
User-agent: *
Disallow: /

User-agent: ChipWatch
Disallow: /private
Allow: /private/but
"""


def test_robots_txt_is_obeyed_and_asked_for_once(site: Site) -> None:
    site.put("/robots.txt", ROBOTS)
    for path in ("/a", "/b", "/private/x", "/private/but/this"):
        site.put(path, path)
    pages = get(site.url("/a"), site.url("/b"), site.url("/private/but/this"))
    assert len(pages) == 3
    assert site.paths().count("/robots.txt") == 1
    with pytest.raises(RefusedError, match=r"robots\.txt forbids") as caught:
        get_page(site.url("/private/x"))
    assert caught.value.hint
    assert "/private/x" not in site.paths()


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_site_without_robots_txt_allows_everything(site: Site, status: int) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /", status=status)
    site.put("/a", "x")
    assert get_page(site.url("/a")).body == b"x"


@pytest.mark.parametrize("status", [429, 500, 501, 503])
def test_a_site_that_cannot_say_what_it_allows_is_left_alone(site: Site, status: int) -> None:
    site.put("/robots.txt", status=status)
    site.put("/a", "x")
    with pytest.raises(RefusedError, match=f"answered {status}"):
        get_page(site.url("/a"))
    assert "/a" not in site.paths()


def test_robots_txt_that_cannot_be_reached_keeps_its_network_error(site: Site) -> None:
    site.pages["/robots.txt"] = lambda handler: time.sleep(0.5)
    site.put("/a", "x")
    with pytest.raises(NetworkError, match="too long"):
        get_page(site.url("/a"), replace(HASTY, read_timeout=0.1, attempts=1))
    assert "/a" not in site.paths()


def test_robots_txt_may_redirect_but_not_in_circles(site: Site, other: Site) -> None:
    site.put("/robots.txt", status=301, Location=other.url("/rules"))
    other.put("/rules", "User-agent: *\nDisallow: /a")
    site.put("/a", "x")
    with pytest.raises(RefusedError, match="forbids"):
        get_page(site.url("/a"))
    site.put("/robots.txt", status=301, Location="/robots.txt")
    assert get_page(site.url("/a")).body == b"x"


def test_the_target_of_a_redirect_has_its_own_robots_txt(site: Site, other: Site) -> None:
    site.put("/a", status=302, Location=other.url("/secret"))
    other.put("/robots.txt", "User-agent: *\nDisallow: /secret")
    with pytest.raises(RefusedError, match="forbids"):
        get_page(site.url("/a"))
    assert other.paths() == ["/robots.txt"]


def test_robots_txt_of_any_bytes_is_survived(site: Site) -> None:
    site.put("/robots.txt", bytes(range(256)) * 3000 + b"\nUser-agent: *\nDisallow: /" + b"*a" * 1000)
    site.put("/a", "x")
    assert get_page(site.url("/a")).body == b"x"


def test_requests_to_one_host_keep_their_distance(site: Site) -> None:
    for path in "abc":
        site.put(f"/{path}", path)
    get(*(site.url(f"/{path}") for path in "abc"), policy=replace(HASTY, delay=0.15, per_host=3))
    times = [request.at for request in site.seen if request.path != "/robots.txt"]
    assert all(later - earlier > 0.14 for earlier, later in pairwise(times))


def test_two_hosts_do_not_wait_for_each_other(site: Site, other: Site) -> None:
    for where in (site, other):
        where.put("/a", "a")
    sleeps = Sleeps()
    get(site.url("/a"), other.url("/a"), policy=replace(HASTY, delay=30), sleep=sleeps)
    assert sleeps == []


def test_a_longer_crawl_delay_wins(site: Site) -> None:
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 7\n")
    for path in "ab":
        site.put(f"/{path}", path)
    sleeps = Sleeps()
    get(site.url("/a"), site.url("/b"), policy=replace(HASTY, delay=2), sleep=sleeps)
    assert [round(pause) for pause in sleeps] == [7]


def test_a_crawl_delay_beyond_patience_leaves_the_rest_for_later(site: Site) -> None:
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 3600\n")
    site.put("/a", "a")
    assert get_page(site.url("/a")).body == b"a"
    with pytest.raises(RefusedError, match="left alone for another 3600 seconds"):
        get(site.url("/a"), site.url("/a"))


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_is_waited_for(site: Site, form: str) -> None:
    value = "9" if form == "seconds" else format_datetime(NOW + timedelta(seconds=9), usegmt=True)
    site.in_turn("/a", lambda h: answer(h, status=503, Retry_After=value), lambda h: answer(h, b"now"))
    sleeps = Sleeps()
    (page,) = get(site.url("/a"), sleep=sleeps)
    assert max(sleeps) == pytest.approx(9, abs=1)
    assert page.url == site.url("/a")


def test_retry_after_beyond_patience_is_not_waited_for(site: Site) -> None:
    site.put("/a", status=429, Retry_After="86400")
    sleeps = Sleeps()
    with pytest.raises(HttpStatusError, match="429 Too Many Requests"):
        get(site.url("/a"), sleep=sleeps)
    assert site.paths() == ["/robots.txt", "/a"]
    assert sleeps == []


def test_a_retry_after_of_nonsense_is_ignored(site: Site) -> None:
    site.in_turn("/a", lambda h: answer(h, status=503, Retry_After="soon, 9²"), lambda h: answer(h, b"now"))
    assert get_page(site.url("/a")).body == b"now"


def test_only_so_many_at_once(site: Site, other: Site) -> None:
    lock, under_way, most = Lock(), 0, 0

    def slow(handler: object) -> None:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        time.sleep(0.05)
        with lock:
            under_way -= 1
        answer(handler, b"x")  # type: ignore[arg-type]

    urls = []
    for where in (site, other):
        for number in range(4):
            where.pages[f"/{number}"] = slow
            urls.append(where.url(f"/{number}"))
    get(*urls, policy=replace(HASTY, per_host=2, total=8))
    assert max(request.under_way for request in site.seen) == 2
    most = 0
    get(*urls, policy=replace(HASTY, per_host=4, total=1))
    assert most == 1
