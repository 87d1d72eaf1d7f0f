"""Who takes part, from the closed months: written where it differs, also for months restated or closed long before."""

from datetime import UTC, datetime

import pytest

from arrears.services.closing import restate_month
from arrears.services.participants import record_participants
from employers.models import LabourCount
from portal.core.acts import OPERATOR, THE_CLOCK
from portal.core.models import Job
from portal.core.periods import Month
from tests.factories.ledger import Ledger

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 3, tzinfo=UTC)
SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)


@pytest.fixture
def ledger(settings) -> Ledger:
    settings.COMMAND_DOORS = True
    return Ledger()


def close(ledger, month, **workers) -> None:
    ledger.c12(month, [{"unit_code": code, "workers": number, "payable_httt": 1} for code, number in workers.items()])
    ledger.close(month)


def written(ledger, since=None) -> int:
    return record_participants(ledger.province, by=THE_CLOCK, at=AT, since=since)


def stand() -> dict[tuple[str, str], int]:
    rows = LabourCount.objects.current().filter(source="social_insurance")
    return {
        (code, period): number
        for code, period, number in rows.values_list("employer__unit_code", "period", "participating")
    }


def test_a_month_writes_what_differs_from_the_one_before(ledger):
    close(ledger, SEPTEMBER, TA1=10, TA2=20)
    close(ledger, OCTOBER, TA1=10, TA2=25)
    assert Job.objects.filter(task="arrears.tasks.record_participants").count() == 2
    assert written(ledger) == 3
    assert stand() == {("TA1", "2026-09"): 10, ("TA2", "2026-09"): 20, ("TA2", "2026-10"): 25}
    assert written(ledger) == 0


def test_a_restated_month_is_written_anew_and_the_month_after_keeps_its_own(ledger):
    close(ledger, SEPTEMBER, TA1=10)
    close(ledger, OCTOBER, TA1=10)
    written(ledger)
    restate_month(ledger.month(SEPTEMBER), by=OPERATOR, reason="Sót đơn vị")
    close(ledger, SEPTEMBER, TA1=14)
    assert written(ledger, since=SEPTEMBER) == 2
    assert stand() == {("TA1", "2026-09"): 14, ("TA1", "2026-10"): 10}
    versions = LabourCount.objects.filter(period="2026-09").order_by("version").values_list("version", "participating")
    assert list(versions) == [(1, 10), (2, 14)]
