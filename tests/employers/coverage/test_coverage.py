"""Participants by place and month: versions, each denominator side by side, communes beside their province."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.models import Actual, Indicator, Obligation, Target
from agencies.services.obligations import raise_obligations
from agencies.services.targets import record_denominator
from employers.models import CoverageFigure
from employers.queries import coverage as queries
from employers.queries.coverage_table import shares_by_commune
from employers.rules.coverage import rate
from employers.services.coverage import Told, record_coverage, record_coverage_file, withdraw_coverage
from portal.core.acts import OPERATOR, NotPossible
from portal.core.models import ImportBatch, StoredFile
from portal.core.periods import Month
from tests.employers.coverage.conftest import AT, OCTOBER, TODAY, communes, count_people, person, tell

pytestmark = pytest.mark.django_db
FACTS = {"at": AT, "month": OCTOBER, "measure": "bhyt", "source": "Báo cáo"}


def cover(province, unit, code: str, month: Month = OCTOBER):
    return next((one for one in queries.board(province, unit, month, TODAY) if one.indicator.pk == code), None)


def test_a_second_word_is_a_version_and_the_first_stays(hai_phong):
    by, unit = person(hai_phong, "social_insurance"), hai_phong.unit
    first = record_coverage(hai_phong, by=by, territory=unit, value=100, **FACTS)
    second = record_coverage(hai_phong, by=by, territory=unit, value=110, **FACTS)
    first.refresh_from_db()
    assert [(first.version, first.is_current), (second.version, second.is_current)] == [(1, False), (2, True)]
    with pytest.raises(NotPossible):
        record_coverage(hai_phong, by=by, territory=unit, value=110, **FACTS)


def test_who_may_record_and_what_is_refused(hai_phong, bac_ninh):
    by, foreign = person(hai_phong, "social_insurance"), communes(bac_ninh, 1)[0]
    with pytest.raises(PermissionDenied):
        record_coverage(hai_phong, by=person(hai_phong, "tax"), territory=hai_phong.unit, value=1, **FACTS)
    with pytest.raises(ValidationError):
        record_coverage(hai_phong, by=by, territory=foreign, value=1, **FACTS)
    with pytest.raises(ValidationError):
        record_coverage(hai_phong, by=by, territory=hai_phong.unit, value=1, **FACTS | {"month": Month(2027, 1)})


def test_a_rate_stands_under_each_version_and_the_setting_says_which_is_first(hai_phong, gia_lai):
    for province, first in ((hai_phong, "recomputed"), (gia_lai, "supplied")):
        count_people(province, "population", {province.unit: 1000})
        count_people(province, "population", {province.unit: 800}, name="Trừ người đi xa", without=["đi nước ngoài"])
        tell(province, province.unit, bhyt=700)
        found = cover(province, province.unit, "bhyt_ratio")
        assert [(share.base.value, share.ratio) for share in found.shares] == [(800, 875_000), (1000, 700_000)], first
        assert found.shares[0].is_first == (first == "recomputed")


def test_the_published_one_is_first_where_the_province_goes_by_it(bac_ninh):
    count_people(bac_ninh, "population", {bac_ninh.unit: 1000})
    count_people(bac_ninh, "population", {bac_ninh.unit: 800}, without=["đi nước ngoài"])
    tell(bac_ninh, bac_ninh.unit, bhyt=700)
    assert cover(bac_ninh, bac_ninh.unit, "bhyt_ratio").first.base.value == 1000


def test_compulsory_and_voluntary_make_the_total_and_half_of_it_is_none(hai_phong):
    unit = communes(hai_phong, 1)[0]
    count_people(hai_phong, "labour_force", {unit: 200})
    tell(hai_phong, unit, bhxh_compulsory=90)
    assert cover(hai_phong, unit, "bhxh_ratio").people is None
    tell(hai_phong, unit, bhxh_voluntary=10)
    found = cover(hai_phong, unit, "bhxh_ratio")
    assert (found.people, found.first.ratio) == (100, 500_000)


def test_a_commune_without_its_own_people_has_no_share_and_borrows_none(hai_phong):
    one, other = communes(hai_phong, 2)
    count_people(hai_phong, "population", {one: 100, hai_phong.unit: 9999})
    tell(hai_phong, one, bhyt=80)
    tell(hai_phong, other, bhyt=80)
    assert cover(hai_phong, one, "bhyt_ratio").first.ratio == 800_000
    assert cover(hai_phong, other, "bhyt_ratio").shares == []
    rows = {row.pk: row for row in _by_commune(hai_phong, "bhyt_ratio")}
    assert (rows[one.pk].ratio_0, rows[other.pk].ratio_0, rows[other.pk].people) == (800_000, None, 80)


def test_the_people_of_a_later_day_do_not_divide_an_earlier_month(hai_phong):
    unit = communes(hai_phong, 1)[0]
    count_people(hai_phong, "population", {unit: 100})  # as of 30/6/2026
    tell(hai_phong, unit, Month(2026, 5), bhyt=80)
    assert cover(hai_phong, unit, "bhyt_ratio", Month(2026, 5)).shares == []


def test_the_database_divides_as_the_rule_does(hai_phong):
    units = communes(hai_phong, 6)
    numbers = [(1, 3), (2, 3), (1, 6), (999_999, 1_000_000), (5, 2), (0, 7)]
    count_people(hai_phong, "population", {unit: base for unit, (_people, base) in zip(units, numbers, strict=True)})
    for unit, (people, _base) in zip(units, numbers, strict=True):
        tell(hai_phong, unit, bhyt=people)
    found = {row.pk: row.ratio_0 for row in _by_commune(hai_phong, "bhyt_ratio")}
    assert [found[unit.pk] for unit in units] == [rate(*pair) for pair in numbers]


def _by_commune(province, code):
    indicator = Indicator.objects.get(pk=code)
    methods = queries.methods_of(province, indicator.denominator, OCTOBER.last_day)
    return shares_by_commune(province, OCTOBER, indicator, methods, TODAY)


def test_communes_are_added_up_beside_the_provinces_own_figure(hai_phong):
    units = communes(hai_phong, 200)
    for unit in units[1:]:
        tell(hai_phong, unit, bhyt=10)
    found = cover(hai_phong, hai_phong.unit, "bhyt_ratio")
    assert (found.people, found.sum.missing) == (None, 1)  # one of them has not spoken yet
    tell(hai_phong, units[0], bhyt=10)
    assert cover(hai_phong, hai_phong.unit, "bhyt_ratio").people == 10 * len(units)
    tell(hai_phong, hai_phong.unit, bhyt=10 * len(units) + 7)
    found = cover(hai_phong, hai_phong.unit, "bhyt_ratio")
    assert (found.people, found.sum.difference) == (10 * len(units) + 7, -7)


def test_assigned_and_own_targets_of_the_year_stand_beside_it(hai_phong):
    for set_by, value in (("council", 950_000), ("own", 960_000)):
        facts = {"indicator_id": "bhyt_ratio", "territory": hai_phong.unit, "period": "2026", "source": "NQ"}
        Target.objects.create(province=hai_phong, value=value, set_by=set_by, **facts)
    count_people(hai_phong, "population", {hai_phong.unit: 1000})
    tell(hai_phong, hai_phong.unit, bhyt=900)
    found = cover(hai_phong, hai_phong.unit, "bhyt_ratio")
    assert [(target.set_by, target.value) for target in found.targets][-2:] == [("council", 950_000), ("own", 960_000)]


def test_the_trend_goes_by_one_way_of_counting(hai_phong):
    count_people(hai_phong, "population", {hai_phong.unit: 1000})
    for month, value in ((Month(2026, 8), 800), (Month(2026, 9), 850), (OCTOBER, 900)):
        tell(hai_phong, hai_phong.unit, month, bhyt=value)
    covers = queries.board(hai_phong, hai_phong.unit, OCTOBER, TODAY)
    points = queries.trends(hai_phong, hai_phong.unit, covers)["bhyt_ratio"]
    assert [(str(point.month), point.ratio) for point in points] == [
        ("2026-08", 800_000), ("2026-09", 850_000), ("2026-10", 900_000)
    ]  # fmt: skip


def a_batch(province, kind="coverage", agency="bhxh-tinh", **columns) -> ImportBatch:
    number = ImportBatch.objects.count()
    stored = StoredFile.objects.create(name="bao-phu.xlsx", path=f"x/{province.slug}-{number}", size=1, sha256="0" * 64)
    facts = {"month": date(2026, 10, 1), "file": stored, "status": "applied"}
    return ImportBatch.objects.create(kind=kind, province_code=province.slug, agency_code=agency, **facts | columns)


def test_a_file_writes_only_what_differs_and_is_taken_back_whole(hai_phong):
    one, other = communes(hai_phong, 2)
    tell(hai_phong, one, bhyt=80)
    batch, by = a_batch(hai_phong), OPERATOR
    told = [Told(one, "bhyt", 80), Told(one, "bhtn", 40), Told(other, "bhyt", 90)]
    facts = {"at": AT, "month": OCTOBER, "told": told, "source": "Tệp", "batch": batch}
    assert record_coverage_file(hai_phong, by=by, **facts) == {"made": 2, "same": 1}
    assert record_coverage_file(hai_phong, by=by, **facts) == {"made": 0, "same": 3}
    told[0] = Told(one, "bhyt", 81)
    record_coverage_file(hai_phong, by=by, **facts)
    assert withdraw_coverage(batch, by=by, at=AT) == 3
    standing = CoverageFigure.objects.filter(is_current=True)
    assert [(row.territory_id, row.measure, row.value) for row in standing] == [(one.pk, "bhyt", 80)]


def test_a_figure_is_a_line_in_the_log_of_a_standing_duty_and_fulfils_nothing_dated(gia_lai):
    raise_obligations(gia_lai, by=OPERATOR, on=TODAY)
    by = person(gia_lai, "social_insurance")
    record_coverage(gia_lai, by=by, territory=gia_lai.unit, value=100, **FACTS)
    mine = Obligation.objects.filter(holder=by.posting.agency, duty__thing="coverage", period="2026")
    assert [(one.duty.kind, one.counted) for one in mine] == [("standing", 1)]
    assert not Obligation.objects.filter(duty__thing="coverage", state="submitted").exists()


def test_the_labour_force_that_the_department_types_fulfils_its_yearly_duty(gia_lai):
    """004:141-143: due by 31/1 as assumed; typed in January it is on time."""
    raise_obligations(gia_lai, by=OPERATOR, on=date(2026, 1, 1))
    method = count_people(gia_lai, "labour_force", {})
    by = person(gia_lai, "home_affairs")
    from_text = Obligation.objects.get(duty__lines="141-143", period="2026", duty__directive__province=gia_lai)
    assert from_text.due_on == date(2026, 1, 31) and from_text.state == "open"
    services_at = AT.replace(month=1, day=15)
    record_denominator(
        method,
        by=by,
        at=services_at,
        as_of=date(2025, 12, 31),
        value=1_412_974,
        source="Sở Nội vụ",
        territory=gia_lai.unit,
    )
    from_text.refresh_from_db()
    assert (from_text.state, from_text.verdict) == ("submitted", "on_time")
    assert queries.first_method(gia_lai, "labour_force", TODAY) == method.pk  # "supplied": of the labour agency


def test_nothing_becomes_a_result_by_itself(hai_phong):
    count_people(hai_phong, "population", {hai_phong.unit: 1000})
    before = Actual.objects.count()
    tell(hai_phong, hai_phong.unit, bhyt=900)
    assert Actual.objects.count() == before
