"""Risk that an employer will owe for months: weights as dated data, an explained score per employer and month, and how well
it foretold in the portal's own history (000:127)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from arrears.models.ledger import SEES_BEFORE_SUBMISSION, LedgerVersion
from employers.models import Employer
from employers.models.reach import within_reach
from portal.core.scoping import ScopedQuerySet


class RiskWeight(models.Model):
    """What one factor weighs while it is in force (trọng số rủi ro). Loaded from reference/risk_weights.csv; no text orders it:
    its reason stands beside it. `factor` names a function of the storey that knows: arrears, employers, later inspections."""

    factor = models.CharField(max_length=40)
    name = models.CharField(_("yếu tố"), max_length=160)
    weight = models.PositiveSmallIntegerField(_("điểm nhiều nhất"))
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True)
    reason = models.CharField(_("lý do"), max_length=400)

    class Meta:
        verbose_name = _("trọng số rủi ro")
        ordering = ["valid_from", "factor"]
        constraints = [models.UniqueConstraint(fields=["factor", "valid_from"], name="risk_weight_once")]

    def __str__(self) -> str:
        return self.name


class RiskRun(models.Model):
    """The scores of one closed version (lần chấm rủi ro) and its test against what came of older ones."""

    version = models.OneToOneField(LedgerVersion, models.PROTECT, related_name="risk")
    computed_at = models.DateTimeField(_("chấm lúc"))
    weights = models.JSONField(default=list)
    bands = models.JSONField(default=list)
    scored = models.PositiveIntegerField(default=0)
    back_test = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("lần chấm rủi ro")

    @property
    def province_code(self) -> str:
        return self.version.province_code


class RiskScoreQuerySet(ScopedQuerySet):
    def restricted_to(self, user):
        """The same employers as the ledger's, at the same time."""
        if not user.may("see_risk"):
            return self.none()
        agency = user.posting.agency
        ours = self.filter(run__version__province_id=agency.province_id)
        if agency.kind_id not in SEES_BEFORE_SUBMISSION:
            ours = ours.exclude(run__version__submitted_at=None)
        return ours.filter(employer__in=within_reach(Employer.objects.filter(province_id=agency.province_id), agency))


class RiskScore(models.Model):
    """One employer's score (điểm rủi ro), 0-100, with what each factor gave and the fact it rests on:
    parts = [{factor, points, most, fact}]."""

    run = models.ForeignKey(RiskRun, models.PROTECT, related_name="scores")
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="risk_scores", db_constraint=False)
    score = models.PositiveSmallIntegerField(_("điểm"))
    band = models.PositiveSmallIntegerField(_("mức"))
    parts = models.JSONField(default=list)

    objects = RiskScoreQuerySet.as_manager()

    class Meta:
        verbose_name = _("điểm rủi ro")
        constraints = [models.UniqueConstraint(fields=["run", "employer"], name="risk_score_once")]
        indexes = [models.Index(fields=["run", "-score", "employer"], name="risk_score_most")]
