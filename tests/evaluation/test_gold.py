"""Labelled documents: read whole, or refused with file and claim named; what is shipped as fixtures is sound."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from chipwatch import article, gold
from chipwatch.errors import NotFoundError, ParseError
from chipwatch.gold import Labelled
from tests.extract.reading import ruleset

FIXTURES = Path(__file__).parents[1] / "fixtures" / "gold"
CLAIM = {"chip": "NVIDIA H20", "attribute": "memory_capacity", "value": 96, "unit": "GB", "quote": "96 GB"}
DOCUMENT = {"id": "h20", "file": "h20.txt", "lang": "en", "published": "2026-01-02", "claims": [CLAIM]}


def write(directory: Path, document: dict[str, Any], *, name: str = "h20") -> Path:
    (directory / "h20.txt").write_text("The H20 has 96 GB.", encoding="utf-8")
    path = directory / f"{name}.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_a_document(tmp_path: Path) -> None:
    write(tmp_path, DOCUMENT)
    (document,) = gold.read([tmp_path])
    assert (document.id, document.path, document.published) == ("h20", tmp_path / "h20.txt", date(2026, 1, 2))
    assert document.relations == ()
    (claim,) = document.claims
    assert (claim.chip, claim.value, claim.bound, claim.status) == ("NVIDIA H20", Decimal(96), "=", "stated")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"claims": [CLAIM, {**CLAIM, "bound": "about"}]}, "claim 2: 'about' is not a valid Bound"),
        ({"claims": [{key: CLAIM[key] for key in CLAIM if key != "unit"}]}, "claim 1: no key 'unit'"),
        ({"claims": [{**CLAIM, "value_max": "many"}]}, "claim 1"),
        ({"relations": [{"chip": "A", "reference": "B"}]}, "relation 1: no key 'ratio'"),
        ({"file": "absent.txt"}, "no file absent.txt"),
        ({"published": "spring"}, "Invalid isoformat string: 'spring'"),
    ],
)
def test_a_wrong_document_is_told_with_its_file(tmp_path: Path, change: dict[str, Any], told: str) -> None:
    path = write(tmp_path, {**DOCUMENT, **change})
    with pytest.raises(ParseError) as caught:
        gold.read([tmp_path])
    assert str(caught.value).startswith(str(path))
    assert told in str(caught.value)


@pytest.mark.parametrize("text", ["{", "[]", "3", '"text"', "{}"])
def test_what_is_no_document(tmp_path: Path, text: str) -> None:
    (tmp_path / "broken.json").write_text(text, encoding="utf-8")
    with pytest.raises(ParseError, match=r"broken\.json"):
        gold.read([tmp_path])


def test_no_documents(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="no labelled documents"):
        gold.read([tmp_path])


def test_one_id_for_two_documents(tmp_path: Path) -> None:
    write(tmp_path, DOCUMENT)
    write(tmp_path, DOCUMENT, name="other")
    with pytest.raises(ParseError, match="'h20' is the id of another document"):
        gold.read([tmp_path])


@pytest.mark.parametrize("document", gold.read([FIXTURES]), ids=lambda document: document.id)
def test_shipped_labels_quote_their_text_and_keep_to_the_guide(document: Labelled) -> None:
    text = article.read_file(document.path).text
    attributes = ruleset().language.attributes
    quotes = [claim.quote for claim in document.claims] + [relation.quote for relation in document.relations]
    assert [quote for quote in quotes if quote not in text] == []
    for claim in document.claims:
        units = attributes[claim.attribute].units
        assert claim.unit in units or (claim.attribute == "price" and len(claim.unit) == 3)
        assert claim.precision is None or claim.attribute == "compute"
        assert claim.value_max is None or (isinstance(claim.value, Decimal) and claim.value_max > claim.value)
    for relation in document.relations:
        assert relation.attribute is None or relation.attribute in attributes
        assert relation.ratio > 0
