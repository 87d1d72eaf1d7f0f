"""The arithmetic of targets against a slow second version that counts in fractions."""

import calendar
from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agencies.rules import targets
from agencies.rules.targets import MILLION, Part, Reading

RATIOS = st.integers(0, MILLION)
PEOPLE = st.integers(1, 20_000_000)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def rounded(value: Fraction) -> int:
    """To the nearest, a half up."""
    return floor(value + Fraction(1, 2))


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**9))
def test_division_rounds_a_half_up(numerator, denominator):
    assert targets.divided(numerator, denominator) == rounded(Fraction(numerator, denominator))


@given(RATIOS, PEOPLE)
def test_people_and_ratios_are_those_of_fractions(ratio, denominator):
    assert targets.people_at(ratio, denominator) == rounded(Fraction(ratio, MILLION) * denominator)
    people = min(ratio, denominator)
    assert targets.ratio_at(people, denominator) == rounded(Fraction(people, denominator) * MILLION)


@given(PEOPLE, st.integers(1, MILLION))
def test_a_derived_denominator_gives_its_ratio_again(people, ratio):
    assume(people >= 10_000)
    derived = targets.denominator_of(people, ratio)
    assert derived == rounded(Fraction(people) / Fraction(ratio, MILLION))
    assert abs(targets.ratio_at(people, derived) - ratio) <= 1 + MILLION // 10_000


@given(RATIOS)
def test_a_percentage_reads_as_it_is_written(ratio):
    written = targets.percent_words(ratio)
    assert targets.ratio_of(written) == ratio
    assert Fraction(written.rstrip("%").replace(",", ".")) / 100 == Fraction(ratio, MILLION)


@pytest.mark.parametrize("text", ["", "100,01", "-1", "22,76543", "1e2", "22,", "٢٢", "abc", "1.000.000"])
def test_what_is_no_exact_percentage_is_refused(text):
    with pytest.raises(ValueError):
        targets.ratio_of(text)


@pytest.mark.parametrize("text", ["", "1,5", "-3", "12.34", "1.2345", "١٢"])
def test_what_is_no_whole_number_is_refused(text):
    with pytest.raises(ValueError):
        targets.count_of(text)


def slow_forecast(readings: list[Reading], year: int) -> int | None:
    """The line through the first and the last reading of the run, day by day."""
    inside = [reading for reading in readings if reading.as_of.year == year]
    if not inside:
        return None
    last = inside[-1]
    december = [reading for reading in readings if date(year - 1, 12, 1) <= reading.as_of < date(year, 1, 1)]
    older = [reading for reading in readings if reading.as_of < date(year - 1, 12, 1)]
    first = (december[-1:] or inside[:-1][:1] or older[-1:] or [None])[0]
    if first is None:
        return None
    slope = Fraction(last.value - first.value, (last.as_of - first.as_of).days)
    moved = rounded(slope * (date(year, 12, 31) - last.as_of).days)
    return max(0, last.value + moved)


@given(st.dictionaries(DAYS, st.integers(0, 10**7), max_size=8), st.integers(2020, 2030))
def test_the_forecast_is_the_straight_line(values, year):
    readings = [Reading(day, value) for day, value in sorted(values.items())]
    assert targets.forecast(readings, year) == slow_forecast(readings, year)


def slow_months_left(as_of: date, year: int) -> Fraction:
    """Every day to come counts one part of its own month."""
    found, day = Fraction(0), as_of + timedelta(days=1)
    while day <= date(year, 12, 31):
        found += Fraction(1, calendar.monthrange(day.year, day.month)[1])
        day += timedelta(days=1)
    return found


@given(st.integers(0, 10**7), st.dates(date(2024, 1, 1), date(2026, 12, 30)), st.integers(0, 2))
def test_the_pace_covers_the_gap_and_one_less_would_not(gap, as_of, ahead):
    year = as_of.year + ahead
    months = slow_months_left(as_of, year)
    pace = targets.pace_needed(gap, as_of, year)
    assert pace == ceil(gap / months)
    assert pace * months >= gap and (pace == 0 or (pace - 1) * months < gap)


def test_no_pace_is_left_after_the_year():
    assert targets.pace_needed(5, date(2025, 12, 31), 2025) is None
    assert targets.pace_needed(5, date(2026, 1, 1), 2025) is None


PARTS = st.lists(st.tuples(RATIOS | st.none(), PEOPLE | st.none()), max_size=12)


@given(PARTS)
def test_parts_are_weighted_by_their_people(pairs):
    made = targets.together([Part(*pair) for pair in pairs], "ratio")
    if pairs and all(None not in pair for pair in pairs):
        people = sum(Fraction(ratio, MILLION) * weight for ratio, weight in pairs)
        assert made.value == rounded(people / sum(weight for _ratio, weight in pairs) * MILLION)
        assert (made.missing, made.without_denominator) == (0, 0)
    else:
        assert made.value is None
        assert made.missing == sum(ratio is None for ratio, _weight in pairs)
        assert made.without_denominator == sum(weight is None for _ratio, weight in pairs)


@given(st.lists(st.integers(0, 10**7), min_size=1, max_size=12))
def test_counts_add_up(values):
    assert targets.together([Part(value) for value in values], "count").value == sum(values)
    assert targets.together([*(Part(value) for value in values), Part(None)], "count").value is None


def test_the_numbers_of_the_gia_lai_directive():
    """Lines 25-33 and 45-48: what the text says, and what follows from it."""
    assert targets.denominator_of(264_650, 187_300) == 1_412_974
    assert targets.denominator_of(2_808_377, 881_800) == 3_184_823
    assert targets.people_at(227_600, 1_412_974) - 264_650 == 56_943
    assert targets.people_at(238_100, 1_412_974) - 264_650 == 71_779
    assert targets.people_at(956_000, 3_184_823) - 2_808_377 == 236_314
