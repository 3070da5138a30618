"""What the web and the machine throw at a run: a clear message, an honest status, nothing lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from chipwatch.store import Store

from .world import ROADMAP, World


def test_no_network_is_one_sentence(newsroom: World) -> None:
    newsroom.publish("roadmap", ROADMAP)
    newsroom.run()
    before = newsroom.facts()
    newsroom.site.port = 9  # nobody listens there
    newsroom.write_settings()
    said = newsroom.run(status=1)
    assert said.count("online?") == 1
    assert "127.0.0.1:9" in said
    assert newsroom.facts() == before


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (b"", "empty"),
        (b"\x7fELF" + bytes(range(256)) * 40, "binary"),
        (b"<!doctype html><p>" + b"x" * 50_000_000, "large"),
    ],
    ids=["empty", "binary", "50 MB"],
)
def test_a_page_that_is_no_article_is_told_and_kept_apart(newsroom: World, page: bytes, told: str) -> None:
    newsroom.publish("broken", page)
    newsroom.publish("roadmap", ROADMAP)
    said = newsroom.run(status=1)
    assert newsroom.site.url("/broken") in said
    assert "1 failed" in said
    assert ("Huawei Ascend 960", "memory_capacity") in {fact[:2] for fact in newsroom.facts()}


def test_a_lie_about_the_charset_costs_nothing(newsroom: World) -> None:
    page = "<!doctype html><title>昇腾</title><article><h1>昇腾 960</h1><p>昇腾960将配备288GB显存。</p></article>"
    newsroom.publish("lie", page.encode("gb18030"))  # served as UTF-8
    newsroom.run()
    assert {fact[:2] for fact in newsroom.facts()} >= {("Huawei Ascend 960", "memory_capacity")}


def test_a_feed_that_is_a_page_is_told(newsroom: World) -> None:
    newsroom.site.put("/feed.xml", "<!doctype html><p>Our feed has moved.</p>", Content_Type="text/html")
    said = newsroom.run(status=1)
    assert "news: expected a feed" in said


def test_a_database_of_a_newer_version_is_left_alone(newsroom: World) -> None:
    newsroom.publish("roadmap", ROADMAP)
    newsroom.run()
    with closing(sqlite3.connect(newsroom.db)) as db:
        db.execute("PRAGMA user_version = 999")
    said = newsroom.run(status=1)
    assert "newer" in said
    assert "newer" in newsroom.chipwatch("chips", status=1).stderr


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="no directory here that not even root may write to")
def test_a_directory_that_cannot_be_written(newsroom: World) -> None:
    newsroom.publish("roadmap", ROADMAP)
    said = newsroom.chipwatch("run", "news", "--db", "/proc/news.db", status=1).stderr
    assert "cannot write beside the database: /proc/news.db" in said
    assert "--db" in said


def test_a_database_in_a_place_that_cannot_be(newsroom: World, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no directory")
    said = newsroom.chipwatch("run", "news", "--db", str(tmp_path / "file" / "news.db"), status=1).stderr
    assert str(tmp_path / "file") in said


def test_a_typo_in_the_settings_names_the_right_key(newsroom: World) -> None:
    config = newsroom.home / "config.toml"
    config.write_text(config.read_text().replace("delay", "dealy"))
    said = newsroom.run(status=2)
    assert "config.toml:4" in said
    assert "dealy" in said
    assert "delay" in said


def test_reading_a_database_that_is_not_there(newsroom: World) -> None:
    said = newsroom.chipwatch("chips", status=2).stderr
    assert str(newsroom.db) in said
    assert not newsroom.db.exists()


def wait_for_the_feed(world: World) -> timedelta:
    """How long after its last poll the feed is due again."""
    with Store.open(world.db, readonly=True) as store:
        (state,) = [state for state in store.sources() if state.source.id == "news"]
    assert state.checked_at is not None
    assert state.due_at is not None
    return state.due_at - state.checked_at


def test_a_source_that_complains_is_left_alone_and_one_that_is_silent_is_not(newsroom: World) -> None:
    newsroom.publish("roadmap", ROADMAP)
    newsroom.run()
    as_ever = wait_for_the_feed(newsroom)
    port, newsroom.site.port = newsroom.site.port, 9
    newsroom.write_settings()
    for _ in range(3):
        newsroom.run(status=1)
    assert wait_for_the_feed(newsroom) < as_ever * 1.1, "a night offline costs no day"
    newsroom.site.port = port
    newsroom.write_settings()
    newsroom.site.put("/feed.xml", "moved", status=410)
    for _ in range(3):
        newsroom.run(status=1)
    assert wait_for_the_feed(newsroom) > as_ever * 4
