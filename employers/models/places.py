"""Where an employer stands and stood: the present is on the employer, the past in rows that end; workplaces beside it.

On a day counts the past row that ends first on or after it; without one, the present. So there is one place for each day.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import AdminUnit, Agency
from employers.models.reach import OfEmployers
from employers.models.registry import Employer, Zone


class PastPlace(models.Model):
    """Commune, zone and sector of the employer up to and with a day (địa bàn, ngành trước đây)."""

    employer = models.ForeignKey(Employer, models.CASCADE, related_name="past_places")
    valid_to = models.DateField(_("đến hết ngày"))
    commune = models.ForeignKey(AdminUnit, models.PROTECT, null=True, related_name="+")
    zone = models.ForeignKey(Zone, models.PROTECT, null=True, related_name="+")
    sector = models.CharField(_("ngành"), max_length=4, blank=True)
    vsic_version = models.CharField(_("phiên bản VSIC"), max_length=10, blank=True)

    objects = OfEmployers.as_manager()

    class Meta:
        verbose_name = _("địa bàn trước đây của đơn vị")
        ordering = ["employer", "valid_to"]
        constraints = [models.UniqueConstraint(fields=["employer", "valid_to"], name="past_place_once")]


class PastBoard(models.Model):
    """Which board oversaw a zone up to and with a day (ban quản lý trước đây)."""

    zone = models.ForeignKey(Zone, models.PROTECT, related_name="past_boards")
    valid_to = models.DateField(_("đến hết ngày"))
    board = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("ban quản lý trước đây")
        ordering = ["zone", "valid_to"]
        constraints = [models.UniqueConstraint(fields=["zone", "valid_to"], name="past_board_once")]


class Workplace(models.Model):
    """Where people of the employer work, apart from its seat: a plot in a zone, a site in a commune (nơi làm việc)."""

    employer = models.ForeignKey(Employer, models.CASCADE, related_name="workplaces")
    name = models.CharField(_("tên"), max_length=300)
    address = models.CharField(_("địa chỉ"), max_length=400, blank=True)
    commune = models.ForeignKey(AdminUnit, models.PROTECT, null=True, related_name="+", verbose_name=_("xã, phường"))
    zone = models.ForeignKey(Zone, models.PROTECT, null=True, related_name="+", verbose_name=_("khu, cụm"))
    plot = models.CharField(_("lô"), max_length=80, blank=True)
    workers = models.PositiveIntegerField(_("số lao động"), null=True)
    valid_from = models.DateField(_("từ ngày"), null=True)
    valid_to = models.DateField(_("đến ngày"), null=True)
    source = models.CharField(_("nguồn"), max_length=200)

    objects = OfEmployers.as_manager()

    class Meta:
        verbose_name = _("nơi làm việc")
        ordering = ["employer", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def province_code(self) -> str:
        return self.employer.province_code
