"""``sources``: against a real web server."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chipwatch.cli import cli

from ..fetch.site import Site, serving

FEED = """\
<rss version="2.0"><channel><title>News</title>
<item><title>One</title><link>{base}/one</link></item>
</channel></rss>
"""
Give = Callable[..., Result]


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        site.put("/feed.xml", FEED.format(base=site.base), Content_Type="application/rss+xml")
        yield site


@pytest.fixture
def give(tmp_path: Path) -> Give:
    config = tmp_path / "config.toml"
    config.write_text('db = "news.db"\nsources = "sources.toml"\n[fetch]\ndelay = 0\nattempts = 1\n')

    def command(*words: str, status: int = 0) -> Result:
        result = CliRunner().invoke(cli, ["sources", *words, "--config", str(config)], catch_exceptions=False)
        assert result.exit_code == status, result.output
        return result

    return command


def listed(give: Give) -> dict[str, dict[str, object]]:
    return {record["id"]: record for record in json.loads(give("list", "--format", "json").stdout)}


def test_a_feed_is_added_and_checked(site: Site, give: Give, tmp_path: Path) -> None:
    give("add", site.url("/feed.xml"), "--id", "mine", "--name", 'The "News"', "--tier", "analyst")
    mine = listed(give)["mine"]
    assert (mine["name"], mine["kind"], mine["tier"]) == ('The "News"', "feed", "analyst")
    (checked,) = json.loads(give("check", "mine", "--format", "json").stdout)
    assert (checked["articles"], checked["error"]) == (1, None)
    assert not (tmp_path / "news.db").exists()


def test_the_feed_of_a_page_is_found(site: Site, give: Give) -> None:
    page = '<!doctype html><link rel="alternate" type="application/rss+xml" href="/feed.xml"><p>Welcome.</p>'
    site.put("/", page)
    give("add", site.url("/"), "--id", "mine")
    assert listed(give)["mine"]["url"] == site.url("/feed.xml")


def test_a_page_without_a_feed_is_told(site: Site, give: Give, tmp_path: Path) -> None:
    site.put("/", "<!doctype html><p>Welcome.</p>")
    assert "--links" in give("add", site.url("/"), "--id", "mine", status=1).stderr
    assert not (tmp_path / "sources.toml").exists()


def test_a_page_is_read_itself_with_links(site: Site, give: Give) -> None:
    site.put("/", '<!doctype html><h3><a href="/one">One</a></h3><a href="/about">About</a>')
    give("add", site.url("/"), "--id", "mine", "--links", "h3 a")
    (checked,) = json.loads(give("check", "mine", "--format", "json").stdout)
    assert checked["articles"] == 1


def test_no_id_twice(site: Site, give: Give) -> None:
    give("add", site.url("/feed.xml"), "--id", "mine")
    assert "--id" in give("add", site.url("/feed.xml"), "--id", "mine", status=2).stderr
    assert "mine" in listed(give)


def test_a_failing_source_is_told_beside_the_others(site: Site, give: Give) -> None:
    give("add", site.url("/feed.xml"), "--id", "mine")
    give("add", site.url("/feed.xml"), "--id", "gone")
    site.in_turn("/feed.xml", site.pages["/feed.xml"], site.pages.get("/none", lambda handler: handler.send_error(404)))
    checked = json.loads(give("check", "mine", "gone", "--format", "json", status=1).stdout)
    assert sorted(record["error"] is None for record in checked) == [False, True]


def test_an_unknown_id_is_told(give: Give) -> None:
    assert "nobody" in give("check", "nobody", status=2).stderr


def test_what_is_exported_is_imported_once(site: Site, give: Give, tmp_path: Path) -> None:
    give("add", site.url("/feed.xml"), "--id", "mine")
    opml = tmp_path / "mine.opml"
    opml.write_text(give("export").stdout)
    (tmp_path / "sources.toml").unlink()
    assert "mine" not in listed(give)
    assert "1 source added" in give("import", str(opml)).stderr
    assert listed(give)["mine"]["url"] == site.url("/feed.xml")
    assert "0 sources added" in give("import", str(opml)).stderr


def test_how_often_a_source_is_polled_and_that_it_is_muted_are_imported(site: Site, give: Give, tmp_path: Path) -> None:
    give("add", site.url("/feed.xml"), "--id", "mine")
    own = tmp_path / "sources.toml"
    own.write_text(own.read_text().replace('every = "60m"', 'every = "3h"\nmuted = true'))
    opml = tmp_path / "mine.opml"
    opml.write_text(give("export").stdout)
    own.unlink()
    give("import", str(opml))
    assert 'every = "180m"\n' in own.read_text()
    assert "muted = true\n" in own.read_text()
