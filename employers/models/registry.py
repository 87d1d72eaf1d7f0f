"""The register: employers as BHXH knows them, the zones they stand in, their kinds and sectors."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import AdminUnit, Agency, Province
from employers.models.reach import within_reach
from portal.core.folding import clean, fold, sort_key
from portal.core.scoping import ScopedQuerySet


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
        """Who may see employer-level arrears sees the employers concerned; every other agency none."""
        if not user.may("see_employer_arrears"):
            return self.none()
        agency = user.posting.agency
        return within_reach(self.filter(province_id=agency.province_id), agency)

    def unplaced(self):
        return self.filter(commune=None)


class Employer(models.Model):
    """An employer of one province as BHXH registers it (đơn vị sử dụng lao động).

    `unit_code` is BHXH's own code, opaque text. `tax_code_ok` is the check digit's verdict: a wrong one warns,
    publication, it refuses nothing. No commune: "chưa gắn địa bàn", seen only by BHXH and the department until placed.
    """

    province = models.ForeignKey(Province, models.PROTECT, related_name="employers")
    unit_code = models.CharField(_("mã đơn vị"), max_length=20)
    tax_code = models.CharField(_("mã số thuế"), max_length=14, blank=True)
    tax_code_ok = models.BooleanField(_("mã số thuế đúng số kiểm tra"), null=True)
    name = models.CharField(_("tên đơn vị"), max_length=300)
    folded = models.CharField(max_length=300, editable=False)
    sort_key = models.CharField(max_length=300, editable=False)
    address = models.CharField(_("địa chỉ"), max_length=400, blank=True)
    kind = models.PositiveSmallIntegerField(_("loại hình"), null=True)
    sector = models.CharField(_("ngành"), max_length=4, blank=True)
    commune = models.ForeignKey(
        AdminUnit, models.PROTECT, null=True, related_name="employers", verbose_name=_("xã, phường")
    )
    zone = models.ForeignKey(Zone, models.PROTECT, null=True, related_name="employers", verbose_name=_("khu, cụm"))
    office = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+", verbose_name=_("BHXH cơ sở"))
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+", verbose_name=_("cơ quan quản lý"))
    cycle = models.PositiveSmallIntegerField(_("chu kỳ đóng (tháng)"), default=1)
    is_demo = models.BooleanField(default=False)
    first_batch = models.PositiveBigIntegerField(_("lô nhập đầu tiên"), null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EmployerQuerySet.as_manager()

    class Meta:
        verbose_name = _("đơn vị")
        constraints = [
            models.UniqueConstraint(fields=["province", "unit_code"], name="employer_unit_code"),
            models.CheckConstraint(condition=models.Q(cycle__in=[1, 3, 6]), name="employer_cycle"),
        ]
        indexes = [
            models.Index(fields=["province", "tax_code"], name="employer_tax_code"),
            models.Index(fields=["province", "sort_key", "id"], name="employer_sort"),
            models.Index(fields=["commune"], name="employer_commune"),
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
        return self.unit_code
