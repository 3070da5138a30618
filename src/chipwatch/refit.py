"""Fits the weights by which numbers are read to labelled documents: what ``rules fit`` does."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from chipwatch import article
from chipwatch.errors import UsageError
from chipwatch.extract import Extractor
from chipwatch.extract.fitting import Example, fit
from chipwatch.extract.labels import Labels
from chipwatch.extract.prose import Decision
from chipwatch.extract.weighing import Weights, weigh
from chipwatch.gold import Labelled
from chipwatch.namesakes import Namesakes
from chipwatch.rules import RuleSet

PENALTIES = {"attribute": 2.0, "subject": 5.0, "status": 2.0}
"""The questions that weights answer, each with its penalty on large weights, chosen by cross-validation."""

_FOLDS = 4


@dataclass(frozen=True, slots=True)
class Fitted:
    """The weights of one question, and how well they choose. ``seen`` is the share of examples that the weights choose
    rightly, ``unseen`` the same of examples whose documents had no part in the fit (cross-validated by document), None
    where it was not asked. ``unreachable`` examples have no right candidate at all.
    """

    question: str
    weights: Weights
    examples: int
    unreachable: int
    seen: float
    unseen: float | None


@dataclass(frozen=True, slots=True)
class _From:
    document: str
    example: Example


def refit(
    rules: RuleSet,
    documents: Sequence[Labelled],
    *,
    validate: bool = True,
    progress: Callable[[str, int, int], None] = lambda stage, done, total: None,
) -> list[Fitted]:
    """Fits each question to the documents. The same documents and rules give the same weights."""
    examples, priors = _examples(rules, documents, progress), asdict(rules.priors)
    fitted = []
    for done, question in enumerate(PENALTIES, 1):
        fitted.append(_fitted(question, examples[question], priors[question], validate=validate))
        progress("fitting", done, len(PENALTIES))
    return fitted


def unused(rules: RuleSet, documents: Sequence[Labelled]) -> list[str]:
    """The weights that no decision in the documents asks for: of features that no text shows, or no code sees."""
    seen: set[tuple[str, str]] = set()

    def note(decision: Decision) -> None:
        seen.update((decision.question, feature) for each in decision.candidates for feature in each.features)

    extractor = Extractor(rules)
    for document in documents:
        extractor.extract(article.read_file(document.path, rules.pages), oracle=note)
    weights = asdict(rules.language.weights)
    return [feature for question in PENALTIES for feature in weights[question] if (question, feature) not in seen]


def write(fitted: Iterable[Fitted], path: Path) -> None:
    """Writes the weights to a file, whole or not at all. Raises UsageError where it cannot be written."""
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(as_toml(fitted), encoding="utf-8")
        part.replace(path)
    except OSError as cause:
        raise UsageError(f"{path}: cannot be written: {cause.strerror}", hint="name another file") from cause


def as_toml(fitted: Iterable[Fitted]) -> str:
    """The weights as ``rules/weights.toml`` has them."""
    lines = ["# How much each feature of a reading counts. Written by `chipwatch rules fit`."]
    for question in fitted:
        lines += ["", f"[{question.question}]"]
        lines += [
            f"{json.dumps(name, ensure_ascii=False)} = {weight:.3f}"
            for name, weight in sorted(question.weights.items())
        ]
    return "\n".join(lines) + "\n"


def _examples(
    rules: RuleSet, documents: Sequence[Labelled], progress: Callable[[str, int, int], None]
) -> Mapping[str, list[_From]]:
    extractor, namesakes = Extractor(rules), Namesakes(rules)
    examples: dict[str, list[_From]] = {question: [] for question in PENALTIES}
    for done, document in enumerate(documents, 1):
        parsed = article.read_file(document.path, rules.pages)
        labels = Labels(parsed.text, document.claims, rules.language.attributes, namesakes.same)
        extractor.extract(parsed, oracle=labels)
        for question, found in labels.examples.items():
            examples[question] += [_From(document.id, example) for example in found]
        progress("reading", done, len(documents))
    return examples


def _fitted(question: str, examples: Sequence[_From], prior: Weights, *, validate: bool) -> Fitted:
    weights = _fit(question, examples, prior)
    return Fitted(
        question=question,
        weights=weights,
        examples=len(examples),
        unreachable=sum(not any(c.choice in e.example.right for c in e.example.candidates) for e in examples),
        seen=_share([_right(e.example, weights) for e in examples]),
        unseen=_share(_cross_validated(question, examples, prior)) if validate else None,
    )


def _fit(question: str, examples: Iterable[_From], prior: Weights) -> Weights:
    return fit([each.example for each in examples], penalty=PENALTIES[question], prior=prior)


def _right(example: Example, weights: Weights) -> bool:
    return weigh(example.candidates, weights)[0].choice in example.right


def _cross_validated(question: str, examples: Sequence[_From], prior: Weights) -> list[bool]:
    """Whether each example is chosen rightly by weights fitted to the other documents' folds."""
    found: list[bool] = []
    for fold in range(_FOLDS):
        weights = _fit(question, (each for each in examples if _fold(each) != fold), prior)
        found += [_right(each.example, weights) for each in examples if _fold(each) == fold]
    return found


def _fold(each: _From) -> int:
    """All of a document falls into one fold, the same in every run and on every machine."""
    return zlib.crc32(each.document.encode()) % _FOLDS


def _share(right: Sequence[bool]) -> float:
    return sum(right) / len(right) if right else 0.0
