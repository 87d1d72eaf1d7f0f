"""Written urging of an employer (form 01-ĐĐ): drawn up in the portal, or sent by BHXH's own software and brought in; and
the reasons that keep late payment from being evasion (Law 41/2024/QH15, Art. 35, 39.2)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Province
from arrears.models.ledger import SEES_BEFORE_SUBMISSION, LedgerVersion
from employers.models import Employer
from employers.models.reach import within_reach
from portal.core.models import ImportBatch, StoredFile
from portal.core.periods import Month
from portal.core.scoping import ScopedQuerySet


class UrgingBundleQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """BHXH of the province reads all, a local office its own."""
        if not user.may("see_urging"):
            return self.none()
        ours = self.filter(province_id=user.posting.agency.province_id)
        return ours if user.posting.agency.kind_id == "social_insurance" else ours.filter(agency=user.posting.agency_id)


class UrgingBundle(models.Model):
    """draft -> issued | discarded: notices of one BHXH office that leave on one day under numbers in a row (tập văn bản đôn
    đốc), from the figures of one closed version."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Dự thảo")
        ISSUED = "issued", _("Đã ban hành")
        DISCARDED = "discarded", _("Đã bỏ")

    province = models.ForeignKey(Province, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="urging_bundles", verbose_name=_("cơ quan"))
    version = models.ForeignKey(LedgerVersion, models.PROTECT, related_name="+", verbose_name=_("số liệu"))
    status = models.CharField(_("trạng thái"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("lập lúc"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(null=True)
    issued_on = models.DateField(_("ngày ban hành"), null=True)
    merged = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    archive = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    objects = UrgingBundleQuerySet.as_manager()

    class Meta:
        verbose_name = _("tập văn bản đôn đốc")
        ordering = ["-id"]

    def __str__(self) -> str:
        return str(_("Văn bản đôn đốc, tập %(number)s") % {"number": self.pk})

    @property
    def province_code(self) -> str:
        return self.province.slug


class OfOwing(ScopedQuerySet):
    """What BHXH keeps about an employer that owes: BHXH of the province all, a local office that of its units."""

    POWER = "see_urging"

    def restricted_to(self, user):
        if not user.may(self.POWER):
            return self.none()
        agency = user.posting.agency
        if agency.kind_id not in SEES_BEFORE_SUBMISSION:
            return self.none()
        seen = within_reach(Employer.objects.filter(province_id=agency.province_id), agency)
        return self.filter(employer__in=seen)


class UrgingNotice(models.Model):
    """One notice to one employer (văn bản đôn đốc, mẫu 01-ĐĐ). It covers all that was overdue on the day of its figures.

    Of the portal's own: a bundle, frozen figures, number at issue, service with proof. Brought in (form B10a-TS, a list of
    numbers): number and day as far as the file says. `served_on` decides, or `issued_on`, as the setting says.
    """

    UNREMEMBERED = (
        *("name", "address", "late", "evaded", "charge_late", "charge_evaded", "days_late", "days_evaded"),
        "withdrawn_reason",
    )

    class Origin(models.TextChoices):
        PORTAL = "portal", _("Lập trên cổng")
        LIST = "list", _("Danh sách 01-ĐĐ của BHXH")
        B10 = "b10", _("Mẫu B10a-TS")

    class State(models.TextChoices):
        DRAFT = "draft", _("Dự thảo")
        ISSUED = "issued", _("Đã ban hành")
        SERVED = "served", _("Đã tống đạt")
        WITHDRAWN = "withdrawn", _("Đã thu hồi")

    class Means(models.TextChoices):
        POST = "post", _("Bưu điện")
        HAND = "hand", _("Giao trực tiếp")
        ELECTRONIC = "electronic", _("Điện tử")
        POSTED_UP = "posted_up", _("Niêm yết")
        UNKNOWN = "unknown", _("Chưa rõ")

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="urgings")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="urgings", verbose_name=_("cơ quan"))
    bundle = models.ForeignKey(UrgingBundle, models.PROTECT, null=True, related_name="notices")
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, related_name="urgings")
    origin = models.CharField(_("nguồn"), max_length=8, choices=Origin.choices, default=Origin.PORTAL)
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.DRAFT)
    place = models.PositiveIntegerField(default=1)
    year = models.PositiveSmallIntegerField(_("năm"), null=True)
    number = models.PositiveIntegerField(_("số"), null=True)
    full_number = models.CharField(_("số, ký hiệu"), max_length=60, blank=True)
    issued_on = models.DateField(_("ngày ban hành"), null=True)
    served_on = models.DateField(_("ngày tống đạt"), null=True)
    served_by = models.CharField(_("cách tống đạt"), max_length=12, choices=Means.choices, blank=True)
    proof = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("chứng cứ"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    withdrawn_reason = models.CharField(_("lý do thu hồi"), max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    month = models.DateField(_("số liệu tháng"))
    as_of = models.DateField(_("số liệu đến ngày"), null=True)
    name = models.CharField(_("đơn vị"), max_length=300)
    unit_code = models.CharField(_("mã đơn vị"), max_length=20, blank=True)
    address = models.CharField(_("địa chỉ"), max_length=400, blank=True)
    late = models.BigIntegerField(_("chậm đóng"), null=True)
    evaded = models.BigIntegerField(_("trốn đóng"), null=True)
    days_late = models.PositiveIntegerField(_("số ngày chậm"), null=True)
    days_evaded = models.PositiveIntegerField(_("số ngày trốn"), null=True)
    charge_late = models.BigIntegerField(_("tiền xử lý chậm đóng"), null=True)
    charge_evaded = models.BigIntegerField(_("tiền xử lý trốn đóng"), null=True)
    grounds = models.JSONField(default=dict)
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    docx = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    objects = OfOwing.as_manager()

    class Meta:
        verbose_name = _("văn bản đôn đốc")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "year", "number"], condition=models.Q(origin="portal"), name="urging_number_once"
            ),
            models.UniqueConstraint(fields=["bundle", "employer"], name="urging_employer_once"),
            models.UniqueConstraint(
                fields=["employer", "full_number", "issued_on"],
                condition=~models.Q(origin="portal") & ~models.Q(state="withdrawn"),
                name="urging_brought_in_once",
            ),
            models.CheckConstraint(condition=models.Q(month__day=1), name="urging_month_first_day"),
            models.CheckConstraint(
                condition=~models.Q(state="served") | models.Q(served_on__isnull=False), name="urging_served_has_day"
            ),
            models.CheckConstraint(
                condition=models.Q(served_on=None)
                | models.Q(issued_on=None)
                | models.Q(served_on__gte=models.F("issued_on")),
                name="urging_served_after_issue",
            ),
        ]
        indexes = [
            models.Index(fields=["employer", "served_on"], name="urging_served"),
            models.Index(fields=["agency", "state"], name="urging_agency_state"),
        ]

    def __str__(self) -> str:
        return f"{self.full_number or _('Dự thảo')} → {self.name}"

    @property
    def audit_name(self) -> str:
        return f"{self.full_number or _('Dự thảo')} → {self.unit_code or self.employer_id}"

    @property
    def province_code(self) -> str:
        return self.employer.province_code

    @property
    def period(self) -> Month:
        return Month.of(self.month)


class UrgingOutcome(models.Model):
    """What form B10a-TS says came of urging an employer, by the end of a month (kết quả đôn đốc): columns 4 to 7."""

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="urging_outcomes")
    month = models.DateField(_("tháng"))
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, related_name="+")
    inspected = models.BooleanField(_("đã kiểm tra"), default=False)
    referred = models.BooleanField(_("đã gửi hồ sơ kiến nghị khởi tố"), default=False)
    prosecuted = models.BooleanField(_("đã khởi tố"), default=False)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)

    objects = OfOwing.as_manager()

    class Meta:
        verbose_name = _("kết quả đôn đốc")
        constraints = [models.UniqueConstraint(fields=["employer", "month", "batch"], name="urging_outcome_once")]


class JustifiedReason(models.Model):
    """An accepted reason (lý do chính đáng): while it lasts, late payment is not evasion (Art. 39.2)."""

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="justified_reasons")
    reason = models.CharField(_("lý do"), max_length=500)
    document_no = models.CharField(_("số văn bản"), max_length=80, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = OfOwing.as_manager()

    class Meta:
        verbose_name = _("lý do chính đáng")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(accepted_by=None) | ~models.Q(accepted_by=models.F("recorded_by")),
                name="justified_reason_two_people",
            )
        ]

    @property
    def province_code(self) -> str:
        return self.employer.province_code


class EvasionGround(models.Model):
    """On which ground BHXH holds an employer to evade (Art. 39.1 a-g), told with a document (căn cứ trốn đóng). Grounds đ and e
    are found by reckoning; a to d and g only by BHXH."""

    class Ground(models.TextChoices):
        A = "a", _("điểm a: quá 60 ngày không đăng ký BHXH")
        B = "b", _("điểm b: quá 60 ngày không đăng ký BHTN")
        C = "c", _("điểm c: đăng ký tiền lương BHXH thấp hơn quy định")
        D = "d", _("điểm d: đăng ký tiền lương BHTN thấp hơn quy định")
        DD = "đ", _("điểm đ: không đóng đủ BHXH sau 60 ngày và đã được đôn đốc")
        E = "e", _("điểm e: không đóng đủ BHTN sau 60 ngày và đã được đôn đốc")
        G = "g", _("điểm g: trường hợp khác theo quy định của Chính phủ")

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="evasion_grounds")
    ground = models.CharField(_("căn cứ"), max_length=1, choices=Ground.choices)
    document_no = models.CharField(_("số văn bản"), max_length=80)
    document_on = models.DateField(_("ngày văn bản"))
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("tệp văn bản"))
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = OfOwing.as_manager()

    class Meta:
        verbose_name = _("căn cứ trốn đóng")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ground__in=["a", "b", "c", "d", "g"]), name="evasion_ground_told_by_bhxh"
            )
        ]

    @property
    def province_code(self) -> str:
        return self.employer.province_code
