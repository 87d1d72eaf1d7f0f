"""Official forms as workbooks: asked for by a person, made by a worker, kept with their hash, never changed."""

from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from agencies.models import Agency, User
from arrears.models import LedgerVersion
from portal.core import files, jobs
from portal.core.acts import NotPossible, act
from portal.core.models import Job
from reports import permissions
from reports.models import OfficialForm
from reports.queries.official_files import XLSX, file_name, files_of, job_key, sheet_name
from reports.queries.scopes import WHOLE, file_scope


@act(may=permissions.ask_for_official_form)
def ask_for_official_form(version: LedgerVersion, *, by, scope: Agency | None, form: str) -> Job:
    """Put the making of a form on the list, once per version, scope and form; a failed one is tried anew."""
    if form not in OfficialForm.Form.values:
        raise ValidationError(_("Không có mẫu «%(form)s».") % {"form": form})
    if version.frozen_at is None:
        raise NotPossible(_("Tháng chưa khóa sổ, chưa lập được biểu mẫu."))
    if isinstance(by, User) and by.posting.agency.kind_id not in WHOLE and scope != file_scope(by.posting.agency):
        raise PermissionDenied("Only the own scope's form.")
    told = {"form": sheet_name(form, scope), "month": version.period.label}
    work = {
        "key": job_key(version, scope, form),
        "title": _("Lập mẫu %(form)s tháng %(month)s") % told,
        "by": by,
        "version": version.pk,
        "scope": scope.pk if scope else None,
        "form": form,
        "province_code": version.province_code,
    }
    job = jobs.later("reports.tasks.make_official_form", **work)
    is_failed = job.state == Job.State.FAILED
    return jobs.later("reports.tasks.make_official_form", again=True, **work) if is_failed else job


@act(may=permissions.ask_for_official_form)
def keep_official_form(version: LedgerVersion, *, by, scope: Agency | None, form: str, path: Path) -> OfficialForm:
    """Keep a written form with its hash. Where it is kept already, that one stays."""
    if known := files_of(version, scope).filter(form=form).first():
        return known
    stored = files.keep_path(
        path, name=file_name(version, scope, form), content_type=XLSX, province_code=version.province_code
    )
    return OfficialForm.objects.create(
        province_id=version.province_id, version=version, form=form, scope_agency=scope, stored=stored
    )
