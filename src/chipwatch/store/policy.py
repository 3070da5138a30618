"""The merge policy: the data of ``rules/merging.toml``, kept in the database with the revisions made under it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, fields, is_dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from chipwatch.errors import RulesError
from chipwatch.model import Status, Tier
from chipwatch.resources import data_dir
from chipwatch.toml_schema import TomlFile, fill, read

FILE = "merging.toml"


@dataclass(frozen=True, slots=True)
class Ranks:
    """Of claims with each status, 1 the strongest."""

    stated: int
    planned: int
    reported: int


@dataclass(frozen=True, slots=True)
class TierRanks:
    official: Ranks
    press: Ranks
    analyst: Ranks
    forum: Ranks


@dataclass(frozen=True, slots=True)
class Agreement:
    """Fractions of a number."""

    plain: Decimal
    hedged: Decimal
    bounded: Decimal


@dataclass(frozen=True, slots=True)
class HalfLife:
    days: int
    attributes: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DisputeRule:
    reach: int
    share: Decimal


@dataclass(frozen=True, slots=True)
class Copies:
    share: Decimal
    least: int


@dataclass(frozen=True, slots=True)
class EvidenceRule:
    keep: int


@dataclass(frozen=True, slots=True)
class Policy:
    """See ``rules/merging.toml`` for what each part means."""

    rank: TierRanks
    agreement: Agreement
    half_life: HalfLife
    dispute: DisputeRule
    copies: Copies
    evidence: EvidenceRule

    def rank_of(self, tier: Tier, status: Status) -> int:
        rank: int = getattr(getattr(self.rank, tier.value), status.value)
        return rank

    def half_life_of(self, attribute: str) -> int:
        """Days."""
        return self.half_life.attributes.get(attribute, self.half_life.days)

    def content(self) -> str:
        """The policy as JSON, for the database; equal policies have equal content."""
        return json.dumps(_plain(self), sort_keys=True)

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content().encode()).hexdigest()


def load(user_dir: Path | None = None) -> Policy:
    """The shipped policy, with the user's ``merging.toml`` (if any) laid over it key by key.

    Raises RulesError naming file, line and key.
    """
    shipped = read(data_dir("rules") / FILE, RulesError)
    own = None if user_dir is None else user_dir / FILE
    if own is None or not own.exists():
        return _checked(fill(Policy, shipped), shipped)
    theirs = read(own, RulesError)
    merged = TomlFile(own, theirs.text, _overlay(shipped.data, theirs.data), RulesError)
    return _checked(fill(Policy, merged), merged)


@cache
def from_content(content: str) -> Policy:
    """A policy from the database."""
    data = json.loads(content, parse_float=Decimal)
    return fill(Policy, TomlFile(Path(FILE), "", data, RulesError))


def _checked(policy: Policy, file: TomlFile) -> Policy:
    for tier in Tier:
        for status in Status:
            if policy.rank_of(tier, status) < 1:
                raise file.fault(("rank", tier.value), f"key 'rank.{tier}': {status} must be 1 or more")
    for name in ("plain", "hedged", "bounded"):
        if not 0 <= getattr(policy.agreement, name) < Decimal("0.5"):
            raise file.fault(("agreement", name), f"key 'agreement.{name}' must be a fraction from 0 to 0.5")
    for key, days in [("days", policy.half_life.days), *policy.half_life.attributes.items()]:
        if days < 1:
            raise file.fault(("half_life", key), f"key 'half_life.{key}' must be at least one day")
    for table, name, value in (("dispute", "share", policy.dispute.share), ("copies", "share", policy.copies.share)):
        if not 0 < value <= 1:
            raise file.fault((table, name), f"key '{table}.{name}' must be a fraction, above 0 and up to 1")
    for table, name, least in (
        ("dispute", "reach", policy.dispute.reach + 1),
        ("copies", "least", policy.copies.least),
        ("evidence", "keep", policy.evidence.keep),
    ):
        if least < 1:
            raise file.fault((table, name), f"key '{table}.{name}' is too small")
    return policy


def _overlay(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        under = below.get(key)
        merged[key] = _overlay(under, value) if isinstance(under, dict) and isinstance(value, dict) else value
    return merged


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    return str(value) if isinstance(value, Decimal) else value
