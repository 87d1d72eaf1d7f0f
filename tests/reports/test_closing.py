"""The report is the last job of a closing: it does first what is missing before it, and the month is closed after it."""

import pytest

from arrears.models import DebtorList, LedgerMonth
from arrears.services import closing
from portal.core import jobs
from portal.core.acts import OPERATOR
from portal.core.models import Job
from portal.core.periods import Month
from reports.models import MonthlyReport
from tests.factories.ledger import NOW, Ledger, each_fund

pytestmark = pytest.mark.django_db
OCTOBER = Month(2026, 10)


@pytest.fixture
def closing_month():
    ledger = Ledger()
    ledger.b03(
        OCTOBER,
        [
            {"unit_code": "TA0001A", **each_fund(late=1000), "days_late": 120},
            {"unit_code": "TA0002A", **each_fund(evaded=3000), "days_evaded": 200},
        ],
    )
    return closing.close_month(ledger.month(OCTOBER), by=OPERATOR, at=NOW)


@pytest.mark.parametrize(
    "order", [("report",), ("report", "list", "freeze", "rollup"), ("freeze", "rollup", "list", "report")]
)
def test_in_any_order_the_jobs_end_with_one_report_and_a_closed_month(closing_month, order):
    for name in order:
        job = jobs.run(Job.objects.get(key__endswith=f":{name}", key__startswith="close:").pk)
        assert job.state == Job.State.DONE, job.error
    report = MonthlyReport.objects.get()
    assert list(report.lines.order_by("place").values_list("unit_code", "owed")) == [
        ("TA0002A", 15000),
        ("TA0001A", 5000),
    ]
    assert LedgerMonth.objects.get().status == LedgerMonth.Status.CLOSED
    now = report.summary["now"]
    assert now["long_owing"] == DebtorList.objects.get(purpose="report").entries_count == 2
    assert now["newly_owing"] == 2


def test_a_job_done_twice_leaves_one_report(closing_month):
    job = Job.objects.get(key__endswith=":report")
    first = jobs.run(job.pk).result
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
    assert jobs.run(job.pk).result == first
    assert MonthlyReport.objects.count() == 1
