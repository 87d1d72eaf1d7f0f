"""Classes by Decision 595, Art. 36.1: by months compared unrounded, hard to collect by section or by state."""

from decimal import Decimal

import pytest

from arrears.rules.old_classes import HARD_CASES, Bounds, old_class

BOUNDS = Bounds(Decimal(1), Decimal(3))


@pytest.mark.parametrize(
    ("months", "expected"),
    [("0", "I"), ("0.999999", "I"), ("1", "II"), ("2.5", "II"), ("2.999999", "II"), ("3", "III"), ("3.0000001", "III")],
)
def test_months_are_compared_unrounded(months, expected):
    assert old_class(Decimal(months), BOUNDS) == expected


def test_what_bhxh_put_into_section_four_is_hard_to_collect_whatever_the_months():
    assert [old_class(months, BOUNDS, section="IV") for months in (None, 0, 2, 31)] == ["IV"] * 4


def test_the_other_sections_do_not_decide_the_class():
    assert old_class(Decimal("0.5"), BOUNDS, section="III") == "I"


def test_eight_states_of_a_unit_are_cases_of_debt_hard_to_collect():
    hard = {state for state in range(1, 12) if old_class(1, BOUNDS, state=state) == "IV"}
    assert hard == set(HARD_CASES) == {3, 5, 6, 7, 8, 9, 10, 11}
    assert {HARD_CASES[state] for state in hard} == {"a", "b", "c", "d"}


def test_nobody_is_classed_without_months():
    assert old_class(None, BOUNDS) == ""
    assert old_class(None, BOUNDS, section="II", state=1) == ""
