"""The ledger: which file speaks for what, what is late, since when, and what does not fit."""

from datetime import date

import pytest

from portal.core.periods import Month
from tests.factories.ledger import Ledger, each_fund

pytestmark = pytest.mark.django_db

OCTOBER = Month(2026, 10)
SEPTEMBER = Month(2026, 9)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


def test_a_first_c12_takes_the_months_after_the_paid_through_month(ledger):
    """Paid to 5/2026 at 100 a month: June to October are open, September and October not yet overdue."""
    row = each_fund(opening=400, payable=100) | {"unit_code": "A1", "paid_through_httt": date(2026, 5, 1)}
    ledger.c12(OCTOBER, [row | {f"paid_through_{f}": date(2026, 5, 1) for f in ("odts", "bhyt", "bhtn", "tnld_bnn")}])

    found = ledger.row(OCTOBER, "A1")

    assert (found.closing_httt, found.not_due_httt, found.late_httt, found.evaded_httt) == (500, 200, 300, 0)
    assert (found.owed, found.worst) == (1500, 2)
    assert (found.due_on, found.months_computed, found.months_source) == (date(2026, 7, 31), 3, 2)
