"""How many months an employer owes, by each method, and what waiting brings: by hand, and against obvious second ways."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings

from arrears.rules import methods
from arrears.rules.forecasting import forecast
from arrears.rules.law import Account, Entry, Kind, Status
from arrears.rules.reckoning import reckon
from portal.core.periods import Month
from tests.arrears.rules.test_reckoning import LAW, accounts, paid, payable

OCTOBER = date(2026, 10, 31)


def unpaid(*numbers: int, fund: str = "httt", amount: int = 100) -> list[Entry]:
    return [payable(Month(2026, number), amount, fund) for number in numbers]


def test_the_oldest_unpaid_month_tells_the_age_and_the_unpaid_ones_their_number():
    entries = [*unpaid(5, 6, 7, 8, 9), *[paid(100, date(2026, 6, 20), "httt")]]  # May is paid, June is the oldest
    found = reckon(Account(entries), LAW, on=OCTOBER)
    assert (methods.overdue_age(found), methods.overdue_months(found)) == (
        3,
        3,
    )  # June, July, August; September is due today
    assert (methods.paid_through(found), methods.months_after_paid_through(found)) == (Month(2026, 5), 5)


def test_an_older_debt_of_either_part_of_bhxh_counts_and_bhyt_never_does():
    found = reckon(Account([*unpaid(8), *unpaid(5, fund="odts"), *unpaid(1, fund="bhyt")]), LAW, on=OCTOBER)
    assert (methods.overdue_age(found), methods.overdue_months(found)) == (4, 2)
    assert methods.overdue_age(reckon(Account(unpaid(1, fund="bhyt")), LAW, on=OCTOBER)) == 0


def test_where_the_first_known_month_is_open_nothing_is_paid_through():
    found = reckon(Account(unpaid(5, 6)), LAW, on=OCTOBER)
    assert methods.paid_through(found) is None and methods.months_after_paid_through(found) is None


def test_the_ratio_is_compared_unrounded():
    entries = [*unpaid(6, 7, 8, amount=100), paid(1, date(2026, 9, 1), "httt")]
    ratio = methods.amount_ratio(reckon(Account(entries), LAW, on=OCTOBER), [100, 100, 100])
    assert ratio == Fraction(299, 100) and ratio < 3
    assert methods.amount_ratio(reckon(Account(entries), LAW, on=OCTOBER), [0, 0]) is None


@settings(max_examples=150, deadline=None)
@given(accounts)
def test_each_method_agrees_with_counting_on_the_fingers(account):
    found = reckon(account, LAW, on=OCTOBER)
    late = [one for one in found.standings if one.fund in ("odts", "httt") and one.outstanding and one.due_on < OCTOBER]
    ages = [(OCTOBER.year - one.due_on.year) * 12 + OCTOBER.month - one.due_on.month for one in late]
    assert methods.overdue_age(found) == max(ages, default=0)
    assert methods.overdue_months(found) == len({(one.month.year, one.month.month) for one in late})
    assert all(one.status in (Status.LATE, Status.EVASION) for one in late)


def test_a_debt_tells_on_which_day_it_may_be_evasion_when_it_is_listed_and_what_waiting_costs():
    account = Account(unpaid(9, amount=100_000_000))
    seen = forecast(account, LAW, on=date(2026, 10, 15), until=date(2026, 11, 30), threshold=3)
    assert (seen.evasion_from, seen.listed_at, seen.waiting) == (date(2026, 12, 31), Month(2027, 1), 900_000)
    nothing = forecast(Account([]), LAW, on=OCTOBER, until=OCTOBER, threshold=3)
    assert (nothing.evasion_from, nothing.listed_at, nothing.waiting) == (None, None, 0)
    with pytest.raises(ValueError, match="before"):
        forecast(account, LAW, on=OCTOBER, until=OCTOBER - timedelta(days=1), threshold=3)


def test_what_is_said_of_days_to_come_is_not_looked_at():
    account = Account([*unpaid(9, amount=1_000_000), Entry(Kind.PAYMENT, 1_000_000, date(2026, 11, 5))])
    seen = forecast(account, LAW, on=date(2026, 11, 1), until=date(2026, 11, 11), threshold=3)
    assert seen.waiting == 3_000


@settings(max_examples=150, deadline=None)
@given(accounts)
def test_the_day_before_a_forecast_day_nothing_has_crossed_and_on_it_something_has(account):
    known = [entry for entry in account.entries if entry.on <= OCTOBER]
    seen = forecast(Account(known, account.cycle), LAW, on=OCTOBER, until=OCTOBER, threshold=3)
    urged = tuple(date(2025, 6, 30) + timedelta(days=day) for day in range(1, 900, 7))
    still = Account(known, account.cycle, urged)
    if seen.evasion_from is not None and seen.evasion_from > OCTOBER:
        day_before = seen.evasion_from - timedelta(days=1)
        statuses = [
            [one.status for one in reckon(still, LAW, on=day).standings] for day in (day_before, seen.evasion_from)
        ]
        assert Status.EVASION not in statuses[0] and Status.EVASION in statuses[1]
    if seen.listed_at is not None and seen.listed_at.last_day > OCTOBER:
        ages = [methods.overdue_age(reckon(still, LAW, on=seen.listed_at.plus(shift).last_day)) for shift in (-1, 0)]
        assert ages[0] < 3 <= ages[1]
