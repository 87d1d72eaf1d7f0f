"""Files of reports and lists: asked for by a person, made by a worker, kept with their hash, never changed."""

from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from agencies.models import Agency, User
from arrears.models import DebtorList
from portal.core import files, jobs
from portal.core.acts import NotPossible, act
from portal.core.models import Job
from reports import permissions
from reports.models import MonthlyReport, ReportFile
from reports.queries.files import FILE_KINDS, Told, file_name, file_of, job_key, scope_of, subject_of
from reports.queries.scopes import WHOLE


@act(may=permissions.ask_for_report_file)
def ask_for_report_file(told: Told, *, by, scope: Agency | None, kind: str) -> Job:
    """Put the making of a file on the list, once per report or list, scope and format; a failed one is tried anew."""
    if kind not in FILE_KINDS:
        raise ValidationError(_("Không có định dạng tệp «%(kind)s».") % {"kind": kind})
    if isinstance(told, MonthlyReport) and told.status != MonthlyReport.Status.SUBMITTED:
        raise NotPossible(_("Báo cáo còn là dự thảo; tệp chính thức được lập khi gửi báo cáo."))
    if isinstance(by, User) and by.posting.agency.kind_id not in WHOLE and scope != scope_of(by):
        raise PermissionDenied("Only the own scope's file.")
    title = _("Lập danh sách đơn vị nợ") if isinstance(told, DebtorList) else _("Lập tệp báo cáo tháng")
    work = {
        "key": job_key(told, scope=scope, kind=kind),
        "title": f"{title} {told.period.label} ({kind.upper()})",
        "by": by,
        "told": told.pk,
        "scope": scope.pk if scope else None,
        "kind": kind,
    }
    task = "reports.tasks.make_list_file" if isinstance(told, DebtorList) else "reports.tasks.make_report_file"
    job = jobs.later(task, **work)
    return jobs.later(task, again=True, **work) if job.state == Job.State.FAILED else job


@act(may=permissions.keep_report_file)
def keep_report_file(told: Told, *, by, scope: Agency | None, kind: str, path: Path) -> ReportFile:
    """Keep a rendered file with its hash. Where it is kept already, that one stays."""
    if known := file_of(told, scope=scope, kind=kind):
        return known
    stored = files.keep_path(
        path,
        name=file_name(told, scope=scope, kind=kind),
        content_type=FILE_KINDS[kind],
        province_code=told.province_code,
    )
    return ReportFile.objects.create(
        province_id=told.province_id, **subject_of(told), scope_agency=scope, format=kind, stored=stored
    )
