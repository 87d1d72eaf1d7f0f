"""What surrounds an account: its sessions, invitations, the hand-over of a leaver's work, the six-monthly review.

The key of a session and the code of an invitation are never kept, only what proves them (sha256, HMAC).
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models.agencies import Agency
from agencies.models.territory import Province
from agencies.models.users import Role
from portal.core.scoping import ScopedQuerySet


class OwnQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        return self.filter(user=user)


class SessionNote(models.Model):
    """Where an account is signed in, noted at most every few minutes (phiên đăng nhập). It never holds the key itself."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="session_notes")
    key_hash = models.CharField(max_length=64, unique=True)
    device = models.CharField(_("thiết bị"), max_length=120)
    address = models.CharField(_("địa chỉ mạng"), max_length=64, blank=True)
    began_at = models.DateTimeField(_("bắt đầu"))
    seen_at = models.DateTimeField(_("hoạt động gần nhất"))
    lapses_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    UNREMEMBERED = ("key_hash",)
    objects = OwnQuerySet.as_manager()

    class Meta:
        verbose_name = _("phiên đăng nhập")
        ordering = ["-seen_at"]
        indexes = [models.Index(fields=["lapses_at"], name="session_note_lapses")]

    def __str__(self) -> str:
        return self.device

    @property
    def province_code(self) -> str:
        return self.user.province_code


class InvitationQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """What is about other people's accounts is for those who administer them, in their own province."""
        mine = user.posting.agency.province_id
        return self.filter(agency__province_id=mine) if user.may("administer_users") else self.none()

    def waiting(self):
        return self.filter(accepted_at=None, withdrawn_at=None)


class Invitation(models.Model):
    """A place kept for somebody who has no account yet (lời mời): waiting -> accepted | withdrawn, or it expires.

    The code has two parts: `handle` finds the row, the rest proves the right to it and is kept as an HMAC only.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="invitations")
    role = models.CharField(_("vai trò"), max_length=16, choices=Role.choices)
    title = models.CharField(_("chức danh"), max_length=120, blank=True)
    full_name = models.CharField(_("họ và tên"), max_length=120)
    email = models.EmailField(_("thư điện tử"), blank=True)
    username = models.CharField(_("tên đăng nhập"), max_length=80, blank=True)
    handle = models.CharField(max_length=8, unique=True)
    code_hash = models.CharField(max_length=64)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField(_("mời lúc"))
    expires_at = models.DateTimeField(_("hết hạn lúc"))
    accepted_at = models.DateTimeField(_("nhận lúc"), null=True)
    withdrawn_at = models.DateTimeField(_("rút lúc"), null=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    UNREMEMBERED = ("handle", "code_hash")
    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("lời mời")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(withdrawn_at=None), name="invitation_ends_one_way"
            ),
            models.CheckConstraint(
                condition=models.Q(accepted_at=None, user=None)
                | models.Q(accepted_at__isnull=False, user__isnull=False),
                name="invitation_accepted_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_name} – {self.get_role_display()}, {self.agency.short_name}"

    @property
    def province_code(self) -> str:
        return self.agency.province_code


class HandOverQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """Who takes over reads what there is; administrators read all of their province."""
        mine = models.Q(successor=user)
        if user.may("administer_users"):
            mine |= models.Q(agency__province_id=user.posting.agency.province_id)
        return self.filter(mine)


class HandOver(models.Model):
    """A leaver's work was handed to a successor in the same agency; what it was stands in `items` (bàn giao)."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="handovers")
    leaver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="handed_over")
    successor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="taken_over")
    items = models.JSONField(default=list)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    ends = models.CharField(_("sau bàn giao"), max_length=8, blank=True)
    handed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    handed_at = models.DateTimeField(_("lúc"))

    objects = HandOverQuerySet.as_manager()

    class Meta:
        verbose_name = _("bàn giao công việc")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.leaver} → {self.successor}"

    @property
    def province_code(self) -> str:
        return self.agency.province_code


class ReviewQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        mine = user.posting.agency.province_id
        return self.filter(province_id=mine) if user.may("administer_users") else self.none()


class ReviewRound(models.Model):
    """One look at every account and right of a province, at least every six months (đợt rà soát): open -> closed."""

    province = models.ForeignKey(Province, models.PROTECT, related_name="review_rounds")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(_("mở lúc"))
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("kết thúc lúc"), null=True)
    accounts = models.PositiveIntegerField(_("số tài khoản"), default=0)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("đợt rà soát tài khoản")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["province"], name="one_open_review", condition=models.Q(closed_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.province.name}, {self.opened_at:%d/%m/%Y}"

    @property
    def province_code(self) -> str:
        return self.province.slug


class AccountReview(models.Model):
    """What the reviewer said of one account in one round, with the rights as they were then (kết quả rà soát)."""

    class Verdict(models.TextChoices):
        CONFIRMED = "confirmed", _("Giữ nguyên")
        CHANGE = "change", _("Cần thay đổi")

    round = models.ForeignKey(ReviewRound, models.PROTECT, related_name="reviews")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="reviews")
    verdict = models.CharField(_("kết quả"), max_length=10, choices=Verdict.choices)
    note = models.CharField(_("đề nghị"), max_length=300, blank=True)
    rights = models.CharField(_("quyền khi rà soát"), max_length=300)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reviewed_at = models.DateTimeField(_("rà soát lúc"))

    class Meta:
        verbose_name = _("kết quả rà soát")
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["round", "user"], name="account_review_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_verdict_display()}"

    @property
    def province_code(self) -> str:
        return self.round.province_code
