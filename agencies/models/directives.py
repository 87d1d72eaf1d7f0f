"""Directives as data: the document, its text clause by clause, and each duty that it orders.

A directive comes from a pack (reference/directives/*.yaml) or from a draft written in the browser; both have one shape and
one road into these tables (agencies/packs/).
"""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models.functions import Function, OfOwnProvince
from agencies.models.territory import AdminUnit, Province
from portal.core.scoping import ScopedQuerySet


class DirectiveQuerySet(OfOwnProvince):
    def in_force(self, day: date):
        """A repealed directive stays readable; it only orders nothing new."""
        return self.filter(in_force_from__lte=day).filter(models.Q(in_force_to=None) | models.Q(in_force_to__gte=day))


class Directive(models.Model):
    """One document that orders duties in one province (văn bản chỉ đạo). Number and day may be unknown.

    `territory` is where it applies: the province, or a former province inside it. `parties` keeps, by slug, each body as the
    text names it: {"so-ldtbxh": {"name", "function" | "members" | "outside", "section", "addressed", "requested"}}.
    """

    class Kind(models.TextChoices):
        DIRECTIVE = "chi_thi", _("Chỉ thị")
        PLAN = "ke_hoach", _("Kế hoạch")
        LETTER = "cong_van", _("Công văn")

    province = models.ForeignKey(Province, models.PROTECT, related_name="directives")
    code = models.SlugField(_("mã"), max_length=40)
    kind = models.CharField(_("loại văn bản"), max_length=12, choices=Kind.choices)
    issuer = models.CharField(_("cơ quan ban hành"), max_length=200)
    number = models.CharField(_("số, ký hiệu"), max_length=60, blank=True)
    issued_on = models.DateField(_("ngày ban hành"), null=True)
    date_note = models.TextField(_("về số và ngày"), blank=True)
    subject = models.CharField(_("trích yếu"), max_length=500)
    legal_basis = models.JSONField(_("căn cứ"), default=list)
    territory = models.ForeignKey(AdminUnit, models.PROTECT, related_name="+")
    in_force_from = models.DateField(_("hiệu lực từ"))
    in_force_to = models.DateField(_("hết hiệu lực sau"), null=True)
    is_assumed = models.BooleanField(_("ngày hiệu lực là giả định"), default=False)
    in_force_reason = models.CharField(_("căn cứ của ngày hiệu lực"), max_length=300, blank=True)
    coordinator = models.ForeignKey(Function, models.PROTECT, null=True, related_name="+")
    parties = models.JSONField(default=dict)
    thresholds = models.JSONField(default=list)
    references = models.JSONField(default=list)
    text = models.TextField(_("toàn văn"))
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of the pack as last applied")

    objects = DirectiveQuerySet.as_manager()

    class Meta:
        verbose_name = _("văn bản chỉ đạo")
        ordering = ["province", "code"]
        constraints = [models.UniqueConstraint(fields=["province", "code"], name="directive_code")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number or self.code}"

    @property
    def official_name(self) -> str:
        """As an official letter names it: by its number, or by issuer and subject where none is known; never by the portal's
        own code."""
        if self.number:
            day = f" ngày {self.issued_on:%d/%m/%Y}" if self.issued_on else ""
            return f"{self.get_kind_display()} số {self.number}{day}"
        issuer = self.issuer.partition(" (")[0]
        return f"{self.get_kind_display()} của {issuer} về việc {self.subject[:1].lower()}{self.subject[1:]}"

    @property
    def province_code(self) -> str:
        return self.province.slug


class OfOwnDirectives(ScopedQuerySet):
    def restricted_to(self, user):
        return self.filter(directive__province_id=user.posting.agency.province_id)


class Clause(models.Model):
    """A part of the document with its lines in the source, counted from 1: title, heading, paragraph … (đoạn)."""

    directive = models.ForeignKey(Directive, models.PROTECT, related_name="clauses")
    code = models.SlugField(max_length=20)
    order = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    lines = models.CharField(_("dòng"), max_length=40)
    text = models.TextField(_("nguyên văn"))

    objects = OfOwnDirectives.as_manager()

    class Meta:
        verbose_name = _("đoạn văn bản")
        ordering = ["directive", "order"]
        constraints = [models.UniqueConstraint(fields=["directive", "code"], name="clause_code")]


class DutyQuerySet(OfOwnDirectives):
    def on(self, day: date):
        """Versions valid on the day."""
        return self.filter(valid_from__lte=day).filter(models.Q(valid_to=None) | models.Q(valid_to__gte=day))

    def tracked(self):
        """A duty that the same document states again is tracked once."""
        return self.filter(same_as="")


class Duty(models.Model):
    """One action of one body, ordered by one sentence (nhiệm vụ). A correction ends this version and begins another.

    `due` is a list of due rules, each with the days it counts from and until; rules/due_dates.py says how one reads.
    """

    class Role(models.TextChoices):
        LEAD = "lead", _("Chủ trì")
        COOPERATE = "cooperate", _("Phối hợp")
        DIRECT = "direct", _("Chỉ đạo, hướng dẫn")
        OWN = "own", _("Thực hiện")

    class Kind(models.TextChoices):
        DELIVERABLE = "deliverable", _("Có thời hạn")
        STANDING = "standing", _("Thường xuyên")
        QUOTA = "quota", _("Theo định mức")
        EVENT = "event", _("Khi phát sinh")
        GATE = "gate", _("Điều kiện, không được làm")
        META = "meta", _("Theo dõi, đôn đốc cơ quan khác")

    class Mode(models.TextChoices):
        EXECUTED = "executed", _("Thực hiện trên cổng")
        EVIDENCED = "evidenced", _("Nộp minh chứng")
        TRACKED = "tracked", _("Cập nhật tình hình")

    directive = models.ForeignKey(Directive, models.PROTECT, related_name="duties")
    clause = models.ForeignKey(Clause, models.PROTECT, related_name="duties")
    code = models.SlugField(_("mã"), max_length=60)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True)
    order = models.PositiveIntegerField(default=0)
    lines = models.CharField(_("dòng"), max_length=40)
    text = models.TextField(_("nguyên văn"))
    role = models.CharField(_("vai trò"), max_length=10, choices=Role.choices)
    kind = models.CharField(_("loại nhiệm vụ"), max_length=12, choices=Kind.choices)
    category = models.CharField(max_length=40)
    due = models.JSONField(_("thời hạn"), default=list)
    due_as_written = models.CharField(_("thời hạn như văn bản ghi"), max_length=300, blank=True)
    trigger = models.CharField(_("khi nào phát sinh"), max_length=300, blank=True)
    gate = models.CharField(max_length=20, blank=True)
    mode = models.CharField(_("hình thức"), max_length=10, choices=Mode.choices)
    thing = models.CharField(_("được thực hiện bằng"), max_length=40, blank=True)
    capabilities = models.JSONField(default=list)
    feature = models.CharField(max_length=300, blank=True)
    summary_vi = models.CharField(_("tóm tắt"), max_length=400)
    summary_en = models.CharField(max_length=400)
    same_as = models.CharField(max_length=60, blank=True)
    note = models.TextField(blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("nhiệm vụ")
        ordering = ["directive", "order", "code", "valid_from"]
        constraints = [models.UniqueConstraint(fields=["directive", "code", "valid_from"], name="duty_version")]

    def __str__(self) -> str:
        return self.summary_vi

    @property
    def province_code(self) -> str:
        return self.directive.province_code


class DutyParty(models.Model):
    """A body's part in a duty, groups already spelled out: who bears it, cooperates, performs, receives, relays (bên).

    `slug` and `name` are as issued; `function` finds the body of a day. Without one the body is outside the portal.
    """

    class Part(models.TextChoices):
        BEARER = "bearer", _("Chịu trách nhiệm")
        COOPERATING = "cooperating", _("Phối hợp")
        PERFORMER = "performer", _("Trực tiếp làm")
        RECIPIENT = "recipient", _("Nơi nhận")
        RELAY = "relay", _("Chuyển tiếp")

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="parties")
    part = models.CharField(max_length=12, choices=Part.choices)
    slug = models.SlugField(max_length=60)
    name = models.CharField(_("tên như văn bản ghi"), max_length=300)
    function = models.ForeignKey(Function, models.PROTECT, null=True, related_name="+")
    is_requested = models.BooleanField(_("được đề nghị, không bắt buộc"), default=False)

    class Meta:
        verbose_name = _("bên của nhiệm vụ")
        constraints = [models.UniqueConstraint(fields=["duty", "part", "slug"], name="duty_party_once")]
        indexes = [models.Index(fields=["function", "part"], name="duty_party_function")]


class DraftQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """Drafts are for those who write or review directives, in their province."""
        if not (user.may("draft_directive") or user.may("approve_directive")):
            return self.none()
        return self.filter(province_id=user.posting.agency.province_id)


class DirectiveDraft(models.Model):
    """A new directive or a correction of one, in the shape of a pack, on its way (dự thảo văn bản):
    draft -> submitted -> approved | returned; returned -> submitted; draft | returned -> discarded. Another person approves."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Đang soạn")
        SUBMITTED = "submitted", _("Chờ duyệt")
        RETURNED = "returned", _("Trả lại")
        APPROVED = "approved", _("Đã đưa vào áp dụng")
        DISCARDED = "discarded", _("Đã bỏ")

    ENDED = ("approved", "discarded")

    province = models.ForeignKey(Province, models.PROTECT, related_name="directive_drafts")
    corrects = models.ForeignKey(Directive, models.PROTECT, null=True, related_name="drafts")
    status = models.CharField(_("trạng thái"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    content = models.JSONField(default=dict)
    reason = models.CharField(_("lý do"), max_length=300, blank=True)
    review = models.CharField(_("ý kiến duyệt"), max_length=500, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("dự thảo văn bản")
        ordering = ["-id"]

    @property
    def province_code(self) -> str:
        return self.province.slug
