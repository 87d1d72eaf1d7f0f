"""What a directive orders employers themselves to do (004, section 16), as BHXH evidences it: they have no login here."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Duty
from employers.models.reach import within_reach
from employers.models.registry import Employer
from portal.core.models import StoredFile
from portal.core.scoping import ScopedQuerySet


class DutyEvidenceQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """Whether somebody paid is arrears: for those who see what is owed, of the employers whose arrears they see."""
        if not user.may("see_employer_arrears"):
            return self.none()
        seen = within_reach(Employer.objects.visible_to(user), user.posting.agency)
        return self.filter(employer__in=seen.values("pk"))


class DutyEvidence(models.Model):
    """BHXH notes how an employer fulfilled a duty of the directive, for a month or as a standing one (minh chứng nhiệm vụ của
    đơn vị). Withdrawn with a reason, never changed. `period`: "2026-10", or "" where the duty has none."""

    class Outcome(models.TextChoices):
        DONE = "done", _("Đã thực hiện")
        LATE = "late", _("Thực hiện muộn")
        NOT_DONE = "not_done", _("Chưa thực hiện")

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="duty_evidence")
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="+", verbose_name=_("nhiệm vụ"))
    period = models.CharField(_("kỳ"), max_length=8, blank=True)
    due_on = models.DateField(_("hạn"), null=True)
    outcome = models.CharField(_("kết quả"), max_length=8, choices=Outcome.choices)
    happened_on = models.DateField(_("ngày"))
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("cơ quan ghi nhận"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(_("lý do rút"), max_length=300, blank=True)

    objects = DutyEvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("minh chứng nhiệm vụ của đơn vị")
        ordering = ["-happened_on", "-id"]
        indexes = [models.Index(fields=["employer", "duty", "period"], name="duty_evidence_of")]

    @property
    def province_code(self) -> str:
        return self.employer.province_code
