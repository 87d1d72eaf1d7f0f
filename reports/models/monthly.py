"""The monthly arrears report (000:113-123): composed from a closed version, submitted by BHXH, received by each recipient."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Province
from arrears.models import LedgerVersion
from arrears.models.ledger import SEES_BEFORE_SUBMISSION
from employers.models import Employer
from employers.models.reach import within_reach
from portal.core.periods import Month
from portal.core.scoping import ScopedQuerySet


class MonthlyReportQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """BHXH of the province sees every report; a recipient those that were sent to it."""
        if not user.may("see_employer_arrears"):
            return self.none()
        agency = user.posting.agency
        ours = self.filter(province_id=agency.province_id)
        if agency.kind_id == "social_insurance":
            return ours
        if agency.kind_id in SEES_BEFORE_SUBMISSION:
            return ours.filter(status=MonthlyReport.Status.SUBMITTED)
        return ours.filter(status=MonthlyReport.Status.SUBMITTED, receipts__agency_id=agency.pk)


class MonthlyReport(models.Model):
    """draft -> submitted. A restated month gets a new report that names its version; the old one stays (báo cáo tháng)."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Dự thảo")
        SUBMITTED = "submitted", _("Đã gửi")

    MOVES = {"draft": {"submitted"}}

    province = models.ForeignKey(Province, models.PROTECT, related_name="monthly_reports")
    version = models.OneToOneField(LedgerVersion, models.PROTECT, related_name="monthly_report")
    status = models.CharField(_("trạng thái"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    number = models.CharField(_("số, ký hiệu"), max_length=60, blank=True)
    summary = models.JSONField(default=dict)
    content_hash = models.CharField(_("mã băm nội dung"), max_length=64, blank=True)
    composed_at = models.DateTimeField(_("lập lúc"))
    submitted_at = models.DateTimeField(_("gửi lúc"), null=True)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = MonthlyReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("báo cáo tháng")
        ordering = ["-version__month", "-version__version"]

    def __str__(self) -> str:
        return f"{self.version}"

    @property
    def period(self) -> Month:
        return Month.of(self.version.month)

    @property
    def province_code(self) -> str:
        return self.province.slug


class ReportLineQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """Whole-province recipients read every line, zone board and commune their own."""
        if not user.may("see_employer_arrears"):
            return self.none()
        lines = self.filter(report__in=MonthlyReport.objects.visible_to(user))
        return within_reach(lines, user.posting.agency)


class ReportLine(models.Model):
    """One employer of one report, frozen when the report is composed; notes are frozen when it is submitted."""

    report = models.ForeignKey(MonthlyReport, models.PROTECT, related_name="lines", db_index=False)
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="+")
    place = models.PositiveIntegerField()
    unit_code = models.CharField(max_length=20)
    tax_code = models.CharField(max_length=14, blank=True)
    name = models.CharField(_("tên đơn vị"), max_length=300)
    folded = models.CharField(max_length=300)
    commune = models.ForeignKey("agencies.AdminUnit", models.PROTECT, null=True, related_name="+", db_index=False)
    zone = models.ForeignKey("employers.Zone", models.PROTECT, null=True, related_name="+", db_index=False)
    office = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+", db_index=False)
    worst = models.PositiveSmallIntegerField(_("phân loại"))
    state = models.PositiveSmallIntegerField(null=True)
    workers = models.PositiveIntegerField(_("số lao động bị nợ"))
    months = models.DecimalField(_("số tháng"), max_digits=7, decimal_places=2, null=True)
    odts = models.BigIntegerField(default=0)
    httt = models.BigIntegerField(default=0)
    bhyt = models.BigIntegerField(default=0)
    bhtn = models.BigIntegerField(default=0)
    tnld_bnn = models.BigIntegerField(default=0)
    unsplit = models.BigIntegerField(default=0)
    owed = models.BigIntegerField(_("tổng số tiền nợ"))
    charge = models.BigIntegerField(_("tiền xử lý chậm đóng, trốn đóng"), default=0)
    cause = models.CharField(_("nguyên nhân"), max_length=120, blank=True)
    solution = models.CharField(_("giải pháp thu hồi"), max_length=1000, blank=True)
    measures = models.CharField(_("biện pháp đã xử lý"), max_length=1000, blank=True)
    proposal = models.CharField(_("ý kiến đề xuất"), max_length=1000, blank=True)
    remark = models.CharField(_("ghi chú"), max_length=1000, blank=True)

    objects = ReportLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("dòng báo cáo")
        constraints = [models.UniqueConstraint(fields=["report", "employer"], name="report_line_once")]
        indexes = [models.Index(fields=["report", "place"], name="report_line_place")]

    def __str__(self) -> str:
        return self.name


class ReportReceiptQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """The sender sees who has acknowledged, a recipient its own receipt."""
        if not user.may("see_employer_arrears"):
            return self.none()
        ours = self.filter(report__province_id=user.posting.agency.province_id)
        if user.posting.agency.kind_id == "social_insurance":
            return ours
        return ours.filter(agency_id=user.posting.agency_id)


class ReportReceipt(models.Model):
    """A report sent to one agency, whole or its own rows, and when it said it had received it (tiếp nhận)."""

    class Scope(models.TextChoices):
        WHOLE = "whole", _("Toàn bộ")
        OWN = "own", _("Phần thuộc quản lý")

    report = models.ForeignKey(MonthlyReport, models.PROTECT, related_name="receipts")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="receipts")
    scope = models.CharField(_("phạm vi"), max_length=6, choices=Scope.choices)
    lines = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(_("gửi lúc"))
    acknowledged_at = models.DateTimeField(_("tiếp nhận lúc"), null=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ReportReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("tiếp nhận báo cáo")
        constraints = [models.UniqueConstraint(fields=["report", "agency"], name="receipt_once")]

    def __str__(self) -> str:
        return f"{self.report} → {self.agency}"

    @property
    def province_code(self) -> str:
        return self.report.province.slug
