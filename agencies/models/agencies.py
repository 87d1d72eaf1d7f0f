"""Agencies: their kind, and the territory each oversees while it does."""

from datetime import date
from functools import cached_property

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models.territory import AdminUnit, Province
from portal.core.scoping import ScopedQuerySet


class AgencyKind(models.Model):
    """What an agency is, apart from what it is called this year (loại cơ quan); reference/agency_kinds.csv."""

    code = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(_("tên"), max_length=120)
    english = models.CharField(max_length=120)
    tier = models.CharField(_("cấp"), max_length=12)

    class Meta:
        verbose_name = _("loại cơ quan")

    def __str__(self) -> str:
        return self.name


class AgencyQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """Everyone in a province knows its agencies."""
        return self.filter(province_id=user.posting.agency.province_id)

    def as_of(self, day: date):
        return self.filter(valid_from__lte=day).filter(models.Q(valid_to=None) | models.Q(valid_to__gte=day))


class Agency(models.Model):
    """A body with duties in one province (cơ quan). It ends, it is never deleted."""

    province = models.ForeignKey(Province, models.PROTECT, related_name="agencies")
    code = models.SlugField(_("mã"), max_length=80)
    kind = models.ForeignKey(AgencyKind, models.PROTECT, related_name="agencies")
    name = models.CharField(_("tên"), max_length=200)
    short_name = models.CharField(_("tên ngắn"), max_length=80)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True)
    area = models.ForeignKey(
        AdminUnit, models.PROTECT, null=True, related_name="+", help_text=_("tỉnh cũ; trống: cả tỉnh")
    )
    folded = models.CharField(max_length=200, editable=False)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = _("cơ quan")
        ordering = ["province", "code"]
        constraints = [models.UniqueConstraint(fields=["province", "code"], name="agency_code")]

    def __str__(self) -> str:
        return self.name

    @property
    def province_code(self) -> str:
        return self.province.slug

    @cached_property
    def unit_ids(self) -> tuple[int, ...]:
        """The units it oversees or ever did; read once, as a person's agency is read anew with every request."""
        return tuple(self.territories.values_list("unit_id", flat=True))

    @cached_property
    def function_codes(self) -> tuple[str, ...]:
        """The functions its kind, or it alone, holds or ever held; read once a request, as unit_ids are."""
        held = self.province.function_holders.filter(models.Q(kind_id=self.kind_id) | models.Q(agency=self))
        return tuple(held.values_list("function_id", flat=True).distinct())

    def name_on(self, day: date) -> str:
        """What it was called on the day; its present name where no other is recorded."""
        named = self.names.filter(valid_from__lte=day).filter(models.Q(valid_to=None) | models.Q(valid_to__gte=day))
        return named.values_list("name", flat=True).last() or self.name

    @cached_property
    def zone_ids(self) -> tuple[int, ...]:
        """The zones of a zone board."""
        return tuple(self.zones.values_list("pk", flat=True))


class AgencyTerritory(models.Model):
    """An agency oversees a unit from a day to a day: a committee its commune, a local BHXH office its communes."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="territories")
    unit = models.ForeignKey(AdminUnit, models.PROTECT, related_name="overseers")
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True)

    class Meta:
        verbose_name = _("địa bàn phụ trách")
        constraints = [models.UniqueConstraint(fields=["agency", "unit", "valid_from"], name="agency_territory_once")]

    def __str__(self) -> str:
        return f"{self.agency}: {self.unit}"
