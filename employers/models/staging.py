"""Rows of the register's import kinds as they came, and whose employer each was taken for. Written once, kept for good.

A row's batch is not checked by the database once more: one statement writes the rows of one batch, which nobody may delete. The
employers of a statement's rows are looked up together (migration 0012), not by a key's own check of each row. Of
two indexes that begin with the same column there is one: each costs a long file a second."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from employers.models.registry import Employer
from portal.core.models import ImportBatch


class SourceRow(models.Model):
    """One row of a file of any of the six kinds; what its kind does not have stays empty (dòng nguồn). Codes are text."""

    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    row_no = models.PositiveIntegerField(_("dòng"))
    sheet = models.CharField(_("trang tính"), max_length=120)
    unit_code = models.CharField(max_length=20, null=True)
    tax_code = models.CharField(max_length=14, null=True)
    tax_code_ok = models.BooleanField(null=True)
    parent_tax_code = models.CharField(max_length=14, null=True)
    personal_no = models.CharField(max_length=12, null=True)
    registration_no = models.CharField(max_length=40, null=True)
    budget_code = models.CharField(max_length=20, null=True)
    name = models.CharField(max_length=300, null=True)
    folded = models.CharField(max_length=300, null=True)
    sort_key = models.CharField(max_length=300, null=True)
    address = models.CharField(max_length=400, null=True)
    commune_code = models.CharField(max_length=10, null=True)
    commune_name = models.CharField(max_length=120, null=True)
    zone_code = models.CharField(max_length=40, null=True)
    plot = models.CharField(max_length=80, null=True)
    kind = models.PositiveSmallIntegerField(null=True)
    vsic = models.CharField(max_length=10, null=True)
    vsic_version = models.CharField(max_length=10, null=True)
    sector = models.CharField(max_length=4, null=True)
    event = models.CharField(max_length=20, null=True)
    happened_on = models.DateField(null=True)
    until = models.DateField(null=True)
    document_no = models.CharField(max_length=80, null=True)
    document_on = models.DateField(null=True)
    employed = models.PositiveIntegerField(null=True)
    subject = models.PositiveIntegerField(null=True)
    participating = models.PositiveIntegerField(null=True)
    not_participating = models.PositiveIntegerField(null=True)
    found = models.CharField(max_length=12, null=True)
    reason = models.CharField(max_length=40, null=True)
    note = models.CharField(max_length=500, null=True)
    figures = models.JSONField(null=True)

    class Meta:
        verbose_name = _("dòng nguồn")
        constraints = [models.UniqueConstraint(fields=["batch", "row_no", "sheet"], name="source_row_once")]


class Match(models.Model):
    """Whose row it is: told by a code, by a person, a newcomer, or still to be asked (đối khớp). `candidates`:
    [{"employer": id, "why": [...], "score": 0-100}]."""

    class State(models.TextChoices):
        MATCHED = "matched", _("Đã khớp")
        ASKS = "asks", _("Cần người xác nhận")
        NEW = "new", _("Đơn vị mới")
        LEFT_OUT = "left_out", _("Bỏ qua")

    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, related_name="register_matches", db_constraint=False, db_index=False
    )
    row_no = models.PositiveIntegerField()
    state = models.CharField(_("trạng thái"), max_length=8, choices=State.choices)
    how = models.CharField(_("khớp theo"), max_length=20, blank=True)
    employer = models.ForeignKey(Employer, models.SET_NULL, null=True, related_name="+", db_constraint=False)
    candidates = models.JSONField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("đối khớp dòng với đơn vị")
        constraints = [models.UniqueConstraint(fields=["batch", "row_no"], name="match_once")]
        indexes = [models.Index(fields=["batch"], name="match_asks", condition=models.Q(state="asks"))]

    @property
    def province_code(self) -> str:
        return self.batch.province_code


class RegisterChange(models.Model):
    """What an applied batch changed of a known employer, so that undoing can put it back (thay đổi hồ sơ do lô nhập)."""

    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    employer = models.ForeignKey(Employer, models.CASCADE, related_name="register_changes", db_constraint=False)
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        verbose_name = _("thay đổi hồ sơ do lô nhập")
        indexes = [models.Index(fields=["batch"], name="register_change_batch")]
