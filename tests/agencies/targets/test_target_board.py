"""The board of a year: several targets at once, the latest result, the distance in points and in people, the forecast."""

from datetime import date

import pytest

from agencies.models import Actual, Target
from agencies.queries.targets import board, years_of
from agencies.services import targets as services
from tests.agencies.targets.conftest import AT, ON, indicator, recorder

pytestmark = pytest.mark.django_db
JULY = date(2025, 7, 31)


def of(standings, code):
    return next(one for one in standings if one.indicator.pk == code)


def test_the_chair_of_gia_lai_sees_both_targets_side_by_side(gia_lai):
    """Scenario 14 (004:25-33, 45-48): 264.650 people, 18,73 % against 22,76 % assigned and 23,81 % the own goal."""
    bhxh = of(board(gia_lai, 2025, ON), "bhxh_ratio")
    assert (bhxh.actual.value, bhxh.actual.as_of, bhxh.people) == (187_300, JULY, 264_650)
    assert [(line.target.set_by, line.target.value) for line in bhxh.lines] == [
        ("committee", 227_600),
        ("own", 238_100),
    ]
    assert [line.gap for line in bhxh.lines] == [40_300, 50_800]
    assert [line.people for line in bhxh.lines] == [56_943, 71_779]
    assert (bhxh.base.value, bhxh.base.is_derived, bhxh.is_people_derived) == (1_412_974, True, False)


def test_health_insurance_of_gia_lai(gia_lai):
    bhyt = of(board(gia_lai, 2025, ON), "bhyt_ratio")
    assert (bhyt.people, bhyt.actual.value, bhyt.base.value) == (2_808_377, 881_800, 3_184_823)
    assert {(line.target.value, line.people) for line in bhyt.lines} == {(956_000, 236_314)}


def test_people_counted_stand_with_the_ratio_they_are_of(gia_lai):
    codes = [one.indicator.pk for one in board(gia_lai, 2025, ON)]
    assert codes == ["bhxh_ratio", "bhyt_ratio", "student_bhyt_ratio", "broadcasts_per_week"]


def test_each_month_left_must_bring_its_part(gia_lai):
    line = of(board(gia_lai, 2025, ON), "bhxh_ratio").lines[0]
    assert (line.pace, line.pace_points) == (11_389, 8_060)  # five months from 31/7


def test_a_year_to_come_is_measured_from_what_is_known(gia_lai):
    bhxh = of(board(gia_lai, 2030, ON), "bhxh_ratio")
    assert (bhxh.actual.as_of, bhxh.forecast) == (JULY, None)
    assert [line.gap for line in bhxh.lines] == [356_000 - 187_300]


def test_a_year_without_a_result_says_so(gia_lai):
    standings = board(gia_lai, 2026, date(2026, 11, 20))
    assert [one.indicator.pk for one in standings] == ["student_bhyt_ratio", "broadcasts_per_week"]
    assert all(line.gap is None for one in standings for line in one.lines)


def test_targets_of_each_year_begin_with_their_document(gia_lai):
    assert board(gia_lai, 2024, ON) == []
    assert years_of(gia_lai, ON) == [2030, 2025]


def test_a_second_result_makes_a_forecast(gia_lai):
    by = recorder(gia_lai)
    services.record_actual(
        gia_lai,
        by=by,
        at=AT,
        indicator=indicator("bhxh_ratio"),
        as_of=date(2025, 10, 31),
        value=195_000,
        source="BC 10",
    )
    bhxh = of(board(gia_lai, 2025, ON), "bhxh_ratio")
    moved = (195_000 - 187_300) * 61 / 92  # 61 days to the end of the year, 92 between the two
    assert bhxh.forecast == 195_000 + round(moved)
    assert bhxh.lines[0].missed_by == 227_600 - bhxh.forecast
    assert (bhxh.base.value, bhxh.base.as_of) == (1_412_974, JULY)  # of the last day with both numbers
    assert (bhxh.people, bhxh.is_people_derived) == (275_530, True)


def test_what_was_recorded_later_for_the_same_day_counts(gia_lai):
    by = recorder(gia_lai)
    facts = {"by": by, "at": AT, "indicator": indicator("bhtn_ratio"), "as_of": JULY, "source": "BC"}
    services.record_actual(gia_lai, value=100_000, **facts)
    services.record_actual(gia_lai, value=120_000, **facts)
    bhtn = of(board(gia_lai, 2025, ON), "bhtn_ratio")
    assert [actual.value for actual in bhtn.actuals] == [120_000]
    assert Actual.objects.filter(indicator="bhtn_ratio").count() == 2


def test_what_lies_after_the_day_is_not_known_yet(gia_lai):
    assert of(board(gia_lai, 2025, date(2025, 7, 30)), "bhxh_ratio").actual is None


LEFT_OUT = ["người đi làm việc ở nước ngoài", "người làm việc ở tỉnh khác", "người đang thực hiện nghĩa vụ quân sự"]
REACHED = {"bhxh_ratio": 500_000, "bhxh_voluntary_ratio": 70_000, "bhtn_ratio": 420_000, "bhyt_ratio": 940_000}


def test_hai_duong_under_both_ways_of_counting(hai_phong, hai_duong):
    """Scenario 10 (001:17-19, 77): the 2025 board shows the rate under both against 55 / 8 / 47 / 95."""
    by = recorder(hai_phong, "statistics")
    whole = {}
    for code, people in (("labour_force", 1_000_000), ("population", 2_000_000)):
        facts = {"by": by, "code": code, "source": "Cục Thống kê", "valid_from": date(2025, 1, 1)}
        first = services.record_denominator_method(hai_phong, name="Số công bố", exclusions=[], **facts)
        second = services.record_denominator_method(hai_phong, name="Tính lại", exclusions=LEFT_OUT, **facts)
        assert (first.version, second.version) == (1, 2)
        whole[code] = first
        for method, value in ((first, people), (second, people * 9 // 10)):
            services.record_denominator(
                method, by=by, at=AT, as_of=date(2025, 6, 30), value=value, source="NGTK", territory=hai_duong
            )
    for code, value in REACHED.items():
        services.record_actual(
            hai_phong, by=by, at=AT, indicator=indicator(code), as_of=date(2025, 6, 30), value=value, source="BC",
            territory=hai_duong, denominator_method=whole[indicator(code).denominator],
        )  # fmt: skip
    found = {one.indicator.pk: one for one in board(hai_phong, 2025, ON) if one.territory == hai_duong}
    assert {code: one.targets[0].value for code, one in found.items()} == {
        "bhxh_ratio": 550_000, "bhxh_voluntary_ratio": 80_000, "bhtn_ratio": 470_000, "bhyt_ratio": 950_000
    }  # fmt: skip
    for code, one in found.items():
        target, reached = one.targets[0].value, REACHED[code]
        again = (reached * 10 + 4) // 9  # nine tenths of the people, rounded to the nearest
        assert [rate.ratio for rate in one.rates] == [reached, again]
        assert [rate.points for rate in one.rates] == [[target - reached], [target - again]]
        assert [rate.base.method.exclusions for rate in one.rates] == [[], LEFT_OUT]
        assert one.is_people_derived
    assert found["bhxh_ratio"].rates[1].points == [-5_556]  # the goal is reached under the new count, not under the old


def test_a_board_asks_the_same_few_questions_however_much_there_is(gia_lai, django_assert_max_num_queries):
    by = recorder(gia_lai)
    for month in range(1, 12):
        services.record_actual(
            gia_lai, by=by, at=AT, indicator=indicator("bhtn_ratio"), as_of=date(2025, month, 28),
            value=10_000 * month, source="BC",
        )  # fmt: skip
    with django_assert_max_num_queries(4):
        assert board(gia_lai, 2025, ON)


def test_all_that_the_texts_state_is_there(gia_lai, hai_phong):
    assert (Target.objects.count(), Actual.objects.count()) == (21, 4)
