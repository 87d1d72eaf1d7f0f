"""As what an employer may be named: as one that evades only where the law's conditions are met and proved."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arrears.rules.law import Law
from arrears.rules.naming import LEAST_DAYS, TOLD_BY_BHXH, Told, naming

ON = date(2026, 10, 31)
LAW = Law((), rate=30, evasion_after=60, day0=date(2025, 6, 30))
DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))


def told(**facts) -> Told:
    return Told(**({"worst": 3, "evaded_bhxh": 5, "due_on": date(2026, 7, 31)} | facts))


def named(found: Told, *, grounds=(), urged=(date(2026, 9, 1),), is_justified=False, law=LAW, on=ON):
    return naming(found, grounds=grounds, urged=urged, is_justified=is_justified, law=law, on=on)


def test_evasion_is_named_when_overdue_more_than_sixty_days_urged_and_without_a_reason():
    found = named(told())
    assert (found.named_as, found.ground, found.days, found.urged_on) == (3, "đ", 92, date(2026, 9, 1))


@pytest.mark.parametrize(("due_on", "as_named"), [(date(2026, 9, 1), 2), (date(2026, 8, 31), 3), (date(2026, 9, 2), 2)])
def test_sixty_days_are_late_and_sixty_one_may_be_evasion(due_on, as_named):
    assert named(told(due_on=due_on), urged=(date(2026, 9, 15),)).named_as == as_named


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"urged": ()}, "not_urged"),
        ({"urged": (date(2026, 7, 31),)}, "not_urged"),
        ({"urged": (date(2026, 11, 1),)}, "not_urged"),
        ({"is_justified": True}, "justified"),
        ({"law": Law((), day0=date(2025, 6, 30))}, "no_law"),
    ],
)
def test_without_a_condition_it_is_named_late_and_why_is_said(facts, why):
    found = named(told(), **facts)
    assert (found.named_as, found.why, found.ground) == (2, why, "")


def test_a_count_that_begins_anew_at_day_61_proves_nothing():
    assert named(told(due_on=None, days_evaded=12)).why == "too_soon"
    assert named(told(due_on=None, days_evaded=61), urged=(date(2026, 10, 1),)).named_as == 3


def test_debts_of_before_the_law_count_from_its_first_day():
    law, on = LAW, date(2025, 8, 20)
    assert named(told(due_on=date(2025, 1, 31)), urged=(date(2025, 7, 5),), law=law, on=on).why == "too_soon"
    assert (
        named(told(due_on=date(2025, 1, 31)), urged=(date(2025, 6, 1),), law=law, on=date(2025, 9, 30)).why
        == "not_urged"
    )


def test_grounds_that_bhxh_tells_need_neither_days_nor_urging():
    found = named(told(due_on=None, days_evaded=None), grounds=("c",), urged=())
    assert (found.named_as, found.ground) == (3, "c")


def test_evasion_of_bhtn_alone_rests_on_the_reckoning():
    alone = told(evaded_bhxh=0, due_on=None)
    assert named(alone).why == "no_date"
    found = named(told(evaded_bhxh=0, due_on=None, reckoned=(date(2026, 9, 1), 92)))
    assert (found.named_as, found.ground, found.days) == (3, "e", 92)
    withdrawn = named(told(evaded_bhxh=0, due_on=None, reckoned=(date(2026, 9, 1), 92)), urged=(date(2026, 9, 2),))
    assert (withdrawn.named_as, withdrawn.why) == (2, "not_urged")


@given(
    worst=st.integers(0, 3),
    evaded=st.integers(0, 3),
    due_on=st.none() | DAYS,
    days=st.none() | st.integers(0, 400),
    grounds=st.lists(st.sampled_from(("a", "b", "c", "d", "g", "đ", "e")), max_size=2),
    urged=st.lists(DAYS, max_size=3),
    is_justified=st.booleans(),
    reckoned=st.none() | st.tuples(DAYS, st.integers(0, 400)),
    evasion_after=st.none() | st.integers(1, 120),
    on=DAYS,
)
def test_whoever_is_named_evasion_satisfies_the_law(
    worst, evaded, due_on, days, grounds, urged, is_justified, reckoned, evasion_after, on
):
    law = Law((), evasion_after=evasion_after, day0=date(2025, 6, 30))
    given_ = Told(worst, evaded, due_on, days, reckoned)
    found = naming(given_, grounds=grounds, urged=urged, is_justified=is_justified, law=law, on=on)

    assert found.named_as <= worst
    if found.named_as != 3:
        assert not found.ground
        return
    if found.ground in TOLD_BY_BHXH:
        assert found.ground in grounds
        return
    assert found.ground in ("đ", "e")
    assert not is_justified and not found.is_justified
    assert found.days is not None and found.days > LEAST_DAYS and found.days > (evasion_after or 10**6)
    if found.ground == "đ":
        begun = on - timedelta(days=found.days)
        assert found.urged_on in urged and begun < found.urged_on <= on
    else:
        assert reckoned is not None and found.urged_on == reckoned[0] and found.urged_on in urged
