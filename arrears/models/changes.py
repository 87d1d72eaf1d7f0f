"""What an applied file changed in the register, kept so that undoing the file puts it back."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from employers.models import Employer
from portal.core.models import ImportBatch


class EmployerChange(models.Model):
    """The register's entry of one employer before and after one batch (thay đổi thông tin đơn vị)."""

    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="employer_changes")
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="changes")
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        verbose_name = _("thay đổi thông tin đơn vị")
        constraints = [models.UniqueConstraint(fields=["batch", "employer"], name="employer_change_once")]

    def __str__(self) -> str:
        return f"{self.employer}: {', '.join(self.after)}"
