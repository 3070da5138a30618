"""Plain text: what people type as headings, lists and tables is read as such, and no character is lost."""

from __future__ import annotations

from datetime import date

import pytest

from chipwatch.article import from_text
from chipwatch.errors import ParseError
from tests.article.reading import LI, H, P, T, assert_whole, blocks, headers, rows, texts

RELEASE = """\
Tern Lake puts its second card on sale

GHENT, March 7, 2025 - Tern Lake has begun to sell the Heron H2, a card for small servers.

Heron H2 at a glance:
 • 96 GB of memory
 • 450 GB/s of links
   in each direction

It costs 4,990 euros.
"""


def test_a_press_release() -> None:
    article = from_text(RELEASE)
    assert article.text == RELEASE
    assert blocks(article) == [
        (H, "Tern Lake puts its second card on sale"),
        (P, "GHENT, March 7, 2025 - Tern Lake has begun to sell the Heron H2, a card for small servers."),
        (P, "Heron H2 at a glance:"),
        (LI, "• 96 GB of memory"),
        (LI, "• 450 GB/s of links\n   in each direction"),
        (P, "It costs 4,990 euros."),
    ]
    assert article.title == "Tern Lake puts its second card on sale"
    assert article.published == date(2025, 3, 7)
    assert article.lang == "en"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028"])
def test_every_newline_parts_lines_and_none_is_changed(newline: str) -> None:
    text = f"Title of it{newline}{newline}First sentence.{newline}Second sentence."
    article = from_text(text)
    assert article.text == text
    assert [shown for _, shown in blocks(article)] == ["Title of it", "First sentence.", "Second sentence."]


def test_lines_broken_by_an_editor_are_one_paragraph() -> None:
    text = (
        "The card has been on sale since spring and most of those\n"
        "who bought one have kept it, the maker says, which is more\n"
        "than can be said of the first.\n"
    )
    assert blocks(from_text(text)) == [(P, text.strip())]


def test_lines_that_end_their_sentences_are_paragraphs() -> None:
    text = (
        "The first card came in spring and it sold well enough.\nThe second one followed in autumn and sold better.\n"
    )
    assert [kind for kind, _ in blocks(from_text(text))] == [P, P]


@pytest.mark.parametrize(
    "line",
    ["- 96 GB", "* 96 GB", "• 96 GB", "·96 GB", "● 96 GB", "– 96 GB", "1. 96 GB", "2) 96 GB", "3）96 GB", "（4）96 GB",
     "一、96 GB", "①96 GB"],
)  # fmt: skip
def test_bullets(line: str) -> None:
    assert (LI, line) in blocks(from_text(f"What it has:\n{line}\n"))


@pytest.mark.parametrize(
    "line", ["-5 percent since May.", "1.6 TB/s is what it reads.", "10:01 a.m. and all is quiet."]
)
def test_what_only_begins_like_a_bullet(line: str) -> None:
    assert blocks(from_text(line)) == [(P, line)]


def test_nested_items_have_levels() -> None:
    article = from_text("- memory\n  - 96 GB\n  - 4 stacks\n- power\n")
    assert [block.level for block in article.blocks] == [1, 2, 2, 1]


def test_markdown_headings_have_their_level() -> None:
    article = from_text("# Heron\n\nText of it.\n\n### Power\n\nMore of it.")
    assert [(block.kind, block.level) for block in article.blocks if block.kind is H] == [(H, 1), (H, 3)]
    assert article.title == "Heron"


def test_pairs_are_items_and_speakers_are_not() -> None:
    sheet = from_text("Heron H2\n\nMemory: 96 GB\nPower: 300 W\n显存：64GB\n")
    assert texts(sheet, LI) == ["Memory: 96 GB", "Power: 300 W", "显存：64GB"]
    talk = "HOST: What does it have?\n\nGUEST: It has 96 GB of memory, and it draws 300 watts.\n\nHOST: Fine."
    assert [kind for kind, _ in blocks(from_text(talk))] == [P, P, P]


def test_markdown_table() -> None:
    article = from_text("| Chip | Memory |\n|---|---|\n| Heron H1 | 48 GB |\n| Heron H2 | 96 GB |\n")
    assert rows(article) == [["Chip", "Memory"], ["Heron H1", "48 GB"], ["Heron H2", "96 GB"]]
    assert headers(article) == ["Chip", "Memory"]


def test_tab_table_keeps_empty_cells_and_finds_its_header() -> None:
    article = from_text("Chip\tMemory\tPower\nHeron H1\t\t250 W\nHeron H2\t96 GB\n")
    assert rows(article) == [["Chip", "Memory", "Power"], ["Heron H1", "", "250 W"], ["Heron H2", "96 GB", ""]]
    assert headers(article) == ["Chip", "Memory", "Power"]


def test_a_sheet_of_tabs_has_its_labels_as_headers() -> None:
    article = from_text("Memory\t96 GB\nPower\t300 W\n")
    assert headers(article) == ["Memory", "Power"]


def test_one_line_with_a_tab_is_no_table() -> None:
    assert not texts(from_text("So\tit goes."), T)


@pytest.mark.parametrize("text", ["", " \n\t\n"])
def test_no_words_is_an_error(text: str) -> None:
    with pytest.raises(ParseError) as caught:
        from_text(text)
    assert caught.value.hint


def test_chinese_press_release() -> None:
    article = from_text(
        "云岭发布训练芯片T3\n\n2025年8月21日，苏州——云岭电子今日发布T3。\n\n主要参数：\n· 显存：64GB\n· 功耗：350瓦\n"
    )
    assert [kind for kind, _ in blocks(article)] == [H, P, P, LI, LI]
    assert (article.lang, article.published, article.title) == ("zh", date(2025, 8, 21), "云岭发布训练芯片T3")


def test_a_long_first_line_is_cut_for_the_title_only() -> None:
    text = "The firm said on Tuesday that it would begin to sell " + "a card, and " * 30 + "another."
    article = from_text(text)
    assert len(article.title) < 130
    assert article.text == text
    assert_whole(article)
