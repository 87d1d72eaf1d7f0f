"""What the page of one report shows to one person: own figures, own receipt, the files of the own scope."""

from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from arrears.queries.shown import stamp_of
from portal.core.figures import Stamp, moment_text
from portal.core.models import Job
from reports.models import MonthlyReport, ReportFile, ReportLine, ReportReceipt
from reports.queries.documents import REPORT_SYMBOL, scope_name, source_words, told_figures
from reports.queries.files import FILE_KINDS, Told, files_of, jobs_of, scope_of
from reports.rules import Figures

SHOWN_LINES, SHOWN_RECEIPTS = 10, 12


@dataclass(frozen=True)
class FileOffer:
    """One format of a report or a list for this person: the file that is there, or the work that makes it."""

    kind: str
    file: ReportFile | None
    job: Job | None

    @property
    def is_under_way(self) -> bool:
        return self.file is None and self.job is not None and not self.job.is_finished


@dataclass(frozen=True)
class ReportPage:
    """A report as one person sees it."""

    report: MonthlyReport
    now: Figures
    before: Figures | None
    stamp: Stamp
    lines: QuerySet
    receipt: ReportReceipt | None
    receipts: list[ReportReceipt]
    files: list[FileOffer]
    scope_name: str

    @property
    def first_lines(self) -> QuerySet:
        return self.lines.select_related("commune").order_by("place")[:SHOWN_LINES]

    @property
    def first_receipts(self) -> list[ReportReceipt]:
        """Those who receive the whole report, then those who have not acknowledged."""
        return self.receipts[:SHOWN_RECEIPTS]

    @property
    def acknowledged(self) -> int:
        return sum(receipt.acknowledged_at is not None for receipt in self.receipts)

    @property
    def is_draft(self) -> bool:
        return self.report.status == MonthlyReport.Status.DRAFT


def report_page(report: MonthlyReport, user) -> ReportPage:
    """All that the page of a report shows."""
    scope = scope_of(user)
    now, before = told_figures(report, scope)
    receipts = ReportReceipt.objects.visible_to(user).filter(report=report).select_related("agency", "acknowledged_by")
    shown = list(receipts.order_by("-scope", F("acknowledged_at").asc(nulls_first=True), "agency__code"))
    return ReportPage(
        report=report,
        now=now,
        before=before,
        stamp=stamp_of(report.version),
        lines=ReportLine.objects.visible_to(user).filter(report=report),
        receipt=next((receipt for receipt in shown if receipt.agency_id == user.posting.agency_id), None),
        receipts=shown,
        files=file_offers(report, user),
        scope_name=scope_name(scope),
    )


def file_offers(told: Told, user) -> list[FileOffer]:
    """Each format for the person's own scope; none for those who may not take files away."""
    if not user.may("export_employer_arrears"):
        return []
    scope = scope_of(user)
    files, jobs = files_of(told, scope=scope), jobs_of(told, scope=scope)
    return [FileOffer(kind, files.get(kind), jobs.get(kind)) for kind in FILE_KINDS]


def facts_of(page: ReportPage) -> list[tuple[str, object]]:
    """What the report rests on, in pairs."""
    report, version = page.report, page.report.version
    facts = [
        (_("Phiên bản"), version.version),
        (_("Khóa sổ lúc"), moment_text(version.closed_at)),
        (_("Nguồn"), "; ".join(source_words(version))),
        (_("Lập lúc"), moment_text(report.composed_at)),
    ]
    if report.submitted_at:
        facts += [
            (_("Số báo cáo"), f"{report.number}/{REPORT_SYMBOL}"),
            (_("Gửi lúc"), moment_text(report.submitted_at)),
            (_("Người gửi"), report.submitted_by or _("Người vận hành máy chủ")),
            (_("Mã băm nội dung"), report.content_hash[:16] + "…"),
        ]
    return facts
