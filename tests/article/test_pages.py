"""Whole pages, shaped as newsrooms, blogs and portals shape them. In each, the "Noisemaker X9" is not the article."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from chipwatch.article import read_file
from chipwatch.model import Article
from tests.article.reading import LI, H, T, assert_whole, rows, texts

PAGES = Path(__file__).parent / "pages"
NOISE = ("oisemaker", "噪声")


def read(name: str) -> Article:
    return read_file(PAGES / name)


@pytest.mark.parametrize("path", sorted(PAGES.iterdir()), ids=lambda path: path.stem)
def test_no_noise_gets_through(path: Path) -> None:
    article = read_file(path)
    assert any(word in path.read_text("utf-8") for word in NOISE) or path.stem == "script_drawn"
    assert not any(word in article.text for word in NOISE)
    assert_whole(article)


def test_a_blog() -> None:
    article = read("wordpress.html")
    assert (article.title, article.author) == ("Tern Lake opens its first rack", "Odile Brandt")
    assert article.published == date(2025, 3, 7)
    assert texts(article, H) == ["Tern Lake opens its first rack", "What is in it"]
    assert texts(article, LI)[:3] == ["Heron H1: 96 GB of memory", "Links at 450 GB/s", "in each direction"]
    assert rows(article) == [["Part", "Memory"], ["Heron H1", "96 GB"], ["Heron H2", "144 GB"]]
    for sentence in (
        "It draws 38 kW.",
        "Figures from the maker, H2 planned",
        "44 people.[1]",
        "Of whom 9 are in sales.",
    ):
        assert sentence in article.text


def test_an_amp_page() -> None:
    article = read("amp.html")
    assert (article.title, article.author) == ("Quarrel 7 tapes out", "Ji-woo Han, Max Adler")
    assert len(article.blocks) == 5
    assert "128 GB" in article.text


def test_a_newsroom() -> None:
    article = read("newsroom.html")
    assert article.published == date(2025, 9, 30)
    assert texts(article, H) == ["Pallas Semi Ships Minerva 3 Accelerator", "Key features", "About Pallas Semi"]
    assert texts(article, LI) == [
        "Memory: 192 GB HBM3E, 6.4 TB/s",
        "Compute: 1.8 PFLOPS of FP8[1]",
        "Power: up to 750 W",
    ]
    assert rows(article)[1] == ["Memory (GB)", "96", "192"]
    for sentence in ("Third generation doubles memory to 192 GB", "[1] Dense, measured in July on 8 cards."):
        assert sentence in article.text


def test_a_chinese_portal() -> None:
    article = read("portal_zh.html")
    assert (article.title, article.published, article.lang) == ("云岭发布新一代训练芯片", date(2025, 8, 21), "zh")
    assert texts(article, LI) == ["制程：7纳米", "显存：64GB", "功耗：350瓦"]
    assert "责任编辑" not in article.text
    languages = {article.text[block.start : block.end][:8]: block.lang for block in article.blocks}
    assert languages["One chip"] == "en"
    assert languages["分析人士认为，云"] == "zh"


def test_a_page_of_the_old_web() -> None:
    article = read("bare.html")
    assert (article.title, article.published) == ("Lab notes: Osprey card, second week", date(2025, 11, 4))
    assert texts(article, LI) == ["Memory: 24 GB GDDR6", "Clock: 1,350 MHz", "Power: 75 W"]
    assert "294 mm², so about 1.2×10¹⁰ transistors" in article.text


def test_a_page_drawn_by_a_script_is_read_from_its_json_ld() -> None:
    article = read("script_drawn.html")
    assert (article.title, article.lang) == ("Adler bringt Rechenkarte mit 48 GByte", "de")
    assert article.published == date(2025, 5, 12)
    assert "2.490 Euro" in article.text


def test_a_page_in_one_form_and_layout_tables() -> None:
    article = read("webform.aspx.html")
    assert (article.title, article.lang) == ("Fauvette 2 : la carte lyonnaise passe à 32 Go", "fr")
    assert rows(article) == [
        ["Modèle", "Mémoire", "Prix"],
        ["Fauvette 1", "16 Go", "890 €"],
        ["Fauvette 2", "32 Go", "1 290 €"],
    ]


def test_sheets_of_divs() -> None:
    article = read("div_sheets.html")
    assert rows(article) == [["Memory", "40 GB GDDR7"], ["Bandwidth", "1,100 GB/s"], ["Board power", "190 W"]]
    assert rows(article, 1)[2] == ["INT8", "180 TOPS", "320 TOPS"]
    assert len(texts(article, T)) == 2
