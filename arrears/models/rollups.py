"""Rollups: the month by dimension and fund, built by SQL from one version of the ledger, never typed."""

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from agencies.models import Province
from arrears.models.ledger import LedgerVersion
from employers.models.reach import READS_WHOLE
from portal.core.scoping import ScopedQuerySet

UNKNOWN_MEMBER = ""
"""The member "không rõ / ngoài khu" of every dimension."""


class RollupQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """Whole-province readers see every dimension, a commune or zone board its own member, from submission."""
        if not user.may("see_employer_arrears"):
            return self.none()
        agency = user.posting.agency
        ours = self.filter(province_id=agency.province_id)
        if agency.kind_id == "social_insurance":
            return ours
        if agency.kind_id == "social_insurance_local":
            return ours.filter(dimension=Rollup.Dimension.OFFICE, key=str(agency.pk))
        submitted = LedgerVersion.objects.filter(
            province_id=OuterRef("province_id"), month=OuterRef("month"), version=OuterRef("version")
        ).exclude(submitted_at=None)
        ours = ours.filter(Exists(submitted))
        if agency.kind_id == "industrial_zone_board":
            return ours.filter(dimension=Rollup.Dimension.ZONE, key__in=map(str, agency.zone_ids))
        if agency.kind_id in ("commune_committee", "district_committee"):
            return ours.filter(dimension=Rollup.Dimension.COMMUNE, key__in=map(str, agency.unit_ids))
        return ours if agency.kind_id in READS_WHOLE else ours.none()


class Rollup(models.Model):
    """One member of one dimension in one month, version and fund (số tổng hợp). `key`: the member's id or code.

    `employers` are all of the member. `owing`, their `workers`, newly owing and cleared go by the money of the row's
    fund; fund "all" is the sum over funds, in which an employer counts once. In the dimension "class" an employer stands
    in its worst class (of the fund, or of all), money in the class that it is in.
    """

    class Dimension(models.TextChoices):
        PROVINCE = "province", _("Toàn tỉnh")
        COMMUNE = "commune", _("Xã, phường")
        ZONE = "zone", _("Khu, cụm công nghiệp")
        AGENCY = "agency", _("Cơ quan quản lý")
        OFFICE = "office", _("BHXH cơ sở")
        SECTOR = "sector", _("Ngành")
        KIND = "kind", _("Loại hình")
        CLASS = "class", _("Phân loại")

    province = models.ForeignKey(Province, models.PROTECT, related_name="rollups", db_index=False, db_constraint=False)
    month = models.DateField()
    version = models.PositiveSmallIntegerField()
    dimension = models.CharField(max_length=10, choices=Dimension.choices)
    key = models.CharField(max_length=20, blank=True)
    fund = models.CharField(max_length=10)
    employers = models.PositiveIntegerField(default=0)
    owing = models.PositiveIntegerField(default=0)
    workers = models.PositiveIntegerField(default=0)
    not_due = models.BigIntegerField(default=0)
    late = models.BigIntegerField(default=0)
    evaded = models.BigIntegerField(default=0)
    charge = models.BigIntegerField(default=0)
    newly_owing = models.PositiveIntegerField(default=0)
    cleared = models.PositiveIntegerField(default=0)
    recovered = models.BigIntegerField(default=0)
    estimated = models.PositiveIntegerField(_("số đơn vị mà số thu hồi là ước tính"), default=0)
    computed_at = models.DateTimeField()

    objects = RollupQuerySet.as_manager()

    class Meta:
        verbose_name = _("số tổng hợp")
        constraints = [
            models.UniqueConstraint(
                fields=["province", "month", "version", "dimension", "key", "fund"], name="rollup_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.month:%m/%Y} {self.dimension} {self.key} {self.fund}"

    @property
    def is_estimated(self) -> bool:
        """Whether some of `recovered` is only the decrease, no payment being known ("ước tính")."""
        return self.estimated > 0
