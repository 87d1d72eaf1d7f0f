"""Participants not yet in step with the population database: the newest count of each commune, and how they fall. Numbers
only; of persons nothing is kept anywhere."""

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Max, OuterRef, QuerySet, Subquery

from employers.models import SyncCount, SyncStep

TREND_DAYS = 36


def newest(counts: QuerySet[SyncCount]) -> QuerySet[SyncCount]:
    """Of each commune its newest count with `remaining` and the day `last_on` on which somebody verified."""
    later = SyncCount.objects.filter(province=OuterRef("province"), territory=OuterRef("territory")).order_by("-as_of")
    found = counts.filter(pk=Subquery(later.values("pk")[:1]))
    return found.annotate(remaining=F("unsynced") - F("verified"), last_on=Max("steps__on")).select_related("territory")


@dataclass(frozen=True)
class SyncPoint:
    """The communes together at the end of a day: how many they were, what was still not in step."""

    day: date
    places: int
    remaining: int


def sync_trend(counts: QuerySet[SyncCount]) -> list[SyncPoint]:
    """One point for each day on which somebody counted or verified: of each commune its newest count of the day, less what
    was verified of it by then."""
    counted = list(counts.order_by("as_of", "pk").values_list("pk", "territory_id", "as_of", "unsynced"))
    steps = SyncStep.objects.filter(count__in=counts.order_by().values("pk")).order_by("on", "pk")
    verified = list(steps.values_list("count_id", "on", "number"))
    days = sorted({row[2] for row in counted} | {on for _count, on, _number in verified})
    return [_at(day, counted, verified) for day in days[-TREND_DAYS:]]


def _at(day: date, counted: list[tuple], verified: list[tuple]) -> SyncPoint:
    standing: dict[int, tuple[int, int]] = {}
    for pk, territory, as_of, unsynced in counted:
        if as_of <= day:
            standing[territory] = (pk, unsynced)
    left = dict(standing.values())
    for count, on, number in verified:
        if on <= day and count in left:
            left[count] -= number
    return SyncPoint(day, len(standing), sum(left.values()))
