"""`manage.py demo`: a province built through the portal's own acts, once, only where it may be."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError

from agencies.login import second_factor
from agencies.models import Province, User
from agencies.models.users import SECOND_FACTOR_ROLES
from arrears.imports.kinds import PEOPLE
from arrears.models import DebtorEntry, LedgerMonth, LedgerRow, LedgerVersion, ReckoningRun
from employers.models import Employer
from portal.core.models import AuditEntry, ImportBatch
from portal.core.periods import Month
from portal.shell.demo import history
from portal.shell.demo.cast import CAST
from reports.models import MonthlyReport, ReportReceipt
from tests.factories.cast import opened_province
from tests.portal.demo.built import LAST, Demo, build, checked, demo_of

pytestmark = pytest.mark.django_db
CLOSED = [Month(2026, 8), Month(2026, 9)]
LAYERS = (("demo", lambda _below: demo_of()),)


@pytest.fixture
def demo(of_layers, settings) -> Demo:
    """Sixty employers and three months, built once for the tests that only look at it."""
    settings.DEMO = True
    return of_layers["demo"]


@pytest.fixture
def folder(tmp_path: Path, settings) -> Path:
    settings.DEMO = True
    return tmp_path / "demo"


def counted() -> dict[str, int]:
    models = (Employer, User, ImportBatch, LedgerRow, LedgerVersion, MonthlyReport, ReportReceipt, AuditEntry)
    return {model.__name__: model.objects.count() for model in models}


def test_a_small_demo_is_built_soon_and_leaves_the_last_month_to_the_newcomer(demo):
    assert demo.processor_seconds < 30
    province = Province.objects.get(slug="bac-ninh")
    assert province.is_demo and not Employer.objects.filter(is_demo=False).exists()
    closed = LedgerMonth.objects.filter(province=province, status=LedgerMonth.Status.CLOSED)
    assert sorted(month.period for month in closed) == CLOSED
    assert not ImportBatch.objects.filter(month=LAST.first_day, kind__in=("c12", "b03")).exists()
    files = {"B03b-TS-10-2026.xlsx", "C12-TS-10-2026-co-loi.xlsx", "C12-TS-10-2026.xlsx"}
    assert set(demo.workbooks) - {"01-DD-10-2026.csv"} == files


def test_closed_months_hold_no_contradiction_and_are_reported_and_mostly_acknowledged(demo):
    for month in LedgerMonth.objects.all():
        assert not month.findings, f"{month}: {month.findings}"
    assert DebtorEntry.objects.exists()
    assert not LedgerRow.objects.filter(kind__in=PEOPLE).exists()
    reports = MonthlyReport.objects.filter(status=MonthlyReport.Status.SUBMITTED)
    assert reports.count() == len(CLOSED)
    receipts = ReportReceipt.objects.all()
    assert receipts.exclude(acknowledged_at=None).count() > 0.7 * receipts.count()
    assert receipts.filter(acknowledged_at=None).exists()


def test_the_cast_is_there_with_its_roles_and_second_factors_and_clerks_cannot_log_in(demo, settings):
    people = {
        user.username: user for user in User.objects.filter(is_demo=True, username__in=[part.username for part in CAST])
    }
    assert set(people) == {part.username for part in CAST}
    for part in CAST:
        user = people[part.username]
        assert user.posting.role == part.role and user.check_password(settings.DEMO_PASSWORD)
        assert second_factor.has_one(user) == (part.role in SECOND_FACTOR_ROLES)
    clerks = User.objects.filter(is_demo=True).exclude(username__in=people)
    assert clerks.filter(username__startswith="ubnd-").exists() and not any(
        user.has_usable_password() for user in clerks
    )


def test_running_twice_changes_nothing_and_says_so(demo, folder, capsys):
    before = counted()
    capsys.readouterr()
    build(folder, employers=90, seed=5)
    assert counted() == before
    assert "không thay đổi gì" in capsys.readouterr().err


def test_the_broken_file_is_refused_with_a_reason_for_each_row(demo):
    name = "C12-TS-10-2026-co-loi.xlsx"
    batch = checked("c12", name, demo.workbooks[name])
    assert batch.status == ImportBatch.Status.REFUSED
    assert {"balance", "missing_code", "negative", "kind", "cycle"} <= {
        each["code"] for each in batch.outcome["errors"]
    }


def test_a_demo_of_the_first_weeks_of_the_law_begins_where_the_settings_of_the_province_do(folder):
    build(folder, employers=40, months=16, as_of=date(2025, 8, 5))
    closed = LedgerMonth.objects.filter(status=LedgerMonth.Status.CLOSED)
    assert sorted(month.period for month in closed) == [Month(2025, month) for month in range(1, 7)]
    assert not LedgerRow.objects.filter(worst=LedgerRow.Class.EVASION).exists()
    assert ReckoningRun.objects.count() == 6


def test_a_day_before_the_provinces_of_today_is_refused_in_a_sentence(folder):
    with pytest.raises(CommandError, match="hãy chọn ngày từ 01/8/2025"):
        build(folder, as_of=date(2024, 6, 20))


def test_a_build_that_was_killed_goes_on_as_it_began(folder, monkeypatch):
    lived = history.Historian.live

    def dies_in_september(self, month):
        if month == CLOSED[-1]:
            raise KeyboardInterrupt
        lived(self, month)

    monkeypatch.setattr(history.Historian, "live", dies_in_september)
    with pytest.raises(KeyboardInterrupt):
        build(folder)
    monkeypatch.undo()
    build(folder, employers=500, seed=9)
    assert LedgerMonth.objects.filter(status=LedgerMonth.Status.CLOSED).count() == len(CLOSED)
    assert 50 < Employer.objects.exclude(unit_code="").count() <= 61
    assert User.objects.filter(username="bhxh.canbo").count() == 1


def test_no_demo_where_the_demo_is_off(folder, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        build(folder)
    assert not Employer.objects.exists()


def test_no_demo_beside_employers_that_it_did_not_make(folder):
    province = opened_province()
    employer = Employer(province=province, unit_code="TA0001A", is_demo=False)
    employer.rename("Công ty có thật")
    employer.save()
    with pytest.raises(CommandError, match="không phải mô phỏng"):
        build(folder)
    assert Employer.objects.count() == 1
