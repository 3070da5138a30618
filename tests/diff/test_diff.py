"""Two revisions to changes, by hand-made histories."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chipwatch.diff import FactSteps, Name, NameSteps, Step, diff, slip
from chipwatch.model import Bound, Cause, ChangeKind, Fact, FactKey, Status, SubjectKind

MEMORY = FactKey("NVIDIA H20", "memory_capacity")
RELEASE = FactKey("Huawei Ascend 960", "release")
HELD = Fact(MEMORY, Decimal(96), "GB", Bound.EXACT, Status.STATED, 1, False, ("a",))
PLANNED = Fact(RELEASE, "2026-Q4", "date", Bound.EXACT, Status.PLANNED, 1, False, ("b",))


def news(revision: int) -> Step:
    return Step(revision, Cause.NEWS)


def rules(revision: int) -> Step:
    return Step(revision, Cause.RULES)


def kinds_of(before: Fact | None, *versions: tuple[Step, Fact | None]) -> list[tuple[ChangeKind, Cause, int]]:
    key = next(fact.key for fact in (before, *(fact for _, fact in versions)) if fact)
    return [(c.kind, c.cause, c.revision) for c in diff([FactSteps(key, before, versions)])]


def test_added_changed_withdrawn() -> None:
    assert kinds_of(None, (news(2), HELD)) == [(ChangeKind.ADDED, Cause.NEWS, 2)]
    assert kinds_of(HELD, (news(2), HELD._replace(value=Decimal(141)))) == [(ChangeKind.CHANGED, Cause.NEWS, 2)]
    assert kinds_of(HELD, (news(2), HELD._replace(bound=Bound.ABOUT))) == [(ChangeKind.CHANGED, Cause.NEWS, 2)]
    assert kinds_of(HELD, (news(2), None)) == [(ChangeKind.WITHDRAWN, Cause.NEWS, 2)]


def test_support_alone_is_no_change() -> None:
    assert kinds_of(HELD, (news(2), HELD._replace(support=5, claim_ids=("a", "c"), reasons=("more",)))) == []


def test_disputed_settled_and_status() -> None:
    disputed = HELD._replace(disputed=True)
    assert kinds_of(HELD, (news(2), disputed)) == [(ChangeKind.DISPUTED, Cause.NEWS, 2)]
    assert kinds_of(disputed, (news(2), HELD)) == [(ChangeKind.SETTLED, Cause.NEWS, 2)]
    shipped = PLANNED._replace(status=Status.STATED)
    [change] = diff([FactSteps(RELEASE, PLANNED, [(news(2), shipped)])])
    assert (change.kind, change.detail) == (ChangeKind.STATUS, "planned → stated")


def test_a_change_that_starts_a_dispute_is_told_as_both() -> None:
    after = HELD._replace(value=Decimal(141), disputed=True)
    assert [kind for kind, _, _ in kinds_of(HELD, (news(2), after))] == [ChangeKind.CHANGED, ChangeKind.DISPUTED]


def test_news_and_rules_stay_apart() -> None:
    larger, largest = HELD._replace(value=Decimal(141)), HELD._replace(value=Decimal(192))
    assert kinds_of(HELD, (news(2), larger), (rules(3), largest), (news(4), HELD)) == [
        (ChangeKind.CHANGED, Cause.NEWS, 2),
        (ChangeKind.CHANGED, Cause.NEWS, 4),
        (ChangeKind.CHANGED, Cause.RULES, 3),
    ]


def test_what_cancels_out_within_one_cause_is_silent() -> None:
    larger = HELD._replace(value=Decimal(141))
    assert kinds_of(HELD, (news(2), larger), (news(3), HELD)) == []
    assert kinds_of(None, (news(2), HELD), (news(3), None)) == []
    assert len(kinds_of(HELD, (news(2), larger), (rules(3), HELD))) == 2


@pytest.mark.parametrize(
    ("old", "new", "moved"),
    [
        ("2026-Q4", "2027-Q1", "+1 quarter"),
        ("2026-Q4", "2026-Q2", "-2 quarters"),
        ("2026", "2028", "+2 years"),
        ("2026-11", "2027-02", "+3 months"),
        ("2026-10-15", "2026-10-27", "+12 days"),
        ("2026-H1", "2026-H2", "+1 half-year"),
        ("2026-10-15", "2027-Q1", "+1 quarter"),
        ("2026-Q4", "2027", "+1 year"),
        ("2026", "2026-Q4", None),
    ],
)
def test_a_slip_is_told_in_the_coarser_unit(old: str, new: str, moved: str | None) -> None:
    [change] = diff([FactSteps(RELEASE, PLANNED._replace(value=old), [(news(2), PLANNED._replace(value=new))])])
    assert (change.kind, change.detail) == (ChangeKind.SLIPPED, moved)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(-3000, 3000))
@settings(deadline=None)
def test_slips_of_days_add_up(day: date, moved: int) -> None:
    other = day + timedelta(days=moved)
    there, back = slip(f"{day}", f"{other}"), slip(f"{other}", f"{day}")
    if moved == 0:
        assert there is back is None
    else:
        assert there == f"{moved:+d} day{'' if abs(moved) == 1 else 's'}"
        assert back == f"{-moved:+d} day{'' if abs(moved) == 1 else 's'}"


NAME = Name("Xuanwu X2", "T-Head", SubjectKind.CHIP, (), True)


def test_new_chips_and_aliases() -> None:
    [change] = diff([], [NameSteps(None, [(news(2), NAME)])])
    assert (change.kind, change.chip, change.detail, change.key) == (ChangeKind.NEW_CHIP, "Xuanwu X2", "T-Head", None)
    unseen = replace(NAME, seen=False)
    assert diff([], [NameSteps(None, [(rules(1), unseen)])]) == []
    assert [c.kind for c in diff([], [NameSteps(unseen, [(news(2), NAME)])])] == [ChangeKind.NEW_CHIP]
    [change] = diff([], [NameSteps(NAME, [(rules(2), replace(NAME, aliases=("玄武X2",)))])])
    assert (change.kind, change.detail) == (ChangeKind.NEW_ALIAS, "玄武X2")
    renamed = replace(NAME, name="T-Head Xuanwu X2", aliases=("Xuanwu X2",))
    details = [c.detail for c in diff([], [NameSteps(NAME, [(Step(2, Cause.CURATION), renamed)])])]
    assert details == ["T-Head Xuanwu X2"]


def test_families_and_vendors_are_no_news() -> None:
    for kind in (SubjectKind.VENDOR, SubjectKind.FAMILY):
        assert diff([], [NameSteps(None, [(news(2), replace(NAME, kind=kind))])]) == []
    assert len(diff([], [NameSteps(None, [(news(2), replace(NAME, kind=SubjectKind.SYSTEM))])])) == 1


def test_the_order_is_by_cause_chip_fact() -> None:
    other = HELD._replace(key=FactKey("AMD Instinct MI300X", "memory_capacity"))
    histories = [
        FactSteps(HELD.key, None, [(rules(2), HELD)]),
        FactSteps(PLANNED.key, None, [(news(3), PLANNED)]),
        FactSteps(other.key, None, [(news(4), other)]),
    ]
    expected = [("AMD Instinct MI300X", 4), ("Huawei Ascend 960", 3), ("NVIDIA H20", 2)]
    for order in (histories, histories[::-1]):
        assert [(c.chip, c.revision) for c in diff(order)] == expected
