"""What BHXH notes about a debtor: cause, measures taken, proposal. Typed once, carried forward, history kept (000:113-123)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from employers.models import Employer
from portal.core.scoping import ScopedQuerySet


class NoteCause(models.Model):
    """Why an employer owes, a list as data (nguyên nhân nợ). Loaded from reference/note_causes.csv."""

    code = models.CharField(max_length=30, primary_key=True)
    name = models.CharField(_("tên"), max_length=120)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("nguyên nhân nợ")
        ordering = ["place"]

    def __str__(self) -> str:
        return self.name


class ArrearsNoteQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """A note is BHXH's until the report carries it out."""
        if not user.may("record_arrears_note"):
            return self.none()
        return self.filter(employer__in=Employer.objects.visible_to(user))


class ArrearsNote(models.Model):
    """The note in force for an employer from a month on; the newest that has begun counts (ghi nhận của BHXH)."""

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="notes")
    month = models.DateField(_("từ tháng"))
    cause = models.ForeignKey(NoteCause, models.PROTECT, null=True, verbose_name=_("nguyên nhân"))
    solution = models.CharField(_("giải pháp thu hồi"), max_length=1000, blank=True)
    measures = models.CharField(_("biện pháp đã xử lý"), max_length=1000, blank=True)
    proposal = models.CharField(_("ý kiến đề xuất"), max_length=1000, blank=True)
    remark = models.CharField(_("ghi chú"), max_length=1000, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = ArrearsNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("ghi nhận của BHXH")
        indexes = [models.Index(fields=["employer", "-month", "-id"], name="arrears_note_newest")]

    def __str__(self) -> str:
        return f"{self.employer}: {self.month:%m/%Y}"
