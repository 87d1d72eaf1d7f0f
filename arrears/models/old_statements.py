"""What BHXH said of an employer's debt under Decision 595/QĐ-BHXH (months to 4/2026): stored as said. BHXH is not split into
its two parts there and nothing is classed by days; neither is guessed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from arrears.models.fund_columns import dong_or_unknown, with_fund_columns
from employers.models import Employer
from employers.models.reach import within_reach
from portal.core.models import ImportBatch
from portal.core.scoping import ScopedQuerySet

OLD_FUNDS = ("bhxh", "bhyt", "bhtn", "tnld_bnn", "interest")
OLD_LABELS = {"bhxh": "BHXH", "bhyt": "BHYT", "bhtn": "BHTN", "tnld_bnn": "BHTNLĐ, BNN", "interest": _("Tiền lãi")}
SECTIONS = {"I": _("Nợ chậm đóng"), "II": _("Nợ đọng"), "III": _("Nợ kéo dài"), "IV": _("Nợ khó thu")}
"""The sections of the form, by the form's own words (Article 36 calls the first two otherwise)."""


@with_fund_columns(("owed",), OLD_FUNDS, dong_or_unknown)
class OldB03Row(models.Model):
    """One unit of a B03-TS workbook of Decision 595 (dòng B03-TS cũ). `section`: I chậm đóng, II nợ đọng,
    III kéo dài, IV khó thu."""

    pk = models.CompositePrimaryKey("batch", "row_no")
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, related_name="old_b03_rows", db_index=False, db_constraint=False
    )
    row_no = models.PositiveIntegerField()
    sheet = models.CharField(max_length=100, blank=True)
    section = models.CharField(max_length=3, blank=True)
    name = models.CharField(max_length=300)
    unit_code = models.CharField(max_length=20)
    workers = models.PositiveIntegerField(null=True)
    address = models.CharField(max_length=400, null=True)
    months = models.DecimalField(max_digits=20, decimal_places=16, null=True)
    owed = models.BigIntegerField(null=True)
    measures = models.CharField(max_length=500, null=True)
    document_no = models.CharField(max_length=80, null=True)
    document_on = models.DateField(null=True)
    note = models.CharField(max_length=500, null=True)

    class Meta:
        verbose_name = _("dòng B03-TS theo Quyết định 595")
        indexes = [models.Index(fields=["batch", "unit_code"], name="oldb03row_unit")]


class OldStatementQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """As the ledger: BHXH and its offices at once; the others read the history of what was reported to them long ago."""
        if not user.may("see_employer_arrears"):
            return self.none()
        agency = user.posting.agency
        seen = within_reach(Employer.objects.filter(province_id=agency.province_id), agency)
        return self.filter(employer__in=seen, is_current=True)


@with_fund_columns(("owed",), OLD_FUNDS, dong_or_unknown)
class OldStatement(models.Model):
    """One employer's debt at one month's end by form B03-TS of Decision 595 (số liệu nợ theo Quyết định 595), whole dong.

    `months` is BHXH's own figure, unrounded; `section` its class by Art. 36. A later file of the month takes the place of the
    earlier row, which stays with is_current=False.
    """

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="old_statements")
    month = models.DateField(_("tháng"))
    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="old_statements")
    row_no = models.PositiveIntegerField()
    is_current = models.BooleanField(default=True)
    section = models.CharField(_("mục"), max_length=3, blank=True)
    workers = models.PositiveIntegerField(_("lao động"), null=True)
    months = models.DecimalField(_("số tháng nợ"), max_digits=20, decimal_places=16, null=True)
    owed = models.BigIntegerField(_("tổng nợ"), null=True)
    measures = models.CharField(_("biện pháp"), max_length=500, blank=True)
    document_no = models.CharField(_("số văn bản"), max_length=80, blank=True)
    document_on = models.DateField(_("ngày văn bản"), null=True)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)

    objects = OldStatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("số liệu nợ theo Quyết định 595")
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "month"], condition=models.Q(is_current=True), name="old_statement_once"
            ),
            models.CheckConstraint(condition=models.Q(month__day=1), name="old_statement_first_day"),
        ]
        indexes = [models.Index(fields=["month"], name="old_statement_month", condition=models.Q(is_current=True))]
