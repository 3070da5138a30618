"""Features of how a claim is told: as fact, as plan, or as hearsay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from chipwatch.extract.cues import Cue
from chipwatch.extract.features import Candidate
from chipwatch.extract.measure import Measure
from chipwatch.extract.reading import Sentence
from chipwatch.model import Status


def status_candidates(
    measure: Measure,
    attribute: str,
    sentence: Sentence,
    before: Sentence | None,
    leads: list[tuple[str, Sentence]],
    previous: Status | None,
    own: Status | None,
    low: str,
    published: date | None,
) -> list[Candidate]:
    """Stated, planned and reported, with what speaks for each. ``previous`` is the status of the number before, ``own``
    that of the same subject's last number.
    """
    found = [Candidate((Status.STATED,), ("stated", f"stated/{attribute}"))]
    for status in (Status.PLANNED, Status.REPORTED):
        features = [f"{status}", f"{status}/{'release' if attribute == 'release' else 'figure'}"]
        cues = sentence.labelled(f"status/{status}")
        features += _near(status, cues, measure, sentence, low)
        if before is not None and before.block == sentence.block and before.labelled(f"status/{status}"):
            features.append(f"{status}/sentence before")
        for place, lead in leads:
            if lead.labelled(f"status/{status}"):
                features.append(f"{status}/{place}")
        if previous is status:
            features.append(f"{status}/goes on")
        if own is status:
            features.append(f"{status}/goes on of the same")
        if attribute == "release" and status is Status.PLANNED:
            features += _when(measure, published)
        if attribute == "price" and status is Status.REPORTED:
            features.append("reported/price")
        found.append(Candidate((status,), tuple(features)))
    return found


def _near(status: Status, cues: Sequence[Cue], measure: Measure, sentence: Sentence, low: str) -> list[str]:
    features: list[str] = []
    if not cues:
        return features
    for side, own in (
        ("before", [c for c in cues if c.end <= measure.last]),
        ("after", [c for c in cues if c.end > measure.last]),
    ):
        if not own:
            continue
        cue = own[-1] if side == "before" else own[0]
        first, last = (cue.end, measure.first) if side == "before" else (measure.last, cue.start)
        strong, weak = sentence.breaks_between(first, last)
        crowded = sentence.measures_between(first, last) > 0
        features.append(
            f"{status}/{side}/{'clause' if not strong and not weak else 'comma' if not strong else 'other clause'}"
        )
        if not strong:
            features.append(f"{status}/{side}/{low[cue.start : cue.end]}")
        if crowded:
            features.append(f"{status}/{side}/behind another figure")
        if any(first <= r.start and r.end <= last for r in sentence.refs):
            features.append(f"{status}/{side}/behind a name")
    return features


def _when(measure: Measure, published: date | None) -> list[str]:
    if measure.date is None or published is None:
        return ["planned/undated"]
    year = int(measure.date[:4])
    if year != published.year:
        return ["planned/year ahead" if year > published.year else "planned/year past"]
    part = measure.date[5:]
    ahead = {"Q": lambda n: (n - 1) * 3 + 1, "H": lambda n: (n - 1) * 6 + 1}
    if not part:
        return ["planned/this year"]
    month = ahead[part[0]](int(part[1])) if part[0] in ahead else int(part[:2])
    return ["planned/later this year" if month > published.month else "planned/earlier this year"]
