"""Reckoning a closed version: who gets a row, what it rests on, where BHXH's figures differ and why, and that it comes out the
same again."""

import json
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command

from agencies.models import ProvinceSetting
from arrears.models import (
    EvasionGround,
    JustifiedReason,
    LegalRule,
    Reckoning,
    ReckoningDifference,
    ReckoningRun,
    UrgingNotice,
)
from arrears.queries.accounts import account_of
from arrears.queries.law import law_on
from arrears.rules.reckoning import reckon
from arrears.services.closing import restate_month
from arrears.services.reckoning import reckon_missing, reckon_version
from portal.core import jobs
from portal.core.acts import OPERATOR, THE_CLOCK, NotPossible
from portal.core.models import Job
from portal.core.periods import Month
from tests.factories.ledger import Ledger
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 3, tzinfo=UTC)
MILLION = 1_000_000
OCTOBER = Month(2026, 10)


@pytest.fixture
def ledger(settings) -> Ledger:
    settings.COMMAND_DOORS = True
    return Ledger()


def unpaid(ledger, since: Month, until: Month = OCTOBER, code: str = "TA1", months_owed=None, **said):
    """Months closed in which nothing of HTTT is paid, 100 million each; the newest version. `said` goes into its B03."""
    months = [since.plus(place) for place in range(until.index - since.index + 1)]
    for place, month in enumerate(months):
        owed = {"months_owed": months_owed} if month == until else {}
        ledger.c12(
            month, [{"unit_code": code, "opening_httt": place * 100 * MILLION, "payable_httt": 100 * MILLION} | owed]
        )
        if month == until and said:
            ledger.b03(month, [{"unit_code": code} | said])
        version = ledger.close(month)
    return version


def urge(ledger, served: date, code: str = "TA1", **facts) -> UrgingNotice:
    return UrgingNotice.objects.create(
        employer=ledger.employer(code), origin="list", state="served", served_on=served, issued_on=served,
        name=code, full_number="1/01-DD", month=served.replace(day=1), **facts,
    )  # fmt: skip


def row_of(version, code: str = "TA1") -> Reckoning:
    reckon_version(version, by=THE_CLOCK, at=AT, again=True)
    return Reckoning.objects.get(run__version=version, employer__unit_code=code)


def differing(version, code: str = "TA1") -> dict[tuple[str, str], tuple]:
    rows = ReckoningDifference.objects.filter(run__version=version, employer__unit_code=code)
    return {
        (row.what, row.fund): (
            None if row.supplied is None else float(row.supplied),
            None if row.computed is None else float(row.computed),
            row.cause,
        )
        for row in rows
    }


def test_nine_months_of_one_hundred_million_unpaid_stand_as_the_issue_says(ledger):
    version = unpaid(ledger, Month(2026, 1), until=Month(2026, 10))
    account = account_of(ledger.employer("TA1"), until=date(2026, 11, 20))
    found = reckon(account, law_on(date(2026, 11, 20)), on=date(2026, 11, 20))
    assert [one.days for one in found.standings] == [265, 234, 204, 173, 143, 112, 81, 51, 20, 0]
    assert found.charge == {"httt": 38_490_000}
    row = row_of(version)
    assert (row.worst, row.late_httt, row.not_due_httt) == (2, 800 * MILLION, 200 * MILLION)
    assert (row.days_late, row.due_on, row.months_age, row.months_unpaid) == (245, date(2026, 2, 28), 8, 8)
    assert row.paid_through is None and row.is_opening_dated


def test_evasion_needs_an_urging_after_the_day_due_and_no_accepted_reason(ledger):
    version = unpaid(ledger, Month(2026, 7), until=Month(2026, 12))
    assert (row_of(version).worst, row_of(version).urged_on) == (2, None)
    urge(ledger, date(2026, 8, 31))  # July is due on that day, not overdue
    assert row_of(version).worst == 2
    urge(ledger, date(2026, 10, 5), place=2)
    row = row_of(version)
    assert (row.worst, row.ground, row.urged_on, row.age_evaded) == (3, "đ", date(2026, 10, 5), 122)
    assert (row.evaded_httt, row.late_httt, row.not_due_httt) == (200 * MILLION, 200 * MILLION, 200 * MILLION)
    assert (row.days_evaded, row.days_late) == (
        122,
        61,
    )  # September is 61 days late but was urged before it was overdue
    reason = JustifiedReason.objects.create(employer=row.employer, reason="Lũ lụt", valid_from=date(2026, 12, 1))
    assert row_of(version).worst == 3
    JustifiedReason.objects.filter(pk=reason.pk).update(accepted_at=AT)
    row = row_of(version)
    assert (row.worst, row.is_justified, row.evaded_httt) == (2, True, 0)


def test_who_owes_nothing_overdue_has_no_row_and_whom_bhxh_alone_says_owes_has_one(ledger):
    september = Month(2026, 9)
    for month in (september, OCTOBER):
        opening = 0 if month == september else 5
        ledger.c12(month, [
            {"unit_code": "PAID", "opening_httt": opening, "payable_httt": 5, "paid_httt": opening},
            {"unit_code": "SAID", "opening_httt": opening, "payable_httt": 5, "paid_httt": opening},
        ])  # fmt: skip
        if month == OCTOBER:
            ledger.b03(month, [{"unit_code": "SAID", "late_httt": 7}, {"unit_code": "ONLY", "late_httt": 7}])
        version = ledger.close(month)
    run = reckon_version(version, by=THE_CLOCK, at=AT)
    found = {row.employer.unit_code: row.worst for row in Reckoning.objects.filter(run=run)}
    assert found == {"SAID": 1, "ONLY": 0}
    assert differing(version, "SAID")["class", ""] == (2, 1, "other")
    assert differing(version, "ONLY") == {("class", ""): (2, None, "other")}  # the portal has no C12 of it


def test_an_opening_that_nobody_dates_is_of_the_month_before_and_says_so(ledger):
    ledger.c12(OCTOBER, [{"unit_code": "TA1", "opening_httt": 900, "payable_httt": 100},
                         {"unit_code": "TA2", "opening_httt": 300, "payable_httt": 100,
                          "paid_through_httt": date(2026, 6, 1)}])  # fmt: skip
    version = ledger.close(OCTOBER)
    reckon_version(version, by=THE_CLOCK, at=AT)
    assert not Reckoning.objects.filter(employer__unit_code="TA1").exists()  # September is due on 31 October
    dated = Reckoning.objects.get(employer__unit_code="TA2")
    assert (dated.due_on, dated.late_httt, dated.is_opening_dated) == (date(2026, 8, 31), 200, True)
    november = Month(2026, 11)
    ledger.c12(november, [{"unit_code": "TA1", "opening_httt": 1_000, "payable_httt": 100}])
    row = row_of(ledger.close(november))
    assert (row.is_opening_dated, row.due_on, row.late_httt) == (False, date(2026, 10, 31), 900)


def test_a_month_that_is_missing_is_not_guessed_the_next_opening_tells(ledger):
    august, november = Month(2026, 8), Month(2026, 11)
    ledger.c12(august, [{"unit_code": "TA1", "payable_httt": 100}, {"unit_code": "TA2", "payable_httt": 100}])
    ledger.close(august)
    ledger.c12(november, [{"unit_code": "TA1", "opening_httt": 300, "payable_httt": 100},
                          {"unit_code": "TA2", "opening_httt": 40, "payable_httt": 100}])  # fmt: skip
    version = ledger.close(november)
    more, less = row_of(version, "TA1"), row_of(version, "TA2")
    assert (more.late_httt, more.not_due_httt) == (100, 300)  # what came in between is of October, the newest it can be
    # of TA2's 100 for August, due on 30 September, 60 were paid on that day, as early as can be; 40 are 61 days late
    assert (less.late_httt, less.charge_late_httt) == (40, (40 * 61 * 30 + 50_000) // 100_000)


def test_money_taken_back_goes_through_the_rules(ledger):
    july, august = Month(2026, 7), Month(2026, 8)
    ledger.c12(july, [{"unit_code": "TA1", "payable_httt": 100, "paid_httt": 100}])
    ledger.close(july)
    ledger.c12(august, [{"unit_code": "TA1", "payable_httt": 100, "paid_httt": -60}])
    ledger.close(august)
    ledger.c12(OCTOBER, [{"unit_code": "TA1", "opening_httt": 160, "payable_httt": 100}])
    version = ledger.close(OCTOBER)
    row = row_of(version)
    assert (row.late_httt, row.not_due_httt, row.due_on) == (160, 100, date(2026, 8, 31))


def test_differences_name_what_bhxh_said_what_was_reckoned_and_why(ledger):
    version = unpaid(
        ledger, Month(2026, 6), until=Month(2026, 11), evaded_httt=400 * MILLION, not_due_httt=200 * MILLION,
        days_evaded=122, charge_evaded_httt=1, months_owed="2.5",
    )  # fmt: skip
    row = row_of(version)
    charge = row.charge_late_httt
    assert charge == 30_000 * (122 + 91 + 61 + 30)
    assert differing(version) == {
        ("urging", ""): (400 * MILLION, None, "no_urging"),
        ("class", ""): (3, 2, "no_urging"),
        ("months", ""): (2.5, 4, "other"),
        ("days_evaded", ""): (122, 0, "no_urging"),
        ("charge", "httt"): (1, charge, "other"),
    }
    EvasionGround.objects.create(
        employer=row.employer, ground="a", document_no="5/BC", document_on=date(2026, 9, 1), valid_from=date(2026, 9, 1)
    )
    reckon_version(version, by=THE_CLOCK, at=AT, again=True)
    assert {cause for _said, _found, cause in differing(version).values()} == {"ground", "other"}


def test_a_count_of_evasion_that_restarts_at_day_61_is_told_until_a_setting_says_that_it_does(ledger):
    urge(ledger, date(2026, 8, 5))
    facts = {"evaded_httt": 100 * MILLION, "late_httt": 300 * MILLION, "days_late": 91, "days_evaded": 62}
    version = unpaid(ledger, Month(2026, 6), until=Month(2026, 11), **facts)
    assert (row_of(version).days_evaded, row_of(version).age_evaded) == (122, 122)
    assert differing(version)["days_evaded", ""] == (62, 122, "restarted")
    ProvinceSetting.objects.create(
        province=ledger.province,
        key="reckoning.evasion_days",
        value="restart",
        valid_from=date(2026, 1, 1),
        reason="NĐ",
    )
    assert row_of(version).days_evaded == 122  # the run keeps the settings it was made by
    ReckoningDifference.objects.all().delete()
    Reckoning.objects.all().delete()
    ReckoningRun.objects.all().delete()
    assert (row_of(version).days_evaded, row_of(version).age_evaded) == (62, 122)
    assert ("days_evaded", "") not in differing(version)


@pytest.mark.parametrize(("method", "months"), [("overdue_age", 3), ("overdue_months", 4), ("amount_ratio", 4)])
def test_months_are_compared_by_the_method_that_is_set(ledger, method, months):
    ProvinceSetting.objects.create(
        province=ledger.province, key="reckoning.months_method", value=method, valid_from=date(2026, 1, 1), reason="Thử"
    )
    said = {"late_httt": 400 * MILLION, "not_due_httt": 200 * MILLION, "days_late": 122, "months_owed": "9"}
    version = unpaid(ledger, Month(2026, 6), until=Month(2026, 11), **said)
    row = row_of(version)
    assert (row.months_age, row.months_unpaid, row.months_ratio) == (4, 4, 4)
    assert differing(version)["months", ""][1] == 4


def test_a_quarterly_payer_of_whom_bhxh_counts_monthly_is_told_by_its_cycle(ledger):
    for place, month in enumerate(Month(2026, 4).plus(number) for number in range(5)):
        ledger.c12(month, [{"unit_code": "TA1", "opening_httt": place * 100, "payable_httt": 100, "cycle": 3}])
        if month == Month(2026, 8):
            ledger.b03(month, [{"unit_code": "TA1", "late_httt": 300, "not_due_httt": 200, "days_late": 92}])
        version = ledger.close(month)
    assert row_of(version).days_late == 31
    assert differing(version)["days_late", ""] == (92, 31, "cycle")


def test_a_month_stays_due_by_the_cycle_of_its_time_when_the_employer_pays_by_another(ledger):
    """Quarterly until June, monthly since: April to June fell due on 31/7 and were no day late before. And the other way
    round: April of a monthly payer was due on 31/5, whatever it pays by now."""
    urge(ledger, date(2026, 8, 3), code="SOON")
    for place, month in enumerate(Month(2026, 4).plus(number) for number in range(6)):
        owes, is_new = {"opening_httt": place * 100 * MILLION, "payable_httt": 100 * MILLION}, month >= Month(2026, 7)
        ledger.c12(month, [
            {"unit_code": "SOON", "cycle": 1 if is_new else 3} | owes,
            {"unit_code": "RARE", "cycle": 3 if is_new else 1} | owes,
        ])  # fmt: skip
        version = ledger.close(month)
        reckon_version(version, by=THE_CLOCK, at=AT)
        if month == Month(2026, 8):
            soon, rare = row_of(version, "SOON"), row_of(version, "RARE")
            assert (soon.worst, soon.due_on, soon.days_late, soon.late_httt) == (
                2,
                date(2026, 7, 31),
                31,
                300 * MILLION,
            )
            assert (rare.due_on, rare.days_late, rare.late_httt) == (date(2026, 5, 31), 92, 300 * MILLION)
            assert soon.charge_late_httt == 300 * MILLION * 31 * 30 // 100_000
            assert rare.charge_late_httt == 100 * MILLION * (92 + 62 + 31) * 30 // 100_000
    soon, rare = row_of(version, "SOON"), row_of(version, "RARE")
    assert (soon.worst, soon.days_evaded, soon.evaded_httt, soon.late_httt) == (3, 61, 300 * MILLION, 100 * MILLION)
    assert (rare.worst, rare.days_late, rare.not_due_httt) == (2, 122, 300 * MILLION)


def test_the_same_version_comes_out_the_same_under_the_law_of_its_date(ledger):
    urge(ledger, date(2026, 8, 5))
    version = unpaid(ledger, Month(2026, 6), until=Month(2026, 11), late_httt=5, days_late=3)
    run = reckon_version(version, by=THE_CLOCK, at=AT)
    before = _pictures(run)
    assert reckon_version(version, by=THE_CLOCK, at=AT) == run
    LegalRule.objects.filter(key="charge.per_100000_per_day").update(value="50")
    restate_month(ledger.month(Month(2026, 9)), by=OPERATOR, reason="Sót")
    ledger.c12(Month(2026, 9), [{"unit_code": "TA1", "opening_httt": 0, "payable_httt": 1}])
    ledger.close(Month(2026, 9))
    again = reckon_version(version, by=THE_CLOCK, at=AT, again=True)
    assert (again.pk, _pictures(again)) == (run.pk, before)
    anew = reckon_version(version, by=THE_CLOCK, at=AT, anew=True)
    assert anew.pk == run.pk and _pictures(anew) != before  # by what is known now


def _pictures(run) -> tuple[list, list]:
    rows = Reckoning.objects.filter(run=run).order_by("employer").values()
    differences = ReckoningDifference.objects.filter(run=run).order_by("employer", "what", "fund").values()
    return [[{k: v for k, v in row.items() if k != "id"} for row in found] for found in (rows, differences)]


def test_before_the_law_of_2024_nothing_is_evaded_and_no_daily_charge_runs(ledger):
    urge(ledger, date(2025, 2, 5))
    version = unpaid(ledger, Month(2024, 12), until=Month(2025, 5))
    row = row_of(version)
    assert (row.worst, row.charge_late_httt, row.days_late, row.months_age) == (2, 0, 151, 5)
    later = unpaid(ledger, Month(2025, 6), until=Month(2025, 7), code="TA2")
    assert row_of(later, "TA2").days_late == 31  # from 30/6/2025


def test_a_closing_puts_the_reckoning_on_the_list_and_the_night_takes_up_what_is_missing(ledger):
    version = unpaid(ledger, Month(2026, 8), until=OCTOBER)
    job = Job.objects.get(key__startswith="reckon:", key__contains="2026-10")
    done = jobs.run(job.pk)
    assert done.state == Job.State.DONE and done.result["employers"] == 1, done.error
    assert reckon_missing(ledger.province, by=THE_CLOCK, at=AT) == ["2026-08", "2026-09"]
    assert reckon_missing(ledger.province, by=THE_CLOCK, at=AT) == []
    assert ReckoningRun.objects.get(version=version).as_of == date(2026, 10, 31)


def test_the_command_reckons_a_month_and_answers_in_json(ledger):
    unpaid(ledger, Month(2026, 8), until=OCTOBER)
    out = StringIO()
    call_command("reckon", "2026-10", "--province", ledger.province.slug, stdout=out)
    found = json.loads(out.getvalue())
    assert (found["employers"], found["as_of"], found["version"]) == (1, "2026-10-31", 1)


def test_an_open_month_is_not_reckoned_and_a_person_without_the_power_reckons_none(ledger):
    version = unpaid(ledger, Month(2026, 9), until=OCTOBER)
    with pytest.raises(PermissionDenied):
        reckon_version(version, by=make_person(ledger.bhxh, "canbo"), at=AT)
    version.pk, version.version, version.frozen_at = None, 9, None
    version.save()
    with pytest.raises(NotPossible):
        reckon_version(version, by=THE_CLOCK, at=AT)
