"""Scoring the employers of a closed version, once; what is missing is found by what is, so that any night may repeat it."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Province
from agencies.models.settings import setting
from agencies.queries.obligations import insurance_owing
from agencies.services.fulfilment import fulfil_by_execution
from arrears import permissions
from arrears.models import LedgerVersion, RiskRun, RiskWeight
from arrears.queries.risk_back_test import back_test
from arrears.queries.risk_factors import FACTORS, question_of, scope_of
from portal.core import sql
from portal.core.acts import NotPossible, act


@act(may=permissions.score_risk)
def score_version(version: LedgerVersion, *, by, at: datetime) -> RiskRun:
    """Score every employer of a closed version by the weights and bands in force at its month's end. Once: what is scored
    stays as it is, for it is what was known."""
    if version.frozen_at is None or version.rolled_up_at is None:
        raise NotPossible(
            _("Tháng %(month)s chưa khóa sổ xong, chưa chấm điểm được.") % {"month": version.period.label}
        )
    found = RiskRun.objects.filter(version=version).first()
    if found is not None:
        return found
    weights, bands = _weights(version), _bands(version)
    run = RiskRun.objects.create(version=version, computed_at=at, weights=weights, bands=bands)
    run.scored = _write(run, version)
    run.back_test = back_test(version, _last_test(version))
    run.save(update_fields=["scored", "back_test"])
    for agency in insurance_owing(version.province, "risk_score", at.date()):
        _fulfil(agency, version, by=by, at=at)
    return run


@act(may=permissions.score_risk)
def score_missing(province: Province, *, by, at: datetime) -> int:
    """Score the newest closed version of every month that has no score, oldest first; the newest back-test then takes in
    what the older months now tell. Returns how many were scored."""
    whole = LedgerVersion.objects.filter(province=province, rolled_up_at__isnull=False)
    newest = list(whole.newest_of_each_month().select_related("province"))
    known = set(RiskRun.objects.filter(version__in=newest).values_list("version_id", flat=True))
    missing = [version for version in newest if version.pk not in known]
    for version in missing:
        score_version(version, by=by, at=at)
    if missing and missing[-1] != newest[-1]:
        run = RiskRun.objects.get(version=newest[-1])
        run.back_test = back_test(newest[-1], run.back_test)
        run.save(update_fields=["back_test"])
    return len(missing)


def _weights(version: LedgerVersion) -> list[dict[str, Any]]:
    """Those in force at the month's end, as the run keeps them; not `answers`: no storey knows this factor yet."""
    day = version.period.last_day
    rows = RiskWeight.objects.filter(valid_from__lte=day).exclude(valid_to__lt=day).order_by("factor", "-valid_from")
    found = rows.distinct("factor")
    kept = [
        {"factor": row.factor, "name": row.name, "weight": row.weight, "reason": row.reason}
        | {"answers": row.factor in FACTORS}
        for row in found
    ]
    return sorted(kept, key=lambda row: (-row["weight"], row["factor"]))


def _bands(version: LedgerVersion) -> list[dict[str, Any]]:
    """The words of the province's scale, each with the score it begins at; words without a score of their own are left out."""
    day = version.period.last_day
    words = setting(version.province, "grades.risk", on=day)
    scores = [0, *sorted(setting(version.province, "risk.band_scores", on=day))]
    return [{"word": word, "from": score} for word, score in zip(words, scores, strict=False)]


def _write(run: RiskRun, version: LedgerVersion) -> int:
    weights = {row["factor"]: row["weight"] for row in run.weights if row["answers"] and row["weight"]}
    if not weights:
        return 0
    factors, parameters = question_of(scope_of(version), weights)
    statement = sql.text("arrears", "risk_write").replace("<<factors>>", factors)
    statement = statement.replace("<<ground>>", sql.text("arrears", "risk_ground"))
    facts = {"run": run.pk, "most": sum(weights.values()), "bands": [band["from"] for band in run.bands[1:]]}
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters | facts)
        return int(cursor.rowcount)


def _last_test(version: LedgerVersion) -> dict[str, Any]:
    """The back-test of the newest month scored before: what it asked need not be asked again."""
    runs = RiskRun.objects.filter(version__province_id=version.province_id, version__month__lt=version.month)
    last = runs.order_by("-version__month", "-version__version").first()
    return last.back_test if last else {}


def _fulfil(agency, version: LedgerVersion, *, by, at: datetime) -> None:
    """The duty to assess the risk of employers is done by scoring them."""
    fulfil_by_execution(
        agency,
        by=by,
        thing="risk_score",
        on_period=version.period,
        at=at,
        label=_("Đã chấm điểm rủi ro tháng %(month)s") % {"month": version.period.label},
        url=reverse("risk"),
    )
