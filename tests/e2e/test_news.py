"""The whole way: a page on a web server becomes a fact, a change and a mail."""

from __future__ import annotations

import pytest

from chipwatch.demo.postbox import Postbox

from .world import PRICES, ROADMAP, World


def statuses(world: World) -> list[tuple[str, bool]]:
    """Requests for the feed and the article, each with whether it was conditional."""
    return [(seen.path, "If-None-Match" in seen.headers) for seen in world.site.seen if seen.path != "/robots.txt"]


def test_an_article_becomes_facts_and_a_mail(newsroom: World, postbox: Postbox) -> None:
    newsroom.publish("roadmap", ROADMAP)
    said = newsroom.run()
    assert "1 new" in said
    (memory,) = newsroom.read("show", "Ascend 960")
    assert memory["attribute"] == "memory_capacity"
    assert (memory["value"], memory["unit"], memory["status"]) == (288, "GB", "stated")
    assert memory["evidence"][0]["quote"] == "288 GB"
    assert memory["evidence"][0]["url"] == newsroom.site.url("/roadmap")
    assert ("Huawei Ascend 910C", "power", "350") in {(f[0], f[1], f[4]) for f in newsroom.facts()}
    (mail,) = postbox.mails
    assert mail["To"] == "reader@chipwatch.example"
    body = mail.get_body(("plain",))
    assert body is not None
    assert "288 GB" in body.get_content()


def test_a_second_run_asks_conditionally_and_writes_no_revision(newsroom: World, postbox: Postbox) -> None:
    newsroom.publish("roadmap", ROADMAP)
    newsroom.run()
    before = newsroom.revisions()
    newsroom.site.seen.clear()
    said = newsroom.run()
    assert sorted(statuses(newsroom)) == [("/feed.xml", True), ("/roadmap", True)]
    assert "0 new, 0 changed, 1 unchanged" in said
    assert newsroom.revisions() == before
    assert len(postbox.mails) == 1


def test_one_number_edited_is_one_change_and_one_mail(newsroom: World, postbox: Postbox) -> None:
    newsroom.publish("roadmap", ROADMAP)
    newsroom.publish("prices", PRICES)
    newsroom.run()
    newsroom.read("diff", "--since", "last")
    postbox.mails.clear()
    newsroom.publish("roadmap", ROADMAP.replace("288 GB", "320 GB"))
    newsroom.run()
    (change,) = newsroom.read("diff", "--since", "last")
    assert change["chip"] == "Huawei Ascend 960"
    assert (change["kind"], change["cause"]) == ("changed", "news")
    assert (change["old"]["value"], change["new"]["value"]) == (288, 320)
    (mail,) = postbox.mails
    assert newsroom.read("diff", "--since", "last") == []
    body = mail.get_body(("plain",))
    assert body is not None
    assert "320 GB" in body.get_content()


def test_what_is_said_in_a_language(newsroom: World) -> None:
    newsroom.publish("roadmap", ROADMAP)
    newsroom.run()
    assert newsroom.read("diff", "--since", "7d", "--lang", "en")
    assert newsroom.read("diff", "--since", "7d", "--lang", "zh", "--lang", "ja") == []
    assert newsroom.read("show", "Ascend 960", "--lang", "en") == newsroom.read("show", "Ascend 960") != []
    assert newsroom.read("show", "Ascend 960", "--lang", "zh") == []


def test_each_reader_has_a_last_look_of_its_own(newsroom: World) -> None:
    newsroom.publish("roadmap", ROADMAP)
    newsroom.run()
    seen = newsroom.read("diff", "--reader", "ann")
    assert seen, "who never looked sees the newest revision"
    assert newsroom.read("diff", "--reader", "ann") == []
    assert newsroom.read("diff", "--reader", "bob", "--peek") == newsroom.read("diff", "--reader", "bob") == seen


def test_a_daily_digest_waits_for_the_next_day(newsroom: World, postbox: Postbox) -> None:
    (newsroom.home / "subscriptions.toml").write_text(
        '[[subscription]]\nname = "daily"\nto = "daily@chipwatch.example"\nevery = "daily"\n'
    )
    newsroom.publish("roadmap", ROADMAP)
    newsroom.run()
    newsroom.publish("prices", PRICES)
    newsroom.run()
    assert {mail["To"] for mail in postbox.mails} == {"reader@chipwatch.example"}


def test_diff_exits_with_3_where_there_are_changes(newsroom: World) -> None:
    newsroom.publish("roadmap", ROADMAP)
    newsroom.run()
    newsroom.chipwatch("diff", "--since", "7d", "--exit-code", status=3)
    newsroom.chipwatch("diff", "--since", "7d", "--chip", "AMD *", "--exit-code", status=0)


def test_mails_wait_for_a_server_that_is_down(newsroom: World, postbox: Postbox) -> None:
    port, newsroom.smtp_port = newsroom.smtp_port, 9  # discard: nobody listens there
    newsroom.write_settings()
    newsroom.publish("roadmap", ROADMAP)
    assert "takes them: 1 alert." in newsroom.run(status=1)
    (waiting,) = newsroom.read("alerts", "list")
    newsroom.smtp_port = port
    newsroom.write_settings()
    newsroom.run()
    (mail,) = postbox.mails
    assert mail["Message-ID"] == waiting["message_id"]
    assert newsroom.read("alerts", "list") == []


def test_diff_loads_little(newsroom: World, monkeypatch: pytest.MonkeyPatch) -> None:
    newsroom.publish("roadmap", ROADMAP)
    newsroom.run()
    monkeypatch.setenv("PYTHONPROFILEIMPORTTIME", "1")
    out, loaded = newsroom.process("diff", "--since", "7d").communicate()
    assert "288 GB" in out
    assert 50 < loaded.count("import time:") < 300, "modules"


def test_a_sitemap_is_read_although_its_index_stays_as_it_is(newsroom: World) -> None:
    def site_map(kind: str, entry: str, *paths: str) -> bytes:
        entries = "".join(f"<{entry}><loc>{newsroom.site.url(path)}</loc></{entry}>" for path in paths)
        return f'<{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</{kind}>'.encode()

    newsroom.publish("index.xml", site_map("sitemapindex", "sitemap", "/news.xml"))
    newsroom.publish("news.xml", site_map("urlset", "url", "/roadmap"))
    newsroom.publish("roadmap", ROADMAP)
    newsroom.publish("prices", PRICES)
    settings = newsroom.home / "sources.toml"
    settings.write_text(settings.read_text().replace("feed.xml", "index.xml").replace('"feed"', '"sitemap"'))
    assert "1 new" in newsroom.run()
    newsroom.publish("news.xml", site_map("urlset", "url", "/roadmap", "/prices"))
    assert "1 new" in newsroom.run()
