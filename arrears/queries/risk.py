"""What a person may read of the risk scores: the newest run, who entered and left the top band, one employer's road."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from arrears.models import LedgerRow, LedgerVersion, RiskRun, RiskScore, RiskWeight
from arrears.queries.shown import stamp_of
from employers.models import Employer
from employers.models.reach import READS_PART
from portal.core.figures import Stamp
from portal.core.periods import Month

SHOWN_MONTHS = 24
MONTHS = LedgerRow._meta.get_field("months_supplied")


@dataclass(frozen=True)
class Point:
    """The score of one month; 0 where nothing spoke against the employer."""

    month: Month
    score: int
    band: int
    run: RiskRun
    pk: int | None = None


def runs_for(user) -> QuerySet[RiskRun]:
    """The runs of the versions that the person may see."""
    if not user.may("see_risk"):
        return RiskRun.objects.none()
    seen = LedgerVersion.objects.visible_to(user)
    return RiskRun.objects.filter(version__in=seen).select_related("version__province")


def newest_run(user, before: Month | None = None) -> RiskRun | None:
    """The newest run the person may see, of a month before `before` where one is named."""
    runs = runs_for(user)
    if before is not None:
        runs = runs.filter(version__month__lt=before.first_day)
    return runs.order_by("-version__month", "-version__version").first()


def scores_of(user, run: RiskRun) -> QuerySet[RiskScore]:
    """The scores of a run with what each employer owes in its version (owed, months)."""
    rows = LedgerRow.objects.filter(
        month=run.version.month, version=run.version.version, employer=OuterRef("employer")
    ).annotate(months_shown=Coalesce("months_supplied", "months_computed", output_field=MONTHS))
    return (
        RiskScore.objects.visible_to(user)
        .filter(run=run)
        .select_related("employer__commune")
        .annotate(owed=Subquery(rows.values("owed")), months=Subquery(rows.values("months_shown")))
    )


def top_band(run: RiskRun) -> int:
    return max(len(run.bands) - 1, 0)


def watched(user, run: RiskRun, before: RiskRun | None) -> QuerySet[RiskScore]:
    """The top band of a run; `is_new`: not there the month before, as far as that is known."""
    rows = scores_of(user, run).filter(band=top_band(run))
    return rows.annotate(is_new=~Exists(_of_top(before).filter(employer=OuterRef("employer"))))


def entered(user, run: RiskRun, before: RiskRun | None) -> QuerySet[RiskScore]:
    """Those of the top band who did not stand there the month before."""
    return watched(user, run, before).filter(is_new=True) if before else watched(user, run, before).none()


def left(user, run: RiskRun, before: RiskRun | None) -> QuerySet[RiskScore]:
    """Scores of the month before whose employers have left the top band, with the score of now (score_now)."""
    if before is None:
        return RiskScore.objects.none()
    now = RiskScore.objects.filter(run=run, employer=OuterRef("employer"))
    gone = scores_of(user, before).filter(band=top_band(before)).exclude(Exists(now.filter(band=top_band(run))))
    return gone.annotate(score_now=Coalesce(Subquery(now.values("score")), 0))


def _of_top(run: RiskRun | None) -> QuerySet[RiskScore]:
    return RiskScore.objects.none() if run is None else RiskScore.objects.filter(run=run, band=top_band(run))


def road_of(user, employer: Employer) -> list[Point]:
    """The score of each month that the person may see, oldest first; the newest version of each."""
    if not Employer.objects.visible_to(user).filter(pk=employer.pk).exists():
        return []
    runs = runs_for(user).order_by("-version__month", "-version__version").distinct("version__month")[:SHOWN_MONTHS]
    newest = list(runs)
    scores = {row.run_id: row for row in RiskScore.objects.visible_to(user).filter(employer=employer, run__in=newest)}
    points = [(run, scores.get(run.pk)) for run in reversed(newest)]
    return [
        Point(run.version.period, row.score if row else 0, row.band if row else 0, run, row.pk if row else None)
        for run, row in points
    ]


def newest_score(user, employer: Employer) -> tuple[RiskRun | None, RiskScore | None]:
    """The newest run that the person may see, and what it says of the employer, if anything."""
    run = newest_run(user)
    row = RiskScore.objects.visible_to(user).filter(run=run, employer=employer).first() if run else None
    return run, row


def stamp_of_run(run: RiskRun) -> Stamp:
    return replace(stamp_of(run.version), computed_at=run.computed_at)


def weights_in_force(run: RiskRun) -> list[Mapping[str, Any]]:
    """What the run weighed, with the day each weight is in force from; whether somebody answers to it is told as of the run."""
    since = {row.factor: row.valid_from for row in _weights_on(run)}
    return [row | {"valid_from": since.get(row["factor"])} for row in run.weights]


def _weights_on(run: RiskRun) -> QuerySet[RiskWeight]:
    day = run.version.period.last_day
    return RiskWeight.objects.filter(valid_from__lte=day, factor__in=[row["factor"] for row in run.weights]).order_by(
        "valid_from"
    )


def reads_counts(user) -> bool:
    """What the tax office counted, and which letters went unanswered, is for those who see every source."""
    return user.may("see_all_counts")


def reads_totals(user) -> bool:
    """How many employers of the whole province were tested is not told to who sees only a part of it."""
    return user.posting.agency.kind_id not in READS_PART
