"""The demo's pages, read by the extractor: exactly the claims and relations written down for each."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from chipwatch import rules
from chipwatch.demo import Newsroom
from chipwatch.extract import Extractor
from tests.demo.test_newsroom import DOCUMENTS, expected, served


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return Extractor(rules.load())


@pytest.fixture(scope="module")
def newsroom() -> Iterator[Newsroom]:
    with Newsroom() as newsroom:
        yield newsroom


def number(value: Any) -> Any:
    return value if value is None or isinstance(value, str) else Decimal(str(value)).normalize()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_each_page_is_read_as_written_down(document: Path, extractor: Extractor, newsroom: Newsroom) -> None:
    wanted = expected(document)
    read = extractor.extract(served(newsroom, wanted["file"]))
    assert sorted(
        (c.chip, c.attribute, c.precision or "", c.unit, c.bound, c.status, number(c.value), c.value_max)
        for c in read.claims
    ) == sorted(
        (
            *(c["chip"], c["attribute"], c.get("precision") or "", c["unit"], c["bound"], c["status"]),
            *(number(c["value"]), number(c.get("value_max"))),
        )
        for c in wanted["claims"]
    )
    assert sorted((r.chip, r.reference, r.attribute or "", round(float(r.ratio), 2)) for r in read.relations) == sorted(
        (r["chip"], r["reference"], r["attribute"] or "", r["ratio"]) for r in wanted["relations"]
    )


def test_a_value_that_a_page_takes_back_is_withdrawn(extractor: Extractor, newsroom: Newsroom) -> None:
    read = extractor.extract(served(newsroom, "day-2/bench/nvidia-in-china.html"))
    assert [(claim.chip, claim.attribute, claim.value) for claim in read.withdrawn] == [
        ("NVIDIA H20", "power", Decimal(350))
    ]
