"""How scores and faults of the rules are written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from chipwatch.cli.claim_views import READ, Read
from chipwatch.cli.output import Column, Record, View
from chipwatch.evaluation import Score
from chipwatch.format import label, quantity
from chipwatch.model import Claim, FactKey, Relation

if TYPE_CHECKING:
    from chipwatch.refit import Fitted
    from chipwatch.rule_checks import Finding

_DIGITS = 4


class Scored(NamedTuple):
    """The score of all claims at a level, or of those of one group: an attribute, a language, a phenomenon."""

    level: str
    group: str
    score: Score


class Fault(NamedTuple):
    """A label that was ``missed``, or a prediction that is ``wrong``, in a document."""

    doc: str
    fault: str
    what: Claim | Relation


def _score_record(scored: Scored) -> Record:
    score = scored.score
    return {
        "level": scored.level,
        "group": scored.group,
        "precision": round(score.precision, _DIGITS),
        "recall": round(score.recall, _DIGITS),
        "f1": round(score.f1, _DIGITS),
        "right": score.right,
        "predicted": score.predicted,
        "gold": score.gold,
    }


SCORES: View[Scored] = View(
    _score_record,
    (
        Column("level", lambda scored: scored.level),
        Column("group", lambda scored: scored.group),
        Column("precision", lambda scored: f"{scored.score.precision:.3f}", right=True),
        Column("recall", lambda scored: f"{scored.score.recall:.3f}", right=True),
        Column("F1", lambda scored: f"{scored.score.f1:.3f}", right=True),
        Column("right", lambda scored: scored.score.right, right=True),
        Column("predicted", lambda scored: scored.score.predicted, right=True),
        Column("gold", lambda scored: scored.score.gold, right=True),
    ),
    ("level", "group", "precision", "recall", "f1", "right", "predicted", "gold"),
    "No documents.",
)


def _fault_record(fault: Fault) -> Record:
    explain = bool(fault.what.rules)  # a label has none
    return {"fault": fault.fault, **READ.record(Read(fault.doc, fault.what, explain))}


def _what(fault: Fault) -> str:
    what = fault.what
    if isinstance(what, Relation):
        return f"{(what.attribute or 'everything').replace('_', ' ')}: {what.ratio} × {what.reference}"
    value = quantity(what.value, what.unit, value_max=what.value_max, bound=what.bound)
    return f"{label(FactKey(what.chip, what.attribute, what.precision, what.sparse))}: {value}"


FAULTS: View[Fault] = View(
    _fault_record,
    (
        Column("document", lambda fault: fault.doc),
        Column("fault", lambda fault: fault.fault),
        Column("chip", lambda fault: fault.what.chip),
        Column("what", _what),
        Column("quote", lambda fault: fault.what.quote),
        Column("rules", lambda fault: " | ".join(fault.what.rules)),
    ),
    ("doc", "fault", *(field for field in READ.fields if field != "doc"), "rules"),
    "Nothing missed, nothing wrong.",
)


def _fitted_record(fitted: Fitted) -> Record:
    return {
        "question": fitted.question,
        "examples": fitted.examples,
        "unreachable": fitted.unreachable,
        "weights": len(fitted.weights),
        "seen": round(fitted.seen, _DIGITS),
        "unseen": None if fitted.unseen is None else round(fitted.unseen, _DIGITS),
    }


FITTED: View[Fitted] = View(
    _fitted_record,
    (
        Column("question", lambda fitted: fitted.question),
        Column("examples", lambda fitted: fitted.examples, right=True),
        Column("unreachable", lambda fitted: fitted.unreachable, right=True),
        Column("weights", lambda fitted: len(fitted.weights), right=True),
        Column("right in seen", lambda fitted: f"{fitted.seen:.4f}", right=True),
        Column("in unseen", lambda fitted: "" if fitted.unseen is None else f"{fitted.unseen:.4f}", right=True),
    ),
    ("question", "examples", "unreachable", "weights", "seen", "unseen"),
    "Nothing to fit.",
)


Located = tuple["Finding", tuple[Path, int]]


def _finding_record(located: Located) -> Record:
    finding, (path, line) = located
    return {"file": str(path), "line": line, "word": finding.word, "fault": finding.fault}


FINDINGS: View[Located] = View(
    _finding_record,
    (
        Column("where", lambda located: f"{located[1][0]}:{located[1][1]}"),
        Column("word", lambda located: located[0].word),
        Column("fault", lambda located: located[0].fault),
    ),
    ("file", "line", "word", "fault"),
    "Nothing wrong.",
)
