"""constraints.txt pins what pyproject.toml asks for, with hashes, and names no registry."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PINS = (ROOT / "constraints.txt").read_text()
NAMES = {re.sub(r"[-_.]+", "-", name).lower() for name in re.findall(r"^([\w.-]+)==", PINS, re.MULTILINE)}


def asked_for() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = project["dependencies"] + [name for extra in project["optional-dependencies"].values() for name in extra]
    names = (re.match(r"[\w.-]+", requirement) for requirement in asked)
    return {re.sub(r"[-_.]+", "-", name[0]).lower() for name in names if name}


@pytest.mark.parametrize("name", sorted(asked_for()))
def test_every_requirement_is_pinned(name: str) -> None:
    assert name in NAMES, f"{name} is not in constraints.txt: run make lock"


def test_every_pin_has_a_hash() -> None:
    entries = re.split(r"\n(?=\S)", PINS.strip())
    assert len(entries) > 50
    assert all(re.match(r"[\w.-]+==[\w.]+( ;.*)? \\\n", entry) and "--hash=sha256:" in entry for entry in entries)


def test_no_registry_is_named() -> None:
    assert "://" not in PINS
    assert not re.search(r"^--?(index|extra|find)", PINS, re.MULTILINE)
