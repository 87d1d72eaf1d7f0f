"""Background work of the reports storey. A task has the name of its act and decides nothing."""

from django.utils import timezone

from agencies.models import Agency
from arrears.models import DebtorList, LedgerVersion
from arrears.services import closing
from reports.models import Letter, MonthlyReport
from reports.queries.documents import list_document, report_document
from reports.queries.letter_documents import letter_document
from reports.renderers.files import made_file
from reports.services import files, letters, monthly


def compose_monthly_report(running, *, version: int, **_context) -> dict:
    """The last of the four jobs of a closing: what is missing before it first, and the month is closed after it."""
    by, at = running.actor, timezone.now()
    found = closing.advance_closing(LedgerVersion.objects.get(pk=version), by=by, at=at, until="list")
    report = monthly.compose_monthly_report(found, by=by, at=at)
    closing.finish_closing(found, by=by, at=at)
    return {"report": report.pk}


def make_report_file(running, *, told: int, scope: int | None, kind: str, **_context) -> dict:
    report, agency = MonthlyReport.objects.get(pk=told), Agency.objects.filter(pk=scope).first()
    with made_file(report_document(report, agency), kind, running.progress) as path:
        kept = files.keep_report_file(report, by=running.actor, scope=agency, kind=kind, path=path)
    return {"file": kept.pk}


def make_list_file(running, *, told: int, scope: int | None, kind: str, **_context) -> dict:
    listed, agency = DebtorList.objects.get(pk=told), Agency.objects.filter(pk=scope).first()
    with made_file(list_document(listed, agency), kind, running.progress) as path:
        kept = files.keep_report_file(listed, by=running.actor, scope=agency, kind=kind, path=path)
    return {"file": kept.pk}


def make_letter_files(running, *, letter: int, **_context) -> dict:
    found = Letter.objects.get(pk=letter)
    for kind in ("pdf", "docx"):
        with made_file(letter_document(found), kind, running.progress) as path:
            letters.keep_letter_file(found, by=running.actor, kind=kind, path=path)
    return {"letter": found.pk}
