"""The monthly report: composed when a month closes, submitted by BHXH, acknowledged by each recipient (000:113-123)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Agency, User
from agencies.queries.obligations import insurance_owing
from agencies.services.fulfilment import fulfil_by_execution
from arrears.models import LedgerVersion
from arrears.queries.measures import in_a_line, measures_of
from portal.core import sql
from portal.core.acts import NotPossible, act
from portal.core.notifications import tell
from reports import permissions
from reports.models import MonthlyReport, ReportReceipt
from reports.queries.contents import content_hash
from reports.queries.figures import figures_of, previous_version
from reports.queries.files import FILE_KINDS
from reports.queries.recipients import recipients
from reports.queries.scopes import file_scope, reads_part, within
from reports.services.files import ask_for_report_file


@act(may=permissions.compose_monthly_report)
def compose_monthly_report(version: LedgerVersion, *, by, at: datetime) -> MonthlyReport:
    """Draft the report of a closed version: figures and lines are frozen here. Asked again, it changes nothing."""
    if version.frozen_at is None:
        raise NotPossible(_("Tháng chưa khóa sổ, chưa lập được báo cáo."))
    report = MonthlyReport.objects.filter(version=version).first()
    if report is None:
        before = previous_version(version)
        summary = {
            "now": figures_of(version).to_json(),
            "before": figures_of(before).to_json() if before else None,
        }
        report = MonthlyReport.objects.create(
            province_id=version.province_id, version=version, summary=summary, composed_at=at
        )
        place = {"province": version.province_id, "month": version.month, "version": version.version}
        sql.execute("reports", "report_lines", {"report": report.pk, **place})
        _carry_notes(report)
    if version.reported_at is None:
        version.reported_at = at
        version.save(update_fields=["reported_at"])
    return report


@act(may=permissions.refresh_report_notes)
def refresh_report_notes(report: MonthlyReport, *, by) -> int:
    """Bring the causes, measures and proposals noted since into a draft. Returns how many lines changed."""
    _refuse_unless_draft(report)
    return _carry_notes(report)


@act(may=permissions.submit_monthly_report)
def submit_monthly_report(report: MonthlyReport, *, by, at: datetime, on: date, number: str) -> MonthlyReport:
    """Send the report under its number: notes are frozen, recipients get receipts, the version opens to them."""
    _refuse_unless_draft(report)
    if not (number := number.strip()) or len(number) > 20:
        raise ValidationError(_("Hãy ghi số của báo cáo, không quá 20 ký tự."))
    version = report.version
    if LedgerVersion.objects.filter(
        province_id=version.province_id, month=version.month, version__gt=version.version, closed_at__isnull=False
    ).exists():
        raise NotPossible(_("Tháng này đã có phiên bản mới hơn; hãy gửi báo cáo của phiên bản đó."))
    _carry_notes(report)
    report.status, report.number, report.submitted_at = MonthlyReport.Status.SUBMITTED, number, at
    report.submitted_by = by if isinstance(by, User) else None
    report.content_hash = content_hash(report)
    report.save(update_fields=["status", "number", "submitted_at", "submitted_by", "content_hash"])
    version.submitted_at = at
    version.save(update_fields=["submitted_at"])
    _send(report, by=by, at=at, on=on)
    for thing in ("monthly_arrears_report", "arrears_classification"):
        for agency in insurance_owing(report.province, thing, on):
            _fulfil(agency, report, thing, by=by, at=at)
    return report


@act(may=permissions.acknowledge_monthly_report)
def acknowledge_monthly_report(receipt: ReportReceipt, *, by, at: datetime) -> ReportReceipt:
    """Say for one's agency that the report has been received."""
    if receipt.acknowledged_at is not None:
        raise NotPossible(
            _("%(person)s đã xác nhận tiếp nhận báo cáo này.") % {"person": receipt.acknowledged_by.full_name}
        )
    receipt.acknowledged_at, receipt.acknowledged_by = at, by
    receipt.save(update_fields=["acknowledged_at", "acknowledged_by"])
    return receipt


def _refuse_unless_draft(report: MonthlyReport) -> None:
    if report.status != MonthlyReport.Status.DRAFT:
        raise NotPossible(_("Báo cáo này đã gửi và không đổi được nữa."))


def _carry_notes(report: MonthlyReport) -> int:
    """What BHXH noted, and before it the measures that the rooms of the portal tell had been taken by the month's end."""
    employers = list(report.lines.values_list("employer_id", flat=True))
    told = measures_of(employers, until=report.period.last_day)
    facts = {"employers": list(told), "told": [in_a_line(measures) for measures in told.values()]}
    return sql.execute("reports", "report_notes", {"report": report.pk, "month": report.version.month, **facts})


def _send(report: MonthlyReport, *, by, at: datetime, on: date) -> None:
    """Receipts, one line for each person concerned, and the files that several will want at once."""
    found = recipients(report.province, on=on)
    receipts = [
        ReportReceipt(
            report=report,
            agency=agency,
            scope=ReportReceipt.Scope.OWN if reads_part(agency) else ReportReceipt.Scope.WHOLE,
            lines=within(report.lines.all(), agency).count(),
            sent_at=at,
        )
        for agency in (*found.whole, *found.own)
    ]
    ReportReceipt.objects.bulk_create(receipts)
    _tell(report, [receipt.agency for receipt in receipts], on)
    for scope in {file_scope(agency) for agency in found.whole} | {None}:
        for kind in FILE_KINDS:
            ask_for_report_file(report, by=by, scope=scope, kind=kind)


def _fulfil(agency: Agency, report: MonthlyReport, thing: str, *, by, at: datetime) -> None:
    """The report itself does the duty to report each month, and its notes the one to review each debtor (000:113-127)."""
    told = {"month": report.period.label, "number": report.number}
    fulfil_by_execution(
        agency,
        by=by,
        thing=thing,
        on_period=report.period,
        at=at,
        label=_("Báo cáo thu nộp tháng %(month)s (số %(number)s)") % told,
        url=reverse("monthly-report", args=[report.pk]),
    )


def _tell(report: MonthlyReport, agencies: Iterable[Agency], on: date) -> None:
    people = User.objects.holding(on, agencies=agencies, power="see_employer_arrears")
    month = {"month": report.period.label, "number": report.number}
    tell(
        people,
        key=f"monthly-report:{report.pk}",
        text=_("Báo cáo thu nộp tháng %(month)s (số %(number)s) đã gửi đến cơ quan của ông/bà.") % month,
        url=reverse("monthly-report", args=[report.pk]),
    )
