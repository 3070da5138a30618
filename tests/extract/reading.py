"""What the extraction tests share: one extractor of the shipped rules, and ways to ask it."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from chipwatch import rules
from chipwatch.article import from_html, from_text
from chipwatch.extract import Extractor
from chipwatch.extract.fold import fold, lower
from chipwatch.model import Article, Candidate, Claim, Extraction, Relation
from chipwatch.rules import RuleSet


@cache
def ruleset() -> RuleSet:
    return rules.load()


@cache
def extractor() -> Extractor:
    return Extractor(ruleset())


def folded(text: str) -> str:
    """A text as the readers of numbers, units and dates take it."""
    return lower(fold(text))


def claims_of(text: str) -> tuple[Claim, ...]:
    return extractor().extract(from_text(text)).claims


def html_claims(body: str) -> tuple[Claim, ...]:
    page = f"<html><head><title>Cards</title></head><body><article>{body}</article></body></html>"
    return extractor().extract(from_html(page)).claims


def sound(article: Article, extraction: Extraction) -> None:
    """Every claim, relation and candidate stands in the text at its offsets, and its numbers are finite."""
    quoted: list[Claim | Relation | Candidate] = [*extraction.claims, *extraction.relations]
    quoted += [*extraction.candidates, *extraction.withdrawn]
    for found in quoted:
        assert article.text[found.start : found.end] == found.quote
        assert found.quote
    for mention in extraction.mentions:
        assert 0 <= mention.start < mention.end <= len(article.text)
    for claim in (*extraction.claims, *extraction.withdrawn):
        for value in (claim.value, claim.value_max):
            assert not isinstance(value, Decimal) or value.is_finite()
    for relation in extraction.relations:
        assert relation.ratio.is_finite()
        assert relation.ratio > 0
