"""RSS, Atom and JSON Feed, whole and broken."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from chipwatch.errors import ParseError
from chipwatch.model import ArticleRef
from chipwatch.sources import parse
from tests.work import work

from .make import FEED, capture


def rss(*items: str, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    inner = "".join(f"<item>{item}</item>" for item in items)
    return f'{head}<rss version="2.0"><channel><title>Chip Wire</title>{inner}</channel></rss>'


def refs(body: bytes | str, content_type: str = "application/rss+xml") -> list[ArticleRef]:
    return parse(FEED, capture(body, content_type))


def test_rss_in_its_own_order() -> None:
    found = refs(
        rss(
            "<title>Two</title><link>https://chips.example/2?utm_source=rss#top</link>"
            "<pubDate>Sun, 08 Mar 2026 09:30:00 +0800</pubDate>",
            "<title>One</title><link>/1</link>",
        )
    )
    assert found == [
        ArticleRef("https://chips.example/2", "chips", "Two", datetime(2026, 3, 8, 1, 30, tzinfo=UTC)),
        ArticleRef("https://chips.example/1", "chips", "One", None),
    ]


def test_atom() -> None:
    body = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://base.example/x/"><title>f</title>
      <entry><title type="text">a &lt; b &amp; c</title><link rel="enclosure" href="/sound.mp3"/><link href="y"/>
        <updated>2026-03-09T10:00:00Z</updated><published>2026-03-08T10:00:00+01:00</published></entry>
      <entry><title type="html">&lt;b&gt;Bold&lt;/b&gt; chip</title><link href="z"/><updated>2026-03-09</updated>
      </entry>
    </feed>"""
    assert refs(body, "application/atom+xml") == [
        ArticleRef("https://base.example/x/y", "chips", "a < b & c", datetime(2026, 3, 8, 9, tzinfo=UTC)),
        ArticleRef("https://base.example/x/z", "chips", "Bold chip", datetime(2026, 3, 9, tzinfo=UTC)),
    ]


def test_rss_1_0() -> None:
    body = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
      xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://chips.example/"><title>f</title></channel>
      <item rdf:about="https://chips.example/1"><title>One</title><link>https://chips.example/1</link>
      <dc:date>2026-03-08T09:00+09:00</dc:date></item></rdf:RDF>"""
    assert refs(body) == [ArticleRef("https://chips.example/1", "chips", "One", datetime(2026, 3, 8, tzinfo=UTC))]


def test_json_feed() -> None:
    items = [
        {"id": "1", "url": "/1", "title": "One\u202e", "date_published": "2026-03-08T09:00:00+01:00"},
        {"id": "2", "external_url": "https://other.example/2", "date_modified": "2026-03-08T09:00:00Z"},
        {"id": "3"},
        {"id": "4", "url": 4, "title": 5},
        "not an item",
    ]
    body = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "f", "items": items})
    assert refs(body, "application/feed+json") == [
        ArticleRef("https://chips.example/1", "chips", "One", datetime(2026, 3, 8, 8, tzinfo=UTC)),
        ArticleRef("https://other.example/2", "chips", None, datetime(2026, 3, 8, 9, tzinfo=UTC)),
    ]


def test_each_address_once_and_only_web_addresses() -> None:
    links = ["https://chips.example/1", "https://chips.example/1#b", "javascript:alert(1)", "mailto:a@b.example"]
    assert [ref.url for ref in refs(rss(*(f"<link>{link}</link>" for link in links)))] == ["https://chips.example/1"]


def test_an_empty_feed_lists_nothing() -> None:
    assert refs(rss()) == []


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Sun, 08 Mar 2026 09:30:00 GMT", datetime(2026, 3, 8, 9, 30, tzinfo=UTC)),
        ("2026-03-08 09:30:00  +0800", datetime(2026, 3, 8, 1, 30, tzinfo=UTC)),
        ("2026年3月8日 09:30", datetime(2026, 3, 8, 9, 30, tzinfo=UTC)),
        ("08 Mar 2026", datetime(2026, 3, 8, tzinfo=UTC)),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Sun, 08 Mar 2099 09:30:00 GMT", None),
        ("yesterday", None),
    ],
)
def test_dates(text: str, date: datetime | None) -> None:
    (ref,) = refs(rss(f"<link>/1</link><pubDate>{text}</pubDate>"))
    assert ref.published == date


def test_titles_are_one_line_of_plain_text() -> None:
    (ref,) = refs(
        rss("<link>/1</link><title>&lt;img src=x onerror=alert(1)&gt; A\x1b]0;x\x07 \n chip &amp;amp; more</title>")
    )
    assert ref.title == "A]0;x chip & more"
    (ref,) = refs(rss(f"<link>/1</link><title>{'word ' * 1000}</title>"))
    assert len(ref.title or "") <= 300


def test_broken_xml_is_read_as_far_as_it_goes() -> None:
    broken = rss("<title>A & B</title><link>/1</link>", "<title>C</title><link>/2</link>").removesuffix(
        "</channel></rss>"
    )
    assert [(ref.url, ref.title) for ref in refs(broken)] == [
        ("https://chips.example/1", "A & B"),
        ("https://chips.example/2", "C"),
    ]
    assert [ref.title for ref in refs("Warning: a plugin talks\n" + rss("<title>D</title><link>/3</link>"))] == ["D"]


@pytest.mark.parametrize("encoding", ["gb18030", "shift_jis", "utf-16", "utf-8-sig"])
def test_encodings(encoding: str) -> None:
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    head = f'<?xml version="1.0" encoding="{declared}"?>'
    body = rss("<title>新型人工知能</title><link>/1</link>", head=head).encode(encoding)
    assert [ref.title for ref in refs(body, "application/xml")] == ["新型人工知能"]


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (
            "<!DOCTYPE html><html><head><title>Log\tin</title></head><body>x</body></html>",
            "an HTML page titled 'Log in'",
        ),
        ("<p>no feed</p>", "XML with the root element <p>"),
        ("<urlset><url/></urlset>", "XML with the root element <urlset>"),
        ('{"error": "no such feed"}', "JSON"),
        ("  \n", "an empty page"),
        ("", "an empty page"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n....", "a PNG image"),
        (bytes(range(256)), "binary data"),
        ("just words", "plain text"),
    ],
)
def test_what_is_no_feed_is_told_by_what_it_is(body: bytes | str, what: str) -> None:
    with pytest.raises(ParseError, match="expected a feed, found") as caught:
        refs(body)
    assert str(caught.value).endswith(what)
    assert caught.value.hint


@pytest.mark.parametrize("header", ["", "; charset=utf-8", "; charset=iso-8859-1"])
@pytest.mark.parametrize("declared", ["", " encoding='utf-8'", " encoding='gb2312'"])
@pytest.mark.parametrize(
    ("charset", "title"),
    [
        ("gb18030", "壁砺166发布，显存容量翻倍，云岭电子周四发布训练芯片"),
        ("big5", "雲嶺電子週四發表訓練晶片，記憶體頻寬翻倍"),
        ("utf-8", "壁砺166发布，显存容量翻倍"),
    ],
)
def test_titles_are_read_in_their_charset_whatever_is_declared(
    charset: str, title: str, declared: str, header: str
) -> None:
    body = rss(f"<title>{title}</title><link>/1</link>", head=f"<?xml version='1.0'{declared}?>").encode(charset)
    assert [ref.title for ref in refs(body, f"application/rss+xml{header}")] == [title]


VERSION = '{"version": "https://jsonfeed.org/version/1.1", "n": '


@pytest.mark.parametrize("body", ["{", "{" + "[" * 100_000, '{"a":' * 100_000, VERSION + "9" * 5000 + "}"])
def test_json_that_cannot_be_read(body: str) -> None:
    with pytest.raises(ParseError):
        refs(body, "application/json")


def test_entities_neither_explode_nor_read_files() -> None:
    laughs = '<!ENTITY l0 "lol">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    files = '<!ENTITY f SYSTEM "file:///etc/passwd">'
    for entities, use in ((laughs, "&l9;"), (files, "&f;")):
        body = rss(f"<title>{use}</title><link>/1</link>", head=f'<?xml version="1.0"?><!DOCTYPE rss [{entities}]>')
        for ref in refs(body):
            assert "root:" not in (ref.title or "")
            assert len(ref.title or "") < 100


def test_a_feed_beyond_measure_is_refused_before_it_costs_time() -> None:
    def refused() -> None:
        with pytest.raises(ParseError, match="more than"):
            refs(rss() + "<item>" * 1_000_000)

    assert work(refused) < 10_000
