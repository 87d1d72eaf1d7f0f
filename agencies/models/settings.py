"""Settings of a province: everything the texts leave open, each a dated row with its reason."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models.territory import Province
from portal.core.scoping import ScopedQuerySet


class ProvinceSettingQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        return self.filter(province_id=user.posting.agency.province_id)

    def valid_on(self, key: str, day: date):
        """The row in force for the key on the day is the first of these."""
        return self.filter(key=key, valid_from__lte=day).order_by("-valid_from", "-id")


class ProvinceSetting(models.Model):
    """The value of a key in one province from a day on; the newest row that has begun counts (tham số của tỉnh)."""

    province = models.ForeignKey(Province, models.PROTECT, related_name="settings")
    key = models.CharField(_("tham số"), max_length=80)
    value = models.JSONField(_("giá trị"))
    valid_from = models.DateField(_("từ ngày"))
    reason = models.CharField(_("căn cứ, lý do"), max_length=300)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(auto_now_add=True)

    objects = ProvinceSettingQuerySet.as_manager()

    class Meta:
        verbose_name = _("tham số của tỉnh")
        indexes = [models.Index(fields=["province", "key", "-valid_from"], name="province_setting_key")]

    def __str__(self) -> str:
        return f"{self.key} ({self.province})"


def setting(province: Province, key: str, *, on: date) -> Any:
    """The value in force on the day. Raises LookupError when the key has no row: a setting always has a default row."""
    row = ProvinceSetting.objects.filter(province=province).valid_on(key, on).values_list("value", flat=True).first()
    if row is None:
        raise LookupError(f"{key}: no value in {province.slug} on {on}")
    return row
