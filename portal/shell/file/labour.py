"""How many work for an employer by each source, the differences, what was demanded, and what reviews found."""

from datetime import date
from typing import Any

from agencies.models import User
from agencies.rules.wording import period_words
from employers.models import Employer, Gap, GapStep, LabourCount, ReviewLine
from reports.models import Demand

PERIODS = 8
SHOWN = 20


def counts_of(user: User, employer: Employer, on: date) -> dict[str, Any]:
    """What each source said last, side by side, then all periods, newest first."""
    rows = LabourCount.objects.visible_to(user).filter(employer=employer, is_current=True, withdrawn_at=None)
    counts = list(rows.select_related("agency").order_by("-starts_on", "source")[: PERIODS * SHOWN])
    newest: dict[str, LabourCount] = {}
    for count in counts:
        count.words = period_words(count.period)  # type: ignore[attr-defined]
        newest.setdefault(count.source, count)
    return {"newest": list(newest.values()), "counts": counts}


def gaps_of(user: User, employer: Employer, on: date) -> dict[str, Any]:
    """Differences with what was done about each, and the letters of demand."""
    gaps = list(
        Gap.objects.visible_to(user)
        .filter(employer=employer)
        .select_related("agency", "count")
        .order_by("-starts_on")[:SHOWN]
    )
    steps: dict[int, list[GapStep]] = {}
    for step in GapStep.objects.filter(gap__in=[gap.pk for gap in gaps]).select_related("agency").order_by("-id"):
        steps.setdefault(step.gap_id, []).append(step)
    for gap in gaps:
        gap.words = period_words(gap.told_of)  # type: ignore[attr-defined]
    return {"gaps": [(gap, steps.get(gap.pk, [])) for gap in gaps], "demands": demands_of(user, employer), "on": on}


def demands_of(user: User, employer: Employer) -> list[Demand]:
    rows = Demand.objects.visible_to(user).filter(employer=employer).select_related("agency", "bundle")
    return list(rows.order_by("-issued_on", "-pk")[:SHOWN])


def reviews_of(user: User, employer: Employer, on: date) -> dict[str, Any]:
    rows = (
        ReviewLine.objects.visible_to(user).filter(employer=employer).select_related("share__review", "share__agency")
    )
    return {"lines": list(rows.order_by("-share__review__as_of")[:SHOWN])}
