"""What ``diff --format json`` prints is what docs/change.schema.json promises."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, ValidationError

from .world import PRICES, ROADMAP, World

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "change.schema.json").read_text())


def test_every_kind_of_change_keeps_to_the_schema(newsroom: World) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    newsroom.publish("roadmap", ROADMAP)
    newsroom.publish("prices", PRICES)
    newsroom.run()
    first = newsroom.read("diff", "--since", "r0")
    newsroom.publish("roadmap", ROADMAP.replace("288 GB", "320 GB").replace("draws 350 W", "draws a lot"))
    newsroom.run()
    second = newsroom.read("diff", "--since", "last")
    assert {change["kind"] for change in first + second} >= {"new chip", "added", "changed", "withdrawn"}
    Draft202012Validator(SCHEMA).validate(first + second)


def test_the_schema_refuses_what_it_does_not_know() -> None:
    with pytest.raises(ValidationError):
        Draft202012Validator(SCHEMA).validate([{"chip": "NVIDIA H20"}])
