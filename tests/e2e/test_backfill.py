"""Old pages from web archives."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from .world import PRICES, ROADMAP, World


def record(name: str, kind: str, status: str, body: bytes) -> bytes:
    """A response as ISO 28500 has it, of a page fetched on 1 March 2025."""
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    head = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000000>\r\n"
        f"WARC-Target-URI: https://old.example/{name}?utm_source=mail\r\nWARC-Date: 2025-03-01T08:00:00Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A packed archive of two pages, a picture, and a page that was not found."""
    path = tmp_path / "old.warc.gz"
    records = (
        record("roadmap", "text/html; charset=utf-8", "200 OK", ROADMAP.encode()),
        record("prices", "text/html", "200 OK", PRICES.encode()),
        record("logo", "image/png", "200 OK", b"\x89PNG"),
        record("lost", "text/html", "404 Not Found", PRICES.replace("96 GB", "97 GB").encode()),
    )
    path.write_bytes(b"".join(map(gzip.compress, records)))
    return path


def test_pages_of_an_archive_are_read_as_its_sources(newsroom: World, archive: Path) -> None:
    said = newsroom.chipwatch("backfill", "--source", "news", str(archive)).stderr
    assert "2 new" in said
    assert {fact[0] for fact in newsroom.facts()} == {"Huawei Ascend 960", "Huawei Ascend 910C", "NVIDIA H20"}
    (memory,) = newsroom.read("show", "Ascend 960")
    assert memory["evidence"][0]["url"] == "https://old.example/roadmap"
    assert memory["evidence"][0]["source"] == "News"
    assert newsroom.site.seen == [], "nothing is fetched"


def test_what_is_known_is_left_alone(newsroom: World, archive: Path) -> None:
    newsroom.chipwatch("backfill", "--source", "news", str(archive))
    before = newsroom.revisions()
    assert "0 new" in newsroom.chipwatch("backfill", "--source", "news", str(archive)).stderr
    assert newsroom.revisions() == before


def test_a_file_that_is_no_archive_is_told_beside_the_others(newsroom: World, archive: Path, tmp_path: Path) -> None:
    cut, prose = tmp_path / "cut.warc.gz", tmp_path / "prose.warc"
    cut.write_bytes(archive.read_bytes()[:200])
    prose.write_text("no archive at all")
    said = newsroom.chipwatch("backfill", "--source", "news", str(prose), str(cut), str(archive), status=1).stderr
    assert f"{prose}: no web archive" in said
    assert "NVIDIA H20" in {fact[0] for fact in newsroom.facts()}


def test_an_unknown_source_is_told(newsroom: World, archive: Path) -> None:
    assert "nobody" in newsroom.chipwatch("backfill", "--source", "nobody", str(archive), status=2).stderr
