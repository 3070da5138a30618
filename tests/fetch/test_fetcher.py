"""Pages, conditions, redirects and faults, from a real server."""

from __future__ import annotations

import hashlib
import socket
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler

import pytest

from chipwatch import __version__
from chipwatch.errors import FetchError, HttpStatusError, NetworkError, RefusedError, UsageError
from chipwatch.fetch import FetchPolicy, NotModified, Validators

from .get import HASTY, NOW, Sleeps, get, get_page
from .site import Site, answer


def test_a_page_is_captured_as_it_is(site: Site) -> None:
    site.put("/a", "<p>昇腾</p>", Content_Type="text/html; charset=utf-8", Set_Cookie="id=1", ETag='"v1"')
    page = get_page(site.url("/a"))
    assert (page.url, page.source_id, page.fetched_at, page.status) == (site.url("/a"), "s", NOW, 200)
    assert page.body == "<p>昇腾</p>".encode()
    assert page.sha256 == hashlib.sha256(page.body).hexdigest()
    assert page.header("content-type") == "text/html; charset=utf-8"
    assert page.header("set-cookie") is None
    assert page.header("content-length") is None


def test_the_user_agent_is_true_and_names_a_contact(site: Site) -> None:
    site.put("/a", "x")
    get_page(site.url("/a"))
    get_page(site.url("/a"), replace(HASTY, contact="radar@example.org"))
    agents = {request.headers["User-Agent"] for request in site.seen}
    assert agents == {f"chipwatch/{__version__}", f"chipwatch/{__version__} (+radar@example.org)"}


def test_binary_and_empty_pages_are_captured_too(site: Site) -> None:
    site.put("/binary", bytes(range(256)), Content_Type="text/html; charset=utf-8")
    site.put("/empty")
    assert get_page(site.url("/binary")).body == bytes(range(256))
    assert get_page(site.url("/empty")).body == b""


def test_a_page_that_is_as_it_was_is_not_sent_again(site: Site) -> None:
    def conditional(handler: BaseHTTPRequestHandler) -> None:
        same = (
            handler.headers.get("If-None-Match") == '"v1"'
            and handler.headers.get("If-Modified-Since") == "Sun, 01 Mar 2026 10:00:00 GMT"
        )
        if same:
            answer(handler, status=304)
        else:
            answer(handler, b"news", ETag='"v1"', Last_Modified="Sun, 01 Mar 2026 10:00:00 GMT")

    site.pages["/a"] = conditional
    first = get_page(site.url("/a"))
    (second,) = get(site.url("/a"), validators=Validators.of(first))
    assert second == NotModified(site.url("/a"), "s", NOW)


def test_validators_that_no_header_can_carry_are_not_sent(site: Site) -> None:
    site.put("/a", "x")
    get(site.url("/a"), validators=Validators(etag='"ü\r\nX: y"', last_modified="gestern\n"))
    assert not {"If-None-Match", "If-Modified-Since"} & set(site.seen[-1].headers)


def test_304_without_a_condition_is_an_error(site: Site) -> None:
    site.put("/a", status=304)
    with pytest.raises(HttpStatusError, match="304 Not Modified"):
        get_page(site.url("/a"))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_to_their_end(site: Site, other: Site, status: int) -> None:
    site.put("/a", status=status, Location="b#part")
    site.put("/b", status=status, Location=other.url("/c"))
    other.put("/c", "there")
    page = get_page(site.url("/a"))
    assert (page.url, page.body) == (other.url("/c"), b"there")


def test_redirects_end(site: Site) -> None:
    site.put("/circle", status=302, Location="/round")
    site.put("/round", status=302, Location="/circle")
    for number in range(20):
        site.put(f"/{number}", status=302, Location=f"/{number + 1}")
    with pytest.raises(HttpStatusError, match="in a circle"):
        get_page(site.url("/circle"))
    with pytest.raises(HttpStatusError, match="more than 8 times"):
        get_page(site.url("/0"))
    assert "/8" in site.paths()
    assert "/9" not in site.paths()


@pytest.mark.parametrize("location", ["ftp://127.0.0.1/x", "file:///etc/passwd", "http://[::1/", "javascript:alert(1)"])
def test_redirects_to_nowhere_are_errors(site: Site, location: str) -> None:
    site.put("/a", status=302, Location=location)
    with pytest.raises(FetchError) as caught:
        get_page(site.url("/a"))
    assert caught.value.hint


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "file:///etc/passwd", "x", "", "http://", "http://[::1", "//a/b"]
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(RefusedError, match="no http or https address"):
        get_page(url)


@pytest.mark.parametrize(("status", "hint"), [(403, "contact"), (404, "gone"), (410, "gone"), (418, "next run")])
def test_lasting_refusals_are_told_once(site: Site, status: int, hint: str) -> None:
    site.put("/a", "no", status=status)
    with pytest.raises(HttpStatusError, match=str(status)) as caught:
        get_page(site.url("/a"))
    assert (caught.value.status, caught.value.url) == (status, site.url("/a"))
    assert hint in str(caught.value.hint)
    assert site.paths() == ["/robots.txt", "/a"]


@pytest.mark.parametrize("status", [204, 206])
def test_successes_without_a_page_are_errors(site: Site, status: int) -> None:
    site.put("/a", status=status)
    with pytest.raises(HttpStatusError, match=str(status)):
        get_page(site.url("/a"))


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_passing_refusals_are_tried_again(site: Site, status: int) -> None:
    site.in_turn("/a", lambda h: answer(h, status=status), lambda h: answer(h, b"now"))
    assert get_page(site.url("/a")).body == b"now"


def test_attempts_end_and_back_off_in_between(site: Site) -> None:
    site.put("/a", status=500)
    sleeps = Sleeps()
    with pytest.raises(HttpStatusError, match="500 Internal Server Error"):
        get(site.url("/a"), policy=replace(HASTY, attempts=4, backoff=1.0), sleep=sleeps)
    assert site.paths().count("/a") == 4
    assert len(sleeps) == 3
    assert all(0 <= pause <= 2**number for number, pause in enumerate(sleeps))
    assert len(set(sleeps)) == 3


def test_a_connection_that_breaks_is_tried_again(site: Site) -> None:
    def breaks(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"only this")
        handler.close_connection = True

    site.in_turn("/a", breaks, lambda h: answer(h, b"whole"))
    assert get_page(site.url("/a")).body == b"whole"
    site.in_turn("/b", breaks)
    with pytest.raises(NetworkError, match="broke"):
        get_page(site.url("/b"))
    assert site.paths().count("/b") == HASTY.attempts


def test_an_answer_that_is_no_http_is_a_network_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)
        port = server.getsockname()[1]
        with pytest.raises(NetworkError) as caught:
            get_page(f"http://127.0.0.1:{port}/", replace(HASTY, read_timeout=0.2, attempts=1))
    assert caught.value.__cause__ is not None


def test_a_dead_port_is_told_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    sleeps = Sleeps()
    with pytest.raises(NetworkError, match="Connection refused") as caught:
        get(f"http://127.0.0.1:{port}/", policy=replace(HASTY, backoff=1), sleep=sleeps)
    assert sleeps == []
    assert caught.value.hint


def test_a_name_without_address_is_told_at_once() -> None:
    with pytest.raises(NetworkError, match=r"no-such-host\.invalid"):
        get_page("http://no-such-host.invalid/")
    with pytest.raises(NetworkError, match="no connection"):
        get_page(f"http://{'a' * 70}.invalid/")


def test_a_server_that_never_answers_runs_out_of_time(site: Site) -> None:
    site.pages["/a"] = lambda handler: time.sleep(1)
    with pytest.raises(NetworkError, match="too long"):
        get_page(site.url("/a"), replace(HASTY, read_timeout=0.1, attempts=1))


def test_a_server_that_drips_runs_out_of_time(site: Site) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        for _ in range(20):
            handler.wfile.write(b".")
            time.sleep(0.05)

    site.pages["/a"] = drip
    with pytest.raises(NetworkError, match="too long"):
        get_page(site.url("/a"), replace(HASTY, read_timeout=1, deadline=0.3, attempts=1))


def test_credentials_of_an_address_are_used_and_never_shown(site: Site, other: Site) -> None:
    def locked(handler: BaseHTTPRequestHandler) -> None:
        answer(handler, b"in") if "Authorization" in handler.headers else answer(handler, status=401)

    site.pages["/a"] = locked
    site.put("/gone", status=404)
    secret = site.base.replace("http://", "http://me:hunter2@")
    page = get_page(f"{secret}/a")
    assert (page.body, page.url) == (b"in", site.url("/a"))
    with pytest.raises(HttpStatusError) as caught:
        get_page(f"{secret}/gone")
    assert "hunter2" not in f"{caught.value} {caught.value.url} {caught.value.hint}"
    site.put("/robots.txt", "User-agent: *\nDisallow: /private")
    for address in (f"{secret}/private", "ftp://me:hunter2@127.0.0.1/", "http://me:hunter2@[::1"):
        with pytest.raises(RefusedError) as refused:
            get_page(address)
        assert "hunter2" not in f"{refused.value} {refused.value.url} {refused.value.hint}"
    site.put("/away", status=302, Location=other.url("/there"))
    other.put("/there", "x")
    assert get_page(f"{secret}/away").url == other.url("/there")
    assert all("Authorization" not in request.headers for request in other.seen)


@pytest.mark.parametrize(
    "wrong",
    [{"total": 0}, {"delay": -1.0}, {"deadline": 0.0}, {"contact": "a\r\nX-Evil: 1"}, {"contact": "ü"}],
)
def test_a_policy_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(UsageError, match=next(iter(wrong))):
        FetchPolicy(**wrong)  # type: ignore[arg-type]
