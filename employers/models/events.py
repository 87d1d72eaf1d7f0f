"""What happened to an employer: events of its status, and its labour relations."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from employers.models.reach import READS_PART, READS_WHOLE, OfEmployers
from employers.models.registry import Employer
from portal.core.models import ImportBatch, StoredFile


class StatusEvent(models.Model):
    """A change of status on a day, told by an agency (biến động tình trạng). Withdrawn, never deleted."""

    class Kind(models.TextChoices):
        NEW = "new", _("Mới hoạt động")
        SUSPENDED = "suspended", _("Tạm ngừng kinh doanh")
        RESUMED = "resumed", _("Hoạt động trở lại")
        DISSOLVING = "dissolving", _("Đang làm thủ tục giải thể")
        DISSOLVED = "dissolved", _("Đã giải thể, chấm dứt hoạt động")
        BANKRUPT = "bankrupt", _("Phá sản")
        LICENCE_REVOKED = "licence_revoked", _("Bị thu hồi giấy chứng nhận đăng ký")
        NOT_AT_ADDRESS = "not_at_address", _("Không hoạt động tại địa chỉ đăng ký")
        NO_REPRESENTATIVE = "no_representative", _("Không có người đại diện theo pháp luật")
        ABSCONDED = "absconded", _("Chủ bỏ trốn")

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="events")
    kind = models.CharField(_("biến động"), max_length=20, choices=Kind.choices)
    happened_on = models.DateField(_("ngày xảy ra"))
    until = models.DateField(_("dự kiến đến ngày"), null=True)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("cơ quan cung cấp"))
    document_no = models.CharField(_("số văn bản"), max_length=80, blank=True)
    document_on = models.DateField(_("ngày văn bản"), null=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    batch = models.ForeignKey(ImportBatch, models.PROTECT, null=True, related_name="+")
    review = models.ForeignKey("LabourReview", models.PROTECT, null=True, related_name="+", db_index=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(_("lý do rút"), max_length=300, blank=True)

    objects = OfEmployers.as_manager()

    class Meta:
        verbose_name = _("biến động của đơn vị")
        ordering = ["-happened_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["employer", "kind", "happened_on"],
                condition=models.Q(withdrawn_at=None),
                name="status_event_once",
            )
        ]
        indexes = [
            models.Index(fields=["employer", "-happened_on"], name="status_event_day"),
            models.Index(fields=["review"], name="status_event_review", condition=models.Q(review__isnull=False)),
        ]

    @property
    def province_code(self) -> str:
        return self.employer.province_code


RELATION_READERS = READS_WHOLE | READS_PART | {"labour_department"}
"""Kinds of agencies that work with labour relations; the other readers of the register have no business with strikes."""


class RelationQuerySet(OfEmployers):
    def restricted_to(self, user):
        """The labour department, BHXH, the union and the leaders all; a zone board and a committee their own employers'."""
        if user.posting.agency.kind_id not in RELATION_READERS:
            return self.none()
        return super().restricted_to(user)


class LabourRelation(models.Model):
    """One entry of the labour-relations record (quan hệ lao động): rules, agreement, dialogue, strike, wages not paid."""

    class Kind(models.TextChoices):
        RULES = "rules", _("Đăng ký nội quy lao động")
        AGREEMENT = "agreement", _("Thỏa ước lao động tập thể")
        DIALOGUE = "dialogue", _("Đối thoại tại nơi làm việc")
        STRIKE = "strike", _("Đình công")
        STOPPAGE = "stoppage", _("Ngừng việc tập thể")
        WAGE_ARREARS = "wage_arrears", _("Nợ lương")

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="relations")
    kind = models.CharField(_("nội dung"), max_length=16, choices=Kind.choices)
    begun_on = models.DateField(_("từ ngày"))
    ended_on = models.DateField(_("đến ngày"), null=True)
    workers = models.PositiveIntegerField(_("số lao động"), null=True)
    amount = models.BigIntegerField(_("số tiền (đồng)"), null=True)
    document_no = models.CharField(_("số văn bản"), max_length=80, blank=True)
    note = models.CharField(_("nội dung cụ thể"), max_length=500, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+", verbose_name=_("cơ quan ghi nhận"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(_("lý do rút"), max_length=300, blank=True)

    objects = RelationQuerySet.as_manager()

    class Meta:
        verbose_name = _("quan hệ lao động")
        ordering = ["-begun_on", "-id"]
        indexes = [models.Index(fields=["employer", "kind", "-begun_on"], name="labour_relation_day")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("begun_on")),
                name="labour_relation_days",
            )
        ]

    @property
    def province_code(self) -> str:
        return self.employer.province_code


class AlertQuerySet(OfEmployers):
    def restricted_to(self, user):
        """Who sees the employer; but what is owed is told by the storey above, by the ledger's own rule (arrears/queries)."""
        return super().restricted_to(user).exclude(kind=Alert.Kind.DISSOLVING_OWING)


class Alert(models.Model):
    """Something the night found that somebody must look at: dissolving while owing, new and not joined (cảnh báo)."""

    class Kind(models.TextChoices):
        DISSOLVING_OWING = "dissolving_owing", _("Đang giải thể, ngừng hoạt động khi còn nợ")
        NEW_NOT_JOINED = "new_not_joined", _("Mới hoạt động nhưng chưa tham gia BHXH")

    class State(models.TextChoices):
        OPEN = "open", _("Chưa xử lý")
        SEEN = "seen", _("Đã xử lý")
        OVER = "over", _("Không còn")

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="alerts")
    kind = models.CharField(_("cảnh báo"), max_length=20, choices=Kind.choices)
    key = models.CharField(max_length=60)
    raised_on = models.DateField(_("ngày"))
    facts = models.JSONField(_("căn cứ"), default=dict)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+", verbose_name=_("cơ quan xử lý"))
    state = models.CharField(_("trạng thái"), max_length=6, choices=State.choices, default=State.OPEN)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(_("kết quả xử lý"), max_length=300, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("cảnh báo về đơn vị")
        ordering = ["-raised_on", "-id"]
        constraints = [models.UniqueConstraint(fields=["employer", "kind", "key"], name="alert_once")]

    @property
    def province_code(self) -> str:
        return self.employer.province_code
