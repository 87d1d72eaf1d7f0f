"""Demand letters: what an agency asks of an employer whose workers are not, or not all, in compulsory insurance.

A bundle holds the letters drawn up and signed together; each letter's figures, grounds and names are frozen in it.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Province
from employers.models import Employer, Gap, Source
from employers.models.counts import teller_of
from portal.core.models import StoredFile
from portal.core.scoping import ScopedQuerySet


class BundleQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """The agency's own; those who watch over all counts read what was issued."""
        ours = self.filter(province_id=user.posting.agency.province_id)
        own = models.Q(agency_id=user.posting.agency_id) if user.may("decide_gap") else models.Q(pk__in=[])
        if user.may("see_all_counts"):
            own |= models.Q(status=DemandBundle.Status.ISSUED)
        return ours.filter(own)


class DemandBundle(models.Model):
    """draft -> issued | discarded: letters of one agency that leave on one day under numbers in a row (tập văn bản yêu cầu)."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Dự thảo")
        ISSUED = "issued", _("Đã ban hành")
        DISCARDED = "discarded", _("Đã bỏ")

    UNREMEMBERED = ("remark",)
    province = models.ForeignKey(Province, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="demand_bundles", verbose_name=_("cơ quan"))
    status = models.CharField(_("trạng thái"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    answer_by = models.DateField(_("hạn trả lời"))
    remark = models.TextField(_("nội dung thêm"), blank=True, max_length=2000)
    as_of = models.DateField(_("số liệu đến ngày"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("lập lúc"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    issued_on = models.DateField(_("ngày ban hành"), null=True)
    issued_at = models.DateTimeField(null=True)
    merged = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    archive = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    objects = BundleQuerySet.as_manager()

    class Meta:
        verbose_name = _("tập văn bản yêu cầu")
        ordering = ["-id"]

    def __str__(self) -> str:
        return str(_("Văn bản yêu cầu, tập %(number)s") % {"number": self.pk})

    @property
    def province_code(self) -> str:
        return self.province.slug


class DemandQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        return self.filter(bundle__in=DemandBundle.objects.visible_to(user))


class Demand(models.Model):
    """One letter to one employer (văn bản yêu cầu). `grounds`: the sentences of law and directive as of its day."""

    UNREMEMBERED = ("name", "address", "workers")  # the auditor reads acts, not whom a letter names

    bundle = models.ForeignKey(DemandBundle, models.PROTECT, related_name="demands")
    place = models.PositiveIntegerField()
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="demands")
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="demands")
    year = models.PositiveSmallIntegerField(_("năm"), null=True)
    number = models.PositiveIntegerField(_("số"), null=True)
    symbol = models.CharField(_("ký hiệu"), max_length=40, blank=True)
    issued_on = models.DateField(_("ngày ban hành"), null=True)
    answer_by = models.DateField(_("hạn trả lời"))
    agency_name = models.CharField(max_length=200)
    signer = models.CharField(_("người ký"), max_length=160, blank=True)
    signer_title = models.CharField(_("chức vụ người ký"), max_length=160, blank=True)
    name = models.CharField(_("đơn vị"), max_length=300)
    address = models.CharField(_("địa chỉ"), max_length=400, blank=True)
    tax_code = models.CharField(_("mã số thuế"), max_length=14, blank=True)
    unit_code = models.CharField(_("mã đơn vị"), max_length=20, blank=True)
    workers = models.PositiveIntegerField(_("số lao động chưa tham gia"), default=0)
    grounds = models.JSONField(default=dict)
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    docx = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    objects = DemandQuerySet.as_manager()

    class Meta:
        verbose_name = _("văn bản yêu cầu")
        ordering = ["bundle", "place"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "year", "number"], name="demand_number_once"),
            models.UniqueConstraint(fields=["bundle", "employer"], name="demand_employer_once"),
        ]
        indexes = [models.Index(fields=["employer"], name="demand_employer")]

    def __str__(self) -> str:
        return f"{self.full_number or _('Dự thảo')} → {self.name}"

    @property
    def audit_name(self) -> str:
        return f"{self.full_number or _('Dự thảo')} → {self.unit_code or self.tax_code or self.employer_id}"

    @property
    def full_number(self) -> str:
        """ "05/UBND-VHXH"; empty while it is a draft."""
        return f"{self.number:02d}/{self.symbol}" if self.number else ""

    @property
    def province_code(self) -> str:
        return self.bundle.province_code


class DemandLineQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        return self.filter(demand__in=Demand.objects.visible_to(user))


class DemandLine(models.Model):
    """One gap as it stood when the letter was drawn up, in people."""

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="lines")
    gap = models.ForeignKey(Gap, models.PROTECT, related_name="demand_lines")
    kind = models.CharField(_("loại"), max_length=12, choices=Gap.Kind.choices)
    period = models.CharField(_("kỳ"), max_length=8)
    source = models.CharField(_("nguồn"), max_length=16, choices=Source.choices)
    told_on = models.DateField(_("ngày số liệu"))
    counted = models.PositiveIntegerField(_("số lao động theo nguồn"))
    participating = models.PositiveIntegerField(_("số đang tham gia BHXH"))
    size = models.PositiveIntegerField(_("chênh lệch (người)"))

    objects = DemandLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("dòng văn bản yêu cầu")
        ordering = ["demand", "id"]
        constraints = [models.UniqueConstraint(fields=["demand", "gap"], name="demand_line_once")]

    @property
    def told_by(self) -> str:
        return teller_of(self.kind, self.source)
