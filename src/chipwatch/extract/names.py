"""Names of chips, systems, families and vendors in a text, and which chip each one means.

Three steps: ``scan`` says cheaply whether a text may hold any name; ``find`` lists all readings of one run of text, by
themselves; ``resolve`` decides over a whole article which of them stand, since "the 960" is a chip after "Ascend 950".
"""

from __future__ import annotations

from collections.abc import Sequence

from chipwatch.extract.discovery import Discoverer
from chipwatch.extract.fold import fold, lower
from chipwatch.extract.name_reader import Found, Name, NameReader, Strength
from chipwatch.extract.resolution import Resolver
from chipwatch.model import Article, Candidate, Mention
from chipwatch.rules import RuleSet

__all__ = ["Found", "Name", "NameFinder", "Strength"]


class NameFinder:
    """Finds the names of one RuleSet. Building one takes about a tenth of a second; it is immutable."""

    def __init__(self, rules: RuleSet) -> None:
        self._reader = NameReader(rules)
        self._discoverer = Discoverer(rules.discovery)

    def scan(self, text: str) -> bool:
        """Whether the text may hold a chip's, system's or family's name, or a word that says "chip". Very fast.

        A vendor's name alone does not count: an article with no more than that has no chip to tell of.
        """
        return self._reader.scan(text)

    def find(self, text: str, start: int = 0, end: int | None = None) -> Found:
        """All readings within ``text[start:end]``, in order; offsets are into ``text``."""
        return self._reader.find(text, start, end)

    def read(self, article: Article, folded: str, low: str) -> tuple[list[Mention], list[Candidate]]:
        """All mentions of an article, those of new chips among them, in order; and each new chip, as introduced."""
        resolver = Resolver(self._reader, article, folded, low)
        mentions = resolver.mentions()
        discovered = self._discoverer.discover(article, folded, low, mentions)
        found = mentions + [mention for _, places in discovered for mention in places]
        candidates = resolver.candidates() + [candidate for candidate, _ in discovered]
        return sorted(found, key=lambda mention: mention.start), candidates

    def resolve(self, article: Article) -> list[Mention]:
        """The mentions of an article, in order, without overlaps; what is not certain is left out.

        Every span is a name: a number inside one is no quantity.
        """
        folded = fold(article.text)
        return Resolver(self._reader, article, folded, lower(folded)).mentions()

    def discover(self, article: Article, mentions: Sequence[Mention]) -> list[tuple[Candidate, tuple[Mention, ...]]]:
        """Chips on no list that the article introduces as chips, each with its mentions; none overlaps ``mentions``."""
        folded = fold(article.text)
        return self._discoverer.discover(article, folded, lower(folded), mentions)
