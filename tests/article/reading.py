"""An article as the tests look at it."""

from __future__ import annotations

from itertools import pairwise

from chipwatch.model import Article, BlockKind

H, P, LI, T, C = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE, BlockKind.CAPTION


def blocks(article: Article) -> list[tuple[BlockKind, str]]:
    return [(block.kind, article.text[block.start : block.end]) for block in article.blocks]


def texts(article: Article, kind: BlockKind) -> list[str]:
    return [text for found, text in blocks(article) if found is kind]


def rows(article: Article, nth: int = 0) -> list[list[str]]:
    """The texts of the nth table's grid: a spanned cell's text stands in every slot it covers."""
    table = [block.table for block in article.blocks if block.table][nth]
    grid = [["" for _ in range(table.cols)] for _ in range(table.rows)]
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.rowspan):
            for col in range(cell.col, cell.col + cell.colspan):
                grid[row][col] = article.text[cell.start : cell.end]
    return grid


def headers(article: Article, nth: int = 0) -> list[str]:
    table = [block.table for block in article.blocks if block.table][nth]
    return [article.text[cell.start : cell.end] for cell in table.cells if cell.header]


def assert_whole(article: Article) -> None:
    """What holds of every article: blocks in order with white space between, cells inside their block and grid."""
    for before, after in pairwise(article.blocks):
        assert before.end <= after.start
        assert not article.text[before.end : after.start].strip()
    for block in article.blocks:
        assert 0 <= block.start < block.end <= len(article.text)
        assert (block.kind is T) == (block.table is not None)
        for cell in block.table.cells if block.table else ():
            assert block.table is not None
            assert block.start <= cell.start <= cell.end <= block.end
            assert cell.rowspan > 0 < cell.colspan
            assert cell.row + cell.rowspan <= block.table.rows
            assert cell.col + cell.colspan <= block.table.cols
