"""The rules: what chipwatch knows of chips, sources and languages, as one immutable value.

``rules/`` holds them as TOML; a user's directory of the same shape is laid over it: an entry of the same name is the
same entry, its lists add to the shipped ones, any other key replaces the shipped value. ``docs/rules.md`` tells how.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from chipwatch.model import Chip, Source, SubjectKind


@dataclass(frozen=True, slots=True)
class Vendor:
    """``name`` as it stands in canonical names; ``names`` in every script; ``weak`` are words of other meanings too."""

    name: str
    names: tuple[str, ...]
    weak: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Family:
    """``name`` is canonical ("Huawei Ascend"). ``names`` and ``weak`` name the family in a text, ``prefixes`` only begin
    a model's name. ``shape`` matches models, listed or not; ``title`` makes a model's canonical name of ``{model}``.
    """

    name: str
    vendor: str
    names: tuple[str, ...]
    weak: tuple[str, ...]
    prefixes: tuple[str, ...]
    title: str
    kind: SubjectKind
    shape: str | None
    variants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All rules in force. ``digest`` is the SHA-256 of the content of those that decide how a text is read.

    Sources are no part of the digest: where an article comes from does not change what it says.
    """

    vendors: tuple[Vendor, ...]
    families: tuple[Family, ...]
    chips: tuple[Chip, ...]
    sources: tuple[Source, ...]
    models: Mapping[str, tuple[str, ...]]  # of each chip: its model without family, as a text may continue with it
    digest: str

    def chip(self, name: str) -> Chip | None:
        """The chip of a canonical name."""
        raise NotImplementedError


def load(user_dir: Path | None = None) -> RuleSet:
    """The shipped rules with the user's laid over. Raises RulesError naming file, line and key."""
    raise NotImplementedError
