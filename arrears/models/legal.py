"""Figures of the law as dated rows: deadlines, days to evasion, the daily charge, rates, classes; entered by one person,
approved by another, never written over: a figure that proves wrong is withdrawn and a new row takes its place."""

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Province
from portal.core.scoping import ScopedQuerySet


class LegalRuleQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """Everyone with a post reads what counts and what counted; what is only proposed, those who propose and decide."""
        seen = self.counting_in(user.posting.agency.province)
        if user.may("propose_legal_rule") or user.may("approve_legal_rule"):
            return seen
        return seen.exclude(decided_at=None, is_shipped=False).exclude(state=LegalRule.State.REFUSED)

    def in_force(self):
        return self.filter(state=LegalRule.State.APPROVED)

    def counting_in(self, province: Province | None):
        """The portal's rows, and those of the province."""
        return self.filter(models.Q(province=None) | models.Q(province=province))

    def valid_on(self, key: str, day: date, *, province: Province | None = None):
        """The row that counts on the day is the first of these: the newest, and the province's own before the portal's."""
        return (
            self.in_force()
            .counting_in(province)
            .filter(key=key, valid_from__lte=day)
            .filter(models.Q(valid_to=None) | models.Q(valid_to__gte=day))
            .order_by("-valid_from", "is_shipped")
        )


class LegalRule(models.Model):
    """One figure of the law while it is in force (quy định). Those of reference/legal_rules.csv are the portal's own; a
    province's people propose others, which count in that province once a second person has approved them."""

    CONFIDENCES = {
        "A": _("Đã đọc nguyên văn văn bản"),
        "B": _("Theo nguồn thứ cấp, chưa đọc nguyên văn"),
        "C": _("Chưa kiểm được"),
        "D": _("Suy luận, quy ước của cổng"),
    }

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Chờ duyệt")
        APPROVED = "approved", _("Đã duyệt")
        REFUSED = "refused", _("Không duyệt")
        WITHDRAWN = "withdrawn", _("Đã thu hồi")

    province = models.ForeignKey(Province, models.PROTECT, null=True, related_name="+")
    key = models.CharField(_("quy định"), max_length=60)
    value = models.CharField(_("giá trị"), max_length=60)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True)
    citation = models.CharField(_("căn cứ"), max_length=300)
    confidence = models.CharField(_("độ tin cậy"), max_length=1, default="A")
    note = models.CharField(_("ghi chú"), max_length=400, blank=True)
    state = models.CharField(_("trạng thái"), max_length=10, choices=State.choices, default=State.APPROVED)
    is_shipped = models.BooleanField(_("có sẵn trong cổng"), default=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(_("nhập lúc"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("quyết định lúc"), null=True)
    decision_note = models.CharField(_("ý kiến"), max_length=400, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("thu hồi lúc"), null=True)
    withdrawn_reason = models.CharField(_("lý do thu hồi"), max_length=400, blank=True)

    objects = LegalRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("quy định pháp luật")
        constraints = [
            models.UniqueConstraint(
                fields=["key", "valid_from", "province"],
                condition=models.Q(state="approved"),
                nulls_distinct=False,
                name="legal_rule_key_from",
            ),
            models.CheckConstraint(
                condition=models.Q(is_shipped=True, province=None) | models.Q(is_shipped=False, province__isnull=False),
                name="legal_rule_of_portal_or_province",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
                name="legal_rule_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(is_shipped=True)
                | ~models.Q(state="approved")
                | (models.Q(decided_by__isnull=False) & ~models.Q(decided_by=models.F("entered_by"))),
                name="legal_rule_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"

    @property
    def province_code(self) -> str:
        return self.province.slug if self.province else ""

    @property
    def is_unverified(self) -> bool:
        """B, C, D of the fact sheet: pages say so beside the figure."""
        return self.confidence != "A"
