"""Rows of a file as it said them, written once while the file is checked. The app's role may not update or delete them.

Column order is arrears.imports.columns; a test holds the two together. A row's batch is not checked by the database once
more: one COPY writes the rows of one batch, which nobody may delete.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from arrears.models.fund_columns import dong_or_unknown, month_or_unknown, with_fund_columns
from portal.core.models import ImportBatch
from portal.core.money import FUNDS, SPLIT_FUNDS

C12_MONEY = ("opening", "payable", "adjustment", "paid", "closing", "not_due", "late", "evaded", "charge")
B03_MONEY = ("not_due", "late", "evaded", "charge_late", "charge_evaded")


@with_fund_columns(C12_MONEY, FUNDS, dong_or_unknown)
@with_fund_columns(("paid_through",), FUNDS, month_or_unknown)
class C12Row(models.Model):
    """One unit of a flat C12-TS file (dòng C12). NULL: the file does not say."""

    pk = models.CompositePrimaryKey("batch", "row_no")
    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="c12_rows", db_index=False, db_constraint=False)
    row_no = models.PositiveIntegerField()
    sheet = models.CharField(max_length=100, blank=True)
    unit_code = models.CharField(max_length=20)
    tax_code = models.CharField(max_length=14, null=True)
    tax_code_ok = models.BooleanField(null=True)
    name = models.CharField(max_length=300)
    address = models.CharField(max_length=400, null=True)
    commune_code = models.CharField(max_length=10, null=True)
    zone_code = models.CharField(max_length=40, null=True)
    kind = models.PositiveSmallIntegerField(null=True)
    sector = models.CharField(max_length=20, null=True)
    cycle = models.PositiveSmallIntegerField(null=True)
    workers = models.PositiveIntegerField()
    payroll = models.BigIntegerField(null=True)
    months_owed = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    days_late = models.PositiveIntegerField(null=True)
    days_evaded = models.PositiveIntegerField(null=True)
    state = models.PositiveSmallIntegerField(null=True)
    surplus = models.BigIntegerField(null=True)
    difference = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("dòng C12")
        indexes = [models.Index(fields=["batch", "unit_code"], name="c12row_unit")]


@with_fund_columns(B03_MONEY, SPLIT_FUNDS, dong_or_unknown)
class B03Row(models.Model):
    """One unit of a B03a/B03b-TS workbook (dòng B03)."""

    pk = models.CompositePrimaryKey("batch", "row_no")
    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="b03_rows", db_index=False, db_constraint=False)
    row_no = models.PositiveIntegerField()
    sheet = models.CharField(max_length=100, blank=True)
    unit_code = models.CharField(max_length=20)
    name = models.CharField(max_length=300)
    address = models.CharField(max_length=400, null=True)
    workers = models.PositiveIntegerField()
    kind = models.PositiveSmallIntegerField(null=True)
    office_name = models.CharField(max_length=200, null=True)
    days_late = models.PositiveIntegerField(null=True)
    days_evaded = models.PositiveIntegerField(null=True)
    state = models.PositiveSmallIntegerField(null=True)
    note = models.CharField(max_length=500, null=True)

    class Meta:
        verbose_name = _("dòng B03")
        indexes = [models.Index(fields=["batch", "unit_code"], name="b03row_unit")]


class B10Row(models.Model):
    """One unit of a B10a-TS workbook (dòng B10a): what stands crossed in its columns 1 to 6, and the note."""

    pk = models.CompositePrimaryKey("batch", "row_no")
    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="b10_rows", db_index=False, db_constraint=False)
    row_no = models.PositiveIntegerField()
    sheet = models.CharField(max_length=100, blank=True)
    unit_code = models.CharField(max_length=20)
    name = models.CharField(max_length=300)
    urged = models.BooleanField(default=False)
    is_late = models.BooleanField(default=False)
    is_evading = models.BooleanField(default=False)
    inspected = models.BooleanField(default=False)
    referred = models.BooleanField(default=False)
    prosecuted = models.BooleanField(default=False)
    note = models.CharField(max_length=500, null=True)

    class Meta:
        verbose_name = _("dòng B10a")
        indexes = [models.Index(fields=["batch", "unit_code"], name="b10row_unit")]


class UrgingListRow(models.Model):
    """One notice of a list of 01-ĐĐ numbers that BHXH's own software sent (dòng danh sách 01-ĐĐ)."""

    pk = models.CompositePrimaryKey("batch", "row_no")
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, related_name="urging_list_rows", db_index=False, db_constraint=False
    )
    row_no = models.PositiveIntegerField()
    sheet = models.CharField(max_length=100, blank=True)
    unit_code = models.CharField(max_length=20)
    name = models.CharField(max_length=300, null=True)
    full_number = models.CharField(max_length=60)
    issued_on = models.DateField()
    served_on = models.DateField(null=True)
    served_by = models.CharField(max_length=12, null=True)

    class Meta:
        verbose_name = _("dòng danh sách 01-ĐĐ")
        indexes = [models.Index(fields=["batch", "unit_code"], name="urginglistrow_unit")]


class RowMatch(models.Model):
    """A staged row that is an employer of another unit code: matched by tax code and shown to the person who confirms."""

    pk = models.CompositePrimaryKey("batch", "row_no")
    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="matches", db_index=False)
    row_no = models.PositiveIntegerField()
    employer = models.ForeignKey("employers.Employer", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("ghép dòng với đơn vị")
