"""Names of chips, systems, families and vendors in a text, and which chip each one means.

Three steps: ``scan`` says cheaply whether a text may hold any name; ``find`` lists all readings of one run of text, by
themselves; ``resolve`` decides over a whole article which of them stand, since "the 960" is a chip after "Ascend 950".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from chipwatch.model import Article, Candidate, Mention, SubjectKind
from chipwatch.rules import RuleSet


class Strength(StrEnum):
    """How far a name carries by itself."""

    SURE = "sure"  # means this chip wherever it stands
    WEAK = "weak"  # needs a vendor, family or chip word in its sentence, or the full name before
    BARE = "bare"  # a model without its family: needs the family before it in the document


@dataclass(frozen=True, slots=True)
class Name:
    """A reading of ``text[start:end]``. ``chip`` is canonical and carries the ``variant`` that the text names."""

    chip: str
    kind: SubjectKind
    strength: Strength
    start: int
    end: int
    vendor: str
    family: str | None = None
    variant: str | None = None
    candidate: bool = False


class NameFinder:
    """Finds the names of one RuleSet. Building one takes some ten milliseconds; it is immutable and shared freely."""

    def __init__(self, rules: RuleSet) -> None:
        raise NotImplementedError

    def scan(self, text: str) -> bool:
        """Whether the text may hold a chip's, family's or vendor's name or a word that introduces chips. Very fast."""
        raise NotImplementedError

    def find(self, text: str, start: int = 0, end: int | None = None) -> list[Name]:
        """All readings within ``text[start:end]``, in order, those of one place together; offsets are into ``text``."""
        raise NotImplementedError

    def resolve(self, article: Article) -> list[Mention]:
        """The mentions of an article, in order, without overlaps; what is not certain is left out.

        Every span is part of a name: a number inside one is no quantity.
        """
        raise NotImplementedError

    def discover(self, article: Article, mentions: Sequence[Mention]) -> list[tuple[Candidate, tuple[Mention, ...]]]:
        """Chips on no list that the article introduces as chips, each with its mentions in the article."""
        raise NotImplementedError
