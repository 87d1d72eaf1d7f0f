"""Rollups: who counts where and once, what is new, cleared and recovered; every dimension sums to the province."""

import pytest

from arrears.models import LedgerRow, Rollup
from arrears.services import rollups
from portal.core.acts import OPERATOR, THE_CLOCK
from portal.core.periods import Month
from tests.factories.ledger import NOW, Ledger, each_fund

pytestmark = pytest.mark.django_db

SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


def late(code: str, amount: int = 100, **columns) -> dict:
    return {"unit_code": code} | each_fund(late=amount) | columns


def member(dimension: str, key: object = "", fund: str = "all", month: Month = OCTOBER, version: int = 0) -> Rollup:
    return Rollup.objects.get(month=month.first_day, version=version, dimension=dimension, key=str(key), fund=fund)


def test_every_dimension_sums_to_the_province(ledger):
    ledger.employer("B1", commune=ledger.communes[2], sector="C")
    ledger.employer("Z1", commune=ledger.communes[1], zone=ledger.zone, kind=None)
    ledger.employer("N1", commune=None)
    ledger.b03(OCTOBER, [late("A1"), late("B1", 7), late("Z1", 30), late("N1", 1)])

    for dimension in Rollup.Dimension.values:
        rows = Rollup.objects.filter(dimension=dimension, fund="all")
        assert (sum(row.employers for row in rows), sum(row.late for row in rows)) == (4, 690)
    assert member("commune").owing == 1 and member("zone").owing == 3 and member("kind").owing == 1
    assert member("agency", ledger.board.pk).late == 150
    assert member("office", ledger.offices[1].pk).late == 35


def test_an_employer_counts_once_in_its_worst_class_and_money_in_its_own(ledger):
    ledger.b03(OCTOBER, [{"unit_code": "A1", "late_httt": 100, "evaded_httt": 30, "not_due_bhyt": 5}])

    evasion, late_class, not_due = member("class", 3), member("class", 2), member("class", 1)

    assert (evasion.employers, evasion.owing, evasion.late, evasion.evaded) == (1, 1, 0, 30)
    assert (late_class.employers, late_class.late) == (0, 100)
    assert (not_due.employers, not_due.not_due) == (0, 5)
    assert member("class", 1, fund="bhyt").employers == 1 and member("class", 0, fund="odts").employers == 1


def test_workers_are_those_of_owing_employers_and_a_fund_counts_its_own(ledger):
    rows = [{"unit_code": "A1", "late_httt": 100, "workers": 7}, {"unit_code": "A2", "late_bhyt": 1, "workers": 5}]
    ledger.c12(OCTOBER, [{"unit_code": "A3", "workers": 90} | each_fund(opening=0, payable=9)])
    ledger.b03(OCTOBER, rows)

    assert (member("province").employers, member("province").owing, member("province").workers) == (3, 2, 12)
    assert (member("province", fund="bhyt").owing, member("province", fund="bhyt").workers) == (1, 5)


def test_newly_owing_cleared_and_the_decrease_where_no_payment_is_known(ledger):
    ledger.b03(SEPTEMBER, [late("A1", 100), late("A2", 100)])
    ledger.close(SEPTEMBER)
    ledger.b03(OCTOBER, [late("A1", 60), late("A3", 1)])

    found = member("province")

    assert (found.newly_owing, found.cleared) == (1, 1)
    assert (found.recovered, found.estimated, found.is_estimated) == (700, 2, True)


def test_recovered_is_what_was_paid_up_to_what_was_owed(ledger):
    ledger.b03(SEPTEMBER, [late("A1", 100)])
    ledger.close(SEPTEMBER)
    ledger.c12(OCTOBER, [{"unit_code": "A1"} | each_fund(opening=300, payable=100, paid=350)])

    found = member("province")

    assert (found.recovered, found.is_estimated, found.cleared) == (500, False, 1)


def test_a_closed_version_has_its_own_rollups_and_keeps_them(ledger):
    ledger.b03(OCTOBER, [late("A1")])
    version = ledger.close(OCTOBER)
    before = list(Rollup.objects.values())

    rollups.roll_up_version(version, by=THE_CLOCK, at=NOW)

    assert list(Rollup.objects.values()) == before
    assert member("province", version=1).late == 500


def test_a_correction_comes_to_the_same_as_building_whole(ledger):
    codes = [f"U{n}" for n in range(30)]
    for place, code in enumerate(codes):
        ledger.employer(code, commune=ledger.communes[place % 4], zone=ledger.zone if place % 5 == 0 else None)
    ledger.b03(OCTOBER, [late(code, 10) for code in codes])
    ledger.b03(OCTOBER, [late(code, 10 if code != "U7" else 99) for code in codes if code != "U3"] + [late("NEW", 5)])
    corrected = {_place(row): _figures(row) for row in Rollup.objects.all()}

    rollups.roll_up_month(ledger.month(OCTOBER), by=OPERATOR, at=NOW)

    assert {_place(row): _figures(row) for row in Rollup.objects.all()} == corrected


def _place(row: Rollup) -> tuple:
    return row.dimension, row.key, row.fund


def _figures(row: Rollup) -> tuple:
    return row.employers, row.owing, row.workers, row.late, row.newly_owing, row.cleared, row.recovered, row.estimated


def test_rollups_that_disagree_with_the_ledger_stop_the_run(ledger):
    """What is owed is a column of its own: were it ever out of step with late and evaded, nothing would be written."""
    ledger.b03(OCTOBER, [late("A1")])
    LedgerRow.objects.filter(month=OCTOBER.first_day).update(owed=1)

    with pytest.raises(rollups.RollupsDisagree):
        rollups.roll_up_month(ledger.month(OCTOBER), by=OPERATOR, at=NOW)


def test_an_empty_month_has_a_province_of_zeros(ledger):
    ledger.b03(OCTOBER, [])

    assert (member("province").employers, member("province").late) == (0, 0)
