"""Files made of a report or a list: kept with their hash, downloadable again, each for one scope."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Province
from arrears.models import DebtorList
from employers.models.reach import UNPLACED_READERS
from portal.core.models import StoredFile
from portal.core.scoping import ScopedQuerySet
from reports.models.monthly import MonthlyReport


class ReportFileQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """A file is for one agency's scope; the province's whole one for those who see employers without a commune too."""
        if not user.may("see_employer_arrears"):
            return self.none()
        agency = user.posting.agency
        ours = self.filter(province_id=agency.province_id)
        visible = models.Q(report__in=MonthlyReport.objects.visible_to(user)) | models.Q(
            debtor_list__in=DebtorList.objects.visible_to(user)
        )
        if agency.kind_id == "social_insurance":
            return ours.filter(visible)
        whole = agency.kind_id in UNPLACED_READERS
        return ours.filter(visible, scope_agency_id=None if whole else agency.pk)


class ReportFile(models.Model):
    """One rendered file (tệp báo cáo)."""

    province = models.ForeignKey(Province, models.PROTECT, related_name="+")
    report = models.ForeignKey(MonthlyReport, models.PROTECT, null=True, related_name="files")
    debtor_list = models.ForeignKey(DebtorList, models.PROTECT, null=True, related_name="files")
    scope_agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    format = models.CharField(_("định dạng"), max_length=5)
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("lập lúc"), auto_now_add=True)

    objects = ReportFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("tệp báo cáo")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "debtor_list", "scope_agency", "format"],
                name="report_file_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return self.stored.name
