"""Official forms written from a closed version: kept with their hash, downloadable again, each for one scope."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Province
from arrears.models import LedgerVersion
from employers.models.reach import UNPLACED_READERS
from portal.core.models import StoredFile
from portal.core.scoping import ScopedQuerySet


class OfficialFormQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """Whoever may read the version's rows: a whole form for those who read them all, else that of the own agency."""
        if not user.may("see_employer_arrears"):
            return self.none()
        agency = user.posting.agency
        ours = self.filter(province_id=agency.province_id, version__in=LedgerVersion.objects.visible_to(user))
        whole = agency.kind_id in UNPLACED_READERS
        return ours.filter(scope_agency_id=None if whole else agency.pk)


class OfficialForm(models.Model):
    """One form of Decision 366 as a workbook (biểu mẫu)."""

    class Form(models.TextChoices):
        B03 = "b03", _("B03-TS – chi tiết đơn vị chậm đóng, trốn đóng")
        B04 = "b04", _("B04-TS – tổng hợp tình hình chậm đóng, trốn đóng")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+")
    version = models.ForeignKey(LedgerVersion, models.PROTECT, related_name="official_forms")
    form = models.CharField(_("mẫu"), max_length=10, choices=Form.choices)
    scope_agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("lập lúc"), auto_now_add=True)

    objects = OfficialFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("biểu mẫu")
        constraints = [
            models.UniqueConstraint(
                fields=["version", "form", "scope_agency"], name="official_form_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.stored.name
