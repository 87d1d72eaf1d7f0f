"""The documents made of a month: the report and the debtor list, of the province or of one agency's part."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet
from django.utils.timezone import localtime

from agencies.models import Agency, Province, User
from agencies.models.settings import setting
from arrears.models import DebtorEntry, DebtorList, LedgerVersion
from arrears.queries.shown import FORM_NAMES
from portal.core.models import ImportBatch
from reports.models import MonthlyReport
from reports.queries.figures import causes_of, figures_of, previous_version
from reports.queries.recipients import recipients
from reports.queries.scopes import reads_part, within
from reports.renderers import arrears_report, debtor_list, sheets
from reports.renderers.arrears_report import ReportContent
from reports.renderers.debtor_list import ListContent
from reports.renderers.decree30 import Letterhead, OfficialDocument, Signature, shortest_date
from reports.renderers.pdf import PdfDocument
from reports.renderers.workbook import SheetDocument
from reports.rules import Figures, signing_offices

SUPERIOR = "Bảo hiểm xã hội Việt Nam"
REPORT_SYMBOL, LIST_SYMBOL = "BC-BHXH", "DS-BHXH"
KEPT_AT = "Lưu: VT, QLT"
UNSIGNED = Signature(("Giám đốc",))


@dataclass(frozen=True)
class ReportDocument:
    """A report ready to be drawn, as the letter, as a PDF and as a workbook."""

    letter: OfficialDocument
    content: ReportContent
    lines: QuerySet
    is_demo: bool

    def pdf(self) -> PdfDocument:
        head = self.letter.letterhead
        annex = arrears_report.annex(self.content, head, self.lines)
        return PdfDocument(self.letter.title, head.issuer, self.letter.html(), annex, self.is_demo)

    def workbook(self) -> SheetDocument:
        return sheets.report_sheet(self.content, self.letter, self.lines, is_demo=self.is_demo)


@dataclass(frozen=True)
class ListDocument:
    """A debtor list ready to be drawn."""

    content: ListContent
    head: Letterhead
    entries: QuerySet
    copies: tuple[str, ...]
    is_demo: bool

    def pdf(self) -> PdfDocument:
        table = debtor_list.table(self.content, self.head, self.entries, recipients=self.copies, signature=UNSIGNED)
        return PdfDocument(self.content.title, self.head.issuer, annex=table, is_demo=self.is_demo)

    def workbook(self) -> SheetDocument:
        frame = {"recipients": self.copies, "signature": UNSIGNED}
        return sheets.list_sheet(self.content, self.head, self.entries, is_demo=self.is_demo, **frame)


def report_document(report: MonthlyReport, scope: Agency | None = None) -> ReportDocument:
    """The whole report, or the extract of one agency."""
    province = report.province
    told_on = _told_on(report)
    found = recipients(province, on=told_on)
    lines = within(report.lines.all(), scope).select_related("commune").order_by("place")
    content = _content(report, scope, lines, told_on)
    head = _letterhead(
        province, REPORT_SYMBOL, report.number, localtime(report.submitted_at).date() if report.submitted_at else None
    )
    extract = scope is not None and reads_part(scope)
    letter = arrears_report.letter(
        content,
        head,
        addressees=(scope.name,) if extract else found.addressees,
        recipients=("Như kính gửi", *(() if extract else found.copies), KEPT_AT),
        signature=_signature(report),
        is_draft=report.status == MonthlyReport.Status.DRAFT,
    )
    return ReportDocument(letter, content, lines, province.is_demo)


def list_document(listed: DebtorList, scope: Agency | None = None) -> ListDocument:
    """The debtor list of the province, or the part of one agency."""
    version, province = listed.version, listed.province
    content = ListContent(
        month=listed.period,
        version=version.version,
        closed_on=localtime(version.closed_at).date(),
        sources=source_words(version),
        threshold=listed.threshold,
        purpose=listed.get_purpose_display(),
        territory=_inside(province.name),
        scope=scope_name(scope),
    )
    entries = within(DebtorEntry.objects.filter(debtor_list=listed), scope).select_related("commune").order_by("place")
    found = recipients(province, on=localtime(version.closed_at).date())
    copies = (content.scope,) if content.scope else (*found.addressees, *found.copies)
    head = _letterhead(province, LIST_SYMBOL, "", None)
    return ListDocument(content, head, entries, (*copies, KEPT_AT), province.is_demo)


def source_words(version: LedgerVersion) -> tuple[str, ...]:
    """The files that a version was made of, by form: one by its name, many by their number, with the days they came."""
    days = {
        batch: localtime(at).date()
        for batch, at in ImportBatch.objects.filter(
            pk__in=[source["batch"] for source in version.sources], applied_at__isnull=False
        ).values_list("pk", "applied_at")
    }
    forms: dict[str, list[Mapping]] = {}
    for source in version.sources:
        forms.setdefault(FORM_NAMES.get(source["form"], source["form"].upper()), []).append(source)
    said = (_sources_of_form(form, sources, days) for form, sources in sorted(forms.items()))
    return tuple(said) or ("không ghi",)


def _sources_of_form(form: str, sources: list[Mapping], days: Mapping[int, date]) -> str:
    told = [f"tệp {sources[0]['name']}" if len(sources) == 1 else f"{len(sources)} tệp"]
    came = sorted({days[source["batch"]] for source in sources if source["batch"] in days})
    if came:
        told.append("ghi nhận " + (f"ngày {shortest_date(came[0])}" if len(came) == 1 else _span(came)))
    return f"{form} ({', '.join(told)})"


def _span(days: list[date]) -> str:
    return f"từ ngày {shortest_date(days[0])} đến ngày {shortest_date(days[-1])}"


def _told_on(report: MonthlyReport) -> date:
    """The day whose settings and agencies count: of submission, while a draft of composing."""
    return localtime(report.submitted_at or report.composed_at).date()


def _content(report: MonthlyReport, scope: Agency | None, lines: QuerySet, told_on: date) -> ReportContent:
    version, province = report.version, report.province
    now, before = told_figures(report, scope)
    return ReportContent(
        month=report.period,
        version=version.version,
        closed_on=localtime(version.closed_at).date(),
        reason=version.reason if version.version > 1 else "",
        sources=source_words(version),
        legal_basis=setting(province, "monthly_report.legal_basis", on=told_on),
        issuer=_issuer(province),
        territory=_inside(province.name),
        now=now,
        before=before,
        causes=tuple(causes_of(lines)[:6]),
        scope=scope_name(scope),
    )


def scope_name(scope: Agency | None) -> str:
    """The agency whose part is shown; empty for the whole province."""
    return scope.name if scope is not None and reads_part(scope) else ""


def told_figures(report: MonthlyReport, scope: Agency | None) -> tuple[Figures, Figures | None]:
    """The province's as frozen with the report; a part's read again from the versions, which do not change either."""
    if scope is None or not reads_part(scope):
        kept, before = report.summary["now"], report.summary.get("before")
        now = Figures.from_json(kept)
        return now, Figures.from_json(before) if before else None
    previous = previous_version(report.version, told_at=report.submitted_at or report.composed_at)
    return figures_of(report.version, scope), replace(figures_of(previous, scope)) if previous else None


def _letterhead(province: Province, symbol: str, number: str, on: date | None) -> Letterhead:
    return Letterhead(SUPERIOR, _issuer(province), symbol, _short(province.name), number, on)


def _issuer(province: Province) -> str:
    return (
        Agency.objects.filter(province=province, kind="social_insurance", area=None)
        .order_by("pk")
        .values_list("name", flat=True)[0]
    )


def _short(name: str) -> str:
    return name.removeprefix("Tỉnh ").removeprefix("Thành phố ")


def _inside(name: str) -> str:
    return name[:1].lower() + name[1:]


def _signature(report: MonthlyReport) -> Signature:
    """Of the person who submitted, in the post held that day."""
    if report.submitted_by is None or report.submitted_at is None:
        return UNSIGNED
    signer: User = report.submitted_by
    posts = signer.posts.filter(valid_from__lte=localtime(report.submitted_at).date()).order_by("-valid_from", "-pk")
    title = posts.values_list("title", flat=True).first() or ""
    return Signature(signing_offices(title), signer.full_name)
