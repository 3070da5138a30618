"""The rules on trial: labelled documents read by the extractor, labels and readings set side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from chipwatch import article
from chipwatch.evaluation import Level, Outcome, SameChip, compare_claims, compare_relations
from chipwatch.extract import Extractor
from chipwatch.gold import Labelled
from chipwatch.model import Article, Block, Bound, Claim, Extraction, Mention, Relation, Status, SubjectKind
from chipwatch.rules import RuleSet


@dataclass(frozen=True, slots=True)
class Trial:
    """One labelled document and what the rules read in it."""

    document: Labelled
    article: Article
    extraction: Extraction

    def claims(self, level: Level, same_chip: SameChip) -> Outcome[Claim]:
        return compare_claims(self.document.claims, self.extraction.claims, level, same_chip)

    def relations(self, same_chip: SameChip) -> Outcome[Relation]:
        return compare_relations(self.document.relations, self.extraction.relations, same_chip)

    def phenomena(self, claim: Claim) -> Iterator[str]:
        """What makes a claim hard to read: the kind of its block, who else is named there, how its number is told.

        A label stands where its quote first does.
        """
        start = claim.start if claim.end else max(self.article.text.find(claim.quote), 0)
        block = _block(self.article.blocks, start)
        if block is not None:
            yield f"in a {block.kind.replace('_', ' ')}"
            yield _company(self.extraction.mentions, block)
        if claim.value_max is not None:
            yield "range"
        if not any(c.isdigit() for c in claim.quote):
            yield "number in words"
        if claim.bound is not Bound.EXACT:
            yield "hedged"
        if claim.status is not Status.STATED:
            yield claim.status
        if claim.sparse:
            yield "sparse"


def read(rules: RuleSet, documents: Iterable[Labelled]) -> Iterator[Trial]:
    """Reads documents by the rules, one after the other. Raises ParseError for a text that is no article."""
    extractor = Extractor(rules)
    for document in documents:
        parsed = article.read_file(document.path, rules.pages)
        yield Trial(document, parsed, extractor.extract(parsed))


def _block(blocks: Sequence[Block], offset: int) -> Block | None:
    return next((block for block in blocks if block.start <= offset < block.end), None)


def _company(mentions: Sequence[Mention], block: Block) -> str:
    named = {
        mention.chip
        for mention in mentions
        if block.start <= mention.start < block.end and mention.kind in (SubjectKind.CHIP, SubjectKind.SYSTEM)
    }
    return ("no chip named there", "one chip named there", "several chips named there")[min(len(named), 2)]
