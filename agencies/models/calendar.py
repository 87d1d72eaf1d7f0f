"""The days that are not as the weekday says: holidays, days off in exchange, Saturdays worked in exchange."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.rules.working_days import SATURDAY


class SpecialDay(models.Model):
    """A day off on a weekday, or a working day at a weekend (ngày nghỉ, ngày làm bù); reference/special_days.csv, editable."""

    day = models.DateField(_("ngày"), unique=True)
    is_working = models.BooleanField(_("là ngày làm việc"), default=False)
    name = models.CharField(_("lý do"), max_length=160)
    source = models.CharField(_("căn cứ"), max_length=200, blank=True)
    is_estimate = models.BooleanField(_("ước tính, chưa có thông báo"), default=False)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("ngày nghỉ, ngày làm bù")
        ordering = ["day"]

    @property
    def is_special(self) -> bool:
        """Whether it is otherwise than its weekday says; an administrator may have made it plain again."""
        return self.is_working == (self.day.weekday() >= SATURDAY)
