"""Official forms of a version: what each is made of, which are there, and the work that makes one."""

from dataclasses import dataclass

from agencies.models import Agency, User
from arrears.models import LedgerVersion
from portal.core.models import Job
from reports.models import OfficialForm
from reports.queries.documents import SUPERIOR
from reports.queries.official import class_sums, units_of
from reports.queries.scopes import file_scope
from reports.renderers.decree30 import Letterhead
from reports.renderers.official.b03 import B03Document
from reports.renderers.official.b04 import B04Document
from reports.renderers.pdf import DEMO_MARK

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Form = OfficialForm.Form


@dataclass(frozen=True)
class FormOffer:
    """One form for one reader: the file that is there, or the work that makes it."""

    form: str
    name: str
    label: str
    file: OfficialForm | None
    job: Job | None

    @property
    def is_under_way(self) -> bool:
        return self.file is None and self.job is not None and not self.job.is_finished


def offers_of(user: User, version: LedgerVersion) -> list[FormOffer]:
    """Every form for the reader's own scope."""
    scope = file_scope(user.posting.agency)
    files = {one.form: one for one in files_of(version, scope)}
    keys = {form: job_key(version, scope, form) for form in Form.values}
    jobs = {job.key: job for job in Job.objects.filter(key__in=keys.values())}
    return [
        FormOffer(form, sheet_name(form, scope), Form(form).label, files.get(form), jobs.get(keys[form]))
        for form in Form.values
    ]


def files_of(version: LedgerVersion, scope: Agency | None):
    return OfficialForm.objects.filter(version=version, scope_agency=scope).select_related("stored")


def job_key(version: LedgerVersion, scope: Agency | None, form: str) -> str:
    return f"form:{version.pk}:{scope.pk if scope else 'all'}:{form}"


def job_of(version: LedgerVersion, scope: Agency | None, form: str) -> Job | None:
    """The work that makes the form, whoever of the scope asked for it."""
    return Job.objects.filter(key=job_key(version, scope, form)).first()


def sheet_name(form: str, scope: Agency | None) -> str:
    """B03a-TS, B04a-TS of a local office; B03b-TS, B04b-TS of the province and of the part that one of its agencies reads."""
    return f"{form.upper()}{'a' if _is_office(scope) else 'b'}-TS"


def file_name(version: LedgerVersion, scope: Agency | None, form: str) -> str:
    part = f"-{scope.code}" if scope else ""
    return f"{sheet_name(form, scope)}-{version.period}-v{version.version}{part}.xlsx"


def _is_office(scope: Agency | None) -> bool:
    return scope is not None and scope.kind_id == "social_insurance_local"


def document_of(version: LedgerVersion, scope: Agency | None, form: str, *, place_and_day: str):
    """The form ready to be written."""
    if form == Form.B04:
        return _b04(version, scope, place_and_day)
    province = version.province
    names = Agency.objects.filter(province=province, kind="social_insurance_local", area=None).order_by("code")
    offices = [scope.name] if _is_office(scope) and scope else list(names.values_list("name", flat=True))
    return B03Document(
        form="b03a" if _is_office(scope) else "b03b",
        month=version.period,
        province=province.name[:1].lower() + province.name[1:],
        offices=offices,
        units=units_of(version, scope),
        mark=_mark(version, scope),
    )


def _b04(version: LedgerVersion, scope: Agency | None, place_and_day: str) -> B04Document:
    own = Agency.objects.filter(province=version.province, kind="social_insurance")
    office = own.as_of(version.period.last_day).first() or own.first()
    issuer = office.name if office else ""
    is_office = _is_office(scope)
    return B04Document(
        form="b04a" if is_office else "b04b",
        month=version.period,
        superior=issuer if is_office else SUPERIOR,
        issuer=scope.name if is_office and scope else issuer,
        place_and_day=place_and_day,
        sums=class_sums(version, scope),
        mark=_mark(version, scope),
    )


def _mark(version: LedgerVersion, scope: Agency | None) -> str:
    part = f"phần thuộc phạm vi quản lý của {scope.name}" if scope and not _is_office(scope) else ""
    return "; ".join(filter(None, (part, DEMO_MARK if version.province.is_demo else "")))


def place_and_day(version: LedgerVersion, on) -> str:
    place = version.province.name.removeprefix("Tỉnh ").removeprefix("Thành phố ")
    return Letterhead("", "", "", place, "", on).date_line
