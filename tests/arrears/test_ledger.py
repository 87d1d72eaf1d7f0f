"""The ledger: which file speaks for what, what is late, since when, and what does not fit."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from arrears.models import B03Row, C12Row, LedgerRow, RowMatch
from arrears.services.ledger import rebuild_month
from portal.core.acts import NotPossible
from portal.core.models import AuditEntry
from portal.core.periods import Month
from tests.factories.ledger import NOW, Ledger, each_fund
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db

AUGUST, SEPTEMBER, OCTOBER = Month(2026, 8), Month(2026, 9), Month(2026, 10)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


def unit(code: str = "A1", **columns) -> dict:
    return {"unit_code": code, **columns}


def paid_to(month: Month) -> dict:
    return each_fund(paid_through=month.first_day)


def test_a_first_c12_takes_the_months_after_the_paid_through_month(ledger):
    """Paid to 5/2026 at 100 a month: June to October are open, September and October not yet overdue."""
    ledger.c12(OCTOBER, [unit(**each_fund(opening=400, payable=100), **paid_to(Month(2026, 5)))])

    found = ledger.row(OCTOBER, "A1")

    assert (found.closing_httt, found.not_due_httt, found.late_httt, found.evaded_httt) == (500, 200, 300, 0)
    assert (found.owed, found.worst) == (1500, LedgerRow.Class.LATE)
    assert (found.due_on, found.months_computed, found.months_source) == (date(2026, 7, 31), 3, 2)


@pytest.mark.parametrize(
    ("through", "month", "months"),
    [(Month(2026, 5), SEPTEMBER, 2), (Month(2026, 5), OCTOBER, 3), (Month(2026, 7), OCTOBER, 1)],
)
def test_months_are_whole_calendar_months_since_the_oldest_due_date(ledger, through, month, months):
    ledger.c12(month, [unit(**each_fund(opening=1000, payable=100), **paid_to(through))])

    assert ledger.row(month, "A1").months_computed == months


def test_the_older_of_the_two_bhxh_funds_dates_the_debt_and_only_a_fund_that_owes(ledger):
    row = unit(**each_fund(opening=500, payable=100), **paid_to(Month(2026, 6)))
    ledger.c12(OCTOBER, [row | {"paid_through_odts": date(2026, 4, 1)}, unit("A2", **row | {"unit_code": "A2"})])
    assert ledger.row(OCTOBER, "A1").due_on == date(2026, 6, 30)

    settled = {"opening_odts": 0, "payable_odts": 0, "paid_through_odts": date(2026, 1, 1)}
    ledger.c12(OCTOBER, [row | settled])
    assert ledger.row(OCTOBER, "A1").due_on == date(2026, 8, 31)


def test_paid_through_dates_nothing_where_no_bhxh_money_is_late(ledger):
    row = unit(opening_bhyt=900, payable_bhyt=100, paid_through_bhyt=date(2026, 1, 1))
    ledger.c12(OCTOBER, [row])

    found = ledger.row(OCTOBER, "A1")

    assert found.late_bhyt == 800 and found.due_on is None and found.months is None


def test_without_history_or_paid_through_month_nothing_is_called_late(ledger):
    ledger.c12(OCTOBER, [unit(**each_fund(opening=400, payable=100))])

    assert (ledger.row(OCTOBER, "A1").late_httt, ledger.row(OCTOBER, "A1").not_due_httt) == (0, 500)
    assert ledger.month(OCTOBER).findings["no_basis"]["count"] == 1


def test_payments_settle_the_oldest_first(ledger):
    """100 a month since August; 100 paid in October: September and October stay open, neither is overdue."""
    ledger.c12(AUGUST, [unit(**each_fund(opening=0, payable=100))])
    ledger.close(AUGUST)
    ledger.c12(SEPTEMBER, [unit(**each_fund(opening=100, payable=100))])
    ledger.close(SEPTEMBER)

    ledger.c12(OCTOBER, [unit(**each_fund(opening=200, payable=100, paid=100))])
    assert (ledger.row(OCTOBER, "A1").not_due_httt, ledger.row(OCTOBER, "A1").late_httt) == (200, 0)

    ledger.c12(OCTOBER, [unit(**each_fund(opening=200, payable=100))])
    found = ledger.row(OCTOBER, "A1")
    assert (found.not_due_httt, found.late_httt) == (200, 100)
    assert (found.due_on, found.months_computed, found.months_source) == (date(2026, 9, 30), 1, 4)


def test_who_pays_by_quarter_owes_nothing_late_before_the_month_after_the_quarter(ledger):
    row = unit(cycle=3, **each_fund(opening=300, payable=100), **paid_to(Month(2026, 6)))
    ledger.c12(OCTOBER, [row])
    assert ledger.row(OCTOBER, "A1").owed == 0

    ledger.close(OCTOBER)
    ledger.c12(Month(2026, 11), [row | each_fund(opening=400)])
    found = ledger.row(Month(2026, 11), "A1")
    assert (found.late_httt, found.not_due_httt, found.due_on) == (300, 200, date(2026, 10, 31))


def test_months_as_supplied_are_what_counts_and_a_difference_is_told(ledger):
    ledger.c12(OCTOBER, [unit(months_owed="4.50", **each_fund(opening=400, payable=100), **paid_to(Month(2026, 5)))])

    found = ledger.row(OCTOBER, "A1")

    assert (str(found.months), found.months_computed, found.months_source) == ("4.50", 3, 1)
    assert ledger.month(OCTOBER).findings["months_differ"]["rows"][0]["text"]


def test_b03_speaks_for_late_and_evaded_and_c12_for_the_rest(ledger):
    ledger.c12(OCTOBER, [unit(state=1, **each_fund(opening=400, payable=100), **paid_to(Month(2026, 5)))])
    ledger.b03(
        OCTOBER,
        [unit(days_late=92, days_evaded=40, state=3, **each_fund(late=70, evaded=5, charge_late=2, charge_evaded=1))],
    )

    found = ledger.row(OCTOBER, "A1")

    assert (found.late_httt, found.evaded_httt, found.charge_httt, found.closing_httt) == (70, 5, 3, 500)
    assert (found.worst, found.state, found.days_late, found.due_on) == (3, 3, 92, date(2026, 7, 31))
    assert found.not_due_httt == 0  # B03 names none of this unit: its column is empty, not the province's not-due money
    assert ledger.month(OCTOBER).findings["sum_differs"]["count"] == 5


@pytest.mark.parametrize("c12_first", [True, False])
def test_the_order_of_the_two_files_changes_no_money(ledger, c12_first):
    def c12():
        ledger.c12(OCTOBER, [unit(**each_fund(opening=400, payable=100), **paid_to(Month(2026, 5)))])

    def b03():
        ledger.b03(OCTOBER, [unit(days_late=92, **each_fund(late=300, not_due=200))])

    for apply in (c12, b03) if c12_first else (b03, c12):
        apply()

    found = ledger.row(OCTOBER, "A1")
    assert (found.late_httt, found.not_due_httt, found.closing_httt, found.paid_through_httt) == (
        300,
        200,
        500,
        date(2026, 5, 1),
    )


def test_whom_a_b03b_omits_owes_nothing_late_whatever_the_c12_would_say(ledger):
    ledger.c12(OCTOBER, [unit(**each_fund(opening=400, payable=100), **paid_to(Month(2026, 5)))])
    ledger.b03(OCTOBER, [])

    found = ledger.row(OCTOBER, "A1")

    assert (found.owed, found.not_due_httt, found.worst) == (0, 500, 1)
    assert ledger.month(OCTOBER).findings["late_but_omitted"]["count"] == 1


def test_a_b03a_speaks_for_its_office_and_changes_nothing_outside(ledger):
    late = each_fund(opening=400, payable=100) | paid_to(Month(2026, 5))
    ledger.employer("B1", commune=ledger.communes[2])
    ledger.c12(OCTOBER, [unit("A1", **late), unit("B1", **late)])

    ledger.b03(OCTOBER, [], office=ledger.offices[0])

    assert (ledger.row(OCTOBER, "A1").owed, ledger.row(OCTOBER, "B1").owed) == (0, 1500)


def test_a_later_b03b_speaks_for_the_offices_too_and_a_later_b03a_for_its_own(ledger):
    ledger.employer("B1", commune=ledger.communes[2])
    ledger.b03(OCTOBER, [unit("A1", **each_fund(late=1))], office=ledger.offices[0])
    ledger.b03(OCTOBER, [unit("A1", **each_fund(late=2)), unit("B1", **each_fund(late=2))])
    assert ledger.row(OCTOBER, "A1").late_httt == 2

    ledger.b03(OCTOBER, [unit("A1", **each_fund(late=3))], office=ledger.offices[0])
    assert (ledger.row(OCTOBER, "A1").late_httt, ledger.row(OCTOBER, "B1").late_httt) == (3, 2)


def test_from_b03_alone_the_due_date_is_the_month_end_less_the_longest_days(ledger):
    ledger.b03(OCTOBER, [unit(days_late=30, days_evaded=92, **each_fund(late=10, evaded=20))])

    found = ledger.row(OCTOBER, "A1")

    assert (found.due_on, found.months_computed, found.months_source) == (date(2026, 7, 31), 3, 3)


def test_bhxh_is_told_where_paid_through_month_and_days_differ(ledger):
    ledger.c12(OCTOBER, [unit(**each_fund(opening=400, payable=100), **paid_to(Month(2026, 5)))])
    ledger.b03(OCTOBER, [unit(days_late=31, **each_fund(late=300, not_due=200))])

    told = ledger.month(OCTOBER).findings["due_differs"]

    assert (told["rows"][0]["expected"], told["rows"][0]["found"]) == ("2026-07-31", "2026-09-30")


def test_bhxh_is_told_where_charge_and_days_do_not_fit(ledger):
    rows = [
        unit("A1", days_late=90, **each_fund(late=100_000_000, charge_late=2_700_000)),
        unit("A2", days_late=90, **each_fund(late=100_000_000, charge_late=5_000_000)),
    ]
    ledger.b03(OCTOBER, rows)

    told = ledger.month(OCTOBER).findings["charge_misfit"]

    assert [row["unit_code"] for row in told["rows"]] == ["A2"]


def test_bhxh_is_told_where_the_opening_is_not_the_last_closing(ledger):
    ledger.c12(SEPTEMBER, [unit(**each_fund(opening=0, payable=100))])
    ledger.close(SEPTEMBER)
    ledger.c12(OCTOBER, [unit(**each_fund(opening=90, payable=100))])

    assert ledger.month(OCTOBER).findings["opening_differs"]["count"] == 5


def test_totals_that_no_fund_is_named_for_stay_unsplit(ledger):
    row = unit(opening_unsplit=400, payable_unsplit=100, paid_through_unsplit=date(2026, 5, 1), months_owed=3)
    ledger.c12(OCTOBER, [row])

    found = ledger.row(OCTOBER, "A1")

    assert (found.late_unsplit, found.not_due_unsplit, found.owed, found.late_httt) == (300, 200, 300, 0)
    assert found.closing_httt is None and found.due_on is None


def test_what_b03_has_split_does_not_count_again_as_unsplit(ledger):
    ledger.c12(OCTOBER, [unit(opening_unsplit=400, payable_unsplit=200, paid_through_unsplit=date(2026, 5, 1))])
    ledger.b03(OCTOBER, [unit(**each_fund(late=80))])

    found = ledger.row(OCTOBER, "A1")

    assert (found.late_unsplit, found.not_due_unsplit, found.owed) == (0, 200, 400)
    assert found.due_on == date(2026, 7, 31)


def test_a_surplus_of_one_fund_never_offsets_another(ledger):
    row = unit(**each_fund(opening=400, payable=100), **paid_to(Month(2026, 5)))
    ledger.c12(OCTOBER, [row | {"opening_bhyt": 0, "paid_bhyt": 5000, "closing_bhyt": -4900}])

    found = ledger.row(OCTOBER, "A1")

    assert (found.surplus, found.late_bhyt, found.not_due_bhyt, found.owed) == (4900, 0, 0, 1200)


def test_who_owed_at_the_last_close_and_is_in_no_file_is_cleared(ledger):
    ledger.c12(SEPTEMBER, [unit(**each_fund(opening=400, payable=100), **paid_to(Month(2026, 5))), unit("A2")])
    ledger.close(SEPTEMBER)
    ledger.c12(OCTOBER, [unit("A2")])

    found = ledger.row(OCTOBER, "A1")

    assert found.is_absent and found.owed == 0 and found.prior_httt == 300
    assert found.commune_id == ledger.communes[0].pk


def test_an_office_that_has_not_spoken_clears_nobody(ledger):
    ledger.employer("B1", commune=ledger.communes[2])
    ledger.b03(SEPTEMBER, [unit("A1", **each_fund(late=5)), unit("B1", **each_fund(late=5))])
    ledger.close(SEPTEMBER)

    ledger.b03(OCTOBER, [], office=ledger.offices[0])

    assert ledger.row(OCTOBER, "A1").is_absent
    assert not LedgerRow.objects.filter(month=OCTOBER.first_day, employer__unit_code="B1").exists()


def test_the_managing_agency_is_the_zone_board_inside_a_zone_and_else_the_commune(ledger):
    ledger.employer("Z1", commune=ledger.communes[1], zone=ledger.zone)
    ledger.b03(OCTOBER, [unit("A1", **each_fund(late=1)), unit("Z1", **each_fund(late=1))])

    assert ledger.row(OCTOBER, "A1").agency == ledger.committees[0]
    assert ledger.row(OCTOBER, "Z1").agency == ledger.board
    assert ledger.row(OCTOBER, "Z1").office == ledger.offices[0]


def test_an_employer_nobody_has_placed_counts_without_a_commune(ledger):
    ledger.employer("N1", commune=None)
    ledger.b03(OCTOBER, [unit("N1", **each_fund(late=1))])

    found = ledger.row(OCTOBER, "N1")
    assert (found.commune, found.agency, found.owed) == (None, None, 5)


def test_a_row_matched_by_tax_code_is_written_for_its_employer(ledger):
    known = ledger.employer("A1")
    batch = ledger.c12(OCTOBER, [unit("A1", **each_fund(opening=0, payable=1))])
    ledger.undo(batch)
    stray = ledger.batch(OCTOBER, "c12", "c12")
    row = unit("X9", name="X9", workers=1, row_no=2, **each_fund(opening=0, payable=7, adjustment=0, paid=0, closing=7))
    batch.c12_rows.model.objects.create(batch=stray, **row)
    RowMatch.objects.create(batch=stray, row_no=2, employer=known)
    ledger.rebuild(OCTOBER)

    assert ledger.row(OCTOBER, "A1").payable_httt == 7


def test_b03_speaks_for_an_employer_by_a_code_that_is_its_own_by_tax_code(ledger):
    known, stray = ledger.employer("A1"), ledger.batch(OCTOBER, "c12", "c12")
    row = unit("X9", name="X9", workers=1, row_no=2, **each_fund(opening=0, payable=7, adjustment=0, paid=0, closing=7))
    C12Row.objects.create(batch=stray, **row)
    RowMatch.objects.create(batch=stray, row_no=2, employer=known)
    told = ledger.batch(OCTOBER, "b03", "b03b")
    for place, (code, late) in enumerate((("X9", 3), ("A1", 1)), 20):
        B03Row.objects.create(batch=told, row_no=place, name=code, workers=1, **unit(code, **each_fund(late=late)))
    ledger.rebuild(OCTOBER)

    found = ledger.row(OCTOBER, "A1")
    assert (found.late_httt, found.not_due_httt, found.b03_batch) == (3, 0, told.pk)
    assert not LedgerRow.objects.exclude(employer=known).exists()


def test_undoing_the_only_file_empties_the_month(ledger):
    batch = ledger.b03(OCTOBER, [unit(**each_fund(late=1))])
    ledger.undo(batch)

    assert not LedgerRow.objects.filter(month=OCTOBER.first_day).exists()


def test_rebuilding_again_changes_no_row(ledger):
    ledger.b03(OCTOBER, [unit(**each_fund(late=1))])
    before = list(LedgerRow.objects.values())
    ledger.rebuild(OCTOBER)

    assert list(LedgerRow.objects.values()) == before


def test_a_closed_month_is_not_rebuilt(ledger):
    ledger.b03(OCTOBER, [unit(**each_fund(late=1))])
    ledger.close(OCTOBER)

    with pytest.raises(NotPossible):
        ledger.rebuild(OCTOBER)


def test_rebuilding_is_refused_to_others_and_remembered_of_bhxh(ledger):
    ledger.b03(OCTOBER, [unit(**each_fund(late=1))])
    officer = make_person(ledger.bhxh, "lan")
    stranger = make_person(ledger.board, "hai")

    with pytest.raises(PermissionDenied):
        rebuild_month(ledger.month(OCTOBER), by=stranger, at=NOW)
    rebuild_month(ledger.month(OCTOBER), by=officer, at=NOW)

    assert AuditEntry.objects.filter(act="rebuild_month", user=officer).exists()


@pytest.mark.parametrize("change", ["UPDATE arrears_ledgerrow SET owed = 0", "DELETE FROM arrears_ledgerrow"])
def test_the_database_keeps_closed_rows_as_they_are(ledger, change):
    ledger.b03(OCTOBER, [unit(**each_fund(late=1))])
    ledger.close(OCTOBER)

    with pytest.raises(DatabaseError), transaction.atomic():
        LedgerRow.objects.raw(change + " RETURNING *")[0]


def test_a_frozen_version_takes_no_more_rows(ledger):
    ledger.b03(OCTOBER, [unit(**each_fund(late=1))])
    ledger.close(OCTOBER)
    row = ledger.row(OCTOBER, "A1", version=1)
    row.employer = ledger.employer("A2")

    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)
