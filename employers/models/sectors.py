"""Which function of the state looks after a section of VSIC: data, by version of the list."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Function


class SectorFunction(models.Model):
    """A section of VSIC belongs to a function (ngành thuộc chức năng quản lý); reference/sector_functions.csv."""

    version = models.CharField(max_length=10)
    section = models.CharField(_("ngành cấp 1"), max_length=4)
    function = models.ForeignKey(Function, models.PROTECT, related_name="+")
    source = models.CharField(_("căn cứ"), max_length=300)

    class Meta:
        verbose_name = _("ngành thuộc chức năng quản lý")
        constraints = [models.UniqueConstraint(fields=["version", "section", "function"], name="sector_function_once")]

    def __str__(self) -> str:
        return f"{self.section} ({self.version}): {self.function_id}"


def of_sectors(agency: Agency) -> Q:
    """The condition of employers whose section belongs to a function that the agency holds or held."""
    found = Q(pk__in=[])
    for version, section in SectorFunction.objects.filter(function__in=agency.function_codes).values_list(
        "version", "section"
    ):
        found |= Q(vsic_version=version, sector=section)
    return found
