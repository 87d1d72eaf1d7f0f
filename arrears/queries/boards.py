"""What a board shows, read from rollups only, so that its price does not grow with the number of employers."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, Sum

from agencies.models import AdminUnit
from arrears.models import DebtorEntry, DebtorList, Rollup
from arrears.queries.shown import Shown
from portal.core.money import FUNDS
from portal.core.periods import Month

ALL = "all"
_SUMS = ("employers", "owing", "workers", "not_due", "late", "evaded", "charge", "newly_owing", "cleared", "recovered")


@dataclass(frozen=True)
class Part:
    """The part of the province a reader answers for: a dimension and its members; all of it for some."""

    dimension: str
    keys: tuple[str, ...]


def part_of(user) -> Part:
    agency = user.posting.agency
    if agency.kind_id == "social_insurance_local":
        return Part(Rollup.Dimension.OFFICE, (str(agency.pk),))
    if agency.kind_id == "industrial_zone_board":
        return Part(Rollup.Dimension.ZONE, tuple(map(str, agency.zone_ids)))
    if agency.kind_id in ("commune_committee", "district_committee"):
        return Part(Rollup.Dimension.COMMUNE, tuple(map(str, agency.unit_ids)))
    return Part(Rollup.Dimension.PROVINCE, ("",))


def _mine(user, part: Part):
    rows = Rollup.objects.visible_to(user).filter(province_id=user.posting.agency.province_id, dimension=part.dimension)
    return rows if part.dimension == Rollup.Dimension.PROVINCE else rows.filter(key__in=part.keys)


def headlines(user, part: Part, *months: Shown) -> list[dict[str, int]]:
    """The sums of these months over all funds for the reader's part, in one query."""
    wanted = Q()
    for seen in months:
        wanted |= Q(month=seen.month.first_day, version=seen.version)
    rows = _mine(user, part).filter(wanted, fund=ALL).values("month").annotate(**{name: Sum(name) for name in _SUMS})
    sums = {row["month"]: row for row in rows}
    nothing = dict.fromkeys(_SUMS, 0)
    found = [sums.get(seen.month.first_day, nothing) for seen in months]
    return [{name: row[name] for name in _SUMS} | {"owed": row["late"] + row["evaded"]} for row in found]


def by_month_and_fund(
    user, part: Part, closed: dict[date, int], *, until: Month, months: int = 16
) -> list[dict[str, Any]]:
    """Late + evaded per fund for each of the last months in its newest `closed` version, oldest first; gaps stay gaps."""
    since = until.plus(1 - months)
    newest = {day: version for day, version in closed.items() if since.first_day <= day <= until.first_day}
    sums: dict[tuple, int] = {}
    rows = _mine(user, part).filter(month__in=newest, fund__in=FUNDS)
    for row in rows.values("month", "version", "fund").annotate(late=Sum("late"), evaded=Sum("evaded")):
        if newest[row["month"]] == row["version"]:
            sums[row["month"], row["fund"]] = row["late"] + row["evaded"]
    found = []
    for place in range(months):
        month = since.plus(place)
        is_closed = month.first_day in newest
        line = {fund: sums.get((month.first_day, fund), 0) if is_closed else None for fund in FUNDS}
        found.append({"month": month, "version": newest.get(month.first_day), **line})
    return found


def by_commune(user, seen: Shown, *, most: int = 10) -> list[dict[str, Any]]:
    """The communes where most is late or evaded, in the names of the month."""
    rows = seen.rollups(user).filter(dimension=Rollup.Dimension.COMMUNE, fund=ALL).exclude(key="")
    worst = sorted(
        rows.values("key", "late", "evaded", "owing"), key=lambda row: (-(row["late"] + row["evaded"]), row["key"])
    )[:most]
    names = dict(AdminUnit.objects.filter(pk__in=[int(row["key"]) for row in worst]).values_list("pk", "name"))
    return [row | {"name": names[int(row["key"])], "owed": row["late"] + row["evaded"]} for row in worst]


def newest_list(user, seen: Shown) -> DebtorList | None:
    """The report's list of the shown version, if it has been made."""
    if seen.closed is None:
        return None
    lists = DebtorList.objects.visible_to(user).filter(version=seen.closed, purpose=DebtorList.Purpose.REPORT)
    return lists.select_related("version").first()


def worst_debtors(user, debtor_list: DebtorList, *, most: int = 10):
    """The heads of the list, as many as the reader may see of it."""
    rows = DebtorEntry.objects.visible_to(user).filter(debtor_list=debtor_list)
    return rows.select_related("commune").order_by("place")[:most]
