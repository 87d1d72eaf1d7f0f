"""The documents of urging: a notice as it is printed, kept files, forms B10a-TS and B10b-TS written from the portal's data."""

import tempfile
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arrears.models import LedgerVersion, UrgingBundle, UrgingNotice
from arrears.queries.shown import months_for, stamp_of
from arrears.queries.urging import speaking_b10
from arrears.views.urging import refuse_strangers, tabs
from portal.core import audit
from portal.core.files import location
from portal.core.periods import Month
from portal.core.scoping import get_visible_or_404
from reports.queries import b10 as questions
from reports.queries.documents import SUPERIOR
from reports.queries.urging_documents import urging_document
from reports.renderers.decree30 import Letterhead
from reports.renderers.official.b10 import B10Form, write_b10a, write_b10b
from reports.renderers.pdf import DEMO_MARK
from reports.renderers.screen import screen_css

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _notice(request, pk) -> UrgingNotice:
    related = ("bundle__province__unit", "agency", "employer", "pdf", "docx")
    own = {"pk": pk, "origin": UrgingNotice.Origin.PORTAL}
    return get_visible_or_404(UrgingNotice.objects.select_related(*related), request.user, **own)


@require_safe
def text(request, pk):
    """The notice as it is printed, in a window of its own."""
    document = urging_document(_notice(request, pk))
    context = {"document": document.letter, "is_demo": document.is_demo, "css": screen_css()}
    return render(request, "reports/monthly/letter.html", context)


def _taken(request, stored, subject):
    if stored is None:
        raise Http404
    audit.exported("urging_file", by=request.user, subject=subject, sha256=stored.sha256, file=stored.name)
    return FileResponse(
        location(stored).open("rb"), as_attachment=True, filename=stored.name, content_type=stored.content_type
    )


@require_safe
def download(request, pk, kind):
    """The kept file; whoever takes it is written down."""
    found = _notice(request, pk)
    return _taken(request, {"pdf": found.pdf, "docx": found.docx}.get(kind), found)


@require_safe
def download_all(request, pk, kind):
    """All notices of a bundle in one PDF, or in a ZIP."""
    found = get_visible_or_404(UrgingBundle.objects.select_related("merged", "archive"), request.user, pk=pk)
    return _taken(request, {"pdf": found.merged, "zip": found.archive}.get(kind), found)


# --- Forms B10 -------------------------------------------------------------------------------------------------------


def _version_or_404(request, month: Month) -> LedgerVersion:
    """The newest closed version of the month that the reader sees."""
    refuse_strangers(request)
    closed = LedgerVersion.objects.visible_to(request.user).newest_of(month).select_related("province__unit").first()
    if closed is None:
        raise Http404
    return closed


@require_safe
def b10(request):
    """Results of urging by office, for a month that is closed, with the forms to take away."""
    refuse_strangers(request)
    months = months_for(request.user, rebuilt=set())
    asked = request.GET.get("month", "")
    month = next((one for one in months if str(one) == asked), months[0] if months else None)
    context = {"title": _("Mẫu B10: kết quả đôn đốc"), "tabs": tabs("b10-forms"), "month": month}
    if month is not None:
        version = _version_or_404(request, month)
        offices = questions.offices_of(request.user, version)
        context |= {
            "title": _("Mẫu B10: kết quả đôn đốc tháng %(month)s") % {"month": month.label},
            "months": [(str(one), one.label, one == month) for one in months],
            "stamp": stamp_of(version),
            "offices": offices,
            "sums": _sums(offices),
            "files": speaking_b10(version.province, month).count(),
            "is_whole": request.user.posting.agency.kind_id == "social_insurance",
        }
        audit.read("b10", by=request.user, month=str(month), version=version.version)
    return render(request, "reports/urging/b10.html", context)


def _sums(offices) -> list[int]:
    return [sum(column) for column in zip(*(office.counts for office in offices), strict=True)]


def _form(version: LedgerVersion, superior: str, issuer: str) -> B10Form:
    place = version.province.unit.name.removeprefix("Tỉnh ").removeprefix("Thành phố ")
    dated = Letterhead("", "", "", place, "", timezone.localdate()).date_line
    return B10Form(superior, issuer, version.period, dated, DEMO_MARK if settings.DEMO else "")


@require_safe
def b10b(request, month: Month):
    """Form B10b of the province."""
    version = _version_or_404(request, month)
    if request.user.posting.agency.kind_id != "social_insurance":
        raise Http404
    offices = questions.offices_of(request.user, version)
    form = _form(version, SUPERIOR, questions.sender_of(version))
    return _made(request, f"B10b-TS-{month}.xlsx", version, lambda path: write_b10b(form, offices, to=path))


@require_safe
def b10a(request, month: Month, code: str):
    """Form B10a of an office."""
    version = _version_or_404(request, month)
    office = questions.office_named(request.user, code)
    if office is None:
        raise Http404
    form = _form(version, questions.sender_of(version), office.name_on(version.period.last_day))
    units = questions.units_of(request.user, version, office)
    return _made(request, f"B10a-TS-{code}-{month}.xlsx", version, lambda path: write_b10a(form, units, to=path))


def _made(request, name: str, version: LedgerVersion, write) -> FileResponse:
    """A workbook made for this answer; the folder is gone once it is open."""
    with tempfile.TemporaryDirectory(prefix="b10-") as folder:
        path = Path(folder) / "b10.xlsx"
        rows = write(path)
        audit.exported("b10", by=request.user, month=str(version.period), version=version.version, rows=rows, file=name)
        return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=XLSX)
