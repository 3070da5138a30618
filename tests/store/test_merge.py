"""How claims become facts: each rule of docs/merging.md by an example, and what must hold for any claims."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chipwatch.model import Bound, Fact, FactKey, Status, Tier
from chipwatch.store import policy
from chipwatch.store.agreement import Statement, conflict
from chipwatch.store.merge import Testimony as Heard
from chipwatch.store.merge import judge, merge

POLICY = policy.load()
COMPUTE = FactKey("Huawei Ascend 910C", "compute", "FP16")
RELEASE = FactKey("Huawei Ascend 960", "release")
DAY = date(2026, 1, 1)


def said(
    value: str,
    who: str,
    *,
    bound: str = "=",
    tier: str = "press",
    status: str = "stated",
    day: int = 0,
    top: str | None = None,
    unit: str = "TFLOPS",
    speaker: str | None = None,
    story: int | None = None,
    denies: bool = False,
) -> Heard:
    """A claim; ``who`` is its id, its source and its origin (up to a dot)."""
    number: Decimal | str = value if unit == "date" else Decimal(value)
    statement = Statement(number, None if top is None else Decimal(top), unit, Bound(bound))
    origin = who.split(".")[0]
    return Heard(
        who,
        statement,
        Status(status),
        Tier(tier),
        origin,
        hash(who) if story is None else story,
        DAY + timedelta(days=day),
        origin,
        speaker,
        denies,
    )


def fact_of(*claims: Heard, key: FactKey = COMPUTE) -> Fact:
    fact = merge(key, claims, POLICY)
    assert fact is not None
    return fact


def role(who: str, *claims: Heard, key: FactKey = COMPUTE) -> str:
    return judge(key, claims, POLICY).roles[who][0]


def test_one_claim_is_the_fact() -> None:
    fact = fact_of(said("800", "wire", bound="<", status="planned"))
    assert (fact.value, fact.bound, fact.status) == (Decimal(800), Bound.BELOW, Status.PLANNED)
    assert (fact.support, fact.disputed, fact.claim_ids) == (1, False, ("wire",))


def test_about_2000_and_1979_agree_and_the_exact_one_is_held() -> None:
    fact = fact_of(said("2000", "wire", bound="~"), said("1979", "daily"))
    assert (fact.value, fact.bound, fact.support, fact.disputed) == (Decimal(1979), Bound.EXACT, 2, False)
    assert fact.claim_ids[0] == "daily"


def test_a_bare_2000_may_be_1979_but_800_is_not_780() -> None:
    assert fact_of(said("2000", "wire"), said("1979", "daily")).support == 2
    assert fact_of(said("800", "wire"), said("780", "daily")).disputed


def test_just_under_800_agrees_with_780_and_not_with_820() -> None:
    assert role("wire", said("800", "wire", bound="<"), said("780", "daily")) == "supports"
    assert role("wire", said("800", "wire", bound="<"), said("820", "daily"), said("820", "post")) == "disputes"


def test_up_to_800_says_nothing_against_300() -> None:
    claims = said("800", "wire", bound="<="), said("300", "daily"), said("300", "post")
    assert role("wire", *claims) == "aside"
    assert not fact_of(*claims).disputed


def test_a_range_holds_several_models() -> None:
    fact = fact_of(
        said("128", "wire", top="144", unit="GB"), said("128", "daily", unit="GB"), said("144", "post", unit="GB")
    )
    assert (fact.value, fact.value_max, fact.support, fact.disputed) == (Decimal(128), Decimal(144), 3, False)


def test_the_official_word_outweighs_any_number_of_newspapers() -> None:
    papers = [said("96", f"paper{n}") for n in range(9)]
    fact = fact_of(said("64", "huawei", tier="official"), *papers)
    assert (fact.value, fact.disputed) == (Decimal(64), True)


def test_a_rumour_neither_sets_nor_disputes_what_is_stated() -> None:
    claims = [said("64", "wire"), *(said("96", f"blog{n}", tier="forum", status="reported") for n in range(5))]
    fact = fact_of(*claims)
    assert (fact.value, fact.disputed) == (Decimal(64), False)
    assert role("blog1", *claims) == "outranked"
    assert "outranked: 5 claims" in fact.reasons


def test_an_origin_that_tells_two_values_does_not_dispute_itself() -> None:
    claims = said("1012", "wire.1"), said("3870", "wire.2")
    fact = fact_of(*claims)
    assert (fact.value, fact.disputed) == (Decimal(1012), False)
    assert role("wire.2", *claims) == "aside"
    assert fact_of(*claims, said("1012", "daily")).value == Decimal(1012)
    assert fact_of(*claims, said("500", "daily")).disputed


def test_what_shipped_replaces_what_was_planned() -> None:
    fact = fact_of(
        said("1600", "huawei.plan", tier="official", status="planned"),
        said("1400", "wire", day=200),
        said("1400", "daily", day=201),
    )
    assert (fact.value, fact.status, fact.disputed) == (Decimal(1400), Status.STATED, False)


def test_a_plan_newer_than_what_is_stated_disputes_it() -> None:
    assert fact_of(said("1600", "huawei.plan", tier="official", status="planned", day=9), said("1400", "wire")).disputed


def test_more_independent_origins_win_among_equals() -> None:
    fact = fact_of(said("64", "wire"), said("64", "daily"), said("96", "post"))
    assert (fact.value, fact.support, fact.disputed) == (Decimal(64), 2, True)


def test_copies_are_one_origin() -> None:
    copies = [said("64", f"copy{n}", story=7) for n in range(5)]
    fact = fact_of(*copies, said("96", "post", day=1))
    assert (fact.value, fact.support) == (Decimal(96), 1)
    assert fact_of(*copies).support == 1


def test_an_origin_group_and_a_named_speaker_are_one_origin() -> None:
    assert fact_of(said("64", "wire.1"), said("64", "wire.2")).support == 1
    speaker = "Guosen Securities"
    assert fact_of(said("64", "wire", speaker=speaker), said("64", "daily", speaker=speaker.upper())).support == 1


def test_newer_claims_weigh_more() -> None:
    fact = fact_of(said("64", "wire"), said("64", "daily"), said("96", "post", day=800), said("96", "echo", day=801))
    assert (fact.value, fact.disputed) == (Decimal(96), False)


def test_an_origin_takes_its_own_word_back_by_a_later_one() -> None:
    claims = said("64", "wire.1"), said("96", "wire.2", day=30)
    assert fact_of(*claims).value == Decimal(96)
    assert not fact_of(*claims).disputed
    assert role("wire.1", *claims) == "superseded"


def test_a_later_rumour_takes_nothing_back() -> None:
    claims = said("64", "wire.1"), said("96", "wire.2", day=30, status="reported")
    assert fact_of(*claims).value == Decimal(64)


def test_a_correction_withdraws_the_value_for_its_origin_only() -> None:
    correction = said("64", "wire.2", day=3, denies=True)
    assert merge(COMPUTE, [said("64", "wire.1"), correction], POLICY) is None
    assert fact_of(said("64", "wire.1"), said("64", "daily"), correction).support == 1


def test_an_official_correction_withdraws_it_for_all_who_repeated_it_before() -> None:
    correction = said("64", "huawei", tier="official", day=3, denies=True)
    claims = said("64", "wire"), said("64", "daily", day=5), correction
    assert (role("wire", *claims), role("daily", *claims)) == ("withdrawn", "supports")


def test_a_quarter_agrees_with_its_year_and_with_its_month() -> None:
    fact = fact_of(
        said("2026", "wire", unit="date"),
        said("2026-Q4", "daily", unit="date"),
        said("2026-11", "post", unit="date"),
        key=RELEASE,
    )
    assert (fact.value, fact.support, fact.disputed) == ("2026-11", 3, False)


def test_two_quarters_of_one_year_are_a_dispute() -> None:
    claims = [
        said("2026", "wire", unit="date"),
        said("2026-Q2", "daily", unit="date"),
        said("2026-Q4", "post", unit="date"),
    ]
    assert fact_of(*claims, key=RELEASE).disputed


def test_two_currencies_do_not_conflict() -> None:
    key = FactKey("NVIDIA H20", "price")
    fact = fact_of(said("12000", "wire", unit="USD"), said("86000", "daily", unit="CNY", day=1), key=key)
    assert not fact.disputed


def test_a_pinned_claim_decides() -> None:
    claims = [said("64", "wire"), said("64", "daily"), said("96", "blog", tier="forum", status="reported")]
    fact = merge(COMPUTE, claims, POLICY, pinned="blog")
    assert fact is not None
    assert (fact.value, fact.disputed, fact.reasons[0]) == (Decimal(96), False, "96 TFLOPS: pinned by a curator")
    assert merge(COMPUTE, claims, POLICY, pinned="gone") == merge(COMPUTE, claims, POLICY)


def test_the_reasons_say_who_and_when() -> None:
    fact = fact_of(said("64", "wire"), said("64", "daily"), said("96", "post", day=1))
    assert fact.reasons == (
        "64 TFLOPS: 2 independent origins, strongest daily (press, stated, 2026-01-01)",
        "disputed: 96 TFLOPS by 1 independent origin, strongest post (press, stated, 2026-01-02)",
    )


numbers = st.sampled_from(["64", "64.5", "65", "80", "96", "100", "128", "1979", "2000"])
dates = st.sampled_from(["2026", "2026-Q1", "2026-H1", "2026-03", "2026-03-15", "2027-Q3"])
shared = {
    "tier": st.sampled_from([tier.value for tier in Tier]),
    "status": st.sampled_from([status.value for status in Status]),
    "bound": st.sampled_from([bound.value for bound in Bound]),
    "day": st.integers(0, 900),
    "story": st.integers(0, 4),
    "speaker": st.sampled_from([None, None, "Huawei", "an analyst"]),
    "denies": st.sampled_from([False, False, False, False, True]),
}


def crowd(values: st.SearchStrategy[str], unit: str) -> st.SearchStrategy[list[Heard]]:
    one = st.builds(
        said,
        values,
        st.builds("{}.{}".format, st.sampled_from("abcde"), st.integers(0, 9)),
        unit=st.just(unit),
        **shared,
    )
    return st.lists(one, max_size=9, unique_by=lambda t: t.id)


crowds = st.one_of(crowd(numbers, "TFLOPS"), crowd(dates, "date"))


@given(crowds, st.randoms())
@settings(deadline=None)
def test_the_order_of_claims_does_not_matter(claims: list[Heard], chance: object) -> None:
    verdict = judge(COMPUTE, claims, POLICY)
    shuffled = list(claims)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert judge(COMPUTE, shuffled, POLICY) == verdict
    assert judge(COMPUTE, claims[::-1], POLICY) == verdict


@given(crowds)
@settings(deadline=None)
def test_every_claim_has_a_part_and_every_fact_a_claim(claims: list[Heard]) -> None:
    verdict = judge(COMPUTE, claims, POLICY)
    assert verdict.roles.keys() == {t.id for t in claims}
    if verdict.fact is None:
        assert all(part in ("withdrawn", "superseded") for part, _ in verdict.roles.values())
        return
    fact = verdict.fact
    by_id = {t.id: t for t in claims}
    assert 1 <= fact.support <= len(fact.claim_ids)
    assert by_id[fact.claim_ids[0]].statement.value == fact.value
    assert all(verdict.roles[cid][0] == "supports" for cid in fact.claim_ids)
    assert fact.disputed == any(part == "disputes" for part, _ in verdict.roles.values())


@given(crowds)
@settings(max_examples=50, deadline=None)
def test_who_disputes_conflicts_and_who_supports_does_not(claims: list[Heard]) -> None:
    verdict = judge(COMPUTE, claims, POLICY)
    if verdict.fact is None:
        return
    held = Statement(verdict.fact.value, verdict.fact.value_max, verdict.fact.unit, verdict.fact.bound)
    for t in claims:
        part = verdict.roles[t.id][0]
        if part in ("supports", "disputes", "outranked"):
            assert conflict(t.statement, held, POLICY.agreement) == (part != "supports")


@given(crowds)
@settings(max_examples=50, deadline=None)
def test_repeating_a_claim_in_copies_changes_no_value(claims: list[Heard]) -> None:
    verdict = judge(COMPUTE, claims, POLICY)
    if verdict.fact is None or any(t.denies for t in claims):
        return
    first = next(t for t in claims if t.id == verdict.fact.claim_ids[0])
    copies = [
        Heard(f"z{n}", first.statement, first.status, first.tier, first.origin, first.story, first.published, "z")
        for n in range(5)
    ]
    again = merge(COMPUTE, [*claims, *copies], POLICY)
    assert again is not None
    assert (again.value, again.bound) == (verdict.fact.value, verdict.fact.bound)


@pytest.mark.parametrize("content", ["rank", "agreement", "half_life", "dispute", "copies", "evidence"])
def test_the_policy_survives_the_database(content: str) -> None:
    assert getattr(policy.from_content(POLICY.content()), content) == getattr(POLICY, content)
