"""The arithmetic of gaps, for any figures."""

from hypothesis import given
from hypothesis import strategies as st

from employers.rules.gaps import Tolerance, has_grown, is_gap, size_of

PEOPLE = st.integers(0, 5000)
TOLERANCES = st.builds(Tolerance, st.integers(0, 50), st.integers(0, 100))


@given(PEOPLE, PEOPLE, TOLERANCES)
def test_a_gap_is_beyond_both_tolerances_and_never_negative(counted, insured, tolerance):
    size = size_of(counted, insured)
    assert size >= 0
    beyond = counted - insured > tolerance.workers and (counted - insured) * 100 > tolerance.percent * counted
    assert is_gap(counted, insured, tolerance) == beyond


@given(PEOPLE, PEOPLE, TOLERANCES, st.integers(0, 100))
def test_fewer_participants_never_end_a_gap_and_a_wider_tolerance_never_makes_one(counted, insured, tolerance, more):
    if is_gap(counted, insured, tolerance):
        assert is_gap(counted, max(0, insured - more), tolerance)
    wider = Tolerance(tolerance.workers + more, tolerance.percent)
    assert not (is_gap(counted, insured, wider) and not is_gap(counted, insured, tolerance))


@given(PEOPLE, PEOPLE, TOLERANCES)
def test_nothing_but_growth_beyond_the_tolerance_opens_what_was_explained(size, explained, tolerance):
    assert has_grown(size, explained, tolerance) == (size - explained > tolerance.workers)
