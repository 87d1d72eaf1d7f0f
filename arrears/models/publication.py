"""A list on its way to the public: drawn up, checked, employers told, approved by another person, published as an edition.

draft -> checked -> noticed -> approved -> published -> withdrawn; discarded before approval. Until it is published nothing of
it is anybody's but its publisher's. Wrongly naming somebody is the worst this software can do: what is doubtful stops the line.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import AdminUnit, Agency, Province
from arrears.models.debtors import DebtorList
from arrears.models.ledger import LedgerRow, LedgerVersion
from arrears.models.urging import EvasionGround, OfOwing, UrgingNotice
from employers.models import Employer
from portal.core.models import StoredFile
from portal.core.periods import Month
from portal.core.scoping import ScopedQuerySet


class PublicationQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """The publisher's own people; nobody else before it is published, and then they read the edition."""
        if not user.may("see_publication"):
            return self.none()
        return self.filter(agency=user.posting.agency_id)


class Publication(models.Model):
    """One list of one publisher on its way to the public (đợt công khai). `rule`: threshold, inclusive, funds, least amount,
    kinds, states left out, each with its reason, as in force when drawn up. `unit`: whose employers; None = province. A long
    list is `drawing` until a job has written its lines. `letters_pdf`, `letters_zip`: its letters in one file each;
    `letters_mark`: which letters those were."""

    UNREMEMBERED = ("candidates", "owed", "ended_reason")

    class What(models.TextChoices):
        DEBTORS = "debtors", _("Đơn vị nợ từ mốc tháng")
        LATE = "late", _("Đơn vị chậm đóng, trốn đóng (Luật BHXH, Điều 35)")
        EVASION = "evasion", _("Đơn vị trốn đóng (mẫu D15-TS)")
        PRAISE = "praise", _("Đơn vị thực hiện tốt")

    class State(models.TextChoices):
        DRAWING = "drawing", _("Đang lập")
        DRAFT = "draft", _("Dự thảo")
        CHECKED = "checked", _("Đã kiểm tra")
        NOTICED = "noticed", _("Đã thông báo đơn vị")
        APPROVED = "approved", _("Đã duyệt")
        PUBLISHED = "published", _("Đã công khai")
        WITHDRAWN = "withdrawn", _("Đã gỡ")
        DISCARDED = "discarded", _("Đã bỏ")

    MOVES = {
        "drawing": {"draft", "discarded"},
        "draft": {"checked", "discarded"},
        "checked": {"noticed", "draft", "discarded"},
        "noticed": {"approved", "draft", "discarded"},
        "approved": {"published", "noticed", "discarded"},
        "published": {"withdrawn"},
    }
    ON_ITS_WAY = ("draft", "checked", "noticed", "approved")
    """Drawn up, and neither published nor dropped: lines may still change."""

    province = models.ForeignKey(Province, models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="publications", verbose_name=_("cơ quan công khai"))
    unit = models.ForeignKey(AdminUnit, models.PROTECT, null=True, related_name="+", verbose_name=_("địa bàn"))
    what = models.CharField(_("danh sách"), max_length=10, choices=What.choices)
    version = models.ForeignKey(LedgerVersion, models.PROTECT, related_name="publications", verbose_name=_("số liệu"))
    debtor_list = models.ForeignKey(DebtorList, models.PROTECT, null=True, related_name="publications")
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.DRAFT)
    rule = models.JSONField(_("quy tắc"), default=dict)
    legal_basis = models.CharField(_("căn cứ"), max_length=500)
    objection_days = models.PositiveSmallIntegerField(_("số ngày để đơn vị phản hồi"))
    answer_by = models.DateField(_("hạn phản hồi"), null=True)
    candidates = models.PositiveIntegerField(default=0)
    owed = models.BigIntegerField(default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("lập lúc"))
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(_("kiểm tra lúc"), null=True)
    rechecked_at = models.DateTimeField(_("đối chiếu lại lúc"), null=True)
    noticed_at = models.DateTimeField(_("thông báo lúc"), null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(_("duyệt lúc"), null=True)
    ended_reason = models.CharField(_("lý do"), max_length=400, blank=True)
    letters_pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    letters_zip = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    letters_mark = models.CharField(max_length=64, blank=True, default="", db_default="")

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("đợt công khai")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(approved_by=None)
                | (models.Q(made_by__isnull=False) & ~models.Q(approved_by=models.F("made_by"))),
                name="publication_two_people",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["approved", "published", "withdrawn"])
                | models.Q(approved_at__isnull=False, rechecked_at__isnull=False),
                name="publication_approved_and_rechecked",
            ),
            models.UniqueConstraint(
                fields=["agency", "unit", "what", "version"],
                condition=~models.Q(state__in=["withdrawn", "discarded"]),
                nulls_distinct=False,
                name="publication_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.period.label}"

    @property
    def period(self) -> Month:
        return Month.of(self.version.month)

    @property
    def checked_mark(self) -> str:
        """When it was last looked through, as the approver's page hands it back."""
        return self.checked_at.isoformat() if self.checked_at else ""

    @property
    def province_code(self) -> str:
        return self.province.slug


class PublicationLineQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        return self.filter(publication__in=Publication.objects.visible_to(user))


class PublicationLine(models.Model):
    """One employer on a list on its way (dòng đợt công khai), figures frozen. `stops`: codes of what makes it doubtful; a
    person other than the maker lets it pass, with a reason, or strikes it. Named evasion carries its ground and proof."""

    class State(models.TextChoices):
        CANDIDATE = "candidate", _("Dự kiến công khai")
        STOPPED = "stopped", _("Vướng, chờ người duyệt")
        HELD = "held", _("Tạm giữ")
        STRUCK = "struck", _("Đã loại")
        PUBLISHED = "published", _("Đã công khai")

    UNREMEMBERED = (
        *(
            "employer_id",
            "name",
            "unit_code",
            "tax_code",
            "address",
            "kind",
            "owed",
            "late",
            "evaded",
            "months",
            "workers",
        ),
        *("worst", "named_as", "ground", "days", "urged_on", "urging_id", "passed_reason", "struck_reason", "note"),
    )

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="lines")
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="publication_lines")
    place = models.PositiveIntegerField(_("thứ tự"))
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.CANDIDATE)
    stops = models.JSONField(default=list)
    stops_seen = models.JSONField(default=list)
    passed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    passed_reason = models.CharField(_("lý do cho qua"), max_length=400, blank=True)
    struck_reason = models.CharField(_("lý do loại"), max_length=400, blank=True)
    name = models.CharField(_("tên đơn vị"), max_length=300)
    unit_code = models.CharField(_("mã đơn vị"), max_length=20)
    tax_code = models.CharField(_("mã số thuế"), max_length=14, blank=True)
    address = models.CharField(_("địa chỉ"), max_length=400, blank=True)
    kind = models.PositiveSmallIntegerField(_("loại hình"), null=True)
    workers = models.PositiveIntegerField(_("lao động"), default=0)
    months = models.DecimalField(_("số tháng"), max_digits=7, decimal_places=2, null=True)
    months_source = models.PositiveSmallIntegerField(default=0)
    late = models.BigIntegerField(_("chậm đóng"), default=0)
    evaded = models.BigIntegerField(_("trốn đóng"), default=0)
    owed = models.BigIntegerField(_("tổng"), default=0)
    owed_by_fund = models.JSONField(default=dict)
    worst = models.PositiveSmallIntegerField(_("phân loại"), choices=LedgerRow.Class.choices)
    named_as = models.PositiveSmallIntegerField(_("công khai là"), choices=LedgerRow.Class.choices)
    ground = models.CharField(_("căn cứ trốn đóng"), max_length=1, choices=EvasionGround.Ground.choices, blank=True)
    days = models.PositiveIntegerField(_("số ngày"), null=True)
    urging = models.ForeignKey(UrgingNotice, models.PROTECT, null=True, related_name="+")
    urged_on = models.DateField(_("ngày đôn đốc"), null=True)
    is_justified = models.BooleanField(default=False)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)

    objects = PublicationLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("dòng đợt công khai")
        ordering = ["publication", "place"]
        indexes = [
            models.Index(fields=["publication", "place"], name="publication_line_place"),
            models.Index(fields=["publication"], name="publication_line_stopped", condition=models.Q(state="stopped")),
            models.Index(fields=["publication", "unit_code"], name="publication_line_unit"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["publication", "employer"], name="publication_line_once"),
            models.CheckConstraint(
                condition=models.Q(named_as=3) | models.Q(evaded=0), name="named_late_has_nothing_evaded"
            ),
            models.CheckConstraint(
                condition=~models.Q(named_as=3)
                | models.Q(ground__in=["a", "b", "c", "d", "g"])
                | (
                    models.Q(ground__in=["đ", "e"])
                    & models.Q(days__isnull=False, days__gt=60)
                    & models.Q(urged_on__isnull=False)
                    & models.Q(is_justified=False)
                ),
                name="named_evasion_has_grounds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication}: {self.unit_code}"

    @property
    def audit_name(self) -> str:
        """The auditor reads acts; who would be named is told to nobody before it is published."""
        return str(_("dòng %(place)d, đợt công khai %(number)d") % {"place": self.place, "number": self.publication_id})

    @property
    def province_code(self) -> str:
        return self.publication.province_code


class HoldQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """Of each agency its own: a hold tells that somebody was about to be named."""
        return self.filter(agency=user.posting.agency_id) if user.may("see_publication") else self.none()


class Hold(models.Model):
    """Why an employer is not published for the time being (tạm giữ chưa công khai): a reason and an end. Every list of the
    province heeds it; only its agency reads why."""

    UNREMEMBERED = ("reason", "ended_reason")

    class Kind(models.TextChoices):
        DISPUTED = "disputed", _("Đang tranh chấp số liệu")
        INSTALMENTS = "instalments", _("Có kế hoạch trả dần")
        PAID = "paid", _("Đã nộp sau ngày số liệu")
        CRIMINAL = "criminal", _("Hồ sơ hình sự đang giải quyết")

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="holds")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    kind = models.CharField(_("loại"), max_length=12, choices=Kind.choices)
    reason = models.CharField(_("lý do"), max_length=500)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    begins_on = models.DateField(_("từ ngày"))
    expires_on = models.DateField(_("hết hiệu lực sau ngày"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    ended_on = models.DateField(_("chấm dứt ngày"), null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_reason = models.CharField(_("lý do chấm dứt"), max_length=400, blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("tạm giữ chưa công khai")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_on__gte=models.F("begins_on")), name="hold_ends_after_begin"
            )
        ]

    @property
    def province_code(self) -> str:
        return self.employer.province_code


class PaymentReport(models.Model):
    """A payment that BHXH knows of before the next file (khoản nộp ghi nhận ngay): its payer stays out of a list."""

    UNREMEMBERED = ("amount", "withdrawn_reason")

    employer = models.ForeignKey(Employer, models.PROTECT, related_name="payment_reports")
    amount = models.BigIntegerField(_("số tiền"))
    paid_on = models.DateField(_("ngày nộp"))
    document_no = models.CharField(_("số chứng từ"), max_length=80)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(_("lý do rút"), max_length=300, blank=True)

    objects = OfOwing.as_manager()

    class Meta:
        verbose_name = _("khoản nộp ghi nhận ngay")
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="payment_report_positive"),
            models.UniqueConstraint(
                fields=["employer", "document_no", "paid_on"],
                condition=models.Q(withdrawn_at=None),
                name="payment_report_once",
            ),
        ]

    @property
    def province_code(self) -> str:
        return self.employer.province_code


class OfLines(ScopedQuerySet):
    def restricted_to(self, user):
        return self.filter(line__in=PublicationLine.objects.visible_to(user))


class PublicationNotice(models.Model):
    """The letter that tells an employer it is about to be named, until when it may object (thông báo trước khi công khai)."""

    line = models.OneToOneField(PublicationLine, models.PROTECT, related_name="notice")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="publication_notices")
    year = models.PositiveSmallIntegerField(_("năm"))
    number = models.PositiveIntegerField(_("số"))
    symbol = models.CharField(_("ký hiệu"), max_length=40)
    issued_on = models.DateField(_("ngày ban hành"))
    sent_on = models.DateField(_("ngày gửi"), null=True)
    answer_by = models.DateField(_("hạn phản hồi"))
    pdf = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    docx = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")

    objects = OfLines.as_manager()

    class Meta:
        verbose_name = _("thông báo trước khi công khai")
        constraints = [models.UniqueConstraint(fields=["agency", "year", "number"], name="publication_notice_number")]

    @property
    def province_code(self) -> str:
        return self.line.province_code

    @property
    def full_number(self) -> str:
        return f"{self.number:02d}/{self.symbol}"

    @property
    def agency_code(self) -> str:
        return self.agency.code

    @property
    def audit_name(self) -> str:
        return str(self.pk)  # its number would tell that letters of a list on its way have left


class Objection(models.Model):
    """What an employer says against being named, with its evidence, and the decision (phản hồi của đơn vị)."""

    UNREMEMBERED = ("text", "answer")

    class Decision(models.TextChoices):
        OPEN = "", _("Chờ quyết định")
        UPHELD = "upheld", _("Chấp nhận: loại khỏi danh sách")
        CORRECTED = "corrected", _("Chấp nhận một phần: tạm giữ để sửa số liệu")
        REFUSED = "refused", _("Không chấp nhận")

    line = models.ForeignKey(PublicationLine, models.PROTECT, related_name="objections")
    received_on = models.DateField(_("ngày nhận"))
    text = models.TextField(_("nội dung"), max_length=4000)
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name=_("tài liệu kèm theo")
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    decision = models.CharField(_("quyết định"), max_length=10, choices=Decision.choices, blank=True)
    answer = models.TextField(_("trả lời"), max_length=4000, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = OfLines.as_manager()

    class Meta:
        verbose_name = _("phản hồi của đơn vị")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("recorded_by")),
                name="objection_two_people",
            )
        ]

    @property
    def province_code(self) -> str:
        return self.line.province_code
