"""Targets: indicators, what was set for a year and by whom, what was reached, and over which denominator.

Percentages are kept in millionths of one (22,76 % = 227600): whole numbers, exact.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models.agencies import Agency
from agencies.models.directives import Directive
from agencies.models.functions import OfOwnProvince
from agencies.models.territory import AdminUnit, Province


class Indicator(models.Model):
    """What is measured (chỉ tiêu); reference/indicators.csv. `unit`: "ratio" in millionths of one, or "count" in whole ones."""

    code = models.SlugField(max_length=40, primary_key=True)
    name = models.CharField(_("chỉ tiêu"), max_length=200)
    english = models.CharField(max_length=200)
    unit = models.CharField(max_length=8, choices=[("ratio", "%"), ("count", _("số lượng"))])
    denominator = models.CharField(_("mẫu số"), max_length=40, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("chỉ tiêu")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class Target(models.Model):
    """A value set for an indicator, a period and an area or agency, by somebody, in a document. Several may stand for one year
    at once: assigned by the Government or the council, and an own goal (mục tiêu)."""

    class SetBy(models.TextChoices):
        GOVERNMENT = "government", _("Chính phủ giao")
        COUNCIL = "council", _("Hội đồng nhân dân giao")
        COMMITTEE = "committee", _("Ủy ban nhân dân giao")
        OWN = "own", _("Mục tiêu tự đặt")

    province = models.ForeignKey(Province, models.PROTECT, related_name="targets")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="targets")
    territory = models.ForeignKey(AdminUnit, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="targets")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    period = models.CharField(_("kỳ"), max_length=12, help_text='"2025", "year" (each year), "week" (each week)')
    value = models.BigIntegerField(_("giá trị"))
    is_approximate = models.BooleanField(_("khoảng"), default=False)
    set_by = models.CharField(_("cấp giao"), max_length=12, choices=SetBy.choices)
    denominator_method = models.ForeignKey("DenominatorMethod", models.PROTECT, null=True, related_name="+")
    directive = models.ForeignKey(Directive, models.PROTECT, null=True, related_name="targets")
    lines = models.CharField(_("dòng"), max_length=40, blank=True)
    source = models.CharField(_("căn cứ"), max_length=300)
    accountable = models.CharField(_("người chịu trách nhiệm"), max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True)
    set_on = models.DateField(_("ngày giao"), null=True)
    ended_on = models.DateField(_("thôi áp dụng sau"), null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = OfOwnProvince.as_manager()

    class Meta:
        verbose_name = _("mục tiêu")
        ordering = ["indicator", "period", "id"]
        indexes = [models.Index(fields=["province", "indicator", "period"], name="target_period")]

    @property
    def province_code(self) -> str:
        return self.province.slug


class Actual(models.Model):
    """What was reached by a day, with its source (kết quả)."""

    province = models.ForeignKey(Province, models.PROTECT, related_name="actuals")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="actuals")
    territory = models.ForeignKey(AdminUnit, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    as_of = models.DateField(_("tính đến ngày"))
    value = models.BigIntegerField(_("giá trị"))
    denominator_method = models.ForeignKey("DenominatorMethod", models.PROTECT, null=True, related_name="+")
    directive = models.ForeignKey(Directive, models.PROTECT, null=True, related_name="actuals")
    lines = models.CharField(_("dòng"), max_length=40, blank=True)
    source = models.CharField(_("nguồn"), max_length=300)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = OfOwnProvince.as_manager()

    class Meta:
        verbose_name = _("kết quả thực hiện chỉ tiêu")
        ordering = ["indicator", "as_of", "id"]
        indexes = [models.Index(fields=["province", "indicator", "as_of"], name="actual_day")]

    @property
    def province_code(self) -> str:
        return self.province.slug


class DenominatorMethod(models.Model):
    """How a denominator is counted, with its version and what it leaves out (phương pháp tính mẫu số)."""

    province = models.ForeignKey(Province, models.PROTECT, related_name="denominator_methods")
    code = models.CharField(_("mẫu số"), max_length=40)
    version = models.PositiveSmallIntegerField(_("phiên bản"))
    name = models.CharField(_("tên"), max_length=200)
    exclusions = models.JSONField(_("không tính"), default=list)
    source = models.CharField(_("căn cứ"), max_length=300)
    valid_from = models.DateField(_("từ ngày"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = OfOwnProvince.as_manager()

    class Meta:
        verbose_name = _("phương pháp tính mẫu số")
        constraints = [models.UniqueConstraint(fields=["province", "code", "version"], name="denominator_version")]

    @property
    def province_code(self) -> str:
        return self.province.slug


class Denominator(models.Model):
    """A denominator counted by one method for one area and day, in persons (mẫu số)."""

    method = models.ForeignKey(DenominatorMethod, models.PROTECT, related_name="values")
    territory = models.ForeignKey(AdminUnit, models.PROTECT, related_name="+")
    as_of = models.DateField(_("tính đến ngày"))
    value = models.BigIntegerField(_("số người"))
    is_derived = models.BooleanField(_("suy ra, không có trong văn bản"), default=False)
    source = models.CharField(_("nguồn"), max_length=300)
    published_on = models.DateField(_("ngày công bố"), null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("mẫu số")
        ordering = ["method", "as_of", "id"]
