"""Days, classes and charge of one employer: the vectors of the law, and random accounts against a day-by-day telling."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arrears.rules.law import Account, Entry, Kind, Law, Status
from arrears.rules.months import Deadline
from arrears.rules.reckoning import reckon
from portal.core.periods import Month
from tests.arrears.rules.slow_reckoning import Slow

DEADLINES = (Deadline(Month(1995, 1), 0), Deadline(Month(2025, 7), 1))
LAW = Law(DEADLINES, rate=30, evasion_after=60, day0=date(2025, 6, 30))
BEFORE = Law(DEADLINES)
FUNDS = ("odts", "httt", "bhyt", "bhtn", "tnld_bnn")
MILLION = 1_000_000


def payable(month: Month, amount: int = 100 * MILLION, fund: str = "httt", cycle: int = 0) -> Entry:
    return Entry(Kind.PAYABLE, amount, month.first_day, fund, month, cycle)


def paid(amount: int, on: date, fund: str = "") -> Entry:
    return Entry(Kind.PAYMENT, amount, on, fund)


def taken_back(amount: int, on: date, fund: str = "") -> Entry:
    return Entry(Kind.REVERSAL, amount, on, fund)


def one(month: Month, on: date, *, law: Law = LAW, **facts):
    return reckon(Account([payable(month)], **facts), law, on=on).standings[0]


def test_nine_months_of_one_hundred_million_unpaid_on_20_november_2026():
    account = Account([payable(Month(2026, month)) for month in range(1, 10)])
    found = reckon(account, LAW, on=date(2026, 11, 20))
    assert [standing.days for standing in found.standings] == [265, 234, 204, 173, 143, 112, 81, 51, 20]
    assert found.charge == {"httt": 38_490_000} and found.late == {"httt": 900 * MILLION}


@pytest.mark.parametrize(
    ("on", "days", "status"),
    [
        (date(2026, 10, 30), 0, Status.NOT_DUE),
        (date(2026, 10, 31), 0, Status.NOT_DUE),
        (date(2026, 11, 1), 1, Status.LATE),
        (date(2026, 12, 29), 59, Status.LATE),
        (date(2026, 12, 30), 60, Status.LATE),
        (date(2026, 12, 31), 61, Status.EVASION),
    ],
)
def test_september_2026_is_late_from_1_november_and_evasion_from_31_december_once_urged(on, days, status):
    found = one(Month(2026, 9), on, urged=[date(2026, 11, 5)])
    assert (found.due_on, found.days, found.status) == (date(2026, 10, 31), days, status)


@pytest.mark.parametrize(
    ("month", "due_on", "evasion_from"),
    [
        (Month(2025, 7), date(2025, 8, 31), date(2025, 10, 31)),
        (Month(2026, 1), date(2026, 2, 28), date(2026, 4, 30)),
        (Month(2028, 1), date(2028, 2, 29), date(2028, 4, 30)),
        (Month(2025, 6), date(2025, 6, 30), date(2025, 8, 30)),
        (Month(2024, 2), date(2024, 2, 29), date(2025, 8, 30)),
    ],
)
def test_evasion_begins_on_the_sixty_first_day_and_not_before(month, due_on, evasion_from):
    urged = [max(due_on, LAW.day0) + timedelta(days=1)]
    assert one(month, evasion_from - timedelta(days=1), urged=urged).status == Status.LATE
    found = one(month, evasion_from, urged=urged)
    assert (found.due_on, found.status) == (due_on, Status.EVASION)


@pytest.mark.parametrize(
    ("urged", "status"),
    [
        ([], Status.LATE),
        ([date(2026, 10, 31)], Status.LATE),  # served while nothing was overdue yet
        ([date(2026, 11, 1)], Status.EVASION),
        ([date(2027, 1, 2)], Status.LATE),  # served only after the day we ask about
        ([date(2026, 12, 31)], Status.EVASION),
    ],
)
def test_without_an_urging_served_after_the_due_day_it_stays_late_however_long(urged, status):
    assert one(Month(2026, 9), date(2027, 1, 1), urged=urged).status == status


@pytest.mark.parametrize(
    ("justified", "status"),
    [
        ([(date(2026, 12, 1), None)], Status.LATE),
        ([(date(2026, 12, 1), date(2026, 12, 31))], Status.EVASION),
        ([(date(2027, 1, 2), None)], Status.EVASION),
        ([(date(2026, 1, 1), date(2027, 1, 1))], Status.LATE),
    ],
)
def test_an_accepted_reason_keeps_it_late_while_it_lasts(justified, status):
    found = one(Month(2026, 9), date(2027, 1, 1), urged=[date(2026, 11, 5)], justified=justified)
    assert found.status == status


@pytest.mark.parametrize(
    ("cycle", "month", "due_on"),
    [
        (3, Month(2026, 4), date(2026, 7, 31)),
        (3, Month(2026, 6), date(2026, 7, 31)),
        (6, Month(2026, 1), date(2026, 7, 31)),
        (6, Month(2026, 7), date(2027, 1, 31)),
        (3, Month(2025, 5), date(2025, 6, 30)),
        (6, Month(2025, 6), date(2025, 6, 30)),
        (3, Month(2025, 7), date(2025, 10, 31)),
    ],
)
def test_three_and_six_month_payers_owe_at_the_end_of_the_calendar_quarter_or_half(cycle, month, due_on):
    assert one(month, date(2027, 2, 1), cycle=cycle).due_on == due_on


def test_one_urging_covers_all_that_was_overdue_that_day_and_nothing_later():
    account = Account([payable(Month(2026, month)) for month in (7, 8, 9)], urged=[date(2026, 10, 15)])
    found = reckon(account, LAW, on=date(2027, 1, 31))
    assert [standing.status for standing in found.standings] == [Status.EVASION, Status.EVASION, Status.LATE]
    assert (found.days_late, found.days_evaded) == (92, 153)


def test_debts_of_before_july_2025_count_their_days_from_30_june_2025_and_their_months_from_their_own_due_day():
    found = reckon(Account([payable(Month(2024, 3))]), LAW, on=date(2025, 7, 10))
    assert (found.standings[0].days, found.charge["httt"]) == (10, 300_000)
    assert found.oldest_bhxh_due == date(2024, 3, 31)


def test_before_the_law_of_2024_nothing_is_evasion_and_no_daily_charge_runs():
    found = reckon(Account([payable(Month(2024, 3))], urged=[date(2024, 5, 1)]), BEFORE, on=date(2025, 6, 30))
    assert (found.standings[0].status, found.charge["httt"]) == (Status.LATE, 0)


def test_money_without_a_fund_settles_what_is_due_first_then_by_fund_then_by_month():
    entries = [payable(Month(2026, 8), 100, fund) for fund in FUNDS] + [payable(Month(2026, 9), 100, "bhyt")]
    found = reckon(Account([*entries, paid(250, date(2026, 10, 5))]), LAW, on=date(2026, 10, 5))
    left = {(one.fund, one.month.month): one.outstanding for one in found.standings}
    assert left == {
        ("bhyt", 8): 0, ("bhtn", 8): 0, ("tnld_bnn", 8): 50, ("odts", 8): 100, ("httt", 8): 100, ("bhyt", 9): 100,
    }  # fmt: skip


def test_a_payment_settles_by_the_order_of_its_own_day():
    """BHYT first until the end of 2026, BHXH first since: what was paid before stays where it was."""
    new = (("odts", "httt"), ("bhyt",), ("bhtn",), ("tnld_bnn",), ("unsplit",))
    law = Law(DEADLINES, order=new, orders=((date(2017, 7, 1), LAW.order), (date(2027, 1, 1), new)))
    owes = [payable(Month(2026, 9), 100, fund) for fund in ("httt", "bhyt")]
    before = Account([*owes, paid(60, date(2026, 12, 31))])
    assert {one.fund: one.outstanding for one in reckon(before, law, on=date(2027, 2, 1)).standings} == {
        "httt": 100,
        "bhyt": 40,
    }
    after = Account([*before.entries, paid(30, date(2027, 1, 1))])
    assert {one.fund: one.outstanding for one in reckon(after, law, on=date(2027, 2, 1)).standings} == {
        "httt": 70,
        "bhyt": 40,
    }


def test_the_two_parts_of_bhxh_are_settled_together_the_oldest_month_first():
    entries = [payable(Month(2026, month), 100, fund) for month in (7, 8) for fund in ("httt", "odts")]
    found = reckon(Account([*entries, paid(250, date(2026, 10, 5))]), LAW, on=date(2026, 10, 5))
    left = {(one.fund, one.month.month): one.outstanding for one in found.standings}
    assert left == {("odts", 7): 0, ("httt", 7): 0, ("odts", 8): 50, ("httt", 8): 100}


def test_money_that_names_its_fund_settles_that_fund_alone_and_waits_for_it():
    entries = [payable(Month(2026, 8), 100, "bhyt"), payable(Month(2026, 8), 100, "httt")]
    found = reckon(Account([*entries, paid(150, date(2026, 9, 1), "bhyt")]), LAW, on=date(2026, 9, 30))
    assert [one.outstanding for one in found.standings] == [0, 100] and found.credit == {"bhyt": 50}
    entries += [paid(150, date(2026, 9, 1), "bhyt"), payable(Month(2026, 10), 80, "bhyt")]
    found = reckon(Account(entries), LAW, on=date(2026, 10, 31))
    assert {(one.fund, one.month.month): one.outstanding for one in found.standings}["bhyt", 10] == 30
    assert found.credit == {}


def test_part_payments_stop_the_charge_of_what_they_settle_from_their_day():
    month = Month(2026, 7)  # due on 31/8/2026
    account = Account([payable(month), paid(40 * MILLION, date(2026, 9, 10)), paid(60 * MILLION, date(2026, 9, 20))])
    found = reckon(account, LAW, on=date(2026, 11, 20))
    assert found.outstanding == 0 and found.owed == 0
    assert found.charge["httt"] == 30 * (40 * MILLION * 10 + 60 * MILLION * 20) // 100_000
    assert found.charge_evaded["httt"] == 0


def test_paying_on_the_due_day_costs_nothing_and_one_day_later_one_day():
    month = Month(2026, 9)
    on_time = reckon(Account([payable(month), paid(100 * MILLION, date(2026, 10, 31))]), LAW, on=date(2026, 12, 1))
    late = reckon(Account([payable(month), paid(100 * MILLION, date(2026, 11, 1))]), LAW, on=date(2026, 12, 1))
    assert (on_time.charge["httt"], late.charge["httt"]) == (0, 30_000)


def test_a_reversal_takes_back_waiting_money_then_the_newest_allocation():
    entries = [payable(Month(2026, 7), 100), payable(Month(2026, 8), 100), paid(230, date(2026, 9, 1), "httt")]
    found = reckon(Account([*entries, taken_back(80, date(2026, 9, 30), "httt")]), LAW, on=date(2026, 9, 30))
    assert [one.outstanding for one in found.standings] == [0, 50] and found.surplus_left == 0
    found = reckon(Account([*entries, taken_back(300, date(2026, 9, 30))]), LAW, on=date(2026, 9, 30))
    assert [one.outstanding for one in found.standings] == [100, 100] and found.uncovered == 70


def test_a_reversal_undoes_the_newest_allocation_whosever_it_is_and_no_older_one_of_the_same_month():
    """90 settle BHYT of 9/2026 before anything is due, 50 what fell due of 8/2026, 10 the rest of BHYT: of 50 taken back 10 are
    those, and 40 of the 50."""
    entries = [payable(Month(2026, 9), 100, "bhyt"), payable(Month(2026, 8), 50)]
    payments = [paid(90, date(2026, 9, 15)), paid(50, date(2026, 10, 2)), paid(10, date(2026, 10, 5))]
    account = Account([*entries, *payments, taken_back(50, date(2026, 10, 10))])
    found = reckon(account, LAW, on=date(2026, 10, 31))
    assert [(one.fund, one.outstanding) for one in found.standings] == [("httt", 40), ("bhyt", 10)]
    again = reckon(Account([*account.entries, taken_back(20, date(2026, 10, 11))]), LAW, on=date(2026, 10, 31))
    assert [one.outstanding for one in again.standings] == [50, 20]


def test_a_month_is_due_by_the_cycle_it_was_to_be_paid_by_whatever_the_employer_pays_by_now():
    """April 2026 of a quarterly payer is due 31/7, also once it pays monthly; of a monthly payer 31/5, also once quarterly."""
    april = Month(2026, 4)
    quarterly = reckon(Account([payable(april, cycle=3), payable(april.plus(3))], cycle=1), LAW, on=date(2026, 9, 30))
    assert [(one.due_on, one.days) for one in quarterly.standings] == [(date(2026, 7, 31), 61), (date(2026, 8, 31), 30)]
    monthly = reckon(Account([payable(april, cycle=1), payable(april.plus(3))], cycle=3), LAW, on=date(2026, 9, 30))
    assert [(one.due_on, one.days) for one in monthly.standings] == [(date(2026, 5, 31), 122), (date(2026, 10, 31), 0)]


def test_rounding_is_once_for_the_employer_and_the_fund_and_the_parts_add_up():
    entries = [payable(Month(2026, month), 1_667, "bhyt") for month in (1, 2, 3, 9)]
    found = reckon(Account(entries, urged=[date(2026, 10, 1)]), LAW, on=date(2026, 11, 1))
    days = [246, 215, 185, 1]
    assert [one.days for one in found.standings] == days
    exact = sum(1_667 * day * 30 for day in days)
    assert found.charge["bhyt"] == (exact + 50_000) // 100_000
    assert found.charge_evaded["bhyt"] + found.charge_late("bhyt") == found.charge["bhyt"]
    assert found.evaded["bhyt"] == 3 * 1_667 and found.late["bhyt"] == 1_667
    assert found.days_evaded == 0  # days are those of BHXH; BHYT has none


def test_each_day_is_charged_by_the_rate_of_its_own():
    """September 2026, due 31/10: 61 days of 2026 at 0.03 %, 31 of January 2027 at 0.05 %, until what was paid was paid."""
    law = Law(
        DEADLINES, rate=50, evasion_after=60, day0=LAW.day0, rates=((date(2025, 7, 1), 30), (date(2027, 1, 1), 50))
    )
    month = Month(2026, 9)
    found = reckon(Account([payable(month)]), law, on=date(2027, 1, 31))
    assert found.charge == {"httt": 100 * MILLION * (61 * 30 + 31 * 50) // 100_000}
    found = reckon(Account([payable(month), paid(50 * MILLION, date(2026, 12, 31))]), law, on=date(2027, 1, 31))
    assert found.charge == {"httt": (100 * MILLION * 61 * 30 + 50 * MILLION * 31 * 50) // 100_000}
    assert reckon(Account([payable(month)]), law, on=date(2027, 1, 1)).charge["httt"] == 1000 * (61 * 30 + 50)


def test_an_employer_with_charge_only_owes_nothing():
    month = Month(2026, 7)
    found = reckon(Account([payable(month), paid(100 * MILLION, date(2026, 9, 30))]), LAW, on=date(2026, 11, 20))
    assert found.charge["httt"] > 0 and (found.owed, found.days_late) == (0, 0)


def test_an_account_refuses_what_is_no_account():
    for wrong in (lambda: payable(Month(2026, 1), -1), lambda: Entry(Kind.PAYABLE, 1, date(2026, 1, 1), "httt")):
        with pytest.raises(ValueError, match="not an entry"):
            wrong()
    with pytest.raises(ValueError, match="cycle"):
        Account([], cycle=2)
    with pytest.raises(ValueError, match="cycle"):
        payable(Month(2026, 1), cycle=2)


days = st.dates(date(2025, 1, 1), date(2026, 12, 31))
amounts = st.integers(0, 3_000) | st.integers(0, 2_000_000_000)
names = st.sampled_from(["", *FUNDS])
months = st.integers(0, 20).map(Month(2025, 1).plus)
entries = st.one_of(
    st.builds(payable, months, amounts, st.sampled_from(FUNDS), st.sampled_from([0, 0, 1, 3, 6])),
    st.builds(lambda amount, on, fund: paid(amount, on, fund), amounts, days, names),
    st.builds(lambda amount, on, fund: taken_back(amount, on, fund), amounts, days, names),
)
spans = st.tuples(days, st.none() | days)
accounts = st.builds(
    Account,
    st.lists(entries, max_size=14),
    st.sampled_from([1, 3, 6]),
    st.lists(days, max_size=3),
    st.lists(spans, max_size=2),
)
RATES = ((date(2025, 7, 1), 30), (date(2026, 2, 10), 50), (date(2026, 7, 1), 0), (date(2026, 8, 1), 45))
laws = st.sampled_from([
    LAW, LAW, BEFORE, Law(DEADLINES, rate=30, evasion_after=60, day0=date(2025, 9, 1)),
    Law(DEADLINES, rate=45, evasion_after=60, day0=date(2025, 6, 30), rates=RATES),
])  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(accounts, laws, st.dates(date(2025, 6, 1), date(2027, 3, 1)))
def test_any_account_is_reckoned_as_the_day_by_day_telling_does(account, law, on):
    found, slow = reckon(account, law, on=on), Slow(account, law, on)
    assert {(one.fund, one.month): one.outstanding for one in found.standings} == slow.owing
    for fund in {one.fund for one in found.standings}:
        assert found.not_due[fund] == slow.sums("not_due").get(fund, 0)
        assert found.late[fund] == slow.sums("late").get(fund, 0)
        assert found.evaded[fund] == slow.sums("evasion").get(fund, 0)
        assert found.charge[fund] == slow.charge(fund)
        assert found.charge_evaded[fund] == slow.charge(fund, evaded_only=True)
    assert found.surplus_left == sum(slow.credit.values()) and found.uncovered == slow.uncovered


@settings(max_examples=200, deadline=None)
@given(accounts, laws, st.dates(date(2025, 6, 1), date(2027, 3, 1)))
def test_the_classes_always_add_up_to_what_is_outstanding_and_no_dong_is_lost(account, law, on):
    found = reckon(account, law, on=on)
    parts = (found.not_due, found.late, found.evaded)
    assert sum(sum(part.values()) for part in parts) == found.outstanding
    assert all(found.charge_late(fund) >= 0 for fund in found.charge)
    known = [entry for entry in account.entries if entry.on <= on]
    owed = sum(entry.amount for entry in known if entry.kind == Kind.PAYABLE)
    came = sum(entry.amount for entry in known if entry.kind == Kind.PAYMENT)
    went = sum(entry.amount for entry in known if entry.kind == Kind.REVERSAL)
    assert found.outstanding == owed - came + went - found.uncovered + found.surplus_left
