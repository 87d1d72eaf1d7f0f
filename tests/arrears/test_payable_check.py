"""What became payable held against the payroll, by hand: which rows are spoken of, in which words, and which are not."""

from datetime import date

import pytest

from arrears.models import LedgerRow
from arrears.queries.payable_check import Rate, odd_funds, odd_payables, rates_on
from portal.core.periods import Month
from tests.factories.ledger import Ledger

pytestmark = pytest.mark.django_db
OCTOBER = Month(2026, 10)
RIGHT = {"odts": 3_000_000, "httt": 22_000_000, "bhyt": 4_500_000, "bhtn": 2_000_000, "tnld_bnn": 500_000}
PAYROLL = 100_000_000
CASES = {
    "RIGHT": {},
    "WITHIN": {"httt": 23_099_000},  # 5 % of 22 million and the slack: not more than 23,101,000
    "MUCH": {"httt": 23_102_000},
    "LITTLE": {"bhyt": 4_273_000},  # less than 4,275,000 - 1,000
    "REDUCED": {"tnld_bnn": 300_000},
    "LOW": {"tnld_bnn": 200_000},
    "OFFICIALS": {"bhtn": 0},
    "NOTHING": dict.fromkeys(RIGHT, 0),
}


def rows_of(**facts):
    ledger = Ledger()
    ledger.c12(OCTOBER, [_row(code, RIGHT | change) for code, change in CASES.items()])
    rates = rates_on(OCTOBER.last_day, ledger.province)
    rows = odd_payables(LedgerRow.objects.provisional(ledger.province, OCTOBER), rates, 5, **facts)
    return rates, {row.employer.unit_code: row for row in rows.select_related("employer")}


def _row(code: str, payables: dict[str, int]) -> dict:
    money = {f"payable_{fund}": dong for fund, dong in payables.items()}
    return {"unit_code": code, "payroll": PAYROLL, **money, **{f"opening_{fund}": 0 for fund in payables}}


def test_what_lies_beyond_the_tolerance_is_told_fund_by_fund_and_nothing_else():
    rates, found = rows_of()
    assert set(found) == {"MUCH", "LITTLE", "LOW", "NOTHING"}
    told = {code: [(odd.fund, odd.percent) for odd in odd_funds(row, rates, 5)] for code, row in found.items()}
    assert told["MUCH"] == [("httt", 5)] and told["LITTLE"] == [("bhyt", -5)]
    assert told["LOW"] == [("tnld_bnn", -33)], "held against the least that the law allows"
    assert told["NOTHING"] == [(fund, -100) for fund in RIGHT]
    assert found["MUCH"].differs_all == 1_102_000 and found["NOTHING"].differs_all == -32_000_000


def test_a_fund_that_is_not_paid_into_is_told_when_asked():
    rates, found = rows_of(with_missing=True)
    assert set(found) == {"MUCH", "LITTLE", "LOW", "NOTHING", "OFFICIALS"}
    told = odd_funds(found["OFFICIALS"], rates, 5, with_missing=True)
    assert [(odd.fund, odd.percent) for odd in told] == [("bhtn", -100)]


def test_the_rates_are_those_of_the_month():
    province = Ledger().province
    words = {rate.fund: rate.words for rate in rates_on(date(2026, 10, 31), province)}
    assert words == {"odts": "3%", "httt": "22%", "bhyt": "4,5%", "bhtn": "2%", "tnld_bnn": "0,3–0,5%"}
    relieved = {rate.fund: (rate.least, rate.most) for rate in rates_on(date(2022, 3, 31), province)}
    assert relieved["bhtn"] == (100, 100) and relieved["tnld_bnn"] == (0, 0), "relief of 2021-2022"
    assert {rate.fund: rate.most for rate in rates_on(date(2022, 10, 31), province)}["bhtn"] == 200
    assert Rate("bhyt", 450, 450).words == "4,5%"
