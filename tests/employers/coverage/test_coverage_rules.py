"""Shares are whole numbers, rounded once: set beside fractions."""

from fractions import Fraction
from math import floor

from hypothesis import given
from hypothesis import strategies as st

from agencies.rules.targets import ratio_of
from employers.rules.coverage import people_of, rate, shown_distance, shown_rate, together

people, base = st.integers(0, 10**9), st.integers(1, 10**9)


def half_up(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))


@given(people, base)
def test_a_share_is_the_fraction_rounded_once(number, whole):
    assert rate(number, whole) == half_up(Fraction(number, whole) * 1_000_000)


@given(st.integers(0, 10**9), base)
def test_what_a_page_says_is_rounded_from_the_people_and_not_from_a_rounded_share(number, whole):
    number %= whole + 1
    assert ratio_of(shown_rate(number, whole)) == half_up(Fraction(number, whole) * 10_000) * 100


@given(st.integers(0, 1_000_000), people, base)
def test_a_distance_is_rounded_once_too(target, number, whole):
    exact = Fraction(target, 1_000_000) - Fraction(number, whole)
    assert shown_distance(target, number, whole) == half_up(exact * 10_000) * 100


@given(st.one_of(st.none(), people), st.sampled_from([None, 0]))
def test_without_a_denominator_there_is_no_share(number, whole):
    assert rate(number, whole) is None and shown_rate(number, whole) is None


@given(st.dictionaries(st.sampled_from(["bhxh_compulsory", "bhxh_voluntary", "bhtn", "bhyt"]), people))
def test_half_a_sum_is_no_sum(figures):
    both = figures.keys() >= {"bhxh_compulsory", "bhxh_voluntary"}
    found = people_of("bhxh_ratio", figures)
    assert found == (figures["bhxh_compulsory"] + figures["bhxh_voluntary"] if both else None)


@given(st.one_of(st.none(), people), st.lists(st.one_of(st.none(), people), max_size=12))
def test_communes_stand_for_the_province_only_when_all_of_them_spoke(own, parts):
    made = together(own, parts)
    assert made.known + made.missing == len(parts)
    assert made.people == (own if own is not None else sum(parts) if parts and None not in parts else None)
    if made.difference is not None:
        assert made.own + made.difference == made.made
