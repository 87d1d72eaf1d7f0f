"""Obligations: what one agency owes for one duty in one period, what it did about it, and who was told.

Times are instants of Asia/Ho_Chi_Minh; a due instant is the last of its day, 23:59:59.999.
"""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models.agencies import Agency
from agencies.models.directives import Directive, Duty, DutyParty
from agencies.models.territory import Province
from portal.core.models import StoredFile
from portal.core.scoping import ScopedQuerySet


class ObligationQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """Its own agency's; those it cooperates in; those sent on to it; for who watches over the province, all."""
        mine = self.filter(province_id=user.posting.agency.province_id)
        if user.may("see_all_obligations"):
            return mine
        agency = user.posting.agency_id
        return mine.filter(
            models.Q(holder_id=agency)
            | models.Q(agency_id=agency)
            | models.Q(duty_id__in=list(self._shared_duties(user)))
            | models.Q(pk__in=ObligationReceipt.objects.filter(agency_id=agency).values("obligation_id"))
        )

    @staticmethod
    def _shared_duties(user):
        """Duties in which the reader's agency has a part beside the bearer; its functions are read once a request."""
        parts = [DutyParty.Part.COOPERATING, DutyParty.Part.PERFORMER]
        return DutyParty.objects.filter(
            part__in=parts,
            function_id__in=user.posting.agency.function_codes,
            duty__directive__province_id=user.posting.agency.province_id,
        ).values_list("duty_id", flat=True)

    def of(self, agency: Agency):
        """Those the agency has to do something about."""
        return self.filter(holder=agency)

    def open(self):
        return self.filter(state__in=[Obligation.State.OPEN, Obligation.State.RETURNED])

    def begun(self, day: date):
        return self.filter(opens_on__lte=day)

    def overdue(self, now):
        return self.open().filter(due_at__lt=now)


class Obligation(models.Model):
    """One duty of one agency in one period (việc phải làm): open -> submitted -> accepted; submitted -> returned -> submitted;
    open -> excused | withdrawn.

    `agency` is who owed it when the period began and never changes after that; `holder` is who has to do it now (a successor),
    nobody while no successor is stated. `verdict` is written once, by the submission or by the clock when the due instant has
    passed, and the database refuses to change it.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Chưa thực hiện")
        SUBMITTED = "submitted", _("Đã nộp")
        RETURNED = "returned", _("Bị trả lại")
        ACCEPTED = "accepted", _("Đã chấp nhận")
        EXCUSED = "excused", _("Được miễn")
        WITHDRAWN = "withdrawn", _("Không còn hiệu lực")

    class Verdict(models.TextChoices):
        NONE = "", _("Chưa xác định")
        ON_TIME = "on_time", _("Đúng hạn")
        LATE = "late", _("Quá hạn")

    class Means(models.TextChoices):
        NONE = "", "—"
        EXECUTED = "executed", _("Thực hiện trên cổng")
        EVIDENCE = "evidence", _("Minh chứng")
        NOTE = "note", _("Báo cáo tình hình")
        NOTHING = "nothing", _("Không phát sinh")

    province = models.ForeignKey(Province, models.PROTECT, related_name="obligations")
    directive = models.ForeignKey(Directive, models.PROTECT, related_name="obligations")
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="obligations")
    party = models.SlugField(max_length=60)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="obligations")
    holder = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="held_obligations")
    period = models.CharField(_("kỳ"), max_length=20)
    period_start = models.DateField(_("đầu kỳ"))
    period_end = models.DateField(_("cuối kỳ"))
    opens_on = models.DateField(_("mở từ ngày"))
    due_on = models.DateField(_("hạn"), null=True)
    due_at = models.DateTimeField(_("hạn đến"), null=True)
    subject = models.CharField(_("việc phát sinh"), max_length=300, blank=True)
    quota = models.PositiveSmallIntegerField(_("định mức"), default=0)
    counted = models.PositiveSmallIntegerField(_("đã thực hiện"), default=0)
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.OPEN)
    verdict = models.CharField(_("đúng hạn"), max_length=8, choices=Verdict.choices, blank=True, default="")
    verdict_at = models.DateTimeField(null=True)
    means = models.CharField(_("hình thức"), max_length=10, choices=Means.choices, blank=True, default="")
    fulfilled_at = models.DateTimeField(_("thực hiện lúc"), null=True)
    fulfilled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    fulfilled_as = models.CharField(_("tên cơ quan khi thực hiện"), max_length=200, blank=True)
    thing_label = models.CharField(max_length=200, blank=True)
    thing_url = models.CharField(max_length=300, blank=True)
    note = models.TextField(_("nội dung"), blank=True)
    relayed_at = models.DateTimeField(_("chuyển tiếp lúc"), null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        verbose_name = _("việc phải làm")
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["duty", "agency", "period"], name="obligation_once"),
            models.CheckConstraint(
                condition=models.Q(due_on__isnull=True, due_at__isnull=True)
                | models.Q(due_on__isnull=False, due_at__isnull=False),
                name="obligation_due_both",
            ),
            models.CheckConstraint(
                condition=models.Q(period_start__lte=models.F("period_end")), name="obligation_period"
            ),
        ]
        indexes = [
            models.Index(fields=["holder", "state", "due_at"], name="obligation_mine"),
            models.Index(fields=["agency", "period_start"], name="obligation_agency"),
            models.Index(fields=["province", "due_on"], name="obligation_due"),
            models.Index(fields=["directive", "period_end", "opens_on", "due_on"], name="obligation_current"),
            models.Index(
                fields=["province", "due_on"],
                name="obligation_open",
                condition=models.Q(state__in=["open", "returned"]),
            ),
            models.Index(fields=["directive"], name="obligation_submitted", condition=models.Q(state="submitted")),
            models.Index(
                fields=["due_at"],
                name="obligation_unjudged",
                condition=models.Q(verdict="", state__in=["open", "returned"]),
            ),
        ]

    @property
    def province_code(self) -> str:
        return self.province.slug

    @property
    def agency_code(self) -> str:
        return self.holder.code if self.holder_id else self.agency.code


class SentOnQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """An agency's evidence and steps are its own until it submits; after that of whoever it was sent to, of the agency
        that owed it first, and of those who watch over the province."""
        agency = user.posting.agency_id
        mine = self.filter(obligation__province_id=user.posting.agency.province_id)
        submitted = models.Q(is_submitted=True)
        lodged = models.Q(agency_id=agency) | submitted  # what a successor is still writing is the successor's alone
        own = models.Q(obligation__holder_id=agency) | (models.Q(obligation__agency_id=agency) & lodged)
        if user.may("see_all_obligations"):
            return mine.filter(own | submitted)
        sent = ObligationReceipt.objects.filter(agency_id=agency).values("obligation_id")
        return mine.filter(own | (submitted & models.Q(obligation_id__in=sent)))


class Evidence(models.Model):
    """A file that proves what was done: hashed, dated by what it proves, versioned, never replaced (minh chứng)."""

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="evidence")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    title = models.CharField(_("tên"), max_length=200)
    effective_on = models.DateField(_("ngày của việc được chứng minh"))
    version = models.PositiveSmallIntegerField(_("phiên bản"), default=1)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by")
    is_submitted = models.BooleanField(_("đã nộp"), default=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = SentOnQuerySet.as_manager()

    class Meta:
        verbose_name = _("minh chứng")
        ordering = ["obligation", "id"]


class ObligationStep(models.Model):
    """What happened to an obligation, in order; append-only (diễn biến)."""

    class Kind(models.TextChoices):
        NOTE = "note", _("Ghi chú")
        COUNT = "count", _("Ghi nhận một lần thực hiện")
        SUBMIT = "submit", _("Nộp")
        NOTHING = "nothing", _("Báo không phát sinh")
        EXECUTE = "execute", _("Thực hiện trên cổng")
        RETURN = "return", _("Trả lại")
        ACCEPT = "accept", _("Chấp nhận")
        RELAY = "relay", _("Chuyển tiếp")
        RECEIVE = "receive", _("Tiếp nhận")
        EXCUSE = "excuse", _("Miễn")
        PASS_ON = "pass_on", _("Chuyển cơ quan kế tục")
        JUDGE = "judge", _("Hết hạn")
        WITHDRAW = "withdraw", _("Hết hiệu lực")
        URGE = "urge", _("Đôn đốc")

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.TextField(blank=True)
    happened_on = models.DateField(_("ngày thực hiện"), null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor = models.CharField(max_length=200)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    is_submitted = models.BooleanField(default=False, help_text="whether others than the own agency may read it")

    objects = SentOnQuerySet.as_manager()

    class Meta:
        verbose_name = _("diễn biến")
        ordering = ["obligation", "id"]


class ReceiptQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """What was sent stays inside a province; whoever asks for one agency's need not read what they are about."""
        mine = self.filter(agency__province_id=user.posting.agency.province_id)
        if user.may("see_all_obligations"):
            return mine
        agency = user.posting.agency_id
        return mine.filter(
            models.Q(agency_id=agency) | models.Q(obligation__holder_id=agency) | models.Q(obligation__agency_id=agency)
        )


class ObligationReceipt(models.Model):
    """A submitted obligation was sent on to an agency, which acknowledges it (tiếp nhận)."""

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="receipts")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="obligation_receipts")
    part = models.CharField(max_length=12, choices=DutyParty.Part.choices)
    sent_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("tiếp nhận")
        ordering = ["obligation", "id"]
        constraints = [models.UniqueConstraint(fields=["obligation", "agency"], name="obligation_receipt_once")]
        indexes = [
            models.Index(fields=["agency"], name="obligation_receipt_open", condition=models.Q(acknowledged_at=None))
        ]

    @property
    def province_code(self) -> str:
        return self.obligation.province_code


class Reminder(models.Model):
    """That a person was reminded of an obligation at one level; the unique row is what makes a missed night lose none and a
    repeated one send nothing twice (nhật ký nhắc việc)."""

    class Level(models.TextChoices):
        DUE_7 = "due_7", _("còn 7 ngày")
        DUE_3 = "due_3", _("còn 3 ngày")
        DUE_1 = "due_1", _("còn 1 ngày")
        OVERDUE = "overdue", _("quá hạn")
        HEAD = "head", _("báo thủ trưởng cơ quan")
        COORDINATOR = "coordinator", _("báo cơ quan điều phối")

    obligation = models.ForeignKey(Obligation, models.PROTECT, related_name="reminders")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    level = models.CharField(max_length=12, choices=Level.choices)
    told_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("nhắc việc")
        constraints = [models.UniqueConstraint(fields=["obligation", "user", "level"], name="reminder_once")]
        indexes = [models.Index(fields=["user"], name="reminder_unmailed", condition=models.Q(mailed_at=None))]


class Digest(models.Model):
    """At most one mail a day a person (thư tổng hợp)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    day = models.DateField()
    sent_at = models.DateTimeField(null=True)
    lines = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("thư nhắc việc trong ngày")
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="digest_once_a_day")]

    @property
    def province_code(self) -> str:
        return self.user.province_code
