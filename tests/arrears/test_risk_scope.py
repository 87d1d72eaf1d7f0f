"""Which figures of earlier months a score rests on: those that its readers may know."""

from datetime import UTC, datetime

import pytest

from arrears.models import LedgerVersion
from arrears.queries.risk_factors import scope_of
from arrears.services.closing import restate_month
from portal.core.acts import OPERATOR
from portal.core.periods import Month
from tests.factories.ledger import Ledger, each_fund

pytestmark = pytest.mark.django_db
SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)
FIRST, SENT, RESTATED = (datetime(2026, 10, day, 2, tzinfo=UTC) for day in (5, 6, 20))
CLOSED, LATER = (datetime(2026, 11, day, 2, tzinfo=UTC) for day in (5, 9))


@pytest.fixture
def ledger() -> Ledger:
    """September closed twice, October once, nothing reported yet."""
    found = Ledger()
    for late, at in ((1_000_000, FIRST), (9_000_000, RESTATED)):
        if at == RESTATED:
            restate_month(found.month(SEPTEMBER), by=OPERATOR, reason="B03 nộp thiếu")
        found.b03(SEPTEMBER, [{"unit_code": "A1", "days_late": 45} | each_fund(late=late)])
        found.close(SEPTEMBER, at)
    found.b03(OCTOBER, [{"unit_code": "A1", "days_late": 76} | each_fund(late=2_000_000)])
    found.october = found.close(OCTOBER, CLOSED)
    return found


def report(version: int, at: datetime) -> None:
    LedgerVersion.objects.filter(month=SEPTEMBER.first_day, version=version).update(submitted_at=at)


def rests_on(ledger: Ledger) -> list[int]:
    earlier = scope_of(LedgerVersion.objects.get(pk=ledger.october.pk)).back
    return [version.version for version in earlier.values()]


def test_a_restatement_that_was_not_reported_tells_nothing_through_a_later_score(ledger):
    report(1, SENT)
    assert rests_on(ledger) == [1]


@pytest.mark.parametrize(("reported_at", "counts"), [(RESTATED, 2), (LATER, 1)])
def test_a_restatement_reported_by_then_counts_and_one_reported_later_does_not(ledger, reported_at, counts):
    report(1, SENT)
    report(2, reported_at)
    assert rests_on(ledger) == [counts]


def test_of_a_month_that_was_never_reported_the_newest_closed_version_counts(ledger):
    assert rests_on(ledger) == [2]
