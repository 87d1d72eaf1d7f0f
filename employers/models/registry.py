"""The register: employers as BHXH knows them, the zones they stand in, their kinds and sectors."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import AdminUnit, Agency, Province
from employers.models.reach import register_reach
from portal.core.folding import clean, fold, sort_key
from portal.core.scoping import ScopedQuerySet

IN_ONE: dict[str, bool] = {"db_constraint": False, "db_index": False}
"""What an employer stands in is looked up for all rows of a statement at once (migration 0012): a key's own check, one row
after the other, is the longest part of letting a file of newcomers in. Indexes are written only where somebody asks them."""


class UnitKind(models.Model):
    """One of the 15 kinds of unit of form B03-TS; 12-15 are people, not employers (loại hình đơn vị)."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    name = models.CharField(_("tên"), max_length=120)
    is_employer = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("loại hình đơn vị")
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name


class Sector(models.Model):
    """A section of VSIC, A to V, in one version of the list (ngành kinh tế cấp 1)."""

    version = models.CharField(max_length=10)
    code = models.CharField(max_length=4)
    name = models.CharField(_("tên"), max_length=300)

    class Meta:
        verbose_name = _("ngành kinh tế")
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="sector_code")]

    def __str__(self) -> str:
        return self.name


class Zone(models.Model):
    """An industrial zone or cluster; its board oversees the employers inside (khu, cụm công nghiệp)."""

    province = models.ForeignKey(Province, models.PROTECT, related_name="zones")
    code = models.CharField(_("mã"), max_length=40)
    name = models.CharField(_("tên"), max_length=200)
    is_cluster = models.BooleanField(_("cụm công nghiệp"), default=False)
    board = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="zones")
    commune = models.ForeignKey(AdminUnit, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("khu, cụm công nghiệp")
        constraints = [models.UniqueConstraint(fields=["province", "code"], name="zone_code")]

    def __str__(self) -> str:
        return self.name


class EmployerQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """Who works with the register sees the employers of the own reach; every other agency none. What is owed is another
        matter: those rows ask for `see_employer_arrears` themselves."""
        if not user.may("see_register"):
            return self.none()
        agency = user.posting.agency
        return register_reach(self.filter(province_id=agency.province_id), agency)

    def live(self):
        """Without those found to be another one."""
        return self.filter(merged_into=None)

    def unplaced(self):
        return self.filter(commune=None)


class Status(models.TextChoices):
    """What the events say of an employer today (tình trạng hoạt động). Unconfirmed: the one list that named it was taken back,
    and no other source speaks of it."""

    OPERATING = "operating", _("Đang hoạt động")
    SUSPENDED = "suspended", _("Tạm ngừng kinh doanh")
    DISSOLVING = "dissolving", _("Đang làm thủ tục giải thể")
    DISSOLVED = "dissolved", _("Đã giải thể, chấm dứt")
    BANKRUPT = "bankrupt", _("Phá sản")
    LICENCE_REVOKED = "licence_revoked", _("Bị thu hồi đăng ký")
    NOT_AT_ADDRESS = "not_at_address", _("Không ở địa chỉ đăng ký")
    NO_REPRESENTATIVE = "no_representative", _("Không có người đại diện")
    ABSCONDED = "absconded", _("Chủ bỏ trốn")
    UNCONFIRMED = "unconfirmed", _("Chưa nguồn nào xác nhận")


class Employer(models.Model):
    """An employer of one province, fed by every agency that knows something (đơn vị sử dụng lao động).

    `unit_code` is BHXH's own code, opaque text; empty while BHXH does not know the employer. `tax_code_ok` is the check
    digit's verdict: a wrong one warns and blocks publication, it refuses nothing. Codes, place and sector are today's;
    Identifier and PastPlace keep those of before. `parent`: the legal unit of a branch. No commune: "chưa gắn địa bàn",
    then BHXH and the department have it until it is placed.
    """

    province = models.ForeignKey(Province, models.PROTECT, related_name="employers", **IN_ONE)
    unit_code = models.CharField(_("mã đơn vị"), max_length=20, blank=True)
    tax_code = models.CharField(_("mã số thuế"), max_length=14, blank=True)
    tax_code_ok = models.BooleanField(_("mã số thuế đúng số kiểm tra"), null=True)
    name = models.CharField(_("tên đơn vị"), max_length=300)
    folded = models.CharField(max_length=300, editable=False)
    sort_key = models.CharField(max_length=300, editable=False)
    address = models.CharField(_("địa chỉ"), max_length=400, blank=True)
    kind = models.PositiveSmallIntegerField(_("loại hình"), null=True)
    sector = models.CharField(_("ngành"), max_length=4, blank=True)
    vsic = models.CharField(_("mã ngành VSIC"), max_length=10, blank=True, db_default="")
    vsic_version = models.CharField(_("phiên bản VSIC"), max_length=10, blank=True, db_default="")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="branches", verbose_name=_("pháp nhân chủ quản"), db_index=False
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="absorbed", verbose_name=_("đã gộp vào"), db_index=False
    )
    status = models.CharField(
        _("tình trạng"), max_length=20, choices=Status.choices, default=Status.OPERATING, db_default=Status.OPERATING
    )
    status_on = models.DateField(_("từ ngày"), null=True)
    began_on = models.DateField(_("ngày bắt đầu hoạt động"), null=True)
    commune = models.ForeignKey(
        AdminUnit, models.PROTECT, null=True, related_name="employers", verbose_name=_("xã, phường"), **IN_ONE
    )
    zone = models.ForeignKey(
        Zone, models.PROTECT, null=True, related_name="employers", verbose_name=_("khu, cụm"), **IN_ONE
    )
    office = models.ForeignKey(
        Agency, models.PROTECT, null=True, related_name="+", verbose_name=_("BHXH cơ sở"), **IN_ONE
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, related_name="+", verbose_name=_("cơ quan quản lý"), db_constraint=False
    )
    cycle = models.PositiveSmallIntegerField(_("chu kỳ đóng (tháng)"), default=1)
    is_demo = models.BooleanField(default=False)
    first_batch = models.PositiveBigIntegerField(_("lô nhập đầu tiên"), null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EmployerQuerySet.as_manager()

    class Meta:
        verbose_name = _("đơn vị")
        constraints = [
            models.UniqueConstraint(
                fields=["province", "unit_code"], name="employer_unit_code", condition=~models.Q(unit_code="")
            ),
            models.CheckConstraint(condition=models.Q(cycle__in=[1, 3, 6]), name="employer_cycle"),
        ]
        indexes = [
            models.Index(fields=["province", "tax_code"], name="employer_tax_code"),
            models.Index(fields=["province", "sort_key", "id"], name="employer_sort"),
            models.Index(fields=["commune"], name="employer_commune"),
            *(
                models.Index(fields=[name], name=f"employer_{name}", condition=models.Q(**{f"{name}__isnull": False}))
                for name in ("zone", "office", "parent", "merged_into")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def rename(self, name: str) -> None:
        """Set the name with its search and sort keys; the caller saves."""
        self.name = clean(name)
        self.folded = fold(self.name)
        self.sort_key = sort_key(self.name)

    @property
    def province_code(self) -> str:
        return self.province.slug

    @property
    def audit_name(self) -> str:
        return self.unit_code or self.tax_code or str(self.pk)
