"""The data that ship with chipwatch: ``rules/`` and ``db/``."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def data_dir(name: str) -> Path:
    """The directory ``name`` ("rules", "db"): in the package first (a wheel), in the repository second (a checkout).

    Raises FileNotFoundError if the installation is broken.
    """
    for place in (_PACKAGE / "_data" / name, _PACKAGE.parents[1] / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"chipwatch's own directory {name!r} is missing: install chipwatch anew")
