"""Pages and texts made to hurt: never an exception but ParseError, never work that outgrows the input."""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from chipwatch.article import from_html, from_text
from chipwatch.article.nesting import flat
from chipwatch.errors import ParseError
from chipwatch.model import Article
from tests.article.reading import assert_whole
from tests.work import growth

TAGS = st.sampled_from(
    ["a", "article", "aside", "b", "br", "caption", "dd", "del", "div", "dl", "dt", "figcaption", "h1", "h2", "li",
     "main", "p", "pre", "s", "section", "span", "sup", "table", "tbody", "td", "th", "tr", "ul"]
)  # fmt: skip
ATTRIBUTES = st.sampled_from(
    ["", " class=card", " class='comments'", " id=nav", " rowspan=3", " colspan=0", " colspan=99999", " role=row",
     " role=table", " role=cell", " href=/x", " hidden", " scope=row", " itemprop=articleBody"],
)  # fmt: skip
WORDS = st.sampled_from(
    ["96 GB", "Key: value", "Related", "昇腾910C", "\u200b", "\x00", "&lt;", "- item", "a. ", "\n", "1", " "]
)
MARKUP = st.one_of(
    st.builds("<{}{}>".format, TAGS, ATTRIBUTES), st.builds("</{}>".format, TAGS), WORDS, st.text(max_size=5)
)


def read(reader: Callable[[str], Article], text: str) -> Article | None:
    with contextlib.suppress(ParseError):
        article = reader(text)
        assert_whole(article)
        return article
    return None


@given(st.lists(MARKUP, max_size=60).map("".join))
def test_any_markup_gives_a_whole_article_or_none(html: str) -> None:
    read(from_html, html)


@given(
    st.text(alphabet=st.one_of(st.sampled_from("\n\r\t |-#•:1.A a。\x00\u2028\u200f"), st.characters()), max_size=300)
)
def test_any_text_is_kept_to_the_letter(text: str) -> None:
    article = read(from_text, text)
    if text.strip():
        assert article is not None
        assert article.text == text


def test_lone_surrogates_control_characters_and_marks_do_no_harm() -> None:
    article = from_html("<p>It draws \ud800 300\x00\x01\x1f W, \u200f\u200bas\u200d it says on its label.</p>")
    assert "300" in article.text
    assert not any(char in article.text for char in "\x00\x01\x1f")


HTML_FLOODS = {
    "nested divs": "<div>",
    "nested lists": "<ul><li>x",
    "unclosed formatting": "<b><p>",
    "nested tables": "<table><tr><td>1<td>2",
    "links": "<a href=/x>link</a> ",
    "line breaks": "Key: value<br>",
    "superscripts": "x<sup>2</sup>",
    "related": "<h2>Related</h2><p>x</p>",
    "rows": "<div><span>a</span><span>1</span></div>",
    "weak names": "<div class=left><table><th>x</table></div>",
    "protected blanks": "&nbsp;",
    "angle brackets": "<",
    "bodies": "<body a=1>",
    "vectors": "<svg><path/>",
    "strikes": "<s>x",
    "crossed strikes": "<del><p>x</del></s>",
    "quotes in strikes": "<s a='",
    "json": "<script type='application/ld+json'>[[[",
}
TEXT_FLOODS = {
    "blanks": " ", "newlines": " \n", "tabs": "\t", "bars": "|", "bullets": "- x\n", "pairs": "k: v\n",
    "table": "a\tb\n", "hashes": "#", "brackets": "(",
    "wrapped": "the quick brown fox jumps over the lazy dog and then some\n",
}  # fmt: skip


def reading(reader: Callable[[str], Article], unit: str) -> Callable[[int], Callable[[], object]]:
    def task(size: int) -> Callable[[], object]:
        text = unit * (size // len(unit))
        return lambda: read(reader, text)

    return task


@pytest.mark.parametrize("flood", HTML_FLOODS)
def test_work_grows_with_the_page_and_not_faster(flood: str) -> None:
    """Both are long enough to be made flat first."""
    assert growth(reading(from_html, HTML_FLOODS[flood]), 120_000, 240_000) < 1.05


@pytest.mark.parametrize("flood", TEXT_FLOODS)
def test_work_grows_with_the_text_and_not_faster(flood: str) -> None:
    assert growth(reading(from_text, TEXT_FLOODS[flood]), 20_000, 80_000) < 1.1


@pytest.mark.parametrize("flood", HTML_FLOODS)
def test_the_page_that_the_parser_is_given_is_shallow(flood: str) -> None:
    """The parser's own work cannot be counted, but the depth with whose square it grows can."""

    def depth(size: int) -> int:
        tree = LexborHTMLParser(flat(HTML_FLOODS[flood] * (size // len(HTML_FLOODS[flood]))).encode())
        depths: dict[int, int] = {}
        for node in tree.css("*"):
            depths[node.mem_id] = depths.get(node.parent.mem_id, 0) + 1 if node.parent else 1
        return max(depths.values())

    assert depth(400_000) == depth(200_000)


def test_a_thousand_attributes_in_one_tag_cost_nothing() -> None:
    attributes = " ".join(f"a{n}=1" for n in range(50_000))
    html = f"<div {attributes}><p>The card draws 300 W.</p></div>"
    assert len(flat(html)) < 100
    assert from_html(html).text == "The card draws 300 W."


def test_text_below_a_hundred_thousand_elements_is_still_read() -> None:
    deep = "<div>" * 100_000 + "<p>The card draws 300 W.</p>" + "</div>" * 100_000
    assert from_html(deep + "<p>And it has 96 GB.</p>").text == "The card draws 300 W.\n\nAnd it has 96 GB."


def test_ordinary_pages_are_not_touched() -> None:
    html = "<div><p>One <b>two</b></p></div>" * 50
    assert flat(html) is html


@given(st.lists(st.one_of(MARKUP, st.just("<div>" * 300), st.just("</div>" * 299)), max_size=40).map("".join))
def test_flattening_loses_no_text(html: str) -> None:
    padded = html + "<i>" * 500
    seen = LexborHTMLParser(flat(padded).encode("utf-8", "replace"))
    plain = LexborHTMLParser(padded.encode("utf-8", "replace"))
    assert "".join(seen.text().split()) == "".join(plain.text().split())
