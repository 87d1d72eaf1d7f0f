"""Hand-computed cases against the arithmetic: cases/*.csv, each row with the reasoning by which its figures were found.

The figures were reasoned from the texts and added up by a plain calculator that knows nothing of arrears.rules. Entries are
"owe FUND MONTH DONG [on DAY]", "pay DAY DONG [FUND]", "back DAY DONG [FUND]", parted by ";".
"""

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from arrears.rules import methods, months
from arrears.rules.forecasting import forecast
from arrears.rules.law import Account, Entry, Kind, Law
from arrears.rules.months import Deadline
from arrears.rules.old_interest import interest_of_month, monthly_factor
from arrears.rules.reckoning import Reckoned, reckon
from portal.core.periods import Month

FOLDER = Path(__file__).parent / "cases"
DEADLINES = (Deadline(Month(1995, 1), 0), Deadline(Month(2025, 7), 1))
LAWS = {"2024": Law(DEADLINES, rate=30, evasion_after=60, day0=date(2025, 6, 30)), "before": Law(DEADLINES)}
NOTHING = "-"


def rows() -> list:
    found = []
    for path in sorted(FOLDER.glob("*.csv")):
        with open(path, encoding="utf-8", newline="") as file:
            found += [pytest.param(row, id=f"{path.stem}-{row['case']}") for row in csv.DictReader(file)]
    return found


def entry_of(text: str) -> Entry:
    verb, first, second, *rest = text.split()
    if verb == "owe":
        month = Month.parse(second)
        told = date.fromisoformat(rest[2]) if len(rest) > 1 else month.first_day
        return Entry(Kind.PAYABLE, int(rest[0]), told, first, month)
    kind = {"pay": Kind.PAYMENT, "back": Kind.REVERSAL}[verb]
    return Entry(kind, int(second), date.fromisoformat(first), *rest)


def account_of(row: dict[str, str]) -> Account:
    entries = [entry_of(text) for text in row["entries"].split(";") if text.strip()]
    spans = [span.split("..") for span in row["justified"].split()]
    return Account(
        entries,
        int(row["cycle"]),
        [date.fromisoformat(day) for day in row["urged"].split()],
        [(date.fromisoformat(begun), date.fromisoformat(ended) if ended else None) for begun, ended in spans],
    )


def told(found: Reckoned, given: str) -> dict[str, object]:
    """Everything that a case may ask of a reckoning, by the names of the files."""
    payables = [int(text) for text in given.split()]
    credit = ",".join(f"{fund or 'any'}:{dong}" for fund, dong in sorted(found.credit.items()))
    ratio = methods.amount_ratio(found, payables)
    known: dict[str, object] = {
        "days_late": found.days_late,
        "days_evaded": found.days_evaded,
        "outstanding": found.outstanding,
        "credit": credit or NOTHING,
        "uncovered": found.uncovered,
        "months_age": methods.overdue_age(found),
        "months_unpaid": methods.overdue_months(found),
        "paid_through": methods.paid_through(found) or NOTHING,
        "after_paid_through": methods.months_after_paid_through(found),
        "ratio": NOTHING if ratio is None else ratio,
    }
    for one in found.standings:
        key = f"{one.fund}.{one.month}"
        known |= {f"due.{key}": one.due_on, f"left.{key}": one.outstanding, f"days.{key}": one.days}
        known[f"status.{key}"] = one.status.name.lower()
    for fund in found.charge:
        known |= {f"{name}.{fund}": getattr(found, name)[fund] for name in ("not_due", "late", "evaded", "charge")}
        known |= {f"charge_evaded.{fund}": found.charge_evaded[fund], f"charge_late.{fund}": found.charge_late(fund)}
    return known


def of_reckoning(row):
    found = reckon(account_of(row), LAWS[row["law"]], on=date.fromisoformat(row["on"]))
    parts = (found.not_due, found.late, found.evaded)
    assert sum(sum(part.values()) for part in parts) == found.outstanding
    return told(found, row["given"])


def of_due_date(row):
    return {"due": months.due_date(Month.parse(row["given"]), int(row["cycle"]), DEADLINES)}


def of_months(row):
    through, at = (Month.parse(text) for text in row["given"].split())
    due_on = months.due_date(through.plus(1), int(row["cycle"]), DEADLINES)
    return {"due": due_on, "months": months.months_overdue(due_on, at)}


def of_first_open(row):
    return {"first": months.first_not_overdue(Month.parse(row["given"]), int(row["cycle"]), DEADLINES)}


def of_interest(row):
    return {"interest": interest_of_month(*(int(text) for text in row["given"].split()))}


def of_forecast(row):
    until, threshold = row["given"].split()
    seen = forecast(
        account_of(row),
        LAWS[row["law"]],
        on=date.fromisoformat(row["on"]),
        until=date.fromisoformat(until),
        threshold=int(threshold),
    )
    return {
        "evasion_from": seen.evasion_from or NOTHING,
        "listed_at": seen.listed_at or NOTHING,
        "waiting": seen.waiting,
    }


KINDS: dict[str, Callable[[dict[str, str]], dict[str, object]]] = {
    "reckon": of_reckoning,
    "due": of_due_date,
    "months": of_months,
    "first_open": of_first_open,
    "factor": lambda row: {"k": monthly_factor(int(row["given"]))},
    "interest": of_interest,
    "forecast": of_forecast,
}


@pytest.mark.parametrize("row", rows())
def test_the_case_comes_out_as_reckoned_by_hand(row):
    found = KINDS[row["kind"]](row)
    expected = dict(pair.split("=", 1) for pair in row["expect"].split())
    assert {name: str(found[name]) for name in expected} == expected, row["derivation"]


def test_there_are_two_hundred_cases_and_each_says_how_it_was_found():
    cases = [param.values[0] for param in rows()]
    assert len(cases) >= 200
    assert all(case["derivation"] and case["expect"] for case in cases)
