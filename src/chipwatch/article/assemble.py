"""From drafted blocks to an Article: languages are found here, once the whole text is known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from chipwatch.article.language import Languages
from chipwatch.model import Article, Block, BlockKind, Table


class Draft(NamedTuple):
    """A block before its language is known. Offsets are into the article's text."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    table: Table | None = None


def assemble(
    text: str,
    drafts: Sequence[Draft],
    languages: Languages,
    *,
    url: str,
    title: str,
    published: date | None = None,
    author: str | None = None,
    declared_lang: str | None = None,
) -> Article:
    """The article of ``text``. ``declared_lang`` is what the page says of itself."""
    lang = languages.of_text(text, declared_lang)
    blocks = tuple(
        Block(kind, start, end, level, languages.of_block(text[start:end], lang), table)
        for kind, start, end, level, table in drafts
    )
    return Article(url, title, text, blocks, published, lang, author)
