"""Closing a month: who may, what it starts, and that any order, repetition or restatement ends the same."""

import pytest

from arrears.models import LedgerMonth, LedgerRow, LedgerVersion, Rollup
from arrears.services import closing
from portal.core.acts import OPERATOR, NotPossible
from portal.core.models import Job
from portal.core.periods import Month
from tests.factories.ledger import NOW, Ledger, each_fund
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db

OCTOBER = Month(2026, 10)


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


def test_closing_seals_the_rows_and_lists_the_debtors(ledger):
    ledger.b03(OCTOBER, [each_fund(late=100) | {"unit_code": "A1", "days_late": 92}])

    version = ledger.close(OCTOBER)

    assert ledger.month(OCTOBER).status == LedgerMonth.Status.CLOSED
    assert (version.version, version.employers, version.owing) == (1, 1, 1)
    assert version.totals["all"] == {"not_due": 0, "late": 500, "evaded": 0, "charge": 0}
    assert ledger.row(OCTOBER, "A1", version=1).owed == 500
    assert not LedgerRow.objects.filter(version=0).exists()
    assert not Rollup.objects.filter(version=0).exists()
    assert {made.purpose for made in version.debtor_lists.all()} == {"publication", "inspection", "gate", "report"}
    assert version.debtor_lists.get(purpose="report").entries.get().owed == 500
