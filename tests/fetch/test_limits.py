"""Sizes: on the wire, and once unpacked."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from dataclasses import replace
from http.server import BaseHTTPRequestHandler

import brotli  # type: ignore[import-untyped]
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from chipwatch.errors import FetchError, TooLargeError
from chipwatch.fetch.unpack import DamagedBodyError, OversizeBodyError, unpack

from .get import HASTY, get_page
from .site import Site

PACKERS = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}
SMALL = replace(HASTY, max_wire_bytes=100_000, max_body_bytes=1_000_000)


def zeros(coding: str, megabytes: int) -> bytes:
    """A small bomb: so many megabytes of zeros, made without holding them."""
    million = bytes(1_000_000)
    if coding == "br":
        packer = brotli.Compressor(quality=5)
        return b"".join(packer.process(million) for _ in range(megabytes)) + bytes(packer.finish())
    if coding == "zstd":
        frames = zstandard.ZstdCompressor().compressobj()
        return b"".join(frames.compress(million) for _ in range(megabytes)) + frames.flush()
    stream = zlib.compressobj(wbits=31 if coding == "gzip" else 15)
    return b"".join(stream.compress(million) for _ in range(megabytes)) + stream.flush()


@pytest.mark.parametrize("coding", PACKERS)
def test_packed_pages_arrive_unpacked(site: Site, coding: str) -> None:
    site.put("/a", PACKERS[coding](b"the page " * 1000), Content_Encoding=coding)
    page = get_page(site.url("/a"))
    assert page.body == b"the page " * 1000
    assert page.header("content-encoding") is None


@pytest.mark.parametrize("coding", PACKERS)
def test_a_bomb_stops_early(site: Site, coding: str) -> None:
    bomb = zeros(coding, 90)
    assert len(bomb) < SMALL.max_wire_bytes
    site.put("/bomb", bomb, Content_Encoding=coding)
    with pytest.raises(TooLargeError, match="unpacks to more than 1000000 bytes") as caught:
        get_page(site.url("/bomb"), SMALL)
    assert caught.value.hint
    tracemalloc.start()
    with pytest.raises(OversizeBodyError):
        unpack(bomb, coding, SMALL.max_body_bytes)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * SMALL.max_body_bytes


def test_a_bomb_within_a_bomb_stops_early() -> None:
    with pytest.raises(OversizeBodyError):
        unpack(gzip.compress(zeros("gzip", 100)), "gzip, gzip", 1_000_000)


def test_a_page_that_announces_too_much_is_not_read(site: Site) -> None:
    def huge(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(50_000_000))
        handler.end_headers()
        handler.wfile.write(b"x" * 1000)

    site.pages["/a"] = huge
    with pytest.raises(TooLargeError, match="announces 50000000 bytes"):
        get_page(site.url("/a"))


def test_a_page_of_50_megabytes_is_left_at_the_limit(site: Site) -> None:
    sent = 0

    def endless(handler: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for _ in range(50):
            handler.wfile.write(b"f4240\r\n" + b"x" * 1_000_000 + b"\r\n")
            sent += 1_000_000
        handler.wfile.write(b"0\r\n\r\n")

    site.pages["/a"] = endless
    with pytest.raises(TooLargeError, match="sends more than 10000000 bytes"):
        get_page(site.url("/a"))
    assert sent < 30_000_000


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "deflate", "compress"])
def test_a_lie_about_the_coding_is_told(site: Site, coding: str) -> None:
    site.put("/a", b"<html>plain words</html>", Content_Encoding=coding)
    with pytest.raises(FetchError, match=coding) as caught:
        get_page(site.url("/a"))
    assert caught.value.hint


@pytest.mark.parametrize("coding", PACKERS)
@given(body=st.binary(max_size=3000), cut=st.integers(min_value=1, max_value=20))
@settings(max_examples=40, deadline=None)
def test_every_body_comes_back_whole_or_not_at_all(coding: str, body: bytes, cut: int) -> None:
    packed = PACKERS[coding](body)
    assert unpack(packed, f" {coding.upper()} ", len(body)) == body
    with pytest.raises(OversizeBodyError):
        unpack(PACKERS[coding](body + b"x"), coding, len(body))
    if cut < len(packed):
        with pytest.raises(DamagedBodyError):
            unpack(packed[:-cut], coding, 10_000)


@given(st.binary(max_size=300), st.sampled_from(["gzip", "br", "zstd", "deflate", "br, gzip", "identity", None]))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_unpacked_or_refused(body: bytes, coding: str | None) -> None:
    try:
        assert len(unpack(body, coding, 10_000)) <= 10_000
    except (DamagedBodyError, OversizeBodyError):
        assert coding not in (None, "identity")


def test_raw_deflate_is_read_too_and_endless_codings_are_not() -> None:
    raw = zlib.compressobj(wbits=-15)
    assert unpack(raw.compress(b"words") + raw.flush(), "deflate", 100) == b"words"
    with pytest.raises(DamagedBodyError, match="4 times"):
        unpack(b"", "gzip, gzip, gzip, gzip", 100)
