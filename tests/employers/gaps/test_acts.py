"""What becomes of a gap: explained, demanded, joined, an inspection asked for, opened again; found again, grown, over."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.models import ProvinceSetting
from employers.models import Gap, GapStep, LabourCount
from employers.services import gaps as acts
from employers.services.counts import record_counts
from employers.services.cross_check import compare_all, find_not_joined, run_cross_check
from employers.services.registry import place_employer
from portal.core.acts import OPERATOR, THE_CLOCK, NotPossible
from tests.employers.imports.desk import Province
from tests.factories.people import make_agency, make_person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 5, 20, 3, tzinfo=UTC)
MOVED = {"new": 0, "over": 0, "again": 0, "grown": 0, "not_seen": 0, "figures": 0}


@pytest.fixture
def place(settings) -> Province:
    settings.COMMAND_DOORS = True
    return Province()


@pytest.fixture
def x(place):
    return place.employer(commune=place.communes[0], unit_code="X1", agency=committee(place))


@pytest.fixture
def clerk(place):
    return make_person(committee(place), "xa")


def committee(place, at: int = 0):
    return make_agency(place.province, "commune_committee", f"ubnd-{place.communes[at].code}")


def says(place, source: str, employer, number: int, period: str = "2026", at=AT) -> None:
    figures = (None, None, number, None) if source == "social_insurance" else (number, None, None, None)
    record_counts(place.province, by=THE_CLOCK, source=source, period=period, at=at, rows=[(employer.pk, *figures)])


def compare(place, at=AT) -> dict[str, int]:
    return run_cross_check(place.province, by=THE_CLOCK, period="2026", source="tax", at=at)


@pytest.fixture
def gap(place, x) -> Gap:
    says(place, "social_insurance", x, 95, "2026-04")
    says(place, "tax", x, 120)
    assert compare(place) == MOVED | {"new": 1}
    return Gap.objects.get()


# --- Found -----------------------------------------------------------------------------------------------------------


def test_a_gap_has_its_size_its_agency_and_its_day(place, gap):
    assert (gap.size, gap.agency, gap.due_on) == (25, committee(place), date(2026, 6, 19))
    assert compare(place) == MOVED
    assert gap.steps.get().state == "open"


def test_within_either_tolerance_there_is_no_gap(place, x):
    small = place.employer()
    for employer, counted, insured in ((x, 1000, 960), (small, 12, 10)):
        says(place, "social_insurance", employer, insured, "2026-04")
        says(place, "tax", employer, counted)
    assert compare(place) == MOVED
    ProvinceSetting.objects.filter(province=place.province, key="cross_check.tolerance_percent").update(value=3)
    assert compare(place) == MOVED | {"new": 1}
    assert Gap.objects.get().employer == x


def test_who_must_take_part_counts_before_who_works(place, x):
    says(place, "social_insurance", x, 95, "2026-04")
    record_counts(place.province, by=THE_CLOCK, source="tax", period="2026", at=AT, rows=[(x.pk, 120, 96, None, None)])
    assert compare(place) == MOVED


def test_without_any_figure_of_bhxh_nothing_can_be_compared(place, x):
    says(place, "tax", x, 120)
    with pytest.raises(NotPossible, match="BHXH"):
        compare(place)


def test_new_figures_are_shown_and_a_gap_that_is_no_more_is_over_and_comes_back(place, x, gap):
    says(place, "tax", x, 130)
    assert compare(place) == MOVED | {"figures": 1}
    gap.refresh_from_db()
    assert (gap.counted, gap.size, gap.state) == (130, 35, "open")
    says(place, "social_insurance", x, 130, "2026-05")
    assert compare(place) == MOVED | {"over": 1}
    says(place, "social_insurance", x, 100, "2026-06")
    later = AT + timedelta(days=60)
    assert compare(place, later) == MOVED | {"again": 1}
    gap.refresh_from_db()
    assert (gap.state, gap.size, gap.due_on) == ("open", 30, date(2026, 8, 18))
    assert list(gap.steps.values_list("state", flat=True)) == ["open", "over", "open"]


def test_a_waiting_gap_passes_on_with_its_employer_and_a_settled_one_does_not(place, x, gap, clerk):
    other = place.employer(agency=committee(place))
    says(place, "social_insurance", other, 5, "2026-04")
    says(place, "tax", other, 50)
    compare(place)
    settled = Gap.objects.get(employer=other)
    acts.explain_gap(settled, by=clerk, at=AT, reason="seasonal")
    for employer in (x, other):
        employer.agency = committee(place, 1)
        employer.save()
    compare(place)
    gap.refresh_from_db(), settled.refresh_from_db()
    assert (gap.agency, settled.agency) == (committee(place, 1), committee(place))
    assert gap.steps.last().agency == committee(place, 1)


# --- Dealt with ------------------------------------------------------------------------------------------------------


def test_an_explained_gap_opens_again_only_when_it_grew_beyond_what_was_explained(place, x, gap, clerk):
    acts.explain_gap(gap, by=clerk, at=AT, reason="seasonal", note="Thời vụ mùa vải")
    says(place, "tax", x, 122)
    assert compare(place) == MOVED
    says(place, "tax", x, 124)
    assert compare(place) == MOVED | {"grown": 1}
    gap.refresh_from_db()
    assert (gap.state, gap.reason, gap.size) == ("open", "", 29)


def test_a_reason_of_the_list_and_a_note_where_it_says_too_little(gap, clerk):
    for reason, note in (("bịa", "x"), ("other", ""), ("list_error", " ")):
        with pytest.raises(ValidationError):
            acts.explain_gap(gap, by=clerk, at=AT, reason=reason, note=note)
    acts.explain_gap(gap, by=clerk, at=AT, reason="other", note="Nêu rõ")
    with pytest.raises(NotPossible):
        acts.explain_gap(gap, by=clerk, at=AT, reason="seasonal")


def test_a_demand_has_its_number_and_its_day_and_may_be_repeated(gap, clerk):
    with pytest.raises(ValidationError):
        acts.demand_gap(gap, by=clerk, at=AT, document_no=" ", answer_by=date(2026, 7, 1))
    with pytest.raises(ValidationError):
        acts.demand_gap(gap, by=clerk, at=AT, document_no="12/UBND", answer_by=date(2026, 5, 20))
    gap = acts.demand_gap(gap, by=clerk, at=AT, document_no="12/UBND", answer_by=date(2026, 7, 1))
    assert (gap.state, gap.due_on) == ("demanded", date(2026, 7, 1))
    acts.demand_gap(gap, by=clerk, at=AT, document_no="15/UBND", answer_by=date(2026, 7, 20))
    assert list(GapStep.objects.filter(state="demanded").values_list("document_no", flat=True)) == [
        "12/UBND",
        "15/UBND",
    ]


def test_people_who_joined_must_show_in_bhxh_s_next_figures(place, x, gap, clerk):
    gap = acts.record_joined(gap, by=clerk, at=AT, number=10)
    assert gap.state == "open", "fifteen are left"
    gap = acts.record_joined(gap, by=clerk, at=AT, number=25)
    assert gap.state == "joined"
    assert compare(place) == MOVED, "May is not closed yet"
    says(place, "social_insurance", x, 96, "2026-05", AT + timedelta(days=20))
    assert compare(place, AT + timedelta(days=20)) == MOVED | {"not_seen": 1}
    gap.refresh_from_db()
    assert (gap.state, gap.size) == ("open", 24)


def test_people_who_joined_and_show_stay_joined(place, x, gap, clerk):
    acts.record_joined(gap, by=clerk, at=AT, number=25)
    says(place, "social_insurance", x, 120, "2026-05", AT + timedelta(days=20))
    assert compare(place, AT + timedelta(days=20)) == MOVED


def test_only_its_agency_decides_and_who_sees_all_may_open_it_again(place, gap, clerk):
    labour, tax = place.clerk(place.labour), place.clerk(place.tax)
    elsewhere = make_person(committee(place, 1), "xa2")
    for stranger in (labour, tax, elsewhere, place.clerk(place.bhxh), OPERATOR, THE_CLOCK):
        with pytest.raises(PermissionDenied):
            acts.explain_gap(gap, by=stranger, at=AT, reason="seasonal")
    acts.ask_inspection(gap, by=clerk, at=AT, note="Không hợp tác")
    assert labour.notifications.filter(key__startswith="gap-inspection").exists()
    with pytest.raises(PermissionDenied):
        acts.reopen_gap(gap, by=elsewhere, at=AT, note="x")
    gap = acts.reopen_gap(gap, by=labour, at=AT, note="Chưa đủ căn cứ")
    assert gap.state == "open"
    with pytest.raises(NotPossible):
        acts.reopen_gap(gap, by=clerk, at=AT, note="x")


def test_a_step_is_kept_for_good(gap, clerk):
    acts.explain_gap(gap, by=clerk, at=AT, reason="seasonal")
    step = gap.steps.last()
    step.note = "khác"
    with pytest.raises(Exception, match="kept|changed|sửa|never"):
        step.save()


# --- Who has not joined ----------------------------------------------------------------------------------------------


def test_those_who_operate_without_anybody_in_insurance_are_found_once(place, x):
    outside = place.employer()
    young, fresh = place.employer(began_on=date(2026, 3, 1)), place.employer(began_on=date(2026, 5, 10))
    ended = place.employer(status="dissolved")
    says(place, "social_insurance", x, 95, "2026-04")
    for employer in (outside, ended, x):
        says(place, "zone_board", employer, 30, "2026-Q1")
    moved = find_not_joined(place.province, by=THE_CLOCK, quarter="2026-Q2", at=AT)
    assert moved == MOVED | {"new": 2}
    assert {(gap.employer_id, gap.size) for gap in Gap.objects.all()} == {(outside.pk, 30), (young.pk, 0)}
    assert fresh.pk not in Gap.objects.values_list("employer", flat=True)
    assert find_not_joined(place.province, by=THE_CLOCK, quarter="2026-Q2", at=AT) == MOVED
    later = AT + timedelta(days=60)
    assert find_not_joined(place.province, by=THE_CLOCK, quarter="2026-Q3", at=later) == MOVED | {"new": 1}, "the fresh"
    says(place, "social_insurance", outside, 30, "2026-05", AT)
    assert find_not_joined(place.province, by=THE_CLOCK, quarter="2026-Q2", at=later)["over"] == 1


def test_whoever_joins_after_the_quarter_was_over_waits_no_more(place, x):
    late, never = place.employer(), place.employer()
    says(place, "social_insurance", x, 95, "2026-04")
    for employer in (late, never):
        says(place, "zone_board", employer, 30, "2026-Q1")
    compare_all(place.province, by=THE_CLOCK, at=AT)
    assert Gap.objects.waiting().filter(period="2026-Q2").count() == 2
    later = AT + timedelta(days=60)
    says(place, "social_insurance", late, 30, "2026-06", later)
    compare_all(place.province, by=THE_CLOCK, at=later)
    assert set(Gap.objects.values_list("employer", "period", "state")) == {
        (late.pk, "2026-Q2", "over"),
        (never.pk, "2026-Q2", "open"),
    }


def test_a_gap_names_the_source_and_the_period_of_the_number_it_rests_on(place, x, client):
    outside = place.employer(commune=place.communes[0], agency=committee(place))
    says(place, "social_insurance", x, 95, "2026-04")
    says(place, "tax", outside, 20, "2026-Q1")
    find_not_joined(place.province, by=THE_CLOCK, quarter="2026-Q2", at=AT)
    gap = Gap.objects.get(employer=outside)
    assert (gap.source, gap.counted, gap.period, gap.told_of) == ("tax", 20, "2026-Q2", "2026-Q1")
    says(place, "zone_board", outside, 30, "2026-04")
    assert find_not_joined(place.province, by=THE_CLOCK, quarter="2026-Q2", at=AT)["figures"] == 1
    gap = Gap.objects.get(employer=outside)
    assert (gap.source, gap.counted, gap.told_of) == ("zone_board", 30, "2026-04")
    client.force_login(place.clerk(place.labour))
    with time_machine.travel(AT, tick=False):
        page = client.get(f"/doi-chieu/{gap.pk}/").content.decode()
        listed = client.get("/doi-chieu/tat-ca/").content.decode()
    assert "Ban quản lý khu, tháng 4/2026" in page or "Ban quản lý khu, tháng 04/2026" in page
    assert "04/2026" in listed or "4/2026" in listed


def test_of_a_newcomer_whom_nobody_counted_the_registry_tells(place, x, client):
    young = place.employer(began_on=date(2026, 3, 1), commune=place.communes[0], agency=committee(place))
    says(place, "social_insurance", x, 95, "2026-04")
    find_not_joined(place.province, by=THE_CLOCK, quarter="2026-Q2", at=AT)
    gap = Gap.objects.get(employer=young)
    assert (gap.counted, gap.count, gap.told_by, gap.told_of) == (0, None, "Đăng ký kinh doanh", "2026-Q2")
    client.force_login(place.clerk(place.labour))
    with time_machine.travel(AT, tick=False):
        assert "Đăng ký kinh doanh" in client.get("/doi-chieu/tat-ca/").content.decode()


# --- The counts themselves -------------------------------------------------------------------------------------------


def test_a_source_speaks_again_as_a_version_and_the_same_word_is_not_written_twice(place, x):
    for number in (120, 120, 130):
        says(place, "tax", x, number)
    rows = LabourCount.objects.filter(source="tax").order_by("version").values_list("version", "employed", "is_current")
    assert list(rows) == [(1, 120, False), (2, 130, True)]


def test_whoever_moves_an_employer_to_another_agency_moves_its_waiting_gap_at_once(place, x, gap):
    place_employer(x, by=place.clerk(place.bhxh), commune=place.communes[1], zone=None, on=AT.date())
    gap.refresh_from_db(), x.refresh_from_db()
    assert gap.agency == x.agency == committee(place, 1)
