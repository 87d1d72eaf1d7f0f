"""What waits for a person in the reports storey: reports to acknowledge, drafts to submit. Asked by the boards."""

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from reports.models import MonthlyReport, ReportLine, ReportReceipt
from reports.queries.scopes import reads_part


def unread_receipts(user) -> QuerySet:
    """Reports sent to the own agency that nobody there has acknowledged."""
    if not user.may("acknowledge_monthly_report"):
        return ReportReceipt.objects.none()
    mine = ReportReceipt.objects.visible_to(user).filter(agency_id=user.posting.agency_id, acknowledged_at=None)
    return mine.select_related("report__version", "report__province").order_by("-sent_at")


def drafts_to_submit(user) -> QuerySet:
    """Drafts of the newest versions, for those who may submit them."""
    if not user.may("submit_monthly_report"):
        return MonthlyReport.objects.none()
    drafts = MonthlyReport.objects.visible_to(user).filter(status=MonthlyReport.Status.DRAFT)
    newer = MonthlyReport.objects.filter(
        province=OuterRef("province"), version__month=OuterRef("version__month")
    ).order_by("-version__version")
    return drafts.filter(pk=Subquery(newer.values("pk")[:1])).select_related("version")


def listed_reports(user) -> QuerySet:
    """Reports this person may read, each with its receipts counted and the own agency's one."""
    if user.posting is None:
        return MonthlyReport.objects.none()
    mine = ReportReceipt.objects.filter(report=OuterRef("pk"), agency_id=user.posting.agency_id)
    return (
        MonthlyReport.objects.visible_to(user)
        .select_related("version", "province")
        .annotate(
            sent=Count("receipts"),
            acknowledged=Count("receipts", filter=Q(receipts__acknowledged_at__isnull=False)),
            is_sent_to_us=Subquery(mine.values("sent_at")[:1]),
            acknowledged_by_us=Subquery(mine.values("acknowledged_at")[:1]),
            own_lines=_own_lines(user),
        )
    )


def _own_lines(user):
    """How many lines concern an agency that reads its own part only; NULL for readers of the whole."""
    if not reads_part(user.posting.agency):
        return Value(None, output_field=IntegerField())
    lines = ReportLine.objects.visible_to(user).filter(report=OuterRef("pk")).order_by().values("report")
    return Coalesce(Subquery(lines.annotate(n=Count("pk")).values("n")), 0)
