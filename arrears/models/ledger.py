"""The ledger: a month of a province, its closed versions, and one row per employer, month and version.

Version 0 is the open month's provisional row, rebuilt from the applied files; versions 1, 2, … are closed and the
database refuses to change them. Everything shown names the version it read, so any past figure reproduces.
"""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from agencies.models import AdminUnit, Agency, Province
from arrears.models.fund_columns import dong, dong_or_unknown, month_or_unknown, with_fund_columns
from employers.models import Employer, Zone
from employers.models.reach import within_reach
from portal.core.money import FUNDS
from portal.core.periods import Month
from portal.core.scoping import ScopedQuerySet

PROVISIONAL = 0
SEES_BEFORE_SUBMISSION = frozenset({"social_insurance", "social_insurance_local"})


class LedgerMonthQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """Which months are open, closing or restated is BHXH's own business; the others are told by submitted reports."""
        agency = user.posting.agency
        if not user.may("see_employer_arrears") or agency.kind_id not in SEES_BEFORE_SUBMISSION:
            return self.none()
        return self.filter(province_id=agency.province_id)


class LedgerMonth(models.Model):
    """One month of one province's ledger (tháng sổ): open -> closing -> closed; a restatement opens it again."""

    class Status(models.TextChoices):
        OPEN = "open", _("Đang mở")
        CLOSING = "closing", _("Đang khóa sổ")
        CLOSED = "closed", _("Đã khóa sổ")
        RESTATING = "restating", _("Đang điều chỉnh")

    MOVES = {
        "open": {"closing"},
        "closing": {"closed"},
        "closed": {"restating"},
        "restating": {"closing", "closed"},
    }

    province = models.ForeignKey(Province, models.PROTECT, related_name="ledger_months")
    month = models.DateField(_("tháng"))
    status = models.CharField(_("trạng thái"), max_length=10, choices=Status.choices, default=Status.OPEN)
    version = models.PositiveSmallIntegerField(_("phiên bản đã khóa"), default=0)
    reason = models.CharField(_("lý do điều chỉnh"), max_length=300, blank=True)
    rebuilt_at = models.DateTimeField(_("tính lúc"), null=True)
    rolled_up_at = models.DateTimeField(_("tổng hợp lúc"), null=True)
    findings = models.JSONField(default=dict)

    objects = LedgerMonthQuerySet.as_manager()

    class Meta:
        verbose_name = _("tháng sổ")
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(fields=["province", "month"], name="ledger_month_once"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="ledger_month_first_day"),
        ]

    def __str__(self) -> str:
        return f"{self.province} {self.month:%m/%Y}"

    @property
    def period(self) -> Month:
        return Month.of(self.month)

    @property
    def province_code(self) -> str:
        return self.province.slug


class LedgerVersionQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """BHXH sees a version when it is closed, everyone else entitled when its report has been submitted."""
        if not user.may("see_employer_arrears"):
            return self.none()
        ours = self.filter(province_id=user.posting.agency.province_id).exclude(frozen_at=None)
        if user.posting.agency.kind_id in SEES_BEFORE_SUBMISSION:
            return ours
        return ours.exclude(submitted_at=None)

    def newest_of_each_month(self):
        """Of those that are closed, with all their rows, the newest version of each month, oldest month first."""
        return self.exclude(frozen_at=None).order_by("month", "-version").distinct("month")

    def newest_of(self, month: Month):
        return self.filter(month=month.first_day).order_by("-version")


class LedgerVersion(models.Model):
    """A closed version of a month (phiên bản khóa sổ). Its rows never change; frozen_at says they are all there."""

    UNREMEMBERED = ("employers", "owing", "missing")  # the auditor reads acts, not figures

    province = models.ForeignKey(Province, models.PROTECT, related_name="versions")
    month = models.DateField(_("tháng"))
    version = models.PositiveSmallIntegerField(_("phiên bản"))
    reason = models.CharField(_("lý do"), max_length=300, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("khóa lúc"))
    sources = models.JSONField(_("nguồn"), default=list)
    frozen_at = models.DateTimeField(null=True)
    rolled_up_at = models.DateTimeField(null=True)
    listed_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(_("gửi báo cáo lúc"), null=True)
    employers = models.PositiveIntegerField(default=0)
    owing = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(_("có ở lần khóa trước, vắng tháng này"), default=0)
    totals = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64, blank=True)

    objects = LedgerVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("phiên bản khóa sổ")
        ordering = ["-month", "-version"]
        constraints = [models.UniqueConstraint(fields=["province", "month", "version"], name="ledger_version_once")]

    def __str__(self) -> str:
        return f"{self.province} {self.month:%m/%Y} v{self.version}"

    @property
    def period(self) -> Month:
        return Month.of(self.month)

    @property
    def province_code(self) -> str:
        return self.province.slug


class LedgerRowQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """Employer-level arrears: BHXH of the province all and its local offices their units, at once; department,
        leadership and trade union all, zone board and commune their own rows, from submission; nobody else any."""
        if not user.may("see_employer_arrears"):
            return self.none()
        agency = user.posting.agency
        ours = self.filter(province_id=agency.province_id)
        if agency.kind_id not in SEES_BEFORE_SUBMISSION:
            submitted = LedgerVersion.objects.filter(
                province_id=OuterRef("province_id"), month=OuterRef("month"), version=OuterRef("version")
            ).exclude(submitted_at=None)
            ours = ours.filter(Exists(submitted))
        return within_reach(ours, agency)

    def of(self, version: LedgerVersion):
        return self.filter(province_id=version.province_id, month=version.month, version=version.version)

    def provisional(self, province: Province, month: Month):
        return self.filter(province=province, month=month.first_day, version=PROVISIONAL)

    def owing(self):
        return self.filter(worst__gte=LedgerRow.Class.LATE)


@with_fund_columns(("paid_through",), FUNDS, month_or_unknown)
@with_fund_columns(("opening", "payable", "adjustment", "paid", "closing"), FUNDS, dong_or_unknown)
@with_fund_columns(("not_due", "late", "evaded", "charge", "prior"), FUNDS, dong)
class LedgerRow(models.Model):
    """What one employer owed at the end of one month, in one version (dòng sổ).

    Money is whole dong per fund. opening … closing are C12's; not_due, late, evaded, charge are B03's where it speaks,
    else C12's, else computed; `prior_F` is late + evaded of the last closed month. `months` is what the list reads.
    A quiet row has nothing late, evaded or charged, now or at the last close: rollups need only its not-due money.
    """

    class Class(models.IntegerChoices):
        NONE = 0, _("Không nợ")
        NOT_DUE = 1, _("Chưa đến hạn")
        LATE = 2, _("Chậm đóng")
        EVASION = 3, _("Trốn đóng")

    class MonthsSource(models.IntegerChoices):
        UNKNOWN = 0, _("Chưa đủ căn cứ")
        SUPPLIED = 1, _("BHXH cung cấp")
        PAID_THROUGH = 2, _("Tính từ tháng đã đóng đến")
        DAYS = 3, _("Tính từ số ngày của B03")
        HISTORY = 4, _("Tính từ sổ các tháng trước")

    # Columns stand in the order in which rollups want them: what a scan asks first, then money, then the rest.
    # No foreign keys in the database: the rows are written by one statement that joins these tables, and checking each
    # again would cost more than writing the row. Django still protects what a row points at.
    pk = models.CompositePrimaryKey("month", "employer", "version")
    month = models.DateField(_("tháng"))
    version = models.PositiveSmallIntegerField(_("phiên bản"))
    is_quiet = models.BooleanField(default=False)
    is_absent = models.BooleanField(_("vắng trong tệp"), default=False)
    is_paid_known = models.BooleanField(_("có số đã nộp"), default=False)
    worst = models.PositiveSmallIntegerField(_("phân loại"), choices=Class.choices, default=Class.NONE)
    standing = models.PositiveSmallIntegerField(default=0, help_text=_("phân loại theo từng quỹ, mỗi quỹ hai bit"))
    cycle = models.PositiveSmallIntegerField(_("chu kỳ đóng"), default=1)
    months_source = models.PositiveSmallIntegerField(choices=MonthsSource.choices, default=MonthsSource.UNKNOWN)
    workers = models.PositiveIntegerField(_("lao động"), default=0)
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="ledger", db_index=False, db_constraint=False)
    province = models.ForeignKey(Province, models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    owed = models.BigIntegerField(_("chậm + trốn, mọi quỹ"), default=0, db_default=0)
    surplus = models.BigIntegerField(_("thừa"), default=0, db_default=0)
    commune = models.ForeignKey(
        AdminUnit, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False
    )
    zone = models.ForeignKey(Zone, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False)
    office = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+", db_index=False, db_constraint=False)
    kind = models.PositiveSmallIntegerField(_("loại hình"), null=True)
    sector = models.CharField(_("ngành"), max_length=4, blank=True)
    state = models.PositiveSmallIntegerField(_("tình trạng đơn vị"), null=True)
    payroll = models.BigIntegerField(_("quỹ lương"), null=True)
    days_late = models.PositiveIntegerField(_("số ngày chậm"), null=True)
    days_evaded = models.PositiveIntegerField(_("số ngày trốn"), null=True)
    due_on = models.DateField(_("hạn của khoản BHXH cũ nhất chưa đóng"), null=True)
    months_supplied = models.DecimalField(_("số tháng theo BHXH"), max_digits=7, decimal_places=2, null=True)
    months_computed = models.SmallIntegerField(_("số tháng tính"), null=True)
    c12_batch = models.BigIntegerField(null=True)
    b03_batch = models.BigIntegerField(null=True)

    objects = LedgerRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("dòng sổ")
        constraints = [models.CheckConstraint(condition=models.Q(month__day=1), name="ledger_row_first_day")]
        indexes = [
            models.Index(fields=["employer", "month", "version"], name="ledger_history"),
            models.Index(
                fields=["month", "version", "-owed", "employer"], name="ledger_loud", condition=models.Q(is_quiet=False)
            ),
            models.Index(fields=["province", "month", "version", "owed", "employer"], name="ledger_most_owed"),
            models.Index(fields=["commune", "month", "version"], name="ledger_commune"),
        ]

    @property
    def period(self) -> Month:
        return Month.of(self.month)

    @property
    def months(self):
        """What the list reads: BHXH's own figure where there is one, else the computed age."""
        return self.months_supplied if self.months_supplied is not None else self.months_computed
