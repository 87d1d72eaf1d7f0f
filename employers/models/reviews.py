"""Labour reviews: the coordinator opens one, every operating employer goes to exactly one managing agency."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, Directive, Province
from employers.models.counts import ADDS_UP
from employers.models.registry import Employer
from portal.core.scoping import ScopedQuerySet


class ReviewQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """The province's agencies that see the register know of its rounds."""
        ours = self.filter(province_id=user.posting.agency.province_id)
        return ours if user.may("see_register") else self.none()


class LabourReview(models.Model):
    """One review: the day whose employers and managing agencies count, the day to be done by (đợt rà soát)."""

    class Status(models.TextChoices):
        OPEN = "open", _("Đang rà soát")
        CLOSING = "closing", _("Đang kết thúc")
        CLOSED = "closed", _("Đã kết thúc")

    province = models.ForeignKey(Province, models.PROTECT, related_name="labour_reviews")
    title = models.CharField(_("tên đợt"), max_length=200)
    period = models.CharField(_("kỳ số liệu"), max_length=8, help_text='"2026", "2026-Q4", "2026-10"')
    starts_on = models.DateField()
    as_of = models.DateField(_("chốt theo ngày"))
    due_on = models.DateField(_("hạn hoàn thành"))
    coordinator = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("cơ quan điều phối"))
    directive = models.ForeignKey(Directive, models.PROTECT, null=True, related_name="+", verbose_name=_("căn cứ"))
    order = models.JSONField(_("thứ tự chọn cơ quan"), default=list)
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    employers = models.PositiveIntegerField(_("số đơn vị"), default=0)
    status = models.CharField(_("trạng thái"), max_length=8, choices=Status.choices, default=Status.OPEN)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("đợt rà soát lao động")
        ordering = ["-as_of", "-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def province_code(self) -> str:
        return self.province.slug


class ShareQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """An agency has its own share; the coordinator, BHXH and the province's leaders see all."""
        if not user.may("see_register"):
            return self.none()
        ours = self.filter(review__province_id=user.posting.agency.province_id)
        return ours if user.may("see_all_counts") else ours.filter(agency=user.posting.agency)


class ReviewShare(models.Model):
    """An agency's part of a round, and how far it is (phần việc của một cơ quan)."""

    class Status(models.TextChoices):
        OPEN = "open", _("Đang nhập")
        SUBMITTED = "submitted", _("Đã nộp")
        RETURNED = "returned", _("Trả lại")
        ACCEPTED = "accepted", _("Đã tiếp nhận")

    review = models.ForeignKey(LabourReview, models.PROTECT, related_name="shares")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    employers = models.PositiveIntegerField(_("số đơn vị"))
    status = models.CharField(_("trạng thái"), max_length=10, choices=Status.choices, default=Status.OPEN)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True)
    is_late = models.BooleanField(_("quá hạn"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(_("lý do trả lại"), max_length=300, blank=True)

    objects = ShareQuerySet.as_manager()

    class Meta:
        verbose_name = _("phần rà soát của cơ quan")
        constraints = [models.UniqueConstraint(fields=["review", "agency"], name="review_share_once")]

    @property
    def province_code(self) -> str:
        return self.review.province_code


class LineQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """One's own lines, those one reads beside the owner, and all for those who see all."""
        if not user.may("see_register"):
            return self.none()
        agency = user.posting.agency
        ours = self.filter(share__review__province_id=agency.province_id)
        if user.may("see_all_counts"):
            return ours
        return ours.filter(models.Q(share__agency=agency) | models.Q(readers__contains=[agency.pk]))


class ReviewLine(models.Model):
    """One employer of a review, with its one owner and those who also read it (dòng rà soát); done when `found` is set."""

    class Found(models.TextChoices):
        OPERATING = "operating", _("Đang hoạt động")
        SUSPENDED = "suspended", _("Tạm ngừng")
        STOPPED = "stopped", _("Đã ngừng hoạt động")
        NOT_FOUND = "not_found", _("Không tìm thấy tại địa chỉ")
        NO_WORKERS = "no_workers", _("Không sử dụng lao động")
        ELSEWHERE = "elsewhere", _("Không thuộc phạm vi quản lý")

    share = models.ForeignKey(ReviewShare, models.PROTECT, related_name="lines")
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="review_lines")
    ground = models.CharField(_("căn cứ giao"), max_length=40)
    readers = ArrayField(models.BigIntegerField(), default=list)
    found = models.CharField(_("tình trạng"), max_length=12, choices=Found.choices, blank=True)
    employed = models.PositiveIntegerField(_("đang làm việc"), null=True)
    subject = models.PositiveIntegerField(_("thuộc diện"), null=True)
    participating = models.PositiveIntegerField(_("đã tham gia"), null=True)
    not_participating = models.PositiveIntegerField(_("chưa tham gia"), null=True)
    reason = models.CharField(_("lý do chưa tham gia"), max_length=40, blank=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    edits = models.PositiveIntegerField(default=0)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(null=True)

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = _("dòng rà soát")
        constraints = [
            models.UniqueConstraint(fields=["share", "employer"], name="review_line_once"),
            models.CheckConstraint(condition=ADDS_UP, name="review_line_adds_up"),
        ]
        indexes = [models.Index(fields=["share", "found"], name="review_line_done")]

    @property
    def province_code(self) -> str:
        return self.share.province_code
