"""The clock passes New Year, Tết, 1/3/2025 and 1/7/2025: what is due stays due to the second, and who has to do it changes
at midnight in Hanoi."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from agencies.models import Obligation, ObligationStep
from agencies.services.obligations import raise_obligations, warn_of_empty_calendar
from agencies.tasks import judge_overdue_everywhere
from portal.core.acts import THE_CLOCK
from tests.agencies.obligations.small_provinces import a_small

pytestmark = pytest.mark.django_db
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
A_SECOND, A_MILLISECOND = timedelta(seconds=1), timedelta(milliseconds=1)


def midnight(year: int, month: int, day: int) -> datetime:
    """The first instant of the day."""
    return datetime(year, month, day, tzinfo=HANOI)


def nightly(province, at: datetime):
    """What the clock does, by the day that the instant is in Hanoi."""
    with time_machine.travel(at, tick=False):
        return raise_obligations(province, by=THE_CLOCK, on=timezone.localdate())


def judged(one: Obligation, at: datetime) -> str:
    with time_machine.travel(at, tick=False):
        judge_overdue_everywhere()
    return Obligation.objects.get(pk=one.pk).verdict


def the(duty: str, period: str, **conditions) -> Obligation:
    return Obligation.objects.select_related("agency", "holder").get(duty__code=duty, period=period, **conditions)


def holder_of(one: Obligation):
    return Obligation.objects.select_related("holder").get(pk=one.pk).holder


def passed_on(one: Obligation) -> int:
    return one.steps.filter(kind=ObligationStep.Kind.PASS_ON).count()


def test_new_year_stops_nothing():
    gia_lai = a_small("gia-lai")
    new_year = midnight(2027, 1, 1)
    assert nightly(gia_lai, new_year - A_SECOND).added > 0
    before = set(Obligation.objects.values_list("duty", "agency", "period"))
    ahead = Obligation.objects.filter(period_start__gt=date(2028, 6, 30))  # December 2026 and 18 months
    assert not ahead.exists()
    assert (
        nightly(gia_lai, new_year - A_MILLISECOND).added == 0
    )  # still 2026 in Hanoi, as it is in London for seven hours
    after_midnight = nightly(gia_lai, new_year)
    assert after_midnight.added > 0 and after_midnight.removed == 0
    assert before < set(Obligation.objects.values_list("duty", "agency", "period"))
    assert ahead.filter(period="2028-07").exists() and not ahead.filter(period_start__gt=date(2028, 7, 31)).exists()
    assert warn_of_empty_calendar(gia_lai, by=THE_CLOCK, on=date(2027, 1, 1)) == []


def test_the_last_instant_of_the_year_is_on_time_and_the_next_is_late():
    nightly(a_small("gia-lai"), midnight(2026, 11, 20))
    target = the("buu-dien-tinh-04", "2026")
    assert target.due_at == midnight(2027, 1, 1) - A_MILLISECOND
    assert judged(target, midnight(2027, 1, 1) - A_MILLISECOND) == ""
    assert judged(target, midnight(2027, 1, 1)) == "late"


def test_a_due_day_in_tet_stays_because_no_text_moves_it():
    """Bắc Giang's report of January 2021 is due on 10/2/2021, the 29th of the twelfth lunar month."""
    bac_ninh = a_small("bac-ninh")
    nightly(bac_ninh, midnight(2021, 1, 1))
    report = the("bhxh-tinh-04", "2021-01")
    assert report.due_at.astimezone(HANOI).isoformat() == "2021-02-10T23:59:59.999000+07:00"
    assert judged(report, midnight(2021, 2, 11) - A_MILLISECOND) == ""
    assert judged(report, midnight(2021, 2, 11)) == "late"


def test_the_weeks_of_tet_are_asked_for_like_any_other():
    nightly(a_small("gia-lai"), midnight(2026, 1, 1))
    weeks = Obligation.objects.filter(
        duty__code="ubnd-xa-08", due_on__gte=date(2026, 2, 14), due_on__lte=date(2026, 2, 28)
    )
    assert sorted(set(weeks.values_list("period", "due_on", "quota"))) == [
        ("2026-W07", date(2026, 2, 15), 2),
        ("2026-W08", date(2026, 2, 22), 2),
    ]


def test_on_the_first_of_march_2025_home_affairs_takes_over_the_labour_departments_report():
    hai_phong = a_small("hai-phong")
    march = midnight(2025, 3, 1)
    nightly(hai_phong, march - A_MILLISECOND)
    february = the("so-ldtbxh-03", "2025-02")
    assert february.holder == february.agency and february.agency.kind_id == "labour_department"
    assert february.due_at == midnight(2025, 3, 11) - A_MILLISECOND
    nightly(hai_phong, march)
    nightly(hai_phong, march + A_SECOND)
    assert holder_of(february).kind_id == "home_affairs" and passed_on(february) == 1
    assert "Hải Dương" in holder_of(february).name and "Lao động" in february.agency.name
    following = the("so-ldtbxh-03", "2025-03")
    assert following.agency == following.holder == holder_of(february) and following.party == "so-ldtbxh"


def test_on_the_first_of_march_2025_two_offices_made_one_report_apart_for_the_quarter_begun_and_together_after():
    """Sở KH&ĐT and Sở Tài chính each owe the first quarter of 2025; the second is owed once."""
    hai_phong = a_small("hai-phong")
    nightly(hai_phong, midnight(2025, 2, 28))
    nightly(hai_phong, midnight(2025, 3, 1))
    quarters = {
        period: sorted(
            Obligation.objects.filter(
                duty__code="tat-ca-05", period=period, holder__kind="finance", holder__area__code="30"
            ).values_list("party", flat=True)
        )
        for period in ("2025-Q1", "2025-Q2")
    }
    assert quarters == {"2025-Q1": ["so-khdt", "so-tai-chinh"], "2025-Q2": ["so-khdt"]}


def test_the_cadence_switches_with_2025():
    """001:131, and the eighth scenario: before 25/11/2024; nothing in January 2025; before 25/3/2025."""
    hai_phong = a_small("hai-phong")
    nightly(hai_phong, midnight(2024, 7, 1))
    reports = Obligation.objects.filter(duty__code="tat-ca-05", agency__kind="police")
    due = [one.due_at.astimezone(HANOI) for one in reports.order_by("due_at")[:9]]
    assert [day.strftime("%-d/%-m/%Y %H:%M:%S") for day in due] == [
        *(f"24/{month}/2024 23:59:59" for month in range(7, 13)),
        *(f"24/{month}/2025 23:59:59" for month in (3, 6, 9)),
    ]
    november = the("tat-ca-05", "2024-11", agency__kind="police")
    assert judged(november, midnight(2024, 11, 25) - A_MILLISECOND) == ""
    assert judged(november, midnight(2024, 11, 25)) == "late"
    own = Obligation.objects.filter(duty__code="so-ldtbxh-03", due_on__year=2025)
    assert own.count() == 12  # what Sở LĐTBXH owes UBND tỉnh stays monthly (001:61)


def test_on_the_first_of_july_2025_bac_ninh_takes_over_and_districts_have_no_successor():
    bac_ninh = a_small("bac-ninh")
    july = midnight(2025, 7, 1)
    nightly(bac_ninh, july - A_MILLISECOND)
    half = the("tat-ca-02", "2025-H1", agency__kind="police")
    [district, _other] = Obligation.objects.filter(duty__code="tat-ca-02", period="2025-H1", party="ubnd-huyen")
    assert half.holder == half.agency and half.agency.area.name == "Tỉnh Bắc Giang"
    assert half.due_at.astimezone(HANOI).isoformat() == "2025-07-14T23:59:59.999000+07:00"
    assert holder_of(district) == district.agency
    assert nightly(bac_ninh, july).unheld > 0
    assert holder_of(half).area is None and holder_of(half).kind_id == "police" and passed_on(half) == 1
    assert holder_of(district) is None and passed_on(district) == 1
    assert judged(half, midnight(2025, 7, 15) - A_MILLISECOND) == ""
    assert judged(half, midnight(2025, 7, 15)) == "late"
    assert not Obligation.objects.filter(party="ubnd-huyen", period_start__gte=date(2025, 7, 1)).exists()


def test_what_bac_giang_ordered_was_never_owed_by_the_old_bac_ninh():
    bac_ninh = a_small("bac-ninh")
    nightly(bac_ninh, midnight(2025, 1, 1))
    ordered = Obligation.objects.filter(directive__code="000")
    areas = set(ordered.filter(opens_on__lt=date(2025, 7, 1)).values_list("agency__area__name", flat=True))
    later = set(ordered.filter(opens_on__gte=date(2025, 7, 1)).values_list("agency__area__name", flat=True))
    assert areas == {"Tỉnh Bắc Giang"} and later == {None}
