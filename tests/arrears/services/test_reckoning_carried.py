"""A month carried on from the month before comes out as from the whole history, to the dong and the day; and it is carried on
only where it may be. What the month before kept is bent in some tests: whoever reads it comes out otherwise."""

import os
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db.models import F

from arrears.models import LedgerVersion, LegalRule, Reckoning, ReckoningDifference, ReckoningRun, UrgingNotice
from arrears.models.reckoning import CarriedAccount, CarriedMonth
from arrears.queries.accounts import accounts_of, reading_of
from arrears.queries.law import law_on
from arrears.queries.reckoning import CARRIES
from arrears.rules.summaries import BY_FUND, summarise
from arrears.services.closing import restate_month
from arrears.services.reckoning import reckon_missing, reckon_version
from portal.core.acts import OPERATOR, THE_CLOCK
from portal.core.money import FUNDS
from portal.core.periods import Month
from tests.arrears.random_ledger import close_random_months
from tests.factories.ledger import Ledger

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 3, tzinfo=UTC)
EMPLOYERS = int(os.environ.get("CARRIED_EMPLOYERS", 40))
MILLION = 1_000_000
BENT = 10**13


@pytest.fixture
def ledger(settings) -> Ledger:
    settings.COMMAND_DOORS = True
    return Ledger()


def picture(run: ReckoningRun) -> list[Any]:
    """All that the run keeps, without what only numbers its rows."""
    rows = Reckoning.objects.filter(run=run).order_by("employer").values()
    differences = ReckoningDifference.objects.filter(run=run).order_by("employer", "what", "fund").values()
    accounts = CarriedAccount.objects.filter(run=run).order_by("employer").values()
    months = [row for row in CarriedMonth.objects.filter(run=run).order_by("employer", "at").values() if is_open(row)]
    return [
        [{name: row[name] for name in row if name != "id"} for row in kept]
        for kept in (rows, differences, accounts, months)
    ]


def figures(kept: list[Any]) -> list[Any]:
    """The same, whichever run it is of."""
    return [[{name: row[name] for name in row if name != "run_id"} for row in rows] for rows in kept]


def assert_same(carried: list[Any], anew: list[Any]) -> None:
    """Rows and differences all; accounts of whoever has one on both roads: who owes nothing overdue may go on being carried
    and is not begun anew."""
    assert carried[:2] == anew[:2]
    known = {row["employer"] for row in anew[2]}
    assert known <= {row["employer"] for row in carried[2]}
    assert [[row for row in kept if row["employer"] in known] for kept in carried[2:]] == anew[2:]


def is_open(row: dict[str, Any]) -> bool:
    return any(row[f"left_{fund}"] for fund in FUNDS)


def whole(version: LedgerVersion) -> list[Any]:
    """The same month from the whole history: as if the run before had kept nothing."""
    kept = list(ReckoningRun.objects.exclude(carries=0).values_list("pk", flat=True))
    ReckoningRun.objects.update(carries=0)
    found = picture(reckon_version(version, by=THE_CLOCK, at=AT, again=True))
    ReckoningRun.objects.filter(pk__in=kept).update(carries=CARRIES)
    return found


def bend(version: LedgerVersion) -> None:
    """Whoever goes on from these accounts finds too much charge."""
    CarriedAccount.objects.filter(run__version=version).update(settled_httt=F("settled_httt") + BENT)


def is_carried(version: LedgerVersion, before: LedgerVersion) -> bool:
    """Whether the month is carried on from the accounts of that version."""
    told = picture(reckon_version(version, by=THE_CLOCK, at=AT, again=True))
    bend(before)
    otherwise = picture(reckon_version(version, by=THE_CLOCK, at=AT, again=True))
    CarriedAccount.objects.filter(run__version=before).update(settled_httt=F("settled_httt") - BENT)
    assert picture(reckon_version(version, by=THE_CLOCK, at=AT, again=True)) == told
    return told != otherwise


def unpaid(ledger: Ledger, months: list[Month], *, since: int = 0, code: str = "TA1", **more) -> list[LedgerVersion]:
    """Months closed and reckoned in which nothing of HTTT is paid, 100 million each."""
    found = []
    for place, month in enumerate(months, since):
        row = {"unit_code": code, "opening_httt": place * 100 * MILLION, "payable_httt": 100 * MILLION} | more
        ledger.c12(month, [row])
        version = ledger.close(month)
        reckon_version(version, by=THE_CLOCK, at=AT)
        found.append(version)
    return found


def agrees_with_the_rules(version: LedgerVersion, run: ReckoningRun) -> None:
    law = law_on(run.as_of, province=version.province)
    rows = {row.employer_id: row for row in Reckoning.objects.filter(run=run)}
    for known in accounts_of(list(rows), reading_of(version)):
        columns = summarise(known.account, law, on=run.as_of, undated=known.undated).columns
        row, names = rows[known.employer], [f"{name}_{fund}" for fund in FUNDS for name in BY_FUND]
        names += [
            "worst",
            "urged_on",
            "days_late",
            "days_evaded",
            "months_unpaid",
            "months_ratio",
            "paid_through",
            "surplus",
        ]
        assert {name: getattr(row, name) for name in names} == {name: columns[name] for name in names}


@pytest.mark.parametrize("seed", [0, 1_000])
def test_each_month_carried_on_is_the_month_from_the_whole_history(seed):
    ledger = Ledger()
    months = [Month(2025, 3).plus(place) for place in range(18)]
    close_random_months(ledger.province, months, range(seed, seed + EMPLOYERS))
    kept = 0
    for version in LedgerVersion.objects.filter(province=ledger.province).order_by("month"):
        run = reckon_version(version, by=THE_CLOCK, at=AT)
        carried = picture(run)
        assert_same(carried, whole(version))
        kept += run.employers
        if version.period.month % 4 == 0:
            agrees_with_the_rules(version, run)
    assert kept > 4 * EMPLOYERS
    assert is_carried(version, LedgerVersion.objects.get(province=ledger.province, month=months[-2].first_day))


def test_a_month_goes_on_from_the_month_before_and_only_two_months_are_kept(ledger):
    versions = unpaid(ledger, [Month(2026, 1).plus(place) for place in range(6)])
    assert is_carried(versions[-1], versions[-2])
    kept = CarriedAccount.objects.order_by("run__version__month").values_list("run__version__month", flat=True)
    assert list(kept) == [date(2026, 5, 1), date(2026, 6, 1)]
    assert set(CarriedMonth.objects.values_list("run__version__month", flat=True)) == set(kept)
    assert ReckoningRun.objects.filter(carries=0).count() == 4


def test_months_missed_are_taken_up_from_the_oldest_each_carried_on(ledger):
    versions = unpaid(ledger, [Month(2026, 1).plus(place) for place in range(6)])
    before = [picture(ReckoningRun.objects.get(version=version))[:2] for version in versions]
    for model in (ReckoningDifference, Reckoning, ReckoningRun):
        model.objects.all().delete()
    assert not CarriedAccount.objects.exists()
    assert len(reckon_missing(ledger.province, by=THE_CLOCK, at=AT)) == 6
    after = [picture(ReckoningRun.objects.get(version=version))[:2] for version in versions]
    assert [figures(one) for one in after] == [figures(one) for one in before]


def test_urged_later_the_same_accounts_are_evasion(ledger):
    versions = unpaid(ledger, [Month(2026, 6).plus(place) for place in range(6)])
    UrgingNotice.objects.create(
        employer=ledger.employer("TA1"), origin="list", state="served", served_on=date(2026, 9, 10), name="TA1",
        issued_on=date(2026, 9, 10), full_number="1/01-DD", month=date(2026, 9, 1),
    )  # fmt: skip
    run = reckon_version(versions[-1], by=THE_CLOCK, at=AT, again=True)
    row = Reckoning.objects.get(run=run)
    assert (row.worst, row.evaded_httt, row.charge_evaded_httt) == (3, 200 * MILLION, 30_000 * (122 + 91))
    assert picture(run) == whole(versions[-1])


def test_after_a_month_was_restated_the_next_one_reads_the_whole_history(ledger):
    months = [Month(2026, 1).plus(place) for place in range(6)]
    old = unpaid(ledger, months[:4])
    restate_month(ledger.month(months[2]), by=OPERATOR, reason="Sót")
    ledger.c12(months[2], [{"unit_code": "TA1", "opening_httt": 200 * MILLION, "payable_httt": 60 * MILLION}])
    ledger.close(months[2])
    fifth, sixth = unpaid(ledger, months[4:], since=4)
    assert not is_carried(fifth, old[3])
    assert is_carried(sixth, fifth)
    assert picture(ReckoningRun.objects.get(version=sixth)) == whole(sixth)


def test_a_deadline_that_moves_is_reckoned_anew_and_a_rate_that_moves_is_not(ledger):
    months = [Month(2026, 1).plus(place) for place in range(6)]
    third, fourth = unpaid(ledger, months[:4])[-2:]
    LegalRule.objects.filter(key="charge.per_100000_per_day").update(value="50")
    assert reckon_version(fourth, by=THE_CLOCK, at=AT, anew=True).law["rate"] == 50
    assert is_carried(fourth, third)
    assert picture(ReckoningRun.objects.get(version=fourth)) == whole(fourth)
    LegalRule.objects.filter(key="payment_deadline.months_after_period", value="1").update(value="2")
    reckon_version(fourth, by=THE_CLOCK, at=AT, anew=True)
    assert not is_carried(fourth, third)
    assert Reckoning.objects.get(run__version=fourth).due_on == date(2026, 3, 31)


def test_a_rate_of_its_own_day_charges_each_month_and_is_carried_on_once_it_was_read(ledger):
    """100 million of January 2026, due 28/2: 0.03 % a day to 14/5/2026, 0.05 % since. May is read from the whole history."""
    LegalRule.objects.create(
        key="charge.per_100000_per_day", value="50", valid_from=date(2026, 5, 15), citation="Thử", confidence="A",
        state="approved", is_shipped=True,
    )  # fmt: skip
    months = [Month(2026, 1).plus(place) for place in range(7)]
    versions = []
    for place, month in enumerate(months):
        paid = 50 * MILLION if month == Month(2026, 6) else 0
        opening = 0 if not place else 100 * MILLION if month <= Month(2026, 6) else 50 * MILLION
        row = {
            "unit_code": "TA1",
            "opening_httt": opening,
            "payable_httt": 0 if place else 100 * MILLION,
            "paid_httt": paid,
        }
        ledger.c12(month, [row])
        versions.append(ledger.close(month))
        run = reckon_version(versions[-1], by=THE_CLOCK, at=AT)
        agrees_with_the_rules(versions[-1], run)
    charges = dict(Reckoning.objects.values_list("run__version__month", "charge_late_httt"))
    thousands = {3: 31 * 30, 4: 61 * 30, 5: 75 * 30 + 17 * 50, 6: 75 * 30 + 47 * 50, 7: 75 * 30 + 47 * 50 + 31 * 25}
    assert {month.month: charge for month, charge in charges.items()} == {
        m: 1000 * dong for m, dong in thousands.items()
    }
    assert picture(run) == whole(versions[-1])
    assert is_carried(versions[6], versions[5])


def test_who_pays_by_another_cycle_or_gets_money_back_is_reckoned_anew_and_the_others_are_not(ledger):
    months = [Month(2026, 1).plus(place) for place in range(6)]
    for place, month in enumerate(months):
        last = month == months[-1]
        owes = {"opening_httt": place * 100, "payable_httt": 100}
        ledger.c12(month, [
            {"unit_code": "SAME"} | owes,
            {"unit_code": "CYCLE", "cycle": 3 if last else 1} | owes,
            {"unit_code": "BACK", "paid_httt": -40 if last else 0} | owes,
        ])  # fmt: skip
        version = ledger.close(month)
        run = reckon_version(version, by=THE_CLOCK, at=AT)
    assert picture(run) == whole(version)
    reckon_version(LedgerVersion.objects.get(month=months[-2].first_day), by=THE_CLOCK, at=AT, again=True)
    bend(LedgerVersion.objects.get(month=months[-2].first_day))
    run = reckon_version(version, by=THE_CLOCK, at=AT, again=True)
    charges = dict(Reckoning.objects.filter(run=run).values_list("employer__unit_code", "charge_late_httt"))
    assert charges["SAME"] > BENT // 10_000 > charges["CYCLE"] >= 0 and charges["BACK"] < BENT // 10_000
    kept = CarriedAccount.objects.filter(run=run).values_list("employer", flat=True)
    assert set(kept) == {ledger.employer("SAME").pk}
