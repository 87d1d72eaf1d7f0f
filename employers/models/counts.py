"""How many people work for an employer: what each source says, side by side, and the gaps between them."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from employers.models.registry import Employer
from portal.core.models import ImportBatch, StoredFile
from portal.core.scoping import ScopedQuerySet

ADDS_UP = (
    Q(subject=None)
    | Q(participating=None)
    | Q(not_participating=None)
    | Q(subject=F("participating") + F("not_participating"))
)


class Source(models.TextChoices):
    """Who counted (nguồn số liệu lao động)."""

    TAX = "tax", _("Quyết toán thuế TNCN")
    TAX_EXCHANGE = "tax_exchange", _("Cơ quan Thuế trao đổi")
    ZONE_BOARD = "zone_board", _("Ban quản lý khu")
    DEPARTMENT = "department", _("Sở quản lý ngành")
    COMMUNE = "commune", _("UBND cấp xã")
    DISTRICT = "district", _("UBND cấp huyện")
    SOCIAL_INSURANCE = "social_insurance", _("BHXH (số đang tham gia)")
    EMPLOYER = "employer", _("Đơn vị tự khai")
    LABOUR = "labour", _("Cơ quan lao động")


def teller_of(kind: str, source: str) -> str:
    """Who says that a gap is one: the source that counted, or, of a newcomer whom nobody has counted yet, the registry."""
    is_newcomer = kind == Gap.Kind.NOT_JOINED and source == Source.SOCIAL_INSURANCE
    return str(_("Đăng ký kinh doanh")) if is_newcomer else str(Source(source).label)


class CountQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """Of the employers one sees: every source for those who see all counts and for the managing agency; else what the own
        agency counted and BHXH's participants."""
        agency = user.posting.agency
        ours = self.filter(employer__in=Employer.objects.visible_to(user).values("pk"))
        if user.may("see_all_counts"):
            return ours
        own = Q(agency=agency) | Q(source=Source.SOCIAL_INSURANCE) | Q(employer__agency=agency)
        if agency.kind_id == "tax":
            own |= Q(source__in=(Source.TAX, Source.TAX_EXCHANGE))
        return ours.filter(own)

    def current(self):
        """The newest word of each source for each period, unless it was taken back."""
        return self.filter(is_current=True, withdrawn_at=None)


class LabourCount(models.Model):
    """What one source says of one employer for one period, in people (số lao động theo nguồn). Never overwritten: the source
    speaking again adds a version; of a version only `is_current` and `withdrawn_at` ever change.

    `period`: "2026", "2026-Q2" or "2026-10"; `starts_on` its first day. BHXH's counts are written where they differ from
    its last ones and hold until the next.
    """

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="counts", db_constraint=False, db_index=False)
    source = models.CharField(_("nguồn"), max_length=16, choices=Source.choices)
    period = models.CharField(_("kỳ"), max_length=8)
    starts_on = models.DateField(_("từ ngày"))
    version = models.PositiveSmallIntegerField(_("lần"), default=1)
    is_current = models.BooleanField(default=True)
    employed = models.PositiveIntegerField(_("lao động đang làm việc"), null=True)
    subject = models.PositiveIntegerField(_("thuộc diện tham gia BHXH bắt buộc"), null=True)
    participating = models.PositiveIntegerField(_("đã tham gia"), null=True)
    not_participating = models.PositiveIntegerField(_("chưa tham gia"), null=True)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False)
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    review = models.ForeignKey("LabourReview", models.PROTECT, null=True, related_name="+", db_index=False)
    recorded_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = CountQuerySet.as_manager()

    class Meta:
        verbose_name = _("số lao động theo nguồn")
        ordering = ["employer", "-starts_on", "source"]
        constraints = [
            models.UniqueConstraint(fields=["employer", "source", "period", "version"], name="labour_count_version"),
            models.UniqueConstraint(
                fields=["employer", "source", "period"], condition=Q(is_current=True), name="labour_count_current"
            ),
            models.CheckConstraint(condition=ADDS_UP, name="labour_count_adds_up"),
        ]
        indexes = [
            models.Index(
                fields=["source", "starts_on", "employer"], name="labour_count_source", condition=Q(is_current=True)
            ),
            models.Index(fields=["batch"], name="labour_count_batch", condition=Q(batch__isnull=False)),
            models.Index(fields=["review"], name="labour_count_review", condition=Q(review__isnull=False)),
        ]


class GapQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """Its agency's, and all of the province for those who see all counts."""
        agency = user.posting.agency
        ours = self.filter(employer__province_id=agency.province_id)
        if user.may("see_all_counts"):
            return ours
        return ours.filter(agency=agency) if user.may("see_register") else self.none()

    def waiting(self):
        return self.filter(state__in=Gap.WAITING)

    def overdue(self, on: date):
        return self.waiting().filter(due_on__lt=on)


class Gap(models.Model):
    """A difference that one agency must explain or end (chênh lệch): more people with taxed income than in insurance, an
    employer that operates without having joined. `size`: people likely unprotected."""

    class Kind(models.TextChoices):
        SHORT = "short", _("Tham gia thiếu so với số lao động")
        NOT_JOINED = "not_joined", _("Đang hoạt động nhưng chưa tham gia")

    class State(models.TextChoices):
        OPEN = "open", _("Chưa xử lý")
        DEMANDED = "demanded", _("Đã yêu cầu")
        EXPLAINED = "explained", _("Đã giải trình")
        JOINED = "joined", _("Đã tham gia đủ")
        INSPECTION = "inspection", _("Đề nghị thanh tra, kiểm tra")
        OVER = "over", _("Hết chênh lệch")

    WAITING = ("open", "demanded")

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="gaps")
    kind = models.CharField(_("loại"), max_length=12, choices=Kind.choices)
    period = models.CharField(_("kỳ"), max_length=8)
    starts_on = models.DateField()
    source = models.CharField(_("nguồn đối chiếu"), max_length=16, choices=Source.choices)
    counted = models.PositiveIntegerField(_("số lao động theo nguồn"))
    participating = models.PositiveIntegerField(_("số đang tham gia BHXH"))
    size = models.PositiveIntegerField(_("chênh lệch (người)"))
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="gaps", verbose_name=_("cơ quan xử lý"))
    due_on = models.DateField(_("hạn xử lý"))
    state = models.CharField(_("kết quả"), max_length=12, choices=State.choices, default=State.OPEN)
    reason = models.CharField(_("lý do"), max_length=40, blank=True)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    count = models.ForeignKey(LabourCount, models.PROTECT, null=True, related_name="+")
    found_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = GapQuerySet.as_manager()

    class Meta:
        verbose_name = _("chênh lệch lao động")
        ordering = ["-size", "id"]
        constraints = [
            models.UniqueConstraint(fields=["employer", "kind", "period", "source"], name="gap_once"),
        ]
        indexes = [
            models.Index(fields=["agency", "state", "-size", "id"], name="gap_queue"),
            models.Index(fields=["period", "kind"], name="gap_period"),
        ]

    @property
    def province_code(self) -> str:
        return self.employer.province_code

    @property
    def told_of(self) -> str:
        """The period that the source's number is of; who has not joined is found in another quarter than was counted."""
        return self.count.period if self.count is not None else self.period

    @property
    def told_by(self) -> str:
        return teller_of(self.kind, self.source)


class GapStep(models.Model):
    """What was done about a gap, kept for good (diễn biến xử lý chênh lệch). A demand has its number and a day to answer by."""

    gap = models.ForeignKey(Gap, models.PROTECT, related_name="steps")
    state = models.CharField(_("bước"), max_length=12, choices=Gap.State.choices)
    on = models.DateField(_("ngày"))
    reason = models.CharField(_("lý do"), max_length=40, blank=True)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    document_no = models.CharField(_("số văn bản"), max_length=80, blank=True)
    answer_by = models.DateField(_("hạn trả lời"), null=True)
    joined = models.PositiveIntegerField(_("số lao động tham gia thêm"), null=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("bước xử lý chênh lệch")
        ordering = ["id"]
