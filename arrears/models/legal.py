"""Legal figures as dated rows: payment deadlines, days to evasion, the daily charge, with their citation."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class LegalRuleQuerySet(models.QuerySet):
    def valid_on(self, key: str, day: date):
        return (
            self.filter(key=key, valid_from__lte=day)
            .filter(models.Q(valid_to=None) | models.Q(valid_to__gte=day))
            .order_by("-valid_from")
        )


class LegalRule(models.Model):
    """One figure of the law while it is in force (quy định). Loaded from reference/legal_rules.csv."""

    key = models.CharField(max_length=60)
    value = models.CharField(_("giá trị"), max_length=60)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True)
    citation = models.CharField(_("căn cứ"), max_length=300)
    confidence = models.CharField(_("độ tin cậy"), max_length=1, default="A")
    note = models.CharField(_("ghi chú"), max_length=400, blank=True)

    objects = LegalRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("quy định pháp luật")
        constraints = [models.UniqueConstraint(fields=["key", "valid_from"], name="legal_rule_key_from")]

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"
