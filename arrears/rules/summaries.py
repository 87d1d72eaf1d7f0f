"""One employer's reckoning as it is kept: what the columns of Reckoning hold, and what explains a difference."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from arrears.rules import methods
from arrears.rules.law import Account, Kind, Law, Status
from arrears.rules.reckoning import Reckoned, Standing, reckon
from portal.core.money import BHXH_FUNDS, FUNDS
from portal.core.periods import Month

MOST_MONTHS = 9_999_999_99
"""Hundredths of a month that the column holds."""

UNEMPLOYMENT = "bhtn"
BY_FUND = ("not_due", "late", "evaded", "charge_late", "charge_evaded")


@dataclass(frozen=True)
class Summary:
    """`columns` by the names of the table of findings (sql/reckon_begin.sql), without the employer's."""

    found: Reckoned
    columns: dict[str, Any]


def summarise(
    account: Account,
    law: Law,
    *,
    on: date,
    undated: Set[tuple[str, Month]] = frozenset(),
    has_less: bool = False,
    ratio_months: int = 12,
) -> Summary:
    """The account on the day as a row.

    >>> from arrears.rules.law import Entry
    >>> from arrears.rules.months import Deadline
    >>> law, month = Law((Deadline(Month(2025, 7), 1),), rate=30, evasion_after=60), Month(2026, 7)
    >>> owes = Account([Entry(Kind.PAYABLE, 100_000_000, month.first_day, "bhtn", month)], urged=[date(2026, 9, 10)])
    >>> row = summarise(owes, law, on=date(2026, 11, 30)).columns
    >>> row["worst"], row["ground"], row["urged_on"].isoformat(), row["age_evaded"], row["days_evaded"]
    (3, 'e', '2026-09-10', 91, 0)
    """
    found = reckon(account, law, on=on)
    open_ones = [one for one in found.standings if one.outstanding]
    evaded = [one for one in open_ones if one.status == Status.EVASION]
    covered = methods.paid_through(found)
    columns: dict[str, Any] = {
        **_money(found),
        "cycle": account.cycle,
        "worst": max((int(one.status) for one in open_ones), default=0),
        "ground": _ground(found),
        "urged_on": _urged_on(account, evaded, on),
        "is_justified": any(begun <= on and (ended is None or on <= ended) for begun, ended in account.justified),
        "is_opening_dated": not any((one.fund, one.month) in undated for one in open_ones),
        "days_late": found.days_late,
        "days_evaded": found.days_evaded,
        "age_evaded": max((one.days for one in evaded), default=0),
        "due_on": found.oldest_bhxh_due,
        "oldest_at": min((one.month.index for one in open_ones if _is_overdue_bhxh(one)), default=None),
        "months_age": methods.overdue_age(found),
        "months_unpaid": methods.overdue_months(found),
        "months_ratio": _hundredths(methods.amount_ratio(found, _lately(account, on, ratio_months))),
        "paid_through": covered.first_day if covered else None,
        "surplus": found.surplus_left,
        "has_less": has_less,
        "has_paid_late": _has_paid_late(found),
    }
    return Summary(found, columns)


def _money(found: Reckoned) -> dict[str, int]:
    money: dict[str, int] = {}
    for fund in FUNDS:
        for name in ("not_due", "late", "evaded", "charge_evaded"):
            money[f"{name}_{fund}"] = getattr(found, name).get(fund, 0)
        money[f"charge_late_{fund}"] = found.charge_late(fund)
    return money


def _ground(found: Reckoned) -> str:
    """Art. 39.1: e where only unemployment insurance is evaded, đ for all else."""
    evaded = {fund for fund, amount in found.evaded.items() if amount}
    if not evaded:
        return ""
    return "e" if evaded == {UNEMPLOYMENT} else "đ"


def _urged_on(account: Account, evaded: list[Standing], on: date) -> date | None:
    """The first urging after the oldest of what is evaded was overdue."""
    if not evaded:
        return None
    since = on - timedelta(days=max(one.days for one in evaded))
    return min(day for day in account.urged if since < day <= on)


def _lately(account: Account, on: date, months: int) -> list[int]:
    """What became payable of BHXH in each of the last so many months, where anything did."""
    since, found = Month.of(on).index - months, dict[int, int]()
    for entry in account.entries:
        if entry.kind == Kind.PAYABLE and entry.fund in BHXH_FUNDS and entry.month and entry.month.index > since:
            found[entry.month.index] = found.get(entry.month.index, 0) + entry.amount
    return [amount for amount in found.values() if amount]


def _hundredths(months: Fraction | None) -> Fraction | None:
    """Cut, never rounded up: 2.999 months are not three."""
    return None if months is None else Fraction(min(int(months * 100), MOST_MONTHS), 100)


def _has_paid_late(found: Reckoned) -> bool:
    """Some of the charge is of money paid since."""
    by_fund: dict[str, int] = {}
    for one in found.standings:
        by_fund[one.fund] = by_fund.get(one.fund, 0) + one.dong_days - one.outstanding * one.weight
    return any(paid > 0 for paid in by_fund.values())


def _is_overdue_bhxh(one: Standing) -> bool:
    return one.fund in BHXH_FUNDS and one.status in methods.OVERDUE
