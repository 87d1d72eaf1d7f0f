"""Territory: administrative units with the days they are valid, what succeeds them, and who uses the portal."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class AdminUnitQuerySet(models.QuerySet):
    def as_of(self, day: date):
        """Units valid on the day."""
        return self.filter(valid_from__lte=day).filter(models.Q(valid_to=None) | models.Q(valid_to__gte=day))

    def communes(self):
        return self.filter(level=AdminUnit.Level.COMMUNE)


class AdminUnit(models.Model):
    """A province, district or commune while it is valid; its code may name another unit later (đơn vị hành chính)."""

    class Level(models.IntegerChoices):
        PROVINCE = 1, _("Tỉnh, thành phố")
        DISTRICT = 2, _("Huyện, quận, thị xã")
        COMMUNE = 3, _("Xã, phường, đặc khu")

    code = models.CharField(_("mã"), max_length=10)
    name = models.CharField(_("tên"), max_length=120)
    level = models.PositiveSmallIntegerField(_("cấp"), choices=Level.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    province = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True)
    folded = models.CharField(max_length=120, editable=False)
    sort_key = models.CharField(max_length=120, editable=False)
    latitude = models.IntegerField(null=True, help_text=_("phần triệu độ"))
    longitude = models.IntegerField(null=True, help_text=_("phần triệu độ"))

    objects = AdminUnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("đơn vị hành chính")
        ordering = ["sort_key"]
        constraints = [models.UniqueConstraint(fields=["code", "level", "valid_from"], name="admin_unit_code_from")]
        indexes = [models.Index(fields=["province", "level"], name="admin_unit_province")]

    def __str__(self) -> str:
        return self.name


class UnitSuccession(models.Model):
    """On a day a unit passes, whole or in part, into another. Rows keep their unit; queries follow the succession."""

    predecessor = models.ForeignKey(AdminUnit, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(AdminUnit, models.PROTECT, related_name="origins")
    effective_on = models.DateField(_("từ ngày"))
    is_partial = models.BooleanField(_("một phần"), default=False)
    is_main = models.BooleanField(_("phần chính"), default=True)
    source = models.CharField(_("căn cứ"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("kế tục đơn vị hành chính")
        constraints = [models.UniqueConstraint(fields=["predecessor", "successor"], name="unit_succession_once")]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Province(models.Model):
    """A province that uses this portal. Every agency, employer, ledger row, list and setting belongs to one and is read
    through it (tỉnh sử dụng)."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("tên"), max_length=120)
    unit = models.OneToOneField(AdminUnit, models.PROTECT, related_name="tenant")
    is_demo = models.BooleanField(_("dữ liệu mô phỏng"), default=False)

    class Meta:
        verbose_name = _("tỉnh sử dụng")

    def __str__(self) -> str:
        return self.name

    @property
    def province_code(self) -> str:
        return self.slug
