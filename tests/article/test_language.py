"""The language of an article and of each of its blocks."""

from __future__ import annotations

import pytest

from chipwatch.article import from_text
from chipwatch.article.known import known

LANGUAGES = known(None).languages
of_block, of_text = LANGUAGES.of_block, LANGUAGES.of_text

SENTENCES = {
    "en": "The card has 96 GB of memory and it will be on sale by the end of the year.",
    "de": "Die Karte hat 96 GByte Speicher und soll bis Ende des Jahres in den Handel kommen.",
    "fr": "La carte possède 96 Go de mémoire et elle sera en vente avant la fin de l’année.",
    "es": "La tarjeta tiene 96 GB de memoria y estará a la venta antes de que termine el año.",
    "zh": "该芯片显存为96GB，年内上市。",
    "ja": "このチップのメモリは96GBで、年内に発売される。",
    "ko": "이 칩의 메모리는 96GB이며 연내에 출시된다.",
}


@pytest.mark.parametrize("lang", SENTENCES)
def test_a_sentence_shows_its_language(lang: str) -> None:
    assert of_text(SENTENCES[lang]) == lang
    assert of_text(SENTENCES[lang], declared="en-US") == lang


@pytest.mark.parametrize("article", SENTENCES)
@pytest.mark.parametrize("block", SENTENCES)
def test_a_block_may_differ_from_its_article(block: str, article: str) -> None:
    assert of_block(SENTENCES[block], article) == block


@pytest.mark.parametrize(
    ("text", "article", "lang"),
    [
        ("FP16: 312 TFLOPS", "de", "de"),
        ("FP16: 312 TFLOPS", "zh", "en"),
        ("FP16算力：312 TFLOPS", "zh", "zh"),
        ("昇腾910C vs NVIDIA H100 Tensor Core GPU SXM5", "zh", "zh"),
        ("The chip, called 昇腾910C at home, is known as Ascend 910C to the rest of the world.", "zh", "en"),
        ("製品仕様", "ja", "ja"),
        ("Mar 07, 2025, 08:00 ET", "en", "en"),
        ("", "fr", "fr"),
    ],
)
def test_short_and_mixed_blocks(text: str, article: str, lang: str) -> None:
    assert of_block(text, article) == lang


def test_a_declared_language_counts_where_the_text_shows_none() -> None:
    assert of_text("312 TFLOPS", "de-DE") == "de"
    assert of_text("312 TFLOPS", "xx") == "en"


@pytest.mark.parametrize("declared", ["fr", "fr-FR", "fr_CA"])
def test_a_short_text_is_in_the_declared_language_although_some_words_are_anothers(declared: str) -> None:
    text = "L’H20 a 96 Go, on a 400 W à bord."
    assert of_text(text, declared) == of_block(text, "fr") == "fr"
    assert of_text("The H20 draws 400 W in a server.", declared) == "en"


def test_english_declared_is_no_evidence() -> None:
    assert of_text("Il chip ha 96 GB.", "en") == "it"


def test_english_slides_in_a_chinese_article() -> None:
    article = from_text(f"云岭发布训练芯片\n\n{SENTENCES['zh']}\n\n{SENTENCES['en']}\n\n{SENTENCES['zh']}\n")
    assert [block.lang for block in article.blocks] == ["zh", "zh", "en", "zh"]
