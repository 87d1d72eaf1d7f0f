"""Whatever dies on the way, the month's work completes by itself and nothing is done twice.

A row that this test holds locked keeps the worker in the middle of its act; there it is killed with -9.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.utils import timezone

from agencies.models import Obligation, User
from arrears.models import C12Row, LedgerMonth, LedgerRow, LedgerVersion
from arrears.services import closing, imports
from employers.models import Employer, SourceRow
from employers.services import intake
from portal.core import jobs
from portal.core.acts import THE_CLOCK
from portal.core.models import AuditEntry, ImportBatch, Job
from portal.core.periods import Month
from reports.models import MonthlyReport, ReportFile
from reports.services.monthly import submit_monthly_report
from tests.employers.imports.desk import firm, table
from tests.portal_running import LivePortal

OCTOBER = Month(2026, 10)


@pytest.fixture
def officer(demo_portal) -> User:
    return User.objects.get(username="bhxh.canbo")


@pytest.fixture
def approver(demo_portal) -> User:
    return User.objects.get(username="bhxh.pheduyet")


@contextmanager
def held(statement: str, *parameters) -> Iterator[None]:
    """Hold the locks of the statement while the block runs."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
        yield


def killed_in_the_middle(portal: LivePortal, key: str) -> None:
    """Wait until the job is running, stuck on the lock, and kill its worker."""
    portal.wait_for(lambda: Job.objects.get(key=key).state == Job.State.RUNNING)
    portal.worker.kill()


def done(portal: LivePortal, key: str) -> Job:
    portal.wait_for(lambda: Job.objects.get(key=key).state == Job.State.DONE)
    return Job.objects.get(key=key)


def upload(officer: User, portal: LivePortal) -> ImportBatch:
    path = next(portal.demo.glob("C12-TS-10-2026.xlsx"))
    facts = {"kind": "c12", "month": OCTOBER, "name": path.name, "on": timezone.localdate()}
    return imports.upload_month_file(officer.posting.agency, by=officer, chunks=[path.read_bytes()], **facts)


def applied(officer: User, portal: LivePortal) -> ImportBatch:
    batch = upload(officer, portal)
    done(portal, f"check:{batch.pk}")
    imports.confirm_import(ImportBatch.objects.get(pk=batch.pk), by=officer, at=timezone.now())
    done(portal, f"apply:{batch.pk}")
    return ImportBatch.objects.get(pk=batch.pk)


def test_a_worker_killed_while_it_checks_and_applies_a_file(demo_portal, officer):
    demo_portal.worker.kill()
    batch = upload(officer, demo_portal)
    with held("SELECT 1 FROM core_importbatch WHERE id = %s FOR UPDATE", batch.pk):
        demo_portal.worker.start()
        killed_in_the_middle(demo_portal, f"check:{batch.pk}")
    demo_portal.worker.start()
    assert done(demo_portal, f"check:{batch.pk}").attempts == 2
    batch.refresh_from_db()
    assert C12Row.objects.filter(batch=batch).count() == batch.accepted > 100

    demo_portal.worker.kill()
    imports.confirm_import(batch, by=officer, at=timezone.now())
    with held("LOCK TABLE arrears_ledgerrow IN SHARE MODE"):
        demo_portal.worker.start()
        killed_in_the_middle(demo_portal, f"apply:{batch.pk}")
    demo_portal.worker.start()
    done(demo_portal, f"apply:{batch.pk}")
    batch.refresh_from_db()
    assert batch.status == ImportBatch.Status.APPLIED
    assert LedgerRow.objects.filter(month=OCTOBER.first_day, version=0, is_absent=False).count() >= batch.accepted
    assert AuditEntry.objects.filter(act="apply_import", subject_id=str(batch.pk)).count() == 1


def test_a_worker_killed_while_it_checks_and_applies_a_register_file(demo_portal, tmp_path):
    """Newcomers of the business registry: killed in the middle nothing is half in, started again each is there once."""
    demo_portal.worker.kill()
    clerk = User.objects.get(username="taichinh.canbo")
    rows = [firm(9000 + number) for number in range(300)]
    path = table(tmp_path / "dkkd.xlsx", rows, list(rows[0]))
    facts = {"kind": "business-registry", "period": "2026-10", "name": path.name, "on": timezone.localdate()}
    batch = intake.upload_register_file(clerk.posting.agency, by=clerk, chunks=[path.read_bytes()], **facts)
    before = Employer.objects.count()
    with held("SELECT 1 FROM core_importbatch WHERE id = %s FOR UPDATE", batch.pk):
        demo_portal.worker.start()
        killed_in_the_middle(demo_portal, f"check-register:{batch.pk}")
    demo_portal.worker.start()
    done(demo_portal, f"check-register:{batch.pk}")
    batch.refresh_from_db()
    assert (batch.status, batch.new, SourceRow.objects.filter(batch=batch).count()) == ("staged", 300, 300)

    demo_portal.worker.kill()
    intake.confirm_register_file(batch, by=clerk, at=timezone.now())
    with held("LOCK TABLE employers_identifier IN SHARE MODE"):
        demo_portal.worker.start()
        killed_in_the_middle(demo_portal, f"apply-register:{batch.pk}")
        assert Employer.objects.count() == before
    demo_portal.worker.start()
    done(demo_portal, f"apply-register:{batch.pk}")
    batch.refresh_from_db()
    assert (batch.status, Employer.objects.count()) == ("applied", before + 300)
    assert AuditEntry.objects.filter(act="apply_register_file", subject_id=str(batch.pk)).count() == 1


def test_a_worker_killed_while_it_closes_and_renders(demo_portal, officer, approver):
    applied(officer, demo_portal)
    demo_portal.worker.kill()
    month = LedgerMonth.objects.get(month=OCTOBER.first_day)
    closing.close_month(month, by=approver, at=timezone.now())
    key = f"close:bac-ninh:{OCTOBER}:v1"
    with held("LOCK TABLE arrears_ledgerrow IN SHARE MODE"):
        demo_portal.worker.start()
        killed_in_the_middle(demo_portal, f"{key}:freeze")
    demo_portal.worker.start()
    for name in closing.CLOSING_JOBS:
        done(demo_portal, f"{key}:{name}")
    version = LedgerVersion.objects.get(month=OCTOBER.first_day)
    assert LedgerMonth.objects.get(month=OCTOBER.first_day).status == LedgerMonth.Status.CLOSED
    assert LedgerRow.objects.filter(month=OCTOBER.first_day, version=1).count() == version.employers
    assert version.debtor_lists.values("purpose").distinct().count() == version.debtor_lists.count()

    report = MonthlyReport.objects.get(version=version)
    demo_portal.worker.kill()
    submit_monthly_report(report, by=approver, at=timezone.now(), on=timezone.localdate(), number="9/BC-BHXH")
    files = Job.objects.filter(task="reports.tasks.make_report_file", arguments__told=report.pk)
    assert files.count() > 1
    with held("SELECT 1 FROM reports_monthlyreport WHERE id = %s FOR UPDATE", report.pk):
        demo_portal.worker.start()
        demo_portal.wait_for(lambda: files.filter(state=Job.State.RUNNING).exists())
        demo_portal.worker.kill()
    demo_portal.worker.start()
    demo_portal.wait_for(lambda: not files.exclude(state=Job.State.DONE).exists())
    assert ReportFile.objects.filter(report=report).count() == files.count()


def test_a_worker_killed_while_it_raises_the_duties_of_a_province(demo_portal):
    """What lies ahead is gone, a worker dies making it, the next one makes it once: the same as before, nothing twice."""
    demo_portal.worker.kill()
    today, key = timezone.localdate(), "raise-obligations:bac-ninh:thu"
    jobs.later("agencies.tasks.raise_obligations", key=f"{key}:0", by=THE_CLOCK, province="bac-ninh")
    demo_portal.worker.start()
    done(demo_portal, f"{key}:0")
    whole = owed()
    demo_portal.worker.kill()
    ahead = Obligation.objects.filter(opens_on__gt=today, state=Obligation.State.OPEN, verdict="", counted=0)
    gone = ahead.filter(steps=None, evidence=None, receipts=None, reminders=None).delete()[0]
    assert gone > 1000 and len(owed()) == len(whole) - gone
    jobs.later("agencies.tasks.raise_obligations", key=f"{key}:1", by=THE_CLOCK, province="bac-ninh")
    with held("LOCK TABLE agencies_obligation IN SHARE MODE"):
        demo_portal.worker.start()
        killed_in_the_middle(demo_portal, f"{key}:1")
        assert len(owed()) == len(whole) - gone
    demo_portal.worker.start()
    assert done(demo_portal, f"{key}:1").attempts == 2
    assert owed() == whole


def owed() -> list[tuple]:
    """Every obligation; one that stood twice would be here twice."""
    return sorted(Obligation.objects.values_list("duty", "agency", "period", "due_at__date", "state"))


def test_without_redis_pages_and_login_work_and_the_work_resumes(demo_portal, redis_server, officer, browser):
    redis_server.stop()
    batch = upload(officer, demo_portal)
    page = browser.new_context(locale="vi-VN").new_page()
    page.goto(f"{demo_portal.url}/dang-nhap/")
    page.fill("input[name=username]", "bhxh.canbo")
    page.fill("input[name=password]", "mo-phong-2026")
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_text("Việc của tôi").wait_for(timeout=300_000)
    assert Job.objects.get(key=f"check:{batch.pk}").state == Job.State.QUEUED
    redis_server.start()
    done(demo_portal, f"check:{batch.pk}")
    batch.refresh_from_db()
    assert batch.status == ImportBatch.Status.STAGED
