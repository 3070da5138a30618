"""What the stage knows of pages: the rules of ``PageRules``, each made ready once."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from chipwatch.article.boilerplate import Boilerplate
from chipwatch.article.dates import Calendar
from chipwatch.article.language import Languages
from chipwatch.language import PageRules
from chipwatch.rules import shipped_pages


class Known(NamedTuple):
    languages: Languages
    boilerplate: Boilerplate
    calendar: Calendar


def known(rules: PageRules | None) -> Known:
    """What is known by these rules, by the shipped ones where none are given."""
    return _known(rules or shipped_pages())


@lru_cache(maxsize=4)
def _known(rules: PageRules) -> Known:
    return Known(Languages(rules.languages), Boilerplate(rules.boilerplate), Calendar(rules.dates))
