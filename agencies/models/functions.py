"""Functions of the state and who holds them from when; names over time; competence; reorganisations decided.

A directive names a body as it was called on its day. What it orders belongs to a function (labour management, press,
business registration …), and the function passes from one kind of agency to another on a day, each on its own.
"""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models.agencies import Agency, AgencyKind
from agencies.models.territory import Province
from portal.core.scoping import ScopedQuerySet


class Function(models.Model):
    """What somebody in a province does for the state, whoever it is today (chức năng); reference/functions.csv."""

    code = models.SlugField(max_length=40, primary_key=True)
    name = models.CharField(_("chức năng"), max_length=160)
    english = models.CharField(max_length=160)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("chức năng")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name


class OfOwnProvince(ScopedQuerySet):
    def restricted_to(self, user):
        """Everyone in a province knows who does what in it."""
        return self.filter(province_id=user.posting.agency.province_id)


class HolderQuerySet(OfOwnProvince):
    def on(self, day: date):
        return self.filter(valid_from__lte=day).filter(models.Q(valid_to=None) | models.Q(valid_to__gte=day))


class FunctionHolder(models.Model):
    """A function is held by all agencies of a kind (or by one agency) from a day to a day (cơ quan giữ chức năng).

    Without kind and agency nobody is named: no text states a successor, and the administrator is asked. Rows end, they
    are never deleted; two rows of one function may be valid together (several holders).
    """

    province = models.ForeignKey(Province, models.PROTECT, related_name="function_holders")
    function = models.ForeignKey(Function, models.PROTECT, related_name="holders")
    kind = models.ForeignKey(AgencyKind, models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True)
    source = models.CharField(_("căn cứ"), max_length=300)
    is_assumed = models.BooleanField(_("giả định"), default=False)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)

    objects = HolderQuerySet.as_manager()

    class Meta:
        verbose_name = _("cơ quan giữ chức năng")
        ordering = ["function", "valid_from", "id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(kind__isnull=False, agency__isnull=False), name="holder_is_one"),
            models.UniqueConstraint(
                fields=["province", "function", "kind", "agency", "valid_from"],
                name="function_holder_once",
                nulls_distinct=False,
            ),
        ]

    @property
    def province_code(self) -> str:
        return self.province.slug


class AgencyName(models.Model):
    """What an agency was called from a day to a day; old papers keep the old name (tên cơ quan theo thời gian)."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="names")
    name = models.CharField(_("tên"), max_length=200)
    short_name = models.CharField(_("tên ngắn"), max_length=80)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True)
    source = models.CharField(_("căn cứ"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("tên cơ quan theo thời gian")
        ordering = ["agency", "valid_from"]
        constraints = [models.UniqueConstraint(fields=["agency", "valid_from"], name="agency_name_once")]


class Competence(models.Model):
    """A kind of agency may take a measure from a day to a day (thẩm quyền thanh tra, kiểm tra); reference/competences.csv."""

    class Measure(models.TextChoices):
        INSPECT = "inspect", _("Thanh tra")
        CHECK = "check", _("Kiểm tra")

    kind = models.ForeignKey(AgencyKind, models.PROTECT, related_name="competences")
    measure = models.CharField(_("biện pháp"), max_length=10, choices=Measure.choices)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True)
    source = models.CharField(_("căn cứ"), max_length=300)

    class Meta:
        verbose_name = _("thẩm quyền thanh tra, kiểm tra")
        constraints = [models.UniqueConstraint(fields=["kind", "measure", "valid_from"], name="competence_once")]


class Reorganisation(models.Model):
    """A change of agencies that takes effect on a day: merge, split, rename, move a commune, hand a function over.

    draft -> decided -> effective; decided -> withdrawn while the day has not come (sắp xếp cơ quan). `plan` holds what
    is to be done, in the shape that services/reorganisations.py describes; `preview` what it touched when decided.
    """

    class Kind(models.TextChoices):
        MERGE = "merge", _("Sáp nhập cơ quan")
        SPLIT = "split", _("Chia, tách cơ quan")
        RENAME = "rename", _("Đổi tên cơ quan")
        MOVE_UNITS = "move_units", _("Chuyển xã, phường sang cơ quan khác")
        HAND_FUNCTION = "hand_function", _("Chuyển giao chức năng")

    class Status(models.TextChoices):
        DRAFT = "draft", _("Dự thảo")
        DECIDED = "decided", _("Đã quyết định, chưa đến ngày")
        EFFECTIVE = "effective", _("Đã có hiệu lực")
        WITHDRAWN = "withdrawn", _("Đã rút")

    province = models.ForeignKey(Province, models.PROTECT, related_name="reorganisations")
    kind = models.CharField(_("việc"), max_length=16, choices=Kind.choices)
    status = models.CharField(_("trạng thái"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    effective_on = models.DateField(_("hiệu lực từ ngày"))
    source = models.CharField(_("căn cứ"), max_length=300)
    plan = models.JSONField(default=dict)
    preview = models.JSONField(default=dict)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = OfOwnProvince.as_manager()

    class Meta:
        verbose_name = _("sắp xếp cơ quan")
        ordering = ["-effective_on", "-id"]

    @property
    def province_code(self) -> str:
        return self.province.slug
