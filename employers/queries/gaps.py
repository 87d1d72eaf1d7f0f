"""Gaps for pages: the queue, how far each agency is, and all that stands behind one."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from agencies.models import Agency, Province
from agencies.models.settings import setting
from employers.models import Gap, LabourCount, Match, Source, SourceRow
from employers.rules.gaps import Tolerance
from employers.rules.sources import COMPARED
from portal.core.models import ImportBatch


def queue(user, today: date) -> QuerySet[Gap]:
    """What waits for the reader's own agency."""
    return Gap.objects.visible_to(user).filter(agency=user.posting.agency).waiting()


def for_list(rows: QuerySet[Gap]) -> QuerySet[Gap]:
    return rows.select_related("employer__commune", "agency", "count")


def periods(rows: QuerySet[Gap]) -> list[str]:
    """Periods in which there are some, newest first."""
    found = rows.order_by().values_list("starts_on", "period").distinct()
    return [period for _starts_on, period in sorted(found, reverse=True)]


def by_agency(rows: QuerySet[Gap], today: date, period: str = "") -> QuerySet[Agency]:
    """Agencies with how many gaps they have, wait, are overdue, are dealt with, and the people behind them."""
    chosen = rows.filter(period=period) if period else rows
    of = Q(gaps__in=chosen.values("pk"))
    waits = of & Q(gaps__state__in=Gap.WAITING)
    return Agency.objects.filter(pk__in=chosen.order_by().values("agency")).annotate(
        gaps_all=Count("gaps", filter=of),
        gaps_waiting=Count("gaps", filter=waits),
        gaps_overdue=Count("gaps", filter=waits & Q(gaps__due_on__lt=today)),
        gaps_closed=Count("gaps", filter=of & ~Q(gaps__state__in=Gap.WAITING)),
        people_waiting=Coalesce(Sum("gaps__size", filter=waits), 0),
        people_all=Coalesce(Sum("gaps__size", filter=of), 0),
        period_asked=Value(period),
    )


def lists_to_compare(province: Province) -> list[tuple[str, str]]:
    """Periods and sources worth comparing again: the newest of each source, and those with gaps that wait."""
    counts = LabourCount.objects.current().filter(employer__province=province, source__in=COMPARED).order_by()
    found = sorted(counts.values_list("starts_on", "period", "source").distinct())
    newest = {source: (period, source) for _day, period, source in found}
    short = Gap.objects.waiting().filter(employer__province=province, kind=Gap.Kind.SHORT).order_by()
    return sorted({*newest.values(), *short.values_list("period", "source").distinct()})


def quarters_waiting(province: Province) -> list[str]:
    """Quarters of which somebody who had not joined still waits to be dealt with."""
    rows = Gap.objects.waiting().filter(employer__province=province, kind=Gap.Kind.NOT_JOINED).order_by()
    return sorted(rows.values_list("period", flat=True).distinct())


def tolerance_of(province: Province, on: date) -> Tolerance:
    """What the province lets pass on the day."""
    workers = setting(province, "cross_check.tolerance_workers", on=on)
    return Tolerance(workers, setting(province, "cross_check.tolerance_percent", on=on))


def answer_by(agency: Agency, on: date) -> date:
    """The day that a demand of today asks an answer by, unless somebody chooses another."""
    return on + timedelta(days=setting(agency.province, "cross_check.demand_days", on=on))


@dataclass(frozen=True)
class Behind:
    """One of the two figures: who said it, when, and the row of the file where it stands."""

    count: LabourCount
    batch: ImportBatch | None = None
    row: SourceRow | None = None

    @property
    def value(self) -> int | None:
        if self.count.source == Source.SOCIAL_INSURANCE:
            return self.count.participating
        return self.count.subject if self.count.subject is not None else self.count.employed


def behind(gap: Gap, user) -> dict[str, Any]:
    """Both figures of the gap, as far as the reader may see them."""
    seen = LabourCount.objects.visible_to(user)
    told = seen.filter(pk=gap.count_id).select_related("agency").first() if gap.count_id else None
    insured = seen.current().filter(employer=gap.employer_id, source=Source.SOCIAL_INSURANCE)
    newest = insured.select_related("agency").order_by("-starts_on").first()
    return {"told": told and _behind(told), "insured": newest and _behind(newest)}


def _behind(count: LabourCount) -> Behind:
    if count.batch_id is None:
        return Behind(count)
    batch = ImportBatch.objects.select_related("file").get(pk=count.batch_id)
    match = Match.objects.filter(batch=batch, employer=count.employer_id).order_by("row_no").first()
    row = SourceRow.objects.filter(batch=batch, row_no=match.row_no).first() if match else None
    return Behind(count, batch, row)
