"""What the pages of chips are called, and the order in which people look for them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

_LONGEST = 80


def page_names(chips: Iterable[str]) -> dict[str, str]:
    """A lasting file name for each chip, safe in paths and addresses: ``Huawei Ascend 910C`` is ``huawei-ascend-910c``.

    A name that does not survive as ASCII letters, digits and hyphens, or that another chip has taken, gets a hash of
    the full name.
    """
    names: dict[str, str] = {}
    for chip in sorted(chips):
        plain = re.sub(r"[^a-z0-9]+", "-", chip.casefold()).strip("-")[:_LONGEST]
        if not plain or plain != chip.casefold().replace(" ", "-") or plain in names.values():
            plain = f"{plain}-{hashlib.sha256(chip.encode('utf-8', 'surrogatepass')).hexdigest()[:10]}".strip("-")
        names[chip] = plain
    return names


def natural(name: str) -> tuple[tuple[int, str], ...]:
    """A sort key by which ``MLU290`` stands before ``MLU1000``, whatever the case."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"([0-9]+)", name.casefold()))
