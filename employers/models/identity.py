"""Who an employer is: typed identifiers with their days, what was proposed to be corrected, what may be one employer twice."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from employers.models.reach import OfEmployers
from employers.models.registry import Employer
from portal.core.models import ImportBatch
from portal.core.scoping import ScopedQuerySet


class Scheme(models.TextChoices):
    """Which register a number is of (loại mã)."""

    UNIT_CODE = "unit_code", _("Mã đơn vị BHXH")
    TAX_CODE = "tax_code", _("Mã số thuế")
    PERSONAL = "personal_no", _("Số định danh cá nhân (hộ kinh doanh)")
    REGISTRATION = "registration_no", _("Số đăng ký kinh doanh")
    BUDGET = "budget_code", _("Mã đơn vị quan hệ ngân sách")


class Identifier(models.Model):
    """A number by which somebody knows the employer, from a day to a day (mã định danh). Never a key: one number may name
    several employers over time or at once, one employer may have many. `is_right`: the check digit's verdict."""

    employer = models.ForeignKey(
        Employer, models.CASCADE, related_name="identifiers", db_constraint=False, db_index=False
    )
    scheme = models.CharField(_("loại mã"), max_length=16, choices=Scheme.choices)
    value = models.CharField(_("mã"), max_length=40)
    is_right = models.BooleanField(_("đúng số kiểm tra"), null=True)
    valid_from = models.DateField(_("từ ngày"), null=True)
    valid_to = models.DateField(_("đến ngày"), null=True)
    source = models.CharField(_("nguồn"), max_length=200)
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )

    objects = OfEmployers.as_manager()

    class Meta:
        verbose_name = _("mã định danh của đơn vị")
        ordering = ["scheme", "valid_from", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "scheme", "value", "valid_from"], name="identifier_once", nulls_distinct=False
            )
        ]
        indexes = [models.Index(fields=["value"], name="identifier_number", opclasses=["varchar_pattern_ops"])]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.value}"


class Correction(models.Model):
    """Another agency says a fact of the register is wrong; the one that answers for it decides (đề nghị đính chính)."""

    class State(models.TextChoices):
        OPEN = "open", _("Chờ quyết định")
        ACCEPTED = "accepted", _("Đã sửa")
        REFUSED = "refused", _("Không chấp nhận")
        WITHDRAWN = "withdrawn", _("Đã rút")

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="corrections")
    field = models.CharField(_("mục"), max_length=40)
    was = models.CharField(_("đang ghi"), max_length=400, blank=True)
    proposed = models.CharField(_("đề nghị ghi"), max_length=400, blank=True)
    reason = models.CharField(_("lý do"), max_length=300)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("cơ quan đề nghị"))
    owner = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("cơ quan quyết định"))
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(_("trả lời"), max_length=300, blank=True)

    objects = OfEmployers.as_manager()

    class Meta:
        verbose_name = _("đề nghị đính chính")
        ordering = ["-id"]

    @property
    def province_code(self) -> str:
        return self.employer.province_code


class DecidedByFew(ScopedQuerySet):
    """Pairs and merges are read by those who decide them; of a merge every page tells where the file went."""

    def restricted_to(self, user):
        employer = "first" if self.model is DuplicatePair else "kept"
        ours = self.filter(**{f"{employer}__province": user.posting.agency.province_id})
        return ours if user.may("decide_duplicate") else self.none()


class DuplicatePair(models.Model):
    """Two employers that may be one, with the score (0-100) and the reasons; a person decides (cặp nghi trùng).

    `first` has the smaller id. A pair told apart ("different") is not asked about again.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Chờ quyết định")
        MERGED = "merged", _("Đã gộp")
        DIFFERENT = "different", _("Hai đơn vị khác nhau")

    first = models.ForeignKey(Employer, models.CASCADE, related_name="+")
    second = models.ForeignKey(Employer, models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField(_("điểm"))
    reasons = models.JSONField(_("căn cứ"), default=list)
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)

    objects = DecidedByFew.as_manager()

    class Meta:
        verbose_name = _("cặp nghi trùng")
        ordering = ["-score", "id"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="duplicate_pair_order"),
        ]

    @property
    def province_code(self) -> str:
        return self.first.province_code


class Merge(models.Model):
    """One employer was found to be another: `moved` says which rows went over, so that it can be undone (gộp hồ sơ)."""

    kept = models.ForeignKey(Employer, models.PROTECT, related_name="merges")
    absorbed = models.ForeignKey(Employer, models.PROTECT, related_name="absorptions")
    reason = models.CharField(_("lý do"), max_length=300)
    moved = models.JSONField(default=dict)
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    merged_at = models.DateTimeField(auto_now_add=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    objects = DecidedByFew.as_manager()

    class Meta:
        verbose_name = _("lần gộp hồ sơ")
        ordering = ["-id"]

    @property
    def province_code(self) -> str:
        return self.kept.province_code
