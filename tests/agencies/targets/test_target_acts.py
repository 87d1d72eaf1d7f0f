"""Targets are set, corrected by another row, ended with a reason; results never overwrite; a committee keeps to its own."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.models import Actual, Denominator, Target
from agencies.queries.targets import live
from agencies.queries.territory import communes_of
from agencies.services import targets as services
from portal.core.acts import THE_CLOCK, NotPossible
from portal.core.models import AuditEntry
from tests.agencies.targets.conftest import AT, ON, indicator, recorder
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db


def given(province, by, **facts):
    facts = {
        "at": AT, "indicator": indicator("bhtn_ratio"), "period": "2026", "value": 250_000, "set_by": "council",
        "source": "NQ 12/NQ-HĐND", **facts,
    }  # fmt: skip
    return services.set_target(province, by=by, **facts)


@pytest.fixture
def officer(gia_lai):
    return recorder(gia_lai)


@pytest.fixture
def commune(gia_lai):
    return communes_of(gia_lai, ON)[0]


@pytest.fixture
def committee(gia_lai, commune):
    return gia_lai.agencies.get(code=f"ubnd-{commune.code}")


def test_a_target_is_set_with_its_ground(gia_lai, officer):
    target = given(gia_lai, officer, accountable="Chủ tịch UBND tỉnh")
    assert (target.territory, target.set_on, target.recorded_by) == (gia_lai.unit, ON, officer)
    entry = AuditEntry.objects.get(act="set_target")
    assert (entry.user, entry.detail["facts"]["value"]) == (officer, 250_000)


def test_council_and_committee_may_differ_for_one_year(gia_lai, officer):
    given(gia_lai, officer)
    given(gia_lai, officer, set_by="committee", value=260_000)
    with pytest.raises(NotPossible, match="đã giao một giá trị"):
        given(gia_lai, officer, value=255_000)


def test_a_correction_ends_the_old_value_and_adds_the_new(gia_lai, officer):
    old = given(gia_lai, officer)
    new = given(gia_lai, officer, value=255_000, replaces=old)
    old.refresh_from_db()
    assert (old.value, old.ended_on) == (250_000, ON - timedelta(days=1))
    assert list(live(Target.objects.filter(indicator="bhtn_ratio"), ON)) == [new]
    with pytest.raises(NotPossible):
        given(gia_lai, officer, value=1, replaces=old)


def test_only_a_value_of_the_same_thing_is_replaced(gia_lai, officer):
    old = given(gia_lai, officer)
    with pytest.raises(ValidationError, match="cùng chỉ tiêu"):
        given(gia_lai, officer, indicator=indicator("bhyt_ratio"), replaces=old)
    with pytest.raises(ValidationError, match="cùng cấp giao"):
        given(gia_lai, officer, set_by="own", replaces=old)


def test_a_value_of_the_directive_is_corrected_without_losing_it(gia_lai, officer):
    old = Target.objects.get(indicator="bhxh_ratio", period="2025", set_by="committee")
    given(gia_lai, officer, indicator=old.indicator, period="2025", set_by="committee", value=230_000, replaces=old)
    old.refresh_from_db()
    assert (old.value, old.lines) == (227_600, "29-33")


@pytest.mark.parametrize(
    "facts",
    [
        {"value": 1_000_001},
        {"value": -1},
        {"period": "1999"},
        {"period": "2026-Q1"},
        {"set_by": "nobody"},
        {"source": " "},
    ],
)
def test_what_cannot_be_is_refused(gia_lai, officer, facts):
    with pytest.raises(ValidationError):
        given(gia_lai, officer, **facts)
    assert not Target.objects.filter(indicator="bhtn_ratio").exists()


def test_nothing_is_set_for_another_province(gia_lai, hai_phong, officer):
    with pytest.raises(ValidationError):
        given(gia_lai, officer, territory=hai_phong.unit)
    with pytest.raises(PermissionDenied):
        given(hai_phong, officer)


def test_a_former_part_of_the_province_may_have_targets(hai_phong, hai_duong):
    assert given(hai_phong, recorder(hai_phong), territory=hai_duong).territory == hai_duong


def test_an_end_has_a_reason_and_comes_once(gia_lai, officer):
    target = given(gia_lai, officer)
    with pytest.raises(ValidationError):
        services.end_target(target, by=officer, on=ON, reason=" ")
    services.end_target(target, by=officer, on=ON, reason="Nghị quyết bị bãi bỏ")
    target.refresh_from_db()
    assert not live(Target.objects.filter(pk=target.pk), ON).exists()
    assert "bãi bỏ" in target.note
    with pytest.raises(NotPossible):
        services.end_target(target, by=officer, on=ON, reason="lần nữa")


def test_others_and_machines_set_nothing(gia_lai, committee):
    tax = recorder(gia_lai, "tax")
    for by in (tax, make_person(committee, "xa"), THE_CLOCK):
        with pytest.raises(PermissionDenied):
            given(gia_lai, by)
    with pytest.raises(PermissionDenied):
        services.record_actual(gia_lai, by=tax, at=AT, indicator=indicator("bhyt_ratio"), as_of=ON, value=1, source="x")


def test_a_committee_sets_its_own_goal_for_its_own_commune_only(gia_lai, commune, committee):
    by = make_person(committee, "xa")
    facts = {
        "by": by,
        "at": AT,
        "indicator": indicator("bhyt_ratio"),
        "period": "2026",
        "value": 960_000,
        "source": "NQ",
    }
    mine = services.set_own_target(committee, territory=commune, **facts)
    assert (mine.set_by, mine.agency, mine.territory) == ("own", committee, commune)
    with pytest.raises(ValidationError, match="địa bàn"):
        services.set_own_target(committee, territory=communes_of(gia_lai, ON)[1], **facts)
    other = gia_lai.agencies.get(code=f"ubnd-{communes_of(gia_lai, ON)[1].code}")
    with pytest.raises(PermissionDenied):
        services.set_own_target(other, territory=commune, **facts)
    services.end_target(mine, by=by, on=ON, reason="sai")
    assigned = given(gia_lai, recorder(gia_lai), territory=commune)
    with pytest.raises(PermissionDenied):
        services.end_target(assigned, by=by, on=ON, reason="không thích")


def test_a_committee_records_what_its_commune_reached(commune, committee):
    by = make_person(committee, "xa")
    services.record_own_actual(
        committee, by=by, at=AT, indicator=indicator("bhyt_ratio"), as_of=date(2025, 11, 30), value=900_000,
        source="Báo cáo", territory=commune,
    )  # fmt: skip
    assert Actual.objects.get(territory=commune).recorded_by == by


def test_nothing_is_reached_or_counted_in_the_future(gia_lai, officer):
    tomorrow = ON + timedelta(days=1)
    with pytest.raises(ValidationError):
        services.record_actual(
            gia_lai, by=officer, at=AT, indicator=indicator("bhyt_ratio"), as_of=tomorrow, value=1, source="x"
        )
    method = services.record_denominator_method(
        gia_lai, by=officer, code="population", name="Niên giám", exclusions=[], source="CTK", valid_from=ON
    )
    with pytest.raises(ValidationError):
        services.record_denominator(method, by=officer, at=AT, as_of=tomorrow, value=1, source="x")
    with pytest.raises(ValidationError):
        services.record_denominator(method, by=officer, at=AT, as_of=ON, value=0, source="x")
    assert not Denominator.objects.exists()


def test_a_method_belongs_to_its_own_denominator(gia_lai, officer):
    with pytest.raises(ValidationError):
        services.record_denominator_method(
            gia_lai, by=officer, code="votes", name="x", exclusions=[], source="x", valid_from=ON
        )
    students = services.record_denominator_method(
        gia_lai, by=officer, code="students", name="x", exclusions=[], source="x", valid_from=ON
    )
    with pytest.raises(ValidationError):
        services.record_actual(
            gia_lai, by=officer, at=AT, indicator=indicator("bhyt_ratio"), as_of=ON, value=1, source="x",
            denominator_method=students,
        )  # fmt: skip
