"""Due dates and months owed, by the vectors of the law sheet and of the order."""

import doctest
from datetime import date

import pytest

from arrears import rules
from arrears.queries.ledger import due_dates, figure_of_law, payment_deadlines
from arrears.rules import allocation, forecasting, months, old_interest, reckoning
from portal.core.periods import Month

LAW = (rules.Deadline(Month(1995, 1), 0), rules.Deadline(Month(2025, 7), 1))


@pytest.mark.parametrize("module", (months, allocation, reckoning, old_interest, forecasting))
def test_the_examples_in_the_rules_hold(module):
    tried = doctest.testmod(module)
    assert tried.failed == 0 and tried.attempted


@pytest.mark.parametrize(
    ("paid_through", "at", "due_on", "months"),
    [
        (Month(2026, 5), Month(2026, 9), date(2026, 7, 31), 2),
        (Month(2026, 5), Month(2026, 10), date(2026, 7, 31), 3),
        (Month(2026, 7), Month(2026, 10), date(2026, 9, 30), 1),
        (Month(2025, 9), Month(2026, 2), date(2025, 11, 30), 3),
        (Month(2025, 11), Month(2026, 4), date(2026, 1, 31), 3),
        (Month(2025, 12), Month(2026, 5), date(2026, 2, 28), 3),
        (Month(2025, 5), Month(2025, 9), date(2025, 6, 30), 3),
    ],
)
def test_a_monthly_payer_owes_whole_calendar_months_since_the_due_date(paid_through, at, due_on, months):
    found = rules.due_date(paid_through.plus(1), 1, LAW)

    assert (found, rules.months_overdue(found, at)) == (due_on, months)


@pytest.mark.parametrize(
    ("contribution", "cycle", "due_on"),
    [
        (Month(2025, 4), 3, date(2025, 6, 30)),
        (Month(2025, 7), 3, date(2025, 10, 31)),
        (Month(2026, 1), 6, date(2026, 7, 31)),
        (Month(2025, 12), 1, date(2026, 1, 31)),
        (Month(2026, 12), 6, date(2027, 1, 31)),
    ],
)
def test_who_pays_by_quarter_or_half_year_is_due_a_month_after_its_end(contribution, cycle, due_on):
    assert rules.due_date(contribution, cycle, LAW) == due_on


def test_what_is_due_on_the_last_day_is_not_overdue_that_evening():
    assert rules.first_not_overdue(Month(2026, 10), 1, LAW) == Month(2026, 9)
    assert rules.first_not_overdue(Month(2026, 10), 3, LAW) == Month(2026, 7)
    assert rules.first_not_overdue(Month(2026, 11), 3, LAW) == Month(2026, 10)
    assert rules.first_not_overdue(Month(2025, 6), 1, LAW) == Month(2025, 6)


def test_the_charge_of_the_law_sheet_fits_and_twice_of_it_does_not():
    """100,000,000 unpaid for each of 1-9/2026 as of 20/11/2026: 38,490,000, the oldest 265 days late."""
    assert rules.charge_fits(38_490_000, 900_000_000, 265, 30)
    assert not rules.charge_fits(2 * 38_490_000, 900_000_000, 265, 30)
    assert not rules.charge_fits(0, 900_000_000, 265, 30)


@pytest.mark.django_db
def test_the_law_comes_from_dated_rows():
    assert sorted(deadline.months_after for deadline in payment_deadlines()) == [0, 0, 1]
    assert figure_of_law("charge.per_100000_per_day", date(2026, 10, 31)) == "30"
    assert figure_of_law("legacy.day0", date(2026, 10, 31)) == "2025-06-30"


@pytest.mark.django_db
def test_the_table_of_due_dates_reaches_from_the_first_month_to_beyond_the_month():
    table = due_dates(Month(2026, 10), payment_deadlines())

    rows = set(zip(table["due_cycles"], table["due_after"], table["due_days"], strict=True))
    assert (1, date(2026, 5, 1), date(2026, 7, 31)) in rows
    assert (1, date(1994, 12, 1), date(1995, 1, 31)) in rows
    assert (6, date(2026, 12, 1), date(2027, 7, 31)) in rows
