from __future__ import annotations

from decimal import Decimal

import pytest

from chipwatch.filters import ChangeFilter, relative_change
from chipwatch.model import Bound, Cause, Change, ChangeKind, Evidence, Fact, FactKey, Status, Tier

KEY = FactKey("Huawei Ascend 950", "memory_capacity")
OLD = Fact(KEY, Decimal(128), "GB", Bound.EXACT, Status.PLANNED, 1, False, ())
NEW = OLD._replace(value=Decimal(144))
PRESS = Evidence("144 GB", "It has 144 GB.", "https://example.org/a", "A", "Wire", Tier.PRESS, None, "en")
CHANGE = Change(ChangeKind.CHANGED, KEY.chip, Cause.NEWS, 4, KEY, OLD, NEW, evidence=(PRESS,))


@pytest.mark.parametrize(
    ("wanted", "passes"),
    [
        (ChangeFilter(), True),
        (ChangeFilter(vendors=("huawei",)), True),
        (ChangeFilter(vendors=("Hua",)), False),
        (ChangeFilter(chips=("nvidia h20", "*ascend 9?0")), True),
        (ChangeFilter(chips=("Huawei Ascend 95",)), False),
        (ChangeFilter(attributes=("power", "memory_capacity")), True),
        (ChangeFilter(attributes=("power",)), False),
        (ChangeFilter(kinds=(ChangeKind.ADDED,)), False),
        (ChangeFilter(causes=(Cause.NEWS,)), True),
        (ChangeFilter(causes=(Cause.RULES, Cause.CURATION)), False),
        (ChangeFilter(min_change=Decimal("0.125")), True),
        (ChangeFilter(min_change=Decimal("0.126")), False),
        (ChangeFilter(tier=Tier.FORUM), True),
        (ChangeFilter(tier=Tier.PRESS), True),
        (ChangeFilter(tier=Tier.OFFICIAL), False),
        (ChangeFilter(vendors=("Huawei",), kinds=(ChangeKind.WITHDRAWN,)), False),
    ],
)
def test_each_field_narrows(wanted: ChangeFilter, passes: bool) -> None:
    assert wanted.lets_through(CHANGE) is passes


def test_a_least_change_concerns_changed_numbers_only() -> None:
    wanted = ChangeFilter(min_change=Decimal("0.5"))
    assert wanted.lets_through(CHANGE._replace(kind=ChangeKind.ADDED, old=None))
    release = FactKey(KEY.chip, "release")
    dates = [Fact(release, value, "date", Bound.EXACT, Status.PLANNED, 1, False, ()) for value in ("2026", "2027")]
    assert wanted.lets_through(CHANGE._replace(key=release, old=dates[0], new=dates[1]))


def test_a_range_changes_by_its_further_end() -> None:
    widened = CHANGE._replace(old=OLD._replace(value_max=Decimal(144)), new=OLD._replace(value_max=Decimal(288)))
    assert relative_change(widened) == 1


def test_a_withdrawal_without_source_is_told_whatever_the_tier() -> None:
    gone = CHANGE._replace(kind=ChangeKind.WITHDRAWN, new=None, evidence=())
    assert ChangeFilter(tier=Tier.OFFICIAL).lets_through(gone)


def test_a_new_chip_has_no_attribute() -> None:
    new_chip = Change(ChangeKind.NEW_CHIP, "Cambricon MLU790", Cause.NEWS, 3)
    assert ChangeFilter(vendors=("Cambricon",)).lets_through(new_chip)
    assert not ChangeFilter(attributes=("power",)).lets_through(new_chip)
