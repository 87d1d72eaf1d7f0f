"""Counts of a place, without any person: who takes part in what, who is not in step with the population database; and the
log of data passed between agencies."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import AdminUnit, Agency, Province
from portal.core.models import ImportBatch, StoredFile
from portal.core.scoping import ScopedQuerySet


class OfProvince(ScopedQuerySet):
    def restricted_to(self, user):
        """Counts of places are known to every agency of the province that sees the register."""
        ours = self.filter(province_id=user.posting.agency.province_id)
        return ours if user.may("see_coverage") else self.none()


class CoverageFigure(models.Model):
    """Participants of one kind of insurance in one unit at the end of a month, in people (số người tham gia). A second
    word of the source is a new version; the older stays."""

    class Measure(models.TextChoices):
        COMPULSORY = "bhxh_compulsory", _("BHXH bắt buộc")
        VOLUNTARY = "bhxh_voluntary", _("BHXH tự nguyện")
        BHTN = "bhtn", _("BHTN")
        BHYT = "bhyt", _("BHYT")

    province = models.ForeignKey(Province, models.PROTECT, related_name="coverage_figures")
    territory = models.ForeignKey(AdminUnit, models.PROTECT, related_name="+")
    month = models.DateField(_("tháng"))
    measure = models.CharField(_("chỉ số"), max_length=16, choices=Measure.choices)
    value = models.PositiveIntegerField(_("số người"))
    version = models.PositiveSmallIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    source = models.CharField(_("nguồn"), max_length=300)
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = OfProvince.as_manager()

    class Meta:
        verbose_name = _("số người tham gia theo địa bàn")
        ordering = ["month", "territory", "measure"]
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="coverage_month_is_first_day"),
            models.UniqueConstraint(fields=["territory", "month", "measure", "version"], name="coverage_version"),
            models.UniqueConstraint(
                fields=["territory", "month", "measure"], condition=Q(is_current=True), name="coverage_current"
            ),
        ]
        indexes = [models.Index(fields=["province", "month", "measure"], name="coverage_month")]


class ExchangeQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """The two agencies, the coordinator and BHXH."""
        agency = user.posting.agency
        ours = self.filter(province_id=agency.province_id)
        if user.may("see_all_counts"):
            return ours
        return ours.filter(Q(sender=agency) | Q(receiver=agency)) if user.may("record_exchange") else self.none()


class DataExchange(models.Model):
    """Data passed from one body to another: in which form, of which period, sent and received when (trao đổi dữ liệu)."""

    class Form(models.TextChoices):
        LETTER = "letter", _("Văn bản")
        MAIL = "mail", _("Thư điện tử")
        DEVICE = "device", _("Thiết bị lưu trữ")
        SYSTEM = "system", _("Hệ thống, phần mềm")
        CENTRAL = "central", _("Kết nối từ Trung ương")
        PORTAL = "portal", _("Cổng này")

    province = models.ForeignKey(Province, models.PROTECT, related_name="exchanges")
    sender = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+", verbose_name=_("bên gửi"))
    sender_name = models.CharField(_("bên gửi ngoài cổng"), max_length=200, blank=True)
    receiver = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+", verbose_name=_("bên nhận"))
    receiver_name = models.CharField(_("bên nhận ngoài cổng"), max_length=200, blank=True)
    subject = models.CharField(_("nội dung"), max_length=300)
    form = models.CharField(_("hình thức"), max_length=8, choices=Form.choices)
    period = models.CharField(_("kỳ"), max_length=8, blank=True)
    document_no = models.CharField(_("số văn bản"), max_length=80, blank=True)
    sent_on = models.DateField(_("ngày gửi"))
    received_on = models.DateField(_("ngày nhận"), null=True)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    rows = models.PositiveIntegerField(_("số dòng"), null=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = ExchangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("lần trao đổi dữ liệu")
        ordering = ["-sent_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "receiver"], name="exchange_of_batch", nulls_distinct=True)
        ]

    @property
    def province_code(self) -> str:
        return self.province.slug


class SyncQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """A commune's police and committee see their own; police of the province, BHXH and the coordinator see all."""
        agency = user.posting.agency
        ours = self.filter(province_id=agency.province_id)
        if user.may("see_all_counts") or agency.kind_id == "police":
            return ours
        return ours.filter(territory__in=agency.unit_ids) if user.may("verify_sync") else self.none()


class SyncCount(models.Model):
    """Participants of a commune not yet in step with the population database on a day: a number, no persons (chưa đồng bộ
    CSDL dân cư)."""

    province = models.ForeignKey(Province, models.PROTECT, related_name="sync_counts")
    territory = models.ForeignKey(AdminUnit, models.PROTECT, related_name="+", verbose_name=_("xã, phường"))
    as_of = models.DateField(_("tính đến ngày"))
    unsynced = models.PositiveIntegerField(_("số chưa đồng bộ"))
    verified = models.PositiveIntegerField(_("đã xác minh"), default=0)
    source = models.CharField(_("nguồn"), max_length=300)
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = SyncQuerySet.as_manager()

    class Meta:
        verbose_name = _("số chưa đồng bộ CSDL dân cư")
        ordering = ["-as_of", "territory"]
        constraints = [
            models.UniqueConstraint(fields=["province", "territory", "as_of"], name="sync_count_once"),
            models.CheckConstraint(condition=Q(verified__lte=models.F("unsynced")), name="sync_not_below_zero"),
        ]

    @property
    def province_code(self) -> str:
        return self.province.slug


class SyncStep(models.Model):
    """So many were verified on a day; kept for good (lần xác minh)."""

    count = models.ForeignKey(SyncCount, models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField(_("số đã xác minh"))
    on = models.DateField(_("ngày"))
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("lần xác minh")
        ordering = ["id"]


class SearchWord(models.Model):
    """A word that stands in some name that is searched, without marks: what a mistyped word may have meant (từ tìm kiếm).
    `employers`: in how many employers' names, as of the last night; the rarest word is looked up first."""

    word = models.CharField(max_length=40, primary_key=True, db_collation="C")
    employers = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("từ tìm kiếm")
