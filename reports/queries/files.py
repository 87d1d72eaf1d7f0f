"""Files of a report or a list: which there are, and the work that makes one."""

from typing import Any

from django.db.models import QuerySet

from agencies.models import Agency
from arrears.models import DebtorEntry, DebtorList
from portal.core.models import Job
from reports.models import MonthlyReport, ReportFile
from reports.queries.scopes import file_scope, within

FILE_KINDS = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Told = MonthlyReport | DebtorList


def subject_of(told: Told) -> dict[str, Any]:
    """The column of ReportFile that a report or a list stands in."""
    return (
        {"report": told, "debtor_list": None}
        if isinstance(told, MonthlyReport)
        else {"report": None, "debtor_list": told}
    )


def file_of(told: Told, *, scope: Agency | None, kind: str) -> ReportFile | None:
    return files_of(told, scope=scope).get(kind)


def files_of(told: Told, *, scope: Agency | None) -> dict[str, ReportFile]:
    """The files that there are, by format."""
    found = ReportFile.objects.filter(**subject_of(told), scope_agency=scope).select_related("stored")
    return {file.format: file for file in found}


def job_key(told: Told, *, scope: Agency | None, kind: str) -> str:
    name = "report" if isinstance(told, MonthlyReport) else "list"
    return f"file:{name}:{told.pk}:{scope.pk if scope else 'all'}:{kind}"


def job_of(told: Told, *, scope: Agency | None, kind: str) -> Job | None:
    return jobs_of(told, scope=scope).get(kind)


def jobs_of(told: Told, *, scope: Agency | None) -> dict[str, Job]:
    """The work that makes the files, by format."""
    kinds = {job_key(told, scope=scope, kind=kind): kind for kind in FILE_KINDS}
    return {kinds[job.key]: job for job in Job.objects.filter(key__in=kinds)}


def rows_told(file: ReportFile) -> QuerySet:
    """The employers that stand in a kept file."""
    rows = (
        file.report.lines.all() if file.report is not None else DebtorEntry.objects.filter(debtor_list=file.debtor_list)
    )
    return within(rows, file.scope_agency)


def scope_of(user) -> Agency | None:
    """Whose file a person reads: the province's whole one, or the own agency's."""
    return file_scope(user.posting.agency)


def file_name(told: Told, *, scope: Agency | None, kind: str) -> str:
    """bao-cao-2026-10-v1.pdf, bao-cao-2026-10-v1-ubnd-09169.xlsx, no-tu-3-thang-report-2026-10-v1.pdf."""
    name = "bao-cao" if isinstance(told, MonthlyReport) else f"no-tu-{told.threshold}-thang-{told.purpose}"
    part = f"-{scope.code}" if scope else ""
    return f"{name}-{told.period}-v{told.version.version}{part}.{kind}"
