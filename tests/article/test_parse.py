"""From bytes to an article, or to an error that says what the bytes are."""

from __future__ import annotations

import gzip
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from chipwatch import rules
from chipwatch.article import parse, read_file
from chipwatch.errors import NotFoundError, ParseError
from chipwatch.model import Capture
from tests.article.reading import H, P, blocks

TEXT = "The Heron H1 has been on sale since spring, and it has 96 GB of memory."


def capture(body: bytes, content_type: str | None = None, url: str = "https://news.example/heron") -> Capture:
    headers = (("Content-Type", content_type),) if content_type else ()
    return Capture.of(url, "news", datetime(2025, 3, 8, tzinfo=UTC), 200, headers, body)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "nothing"),
        (b" \r\n ", "nothing"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "ZIP"),
        (gzip.compress(b"x"), "gzip"),
        (b"\x89PNG\r\n", "image"),
        (bytes(range(256)) * 10, "binary"),
        (b'<?xml version="1.0"?>\n<!-- x --><rss version="2.0"><channel/></rss>', "feed"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"/>', "feed"),
        (b'<rdf:RDF xmlns:rdf="x"/>', "feed"),
        (b'<?xml version="1.0"?><urlset/>', "sitemap"),
        (b'<?xml version="1.0"?><invoice/>', "<invoice>"),
        (b'{"version": "https://jsonfeed.org/version/1.1"}', "JSON"),
    ],
)
def test_what_is_no_article(body: bytes, words: str) -> None:
    with pytest.raises(ParseError, match=words) as caught:
        parse(capture(body))
    assert caught.value.hint


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (f"<p>{TEXT}</p>".encode(), None),
        (f"<!DOCTYPE html><html><body><p>{TEXT}</p>".encode(), "text/html"),
        (
            f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>{TEXT}</p></body></html>'.encode(),
            None,
        ),
        (TEXT.encode(), "text/html"),
        (TEXT.encode(), None),
        (TEXT.encode("utf-16"), "text/plain"),
    ],
)
def test_pages_and_texts_are_told_apart_by_what_they_are(body: bytes, content_type: str | None) -> None:
    article = parse(capture(body, content_type))
    assert blocks(article) == [(P, TEXT)]
    assert article.url == "https://news.example/heron"


def test_a_plain_text_about_html_is_a_text() -> None:
    body = f"{TEXT} In its source stands <p>, more than once."
    assert parse(capture(body.encode(), "text/plain; charset=utf-8")).text == body


def test_a_chinese_page_in_a_charset_it_denies() -> None:
    html = "<html><head><title>云岭发布T3</title></head><body><p>云岭电子周四发布训练芯片T3，显存64GB，功耗350瓦。</p>"
    article = parse(capture(html.encode("gb18030"), "text/html; charset=iso-8859-1"))
    assert blocks(article) == [(H, "云岭发布T3"), (P, "云岭电子周四发布训练芯片T3，显存64GB，功耗350瓦。")]
    assert article.lang == "zh"


def test_files_are_read_by_their_ending_or_by_what_they_are(tmp_path: Path) -> None:
    for name, body in {
        "a.txt": "<p>not a page",
        "b.html": TEXT,
        "c": f"<p>{TEXT}</p>",
        "2025-03-07-d.txt": TEXT,
    }.items():
        (tmp_path / name).write_text(body, "utf-8")
    assert read_file(tmp_path / "a.txt").text == "<p>not a page"
    assert read_file(tmp_path / "b.html").text == TEXT
    assert read_file(tmp_path / "c").text == TEXT
    assert str(read_file(tmp_path / "2025-03-07-d.txt").published) == "2025-03-07"


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no such file"):
        read_file(tmp_path / "absent.txt")
    with pytest.raises(ParseError, match="cannot be read") as caught:
        read_file(tmp_path)
    assert isinstance(caught.value.__cause__, OSError)


def test_a_page_larger_than_any_article_is_refused() -> None:
    with pytest.raises(ParseError, match="more than an article"):
        parse(capture(b"<p>" + b"word " * 4_100_000))


def test_the_stage_is_light() -> None:
    """Reading commands wait for this import; none of the heavy libraries may ride along."""
    import subprocess

    code = "import sys, chipwatch.article; print(*(m for m in ('spacy', 'numpy', 'lxml', 'httpx') if m in sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == ""


def test_a_users_words_tell_languages_dates_and_what_is_not_the_article(tmp_path: Path) -> None:
    (tmp_path / "languages.toml").write_text('[languages.nl]\nwords = ["de", "het", "een", "met", "van", "is"]\n')
    (tmp_path / "dates.toml").write_text('[language.nl]\nmonths = { maart = 3 }\ndated = ["bijgewerkt"]\n')
    (tmp_path / "boilerplate.toml").write_text('[introductions]\nnl = ["lees ook"]\n')
    page = capture(
        b"<title>Heron H1</title><h1>Heron H1</h1><p>Bijgewerkt: maart 2025</p>"
        b"<p>De Heron H1 is een kaart met 96 GB, en is die van het jaar met het geheugen van een grote kaart.</p>"
        b"<h2>Lees ook</h2><p>De X9 met 944 GB</p>"
    )
    shipped, own = parse(page), parse(page, rules.load(tmp_path).pages)
    assert (shipped.lang != "nl", shipped.published, "944" in shipped.text) == (True, None, True)
    assert (own.lang, own.published, "944" in own.text) == ("nl", date(2025, 3, 1), False)
    assert parse(page) == shipped
