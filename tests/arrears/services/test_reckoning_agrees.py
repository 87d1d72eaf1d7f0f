"""Random accounts: the rules, SQL and the day-by-day telling agree to the dong.

RECKONED_OBLIGATIONS=1000000 reckons that many (employer x fund x month); the suite is content with a few thousand."""

import os
from datetime import date

import pytest

from arrears.models import LedgerRow, LegalRule, Reckoning
from arrears.queries.accounts import accounts_of, reading_of
from arrears.queries.law import law_on
from arrears.rules.law import Kind
from arrears.rules.reckoning import reckon
from arrears.rules.summaries import BY_FUND, summarise
from arrears.services.reckoning import reckon_version
from portal.core.acts import THE_CLOCK
from portal.core.money import FUNDS
from portal.core.periods import Month
from tests.arrears.random_ledger import AT, close_random_months
from tests.arrears.rules.slow_reckoning import Slow
from tests.factories.ledger import Ledger

pytestmark = pytest.mark.django_db
WANTED = int(os.environ.get("RECKONED_OBLIGATIONS", 3_000))
KEPT = (
    "worst", "ground", "urged_on", "is_justified", "is_opening_dated", "days_late", "days_evaded", "age_evaded", "due_on",
    "months_age", "months_unpaid", "paid_through", "surplus",
)  # fmt: skip
HISTORY = [Month(2025, 3).plus(month) for month in range(20)]


def known_to_be_owing(row: Reckoning, summary) -> None:
    columns = summary.columns
    assert {name: getattr(row, name) for name in KEPT} == {name: columns[name] for name in KEPT}
    money = [f"{name}_{fund}" for fund in FUNDS for name in BY_FUND]
    assert {name: getattr(row, name) for name in money} == {name: columns[name] for name in money}
    assert row.months_ratio == columns["months_ratio"]
    classes = sum(getattr(row, f"{name}_{fund}") for fund in FUNDS for name in ("not_due", "late", "evaded"))
    assert classes == summary.found.outstanding


def told_the_same_day_by_day(account, law, on: date) -> None:
    found, slow = reckon(account, law, on=on), Slow(account, law, on)
    for fund in {one.fund for one in found.standings}:
        sums = [(found.not_due, "not_due"), (found.late, "late"), (found.evaded, "evasion")]
        assert [part[fund] for part, _name in sums] == [slow.sums(name).get(fund, 0) for _part, name in sums]
        assert found.charge[fund] == slow.charge(fund)
        assert found.charge_evaded[fund] == slow.charge(fund, evaded_only=True)
    assert found.surplus_left == sum(slow.credit.values())


def obligations(account) -> int:
    return len({(entry.fund, entry.month) for entry in account.entries if entry.kind == Kind.PAYABLE})


def another_rate(since: date, value: str) -> None:
    LegalRule.objects.create(
        key="charge.per_100000_per_day", value=value, valid_from=since, citation="Thử", confidence="A", state="approved",
        is_shipped=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("months", "rates"),
    [(20, ()), (20, ((date(2026, 2, 15), "50"), (date(2026, 8, 1), "45"))), (6, ())],
    ids=["both sides of 1/7/2025", "a rate that changes", "before any law of evasion"],
)
def test_rules_sql_and_the_slow_telling_agree_to_the_dong(months, rates):
    ledger = Ledger()
    for since, value in rates:
        another_rate(since, value)
    history = HISTORY[:months]
    if months == 6:
        history = [Month(2024, 9).plus(month) for month in range(6)]
    version = close_random_months(ledger.province, history, range(WANTED // (3 * months)))
    run = reckon_version(version, by=THE_CLOCK, at=AT)
    law, reading = law_on(run.as_of, province=ledger.province), reading_of(version)
    rows = {row.employer_id: row for row in Reckoning.objects.filter(run=run)}
    listed = set(LedgerRow.objects.of(version).owing().values_list("employer_id", flat=True))
    counted = owing = 0
    employers = list(LedgerRow.objects.of(version).values_list("employer_id", flat=True))
    for start in range(0, len(employers), 500):
        for known in accounts_of(employers[start : start + 500], reading):
            summary = summarise(known.account, law, on=run.as_of, undated=known.undated)
            owes = summary.columns["worst"] >= 2
            assert (known.employer in rows) == (owes or known.employer in listed)
            told_the_same_day_by_day(known.account, law, run.as_of)
            if known.employer in rows and known.books:
                known_to_be_owing(rows[known.employer], summary)
            elif known.employer in rows:  # no C12 ever told of it: BHXH says that it owes, the portal says nothing
                assert rows[known.employer].worst == 0 and not rows[known.employer].is_justified
            counted, owing = counted + obligations(known.account), owing + owes
    assert owing > len(employers) // 4 and run.employers == len(rows)
    print(f"{counted} obligations of {len(employers)} employers, {owing} owing")  # noqa: T201
