"""What every storey needs and none owns: the audit trail, the list of jobs, notifications, import batches, stored files.

Nothing here points at an agency: `province_code` and `agency_code` are labels, so that agencies' tables never wait for these.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.core.scoping import ScopedQuerySet


class AuditQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """An auditor reads the acts and reads of the own province."""
        return self.filter(province_code=user.province_code) if user.may("see_audit") else self.none()


class AuditEntry(models.Model):
    """One act, one read of employer-level arrears, one refusal, one login. The database refuses to change it (nhật ký)."""

    class Kind(models.TextChoices):
        ACT = "act", _("Thao tác")
        READ = "read", _("Xem")
        EXPORT = "export", _("Xuất tệp")
        REFUSED = "refused", _("Bị từ chối")
        ACCESS = "access", _("Đăng nhập")

    at = models.DateTimeField(_("thời điểm"), auto_now_add=True)
    kind = models.CharField(_("loại"), max_length=10, choices=Kind.choices)
    act = models.CharField(_("việc"), max_length=80)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor = models.CharField(_("người làm"), max_length=200)
    province_code = models.CharField(max_length=40, blank=True)
    agency_code = models.CharField(max_length=80, blank=True)
    subject_type = models.CharField(max_length=80, blank=True)
    subject_id = models.CharField(max_length=80, blank=True)
    subject = models.CharField(_("đối tượng"), max_length=300, blank=True)
    detail = models.JSONField(_("chi tiết"), default=dict)
    address = models.CharField(_("địa chỉ mạng"), max_length=64, blank=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("dòng nhật ký")
        indexes = [
            models.Index(fields=["province_code", "-id"], name="audit_province"),
            models.Index(fields=["subject_type", "subject_id"], name="audit_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.actor}: {self.act}"


class JobQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """A user follows the work of the own agency; administrators and the province's BHXH that of the province."""
        ours = self.filter(province_code=user.province_code)
        sees_all = user.may("administer_users") or user.may("see_import_batches")
        return ours if sees_all else ours.filter(agency_code=user.agency_code)

    def unfinished(self):
        return self.filter(state__in=[Job.State.QUEUED, Job.State.RUNNING])


class Job(models.Model):
    """One piece of background work. This row is the work; Celery only wakes somebody up to do it (công việc nền).

    queued -> running -> done | failed. A running job whose worker died is queued again by the sweeper; after
    `MAX_ATTEMPTS` it waits as failed ("cần người xử lý") until a person starts it again.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("Đang chờ")
        RUNNING = "running", _("Đang chạy")
        DONE = "done", _("Đã xong")
        FAILED = "failed", _("Cần người xử lý")

    MAX_ATTEMPTS = 5

    key = models.CharField(max_length=200, unique=True)
    task = models.CharField(max_length=120)
    arguments = models.JSONField(default=dict)
    title = models.CharField(_("công việc"), max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    machine = models.CharField(max_length=10, default="clock")
    province_code = models.CharField(max_length=40, blank=True)
    agency_code = models.CharField(max_length=80, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    result = models.JSONField(null=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("công việc nền")
        indexes = [
            models.Index(fields=["id"], name="job_unfinished", condition=models.Q(state__in=["queued", "running"]))
        ]

    def __str__(self) -> str:
        return self.title or self.key

    @property
    def is_finished(self) -> bool:
        return self.state in (self.State.DONE, self.State.FAILED)

    @property
    def percent(self) -> int:
        return 100 if self.state == self.State.DONE else (100 * self.done // self.total if self.total else 0)


class NotificationQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        return self.filter(user=user)

    def unread(self):
        return self.filter(read_at=None)


class Notification(models.Model):
    """A line for one person: something arrived, is due, or is finished (thông báo)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notifications")
    key = models.CharField(max_length=200)
    text = models.CharField(_("nội dung"), max_length=300)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("thông báo")
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notification_once")]

    def __str__(self) -> str:
        return self.text


class StoredFile(models.Model):
    """A file kept under FILES_ROOT by a random name, never changed: what came in, what went out (tệp lưu)."""

    name = models.CharField(_("tên tệp"), max_length=255)
    path = models.CharField(max_length=200, unique=True)
    size = models.PositiveBigIntegerField(_("dung lượng"))
    sha256 = models.CharField(_("mã băm SHA-256"), max_length=64)
    content_type = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)
    province_code = models.CharField(max_length=40, blank=True)

    class Meta:
        verbose_name = _("tệp lưu")

    def __str__(self) -> str:
        return self.name


class ImportBatchQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """The province's BHXH sees every batch of the province, another agency its own. Those who see the counts of every
        source see all files about employers and labour too (they have a `period`), not those of BHXH's month."""
        batches = self.filter(province_code=user.province_code)
        if user.may("see_import_batches"):
            return batches
        sends = user.may("import_month_file") or user.may("import_register_file")
        own = models.Q(agency_code=user.agency_code) if sends else models.Q(pk__in=[])
        counts = ~models.Q(period="") if user.may("see_all_counts") else models.Q(pk__in=[])
        return batches.filter(own | counts)

    def applied(self):
        return self.filter(status=ImportBatch.Status.APPLIED)


class ImportBatch(models.Model):
    """One file on its road: uploaded -> staged | refused | unchanged;
    staged -> confirmed -> applied -> undone (lô nhập).

    Staged rows are written once and never changed; what an applied batch said stays readable for ever.
    `outcome` keeps the checks: errors and warnings by sheet, row and column, control totals, counts.
    """

    class Status(models.TextChoices):
        UPLOADED = "uploaded", _("Đang kiểm tra")
        STAGED = "staged", _("Chờ xác nhận")
        REFUSED = "refused", _("Bị từ chối")
        UNCHANGED = "unchanged", _("Không có gì mới")
        CONFIRMED = "confirmed", _("Đang ghi nhận")
        APPLIED = "applied", _("Đã ghi nhận")
        UNDONE = "undone", _("Đã hoàn tác")
        DISCARDED = "discarded", _("Đã bỏ")

    MOVES = {
        "uploaded": {"staged", "refused", "unchanged"},
        "staged": {"confirmed", "discarded"},
        "confirmed": {"applied", "staged"},
        "applied": {"undone"},
    }

    kind = models.CharField(_("loại tệp"), max_length=20)
    province_code = models.CharField(max_length=40)
    agency_code = models.CharField(max_length=80)
    month = models.DateField(_("tháng"))
    period = models.CharField(_("kỳ"), max_length=8, blank=True, help_text='"2026", "2026-Q2"; trống: tháng')
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    status = models.CharField(_("trạng thái"), max_length=10, choices=Status.choices, default=Status.UPLOADED)
    reason = models.CharField(_("lý do"), max_length=300, blank=True)
    outcome = models.JSONField(default=dict)
    rows = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    absent = models.PositiveIntegerField(default=0)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)
    sequence = models.PositiveIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("lô nhập")
        constraints = [
            models.CheckConstraint(condition=models.Q(month__day=1), name="batch_month_is_first_day"),
        ]
        indexes = [models.Index(fields=["province_code", "month", "kind"], name="batch_month")]

    def __str__(self) -> str:
        return f"{self.kind} {self.month:%m/%Y} – {self.file.name}"
