"""Background work of the reports storey. A task has the name of its act and decides nothing."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from agencies.models import Agency
from arrears.models import DebtorList, Edition, LedgerVersion, Publication, PublicationNotice, UrgingBundle
from arrears.queries.publication.notices import letters_of
from arrears.services import closing
from arrears.services.publication import editions, noticing
from employers.models import LabourReview
from portal.core.acts import THE_CLOCK
from reports.models import DemandBundle, Letter, MonthlyReport
from reports.queries.demand_documents import demand_document
from reports.queries.documents import list_document, report_document
from reports.queries.edition_documents import edition_document, made_files
from reports.queries.letter_documents import letter_document
from reports.queries.official_files import document_of, place_and_day
from reports.queries.publication_documents import publication_notice_document
from reports.queries.review_documents import review_document
from reports.queries.urging_documents import urging_document
from reports.renderers.bundles import bundled, put_together
from reports.renderers.files import made_file
from reports.renderers.many import render_each
from reports.renderers.official.files import written_form
from reports.services import demand_files, demand_letters, files, letters, monthly, official, review_files, urging_files


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


def make_official_form(running, *, version: int, scope: int | None, form: str, **_context) -> dict:
    found, agency = LedgerVersion.objects.get(pk=version), Agency.objects.filter(pk=scope).first()
    dated = place_and_day(found, timezone.localdate())
    with written_form(document_of(found, agency, form, place_and_day=dated)) as path:
        kept = official.keep_official_form(found, by=running.actor, scope=agency, form=form, path=path)
    return {"file": kept.pk}


def make_letter_files(running, *, letter: int, **_context) -> dict:
    found = Letter.objects.get(pk=letter)
    for kind in ("pdf", "docx"):
        with made_file(letter_document(found), kind, running.progress) as path:
            letters.keep_letter_file(found, by=running.actor, kind=kind, path=path)
    return {"letter": found.pk}


def make_demand_files(running, *, bundle: int, **_context) -> dict:
    """The files of each letter, kept one by one so that a new start goes on where this one ended; then those of the bundle."""
    found = DemandBundle.objects.get(pk=bundle)
    _keep_letters(found, running)
    with bundled(found) as (merged, archive):
        demand_files.keep_bundle_files(found, by=running.actor, merged=merged, archive=archive)
    return {"bundle": found.pk, "letters": found.demands.count()}


def _keep_letters(found: DemandBundle, running) -> None:
    missing = found.demands.filter(docx=None).select_related("bundle__province__unit", "agency__parent")
    waiting, total = list(missing.prefetch_related("lines")), found.demands.count()
    drawn = render_each(waiting, lambda one: demand_document(one).pdf(), fonts=settings.FONTS_ROOT)
    for place, (letter, pdf) in enumerate(drawn, total - len(waiting) + 1):
        with made_file(demand_document(letter), "docx") as docx:
            demand_files.keep_demand_files(letter, by=running.actor, pdf=pdf, docx=docx)
        running.progress(place, total)


def make_urging_files(running, *, bundle: int, **_context) -> dict:
    """The files of each notice, kept one by one so that a new start goes on where this one ended; then those of the bundle."""
    found = UrgingBundle.objects.get(pk=bundle)
    _keep_notices(found, running)
    notices = list(found.notices.order_by("number").select_related("pdf", "docx"))
    with put_together(notices, title=str(found), author=notices[0].grounds["agency"]) as (merged, archive):
        urging_files.keep_urging_bundle_files(found, by=running.actor, merged=merged, archive=archive)
    return {"bundle": found.pk, "notices": len(notices)}


def _keep_notices(found: UrgingBundle, running) -> None:
    waiting = list(found.notices.filter(docx=None).select_related("bundle__province__unit").order_by("number"))
    total = found.notices.count()
    drawn = render_each(waiting, lambda one: urging_document(one).pdf(), fonts=settings.FONTS_ROOT)
    for place, (notice, pdf) in enumerate(drawn, total - len(waiting) + 1):
        with made_file(urging_document(notice), "docx") as docx:
            urging_files.keep_urging_files(notice, by=running.actor, pdf=pdf, docx=docx)
        running.progress(place, total)


def make_publication_notices(running, *, publication: int, **_context) -> dict:
    """The letters of a list on its way to the public, kept one by one so that a new start goes on where this one ended; then
    those to whom it names or would name in one file for the post."""
    found = Publication.objects.select_related("agency", "version").get(pk=publication)
    _keep_publication_notices(PublicationNotice.objects.filter(line__publication=publication), running)
    letters = list(letters_of(found).order_by("year", "number").select_related("pdf", "docx"))
    if not letters:
        return {"publication": publication}
    put = [letter.pk for letter in letters]
    with put_together(letters, title=str(found), author=found.agency.name) as (merged, archive):
        noticing.keep_all_letters(found, by=running.actor, merged=merged, archive=archive, letters=put)
    return {"publication": publication}


def _keep_publication_notices(told, running) -> None:
    related = ("line__publication__province__unit", "line__publication__unit", "line__publication__version")
    waiting = list(told.filter(docx=None).select_related(*related, "agency__parent").order_by("number"))
    total = told.count()
    drawn = render_each(waiting, lambda one: publication_notice_document(one).pdf(), fonts=settings.FONTS_ROOT)
    for place, (notice, pdf) in enumerate(drawn, total - len(waiting) + 1):
        with made_file(publication_notice_document(notice), "docx") as docx:
            noticing.keep_notice_files(notice, by=running.actor, pdf=pdf, docx=docx)
        running.progress(100 * place // total, 100)  # how many are told is nobody else's to know


def make_review_file(running, *, review: int, kind: str, **_context) -> dict:
    """The report of a labour review with the figures of now."""
    found, at = (
        LabourReview.objects.select_related("coordinator__parent", "province__unit").get(pk=review),
        timezone.now(),
    )
    with made_file(review_document(found, at=at), kind, running.progress) as path:
        kept = review_files.keep_review_file(found, by=running.actor, kind=kind, path=path, at=at)
    return {"file": kept.pk}


def make_edition_files(running, *, edition: int, **_context) -> dict:
    """The files of an edition as it stands now; a line that leaves it meanwhile has asked for others."""
    found = Edition.objects.select_related("publication__agency__parent", "publication__province").get(pk=edition)
    document = edition_document(found, running.progress)
    kept = {"revision": document.left, "files": made_files(document), "at": timezone.now()}
    return {"files": editions.keep_edition_files(found.publication, by=THE_CLOCK, **kept), "left": document.left}


@shared_task(name="reports.tasks.remind_of_demands_everywhere")
def remind_of_demands_everywhere() -> None:
    """Each agency whose letters went unanswered is told, once a bundle."""
    for agency in Agency.objects.filter(demand_bundles__status=DemandBundle.Status.ISSUED).distinct():
        demand_letters.remind_of_demands(agency, by=THE_CLOCK, on=timezone.localdate())
