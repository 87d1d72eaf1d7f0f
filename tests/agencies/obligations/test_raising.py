"""Obligations are raised ahead, idempotently, and follow directives, holders, settings and special days."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from agencies.models import (
    Agency,
    Duty,
    FunctionHolder,
    Obligation,
    ObligationStep,
    ProvinceSetting,
    SpecialDay,
)
from agencies.queries.expected import Calendar
from agencies.services.obligations import judge_overdue, raise_obligations
from portal.core.acts import OPERATOR, THE_CLOCK
from portal.core.models import AuditEntry
from tests.factories.duties import make_directive, make_duty
from tests.factories.people import make_agency, make_person, make_province

pytestmark = pytest.mark.django_db
NOVEMBER = date(2026, 11, 20)
MONTHLY = [{"every": "month", "day": 25, "inclusive": False}]


@pytest.fixture
def province():
    return make_province()


@pytest.fixture
def tax(province):
    agency = make_agency(province, "tax", "thue")
    Agency.objects.filter(pk=agency.pk).update(valid_from=date(2020, 1, 1))
    return agency


def periods(duty: Duty) -> list[str]:
    return list(Obligation.objects.filter(duty=duty).order_by("period_start", "pk").values_list("period", flat=True))


def due_days(duty: Duty) -> list[str]:
    found = Obligation.objects.filter(duty=duty).order_by("due_on").values_list("due_on", flat=True)
    return [day.isoformat() for day in found]


# --- Ahead, and once -------------------------------------------------------------------------------------------------


def test_eighteen_months_lie_ahead_and_a_second_run_changes_nothing(province, tax, raised):
    duty = make_duty(make_directive(province), bearer=tax, due=MONTHLY)
    first = raised(province, NOVEMBER)
    assert first.added == 19 and periods(duty)[0] == "2026-11" and periods(duty)[-1] == "2028-05"
    before = list(Obligation.objects.order_by("pk").values())
    again = raised(province, NOVEMBER)
    assert (again.added, again.removed, again.changed, again.passed_on, again.withdrawn) == (0, 0, 0, 0, 0)
    assert list(Obligation.objects.order_by("pk").values()) == before


def test_nothing_is_raised_that_fell_due_before_the_portal_followed_it(province, tax, raised):
    duty = make_duty(make_directive(province), bearer=tax, due=[{"every": "month", "day": 5, "inclusive": True}])
    raised(province, NOVEMBER)
    assert periods(duty)[0] == "2026-12"


def test_missed_nights_lose_nothing(province, tax, raised):
    duty = make_duty(make_directive(province), bearer=tax, due=MONTHLY)
    raised(province, NOVEMBER, months=1)
    assert periods(duty) == ["2026-11", "2026-12"]
    raised(province, date(2027, 4, 2))
    assert periods(duty)[:6] == ["2026-11", "2026-12", "2027-01", "2027-02", "2027-03", "2027-04"]


def test_new_year_is_nothing_special(province, tax, raised):
    directive = make_directive(province)
    monthly = make_duty(directive, bearer=tax, due=MONTHLY)
    weekly = make_duty(directive, bearer=tax, kind=Duty.Kind.QUOTA, due=[{"every": "week", "count": 2}])
    standing = make_duty(directive, bearer=tax, kind=Duty.Kind.STANDING, due=[])
    for day in (date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 2)):
        raised(province, day, months=2)
    assert periods(monthly) == ["2027-01", "2027-02", "2027-03"]
    assert periods(weekly)[:2] == ["2026-W53", "2027-W01"] and len(set(periods(weekly))) == len(periods(weekly))
    assert periods(standing) == ["2026", "2027"]


def test_a_night_at_a_time_gives_what_one_run_gives(province, tax, raised):
    """Over 31/12 and Tet, each night anew."""
    duty = make_duty(make_directive(province), bearer=tax, due=[{"every": "week", "count": 1}, *MONTHLY])
    for number in range(0, 80, 8):
        raised(province, date(2026, 12, 10) + timedelta(days=number), months=2)
    nightly = list(zip(periods(duty), due_days(duty), strict=True))
    Obligation.objects.all()._raw_delete("default")
    raised(province, date(2026, 12, 10), months=4)
    assert list(zip(periods(duty), due_days(duty), strict=True)) == nightly


def test_in_force_bounds_what_is_owed(province, tax, raised):
    """A week cut by the day of force owes nothing; a deliverable is owed if it falls due in force."""
    directive = make_directive(province, in_force_from=date(2026, 12, 2), in_force_to=date(2027, 1, 27))
    weekly = make_duty(directive, bearer=tax, kind=Duty.Kind.QUOTA, due=[{"every": "week", "count": 2}])
    monthly = make_duty(directive, bearer=tax, due=MONTHLY)
    raised(province, NOVEMBER)
    assert periods(weekly)[0] == "2026-W50" and periods(weekly)[-1] == "2027-W03"
    assert due_days(monthly) == ["2026-12-24", "2027-01-24"]
    assert Obligation.objects.get(duty=monthly, period="2026-12").opens_on == date(2026, 12, 2)


def test_bodies_outside_the_portal_and_restated_duties_owe_nothing(province, tax, raised):
    directive = make_directive(province)
    make_duty(directive, due=MONTHLY)
    make_duty(directive, bearer=tax, due=MONTHLY, same_as="khac")
    make_duty(directive, bearer=tax, due=[], kind=Duty.Kind.EVENT)
    assert raised(province, NOVEMBER).added == 0


def test_an_agency_named_twice_owes_once(province, tax, raised):
    duty = make_duty(make_directive(province), bearer=tax, due=MONTHLY)
    duty.parties.create(part="bearer", slug="ten-khac", name="Tên khác", function=duty.parties.get().function)
    assert raised(province, NOVEMBER, months=1).added == 2


def test_who_is_only_requested_does_its_own_duties_but_need_not_report_with_the_others(province, tax, raised):
    """000:358, 004:481; the province may settle otherwise."""
    union = make_agency(province, "trade_union", "ldld")
    directive = make_directive(province)
    own = make_duty(directive, bearer=union, due=MONTHLY)
    joint = make_duty(directive, bearer=tax, due=MONTHLY)
    own.parties.update(is_requested=True)
    requested = own.parties.get()
    joint.parties.create(part="bearer", slug="ldld", name="LĐLĐ", function=requested.function, is_requested=True)
    raised(province, NOVEMBER, months=1)
    assert set(Obligation.objects.filter(agency=union).values_list("duty", flat=True)) == {own.pk}
    value = [requested.function_id]
    ProvinceSetting.objects.create(
        province=province, key="report.requested_bodies_must", value=value, valid_from=NOVEMBER, reason="thử"
    )
    raised(province, NOVEMBER, months=1)
    assert set(Obligation.objects.filter(agency=union).values_list("duty", flat=True)) == {own.pk, joint.pk}


# --- What changes ----------------------------------------------------------------------------------------------------


def test_a_province_sets_its_own_day_and_what_has_not_begun_follows(province, tax, raised):
    duty = make_duty(make_directive(province), code="bao-cao", bearer=tax, due=MONTHLY)
    raised(province, NOVEMBER, months=3)
    own = [{"every": "month", "day": 20, "inclusive": True}]
    ProvinceSetting.objects.create(
        province=province, key="due.004.bao-cao", value=own, valid_from=date(2027, 1, 1), reason="thử"
    )
    assert raised(province, NOVEMBER, months=3).changed == 2
    assert due_days(duty) == ["2026-11-24", "2026-12-24", "2027-01-20", "2027-02-20"]


def test_another_cadence_removes_what_has_not_begun_and_keeps_what_has(province, tax, raised):
    duty = make_duty(make_directive(province), code="bao-cao", bearer=tax, due=MONTHLY)
    raised(province, NOVEMBER, months=4)
    own = [{"every": "quarter", "month": 3, "day": 20, "inclusive": True}]
    ProvinceSetting.objects.create(
        province=province, key="due.004.bao-cao", value=own, valid_from=NOVEMBER, reason="thử"
    )
    done = raised(province, NOVEMBER, months=4)
    assert done.removed == 4 and periods(duty) == ["2026-Q4", "2026-11", "2027-Q1"]


def test_a_new_day_off_moves_what_is_ahead_and_never_what_was_judged(province, tax, raised, moment):
    rule = [{"every": "month", "day": "last_working", "inclusive": True}]
    duty = make_duty(make_directive(province), bearer=tax, due=rule)
    raised(province, NOVEMBER, months=2)
    judge_overdue(province, by=THE_CLOCK, at=moment(2026, 12, 1, 0, 0, 1))
    for day in (date(2026, 11, 30), date(2026, 12, 31)):
        SpecialDay.objects.update_or_create(day=day, defaults={"is_working": False, "name": "Nghỉ"})
    raised(province, date(2026, 12, 1), months=2)
    november, december, _january = Obligation.objects.filter(duty=duty).order_by("due_on")[:3]
    assert (november.due_on, november.verdict) == (date(2026, 11, 30), "late")
    assert (december.due_on, december.verdict) == (date(2026, 12, 30), "")


def test_a_correction_of_a_duty_keeps_what_has_begun_and_replaces_what_has_not(province, tax, raised):
    directive = make_directive(province)
    old = make_duty(directive, code="bao-cao", bearer=tax, due=MONTHLY)
    raised(province, NOVEMBER, months=2)
    Duty.objects.filter(pk=old.pk).update(valid_to=NOVEMBER - timedelta(days=1))
    new = make_duty(directive, code="bao-cao", bearer=tax, clause=old.clause, due=MONTHLY, valid_from=NOVEMBER)
    done = raised(province, NOVEMBER, months=2)
    assert (done.removed, done.added, done.withdrawn) == (2, 2, 0)
    assert periods(old) == ["2026-11"] and periods(new) == ["2026-12", "2027-01"]


def test_a_repealed_directive_withdraws_what_is_open_and_not_yet_due(province, tax, raised, moment):
    directive = make_directive(province)
    duty = make_duty(directive, bearer=tax, due=MONTHLY)
    late = make_duty(directive, bearer=tax, due=[{"every": "month", "day": 21, "inclusive": True}])
    standing = make_duty(directive, bearer=tax, kind=Duty.Kind.STANDING, due=[])
    raised(province, NOVEMBER)
    directive.in_force_to = date(2026, 11, 22)
    directive.save()
    done = raised(province, date(2026, 11, 23))
    assert done.withdrawn == 2 and done.removed > 30
    states = dict(Obligation.objects.values_list("duty", "state"))
    assert states == {duty.pk: "withdrawn", standing.pk: "withdrawn", late.pk: "open"}
    assert ObligationStep.objects.filter(kind="withdraw", actor=str(THE_CLOCK)).count() == 2
    judge_overdue(province, by=THE_CLOCK, at=moment(2026, 11, 23))
    assert Obligation.objects.get(duty=late).verdict == "late"  # it fell due while the directive was in force


def test_what_fell_due_before_the_day_on_which_a_directive_turns_out_to_begin_is_withdrawn(
    province, tax, raised, moment
):
    directive = make_directive(province)
    make_duty(directive, code="bao-cao", bearer=tax, due=MONTHLY)
    raised(province, NOVEMBER)
    judge_overdue(province, by=THE_CLOCK, at=moment(2026, 11, 26))
    directive.in_force_from = date(2026, 12, 1)
    directive.save()
    directive.duties.update(valid_from=directive.in_force_from)
    assert raised(province, date(2026, 11, 26)).withdrawn == 1
    november = Obligation.objects.get(period="2026-11")
    assert (november.state, november.verdict) == ("withdrawn", "late")
    assert Obligation.objects.get(period="2026-12").state == "open"


# --- Successors ------------------------------------------------------------------------------------------------------


def hand_on(old: Agency, new: Agency | None, day: date) -> None:
    row = FunctionHolder.objects.get(agency=old)
    FunctionHolder.objects.filter(pk=row.pk).update(valid_to=day - timedelta(days=1))
    FunctionHolder.objects.create(
        province=old.province, function=row.function, agency=new, valid_from=day, source="Quyết định thử"
    )


def test_open_ones_pass_on_when_the_function_does_and_nothing_is_rewritten(province, tax, raised):
    successor = make_agency(province, "finance", "tai-chinh")
    duty = make_duty(make_directive(province), bearer=tax, due=MONTHLY)
    raised(province, NOVEMBER, months=2)
    hand_on(tax, successor, date(2026, 12, 1))
    assert raised(province, NOVEMBER, months=2).added == 2  # December and January are the successor's from the start
    begun = Obligation.objects.get(duty=duty, period="2026-11")
    assert (begun.agency, begun.holder) == (tax, tax)
    done = raised(province, date(2026, 12, 1), months=2)
    begun.refresh_from_db()
    assert done.passed_on == 1 and (begun.agency, begun.holder) == (tax, successor)
    assert successor.name in begun.steps.get(kind="pass_on").text
    december = Obligation.objects.get(duty=duty, period="2026-12")
    assert (december.agency, december.holder, december.steps.count()) == (successor, successor, 0)


def test_where_no_successor_is_stated_nobody_holds_it_until_somebody_is_named(province, tax, raised):
    duty = make_duty(make_directive(province), bearer=tax, due=MONTHLY)
    raised(province, NOVEMBER, months=2)
    hand_on(tax, None, date(2026, 12, 1))
    done = raised(province, date(2026, 12, 1), months=2)
    begun = Obligation.objects.get(duty=duty)
    assert begun.holder is None and begun.steps.filter(kind="pass_on").count() == 1 and done.unheld == 2
    assert raised(province, date(2026, 12, 2), months=2).passed_on == 0
    named = make_agency(province, "finance", "tai-chinh")
    FunctionHolder.objects.filter(agency=None, kind=None).update(agency=named)
    raised(province, date(2026, 12, 3), months=2)
    begun.refresh_from_db()
    assert begun.holder == named
    assert Obligation.objects.filter(duty=duty, agency=named, period="2026-12").exists()


def test_labour_management_passes_on_1_march_and_the_province_on_1_july_2025(opened, raised, owed):
    """Hải Dương: Sở LĐTBXH, from 1/3/2025 Sở Nội vụ, from 1/7/2025 the Sở Nội vụ of Hải Phòng."""
    province = opened("hai-phong")
    raised(province, date(2025, 2, 1))
    directive = province.directives.get(code="001")
    standing = Duty.objects.filter(
        directive=directive, kind="standing", parties__slug="so-ldtbxh", parties__part="bearer"
    )
    year = Obligation.objects.filter(duty__in=standing, party="so-ldtbxh", period="2025")
    assert {one.holder.kind_id for one in year} == {"labour_department"}
    began = set(year.values_list("agency", flat=True))
    raised(province, date(2025, 3, 1))
    assert {one.holder.kind_id for one in year.all()} == {"home_affairs"}
    assert {one.holder.area.name for one in year.all()} == {"Tỉnh Hải Dương"}
    raised(province, date(2025, 7, 1))
    assert {one.holder.kind_id for one in year.all()} == {"home_affairs"}
    assert {one.holder.area for one in year.all()} == {None}
    assert set(year.values_list("agency", flat=True)) == began and {one.agency.kind_id for one in year} == {
        "labour_department"
    }
    steps = ObligationStep.objects.filter(obligation=year.first(), kind="pass_on").order_by("pk")
    assert [step.at.date().isoformat() for step in steps] in (
        ["2025-03-01", "2025-07-01"],
        ["2025-02-28", "2025-06-30"],  # midnight of Hanoi is the evening before in UTC
    )


def test_districts_end_on_1_july_2025_and_theirs_wait_for_an_administrator(opened, raised):
    province = opened("bac-ninh")
    raised(province, date(2025, 6, 1))
    districts = Obligation.objects.filter(province=province, directive__code="000", party="ubnd-huyen")
    assert districts.filter(period="2025").exists() and not districts.filter(agency__kind="commune_committee").exists()
    done = raised(province, date(2025, 7, 1))
    assert done.unheld > 0
    open_ones = districts.filter(opens_on__lt=date(2025, 7, 1), state="open")
    assert open_ones.exists() and not open_ones.exclude(holder=None).exists()
    assert not districts.filter(opens_on__gte=date(2025, 7, 1)).exists()


def test_the_directives_of_former_provinces_go_on_in_the_new_ones(opened, raised):
    province = opened("bac-ninh")
    raised(province, date(2026, 1, 2))
    labour = province.agencies.get(code="so-noi-vu")
    mine = Obligation.objects.filter(holder=labour, directive__code="000", period="2026")
    assert mine.exists() and not Obligation.objects.filter(holder__valid_to__lt=date(2026, 1, 2)).exists()


# --- Hải Dương's cadence (scenario 8) --------------------------------------------------------------------------------


def test_hai_duong_reports_each_month_until_the_end_of_2024_and_each_quarter_since(opened, raised):
    province = opened("hai-phong")
    raised(province, date(2024, 11, 1))
    reports = Obligation.objects.filter(province=province, duty__code="tat-ca-05", party="so-yte")
    assert [(one.period, one.due_at.isoformat()) for one in reports.order_by("due_at")[:4]] == [
        ("2024-11", "2024-11-24T16:59:59.999000+00:00"),
        ("2024-12", "2024-12-24T16:59:59.999000+00:00"),
        ("2025-Q1", "2025-03-24T16:59:59.999000+00:00"),
        ("2025-Q2", "2025-06-24T16:59:59.999000+00:00"),
    ]
    own = Obligation.objects.filter(province=province, duty__code="so-ldtbxh-03", period__startswith="2025-")
    assert own.filter(period="2025-01").exists() and own.filter(period="2025-02").exists()  # 001:61 stays monthly


# --- Doors, locks, memory --------------------------------------------------------------------------------------------


def test_the_run_is_remembered_and_refused_to_who_has_no_business_with_it(province, tax, raised):
    make_duty(make_directive(province), bearer=tax, due=MONTHLY)
    raised(province, NOVEMBER)
    entry = AuditEntry.objects.get(act="raise_obligations")
    assert entry.actor == str(THE_CLOCK) and entry.province_code == province.slug
    officer = make_person(tax, "thue.canbo")
    for by in (officer, None, make_person(make_agency(make_province("hai-phong")), "ngoai", "approver")):
        with pytest.raises(PermissionDenied):
            raise_obligations(province, by=by, on=NOVEMBER)
    approver = make_person(make_agency(province), "phe.duyet", "approver")
    assert raise_obligations(province, by=approver, on=NOVEMBER).added == 0


def test_the_clock_judges_to_the_millisecond_and_once(province, tax, raised, moment):
    duty = make_duty(make_directive(province), bearer=tax, due=MONTHLY)
    raised(province, NOVEMBER, months=1)
    one = Obligation.objects.get(duty=duty, period="2026-11")
    assert judge_overdue(province, by=THE_CLOCK, at=one.due_at) == 0
    later = one.due_at + timedelta(milliseconds=1)
    assert judge_overdue(province, by=THE_CLOCK, at=later) == 1
    assert judge_overdue(province, by=THE_CLOCK, at=later + timedelta(days=9)) == 0
    one.refresh_from_db()
    assert (one.verdict, one.verdict_at, one.state) == ("late", later, "open")
    assert one.steps.get(kind="judge").at == later


def test_the_database_refuses_to_rewrite_a_verdict_or_to_remove_what_has_one(province, tax, raised, moment):
    duty = make_duty(make_directive(province), bearer=tax, due=MONTHLY)
    raised(province, NOVEMBER, months=1)
    judge_overdue(province, by=THE_CLOCK, at=moment(2026, 11, 26))
    late = Obligation.objects.filter(duty=duty, verdict="late")
    step = ObligationStep.objects.filter(kind="judge")
    for forbidden in (
        lambda: late.update(verdict="on_time"),
        lambda: late.update(verdict=""),
        lambda: late.update(due_on=date(2027, 1, 1), due_at=moment(2027, 1, 1)),
        lambda: late._raw_delete("default"),
        lambda: step.update(text="khác"),
        lambda: step._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            forbidden()


def test_what_is_expected_is_asked_without_writing(province, tax):
    make_duty(make_directive(province), bearer=tax, due=MONTHLY)
    calendar = Calendar(province, on=NOVEMBER, first=NOVEMBER, last=date(2026, 12, 31))
    assert [(one.period, one.agency_id) for one in calendar] == [("2026-11", tax.pk), ("2026-12", tax.pk)]
    assert not Obligation.objects.exists()


def test_the_operator_raises_while_the_doors_of_commands_are_open(province, tax, settings):
    make_duty(make_directive(province), bearer=tax, due=MONTHLY)
    assert raise_obligations(province, by=OPERATOR, on=NOVEMBER, months=1).added == 2
    settings.COMMAND_DOORS = False
    with pytest.raises(PermissionDenied):
        raise_obligations(province, by=OPERATOR, on=NOVEMBER)
