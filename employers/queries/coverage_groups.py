"""Participants by zone and by sector, beside the workers that one other source counted at the same employers.

The share is of those employers alone that the source has counted; all participants stand beside it, so that nobody takes one
for the other. Only counts that the reader may see are added up."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, QuerySet, Sum
from django.db.models.functions import Coalesce

from employers.models import LabourCount, Sector, Source, Zone
from employers.rules.coverage import rate

ZONES, SECTORS = "khu", "nganh"
_KEYS = {ZONES: ("employer__zone",), SECTORS: ("employer__sector", "employer__vsic_version")}


@dataclass
class GroupLine:
    """One zone or section: everybody in insurance, and how those stand whom the source has counted too."""

    key: tuple
    name: str
    employers: int = 0
    participants: int = 0
    counted_employers: int = 0
    workers: int = 0
    counted_participants: int = 0

    @property
    def ratio(self) -> int | None:
        return rate(self.counted_participants, self.workers) if self.counted_employers else None


def sources_counted(counts: QuerySet[LabourCount]) -> list[str]:
    """The sources other than BHXH that have counted anybody, in the order in which they are listed."""
    known = set(
        counts.filter(is_current=True, withdrawn_at=None).order_by().values_list("source", flat=True).distinct()
    )
    return [source for source in Source.values if source in known and source != Source.SOCIAL_INSURANCE]


def lines_by(counts: QuerySet[LabourCount], by: str, source: str, day: date) -> list[GroupLine]:
    """`counts` are visible_to the reader already."""
    participants = _newest(counts, Source.SOCIAL_INSURANCE, day)
    counted = _newest(counts, source, day)
    lines: dict[tuple, GroupLine] = {}
    for key, employers, people in _sums(participants, by, "participating"):
        line = _line(lines, key)
        line.employers, line.participants = employers, people
    for key, employers, people in _sums(counted, by, Coalesce("subject", "employed")):
        line = _line(lines, key)
        line.counted_employers, line.workers = employers, people
    both = participants.filter(employer__in=counted.values("employer"))
    for key, _employers, people in _sums(both, by, "participating"):
        _line(lines, key).counted_participants = people
    names = _names(by, list(lines))
    for key, line in lines.items():
        line.name = names.get(key, "")
    return sorted(lines.values(), key=lambda line: (not line.name, -line.participants, line.name))


def _newest(counts: QuerySet[LabourCount], source: str, day: date) -> QuerySet[LabourCount]:
    """The last word of the source about each employer up to the day."""
    told = counts.filter(source=source, is_current=True, withdrawn_at=None, starts_on__lte=day)
    last = told.order_by("employer_id", "-starts_on").distinct("employer_id")
    return LabourCount.objects.filter(pk__in=last.values("pk"), employer__merged_into=None).order_by()


def _sums(rows: QuerySet[LabourCount], by: str, field) -> list[tuple[tuple, int, int]]:
    keys = _KEYS[by]
    value = field if not isinstance(field, str) else F(field)
    told = rows.annotate(told=value).filter(told__isnull=False)
    summed = told.values(*keys).annotate(employers=Count("pk"), people=Sum("told"))
    return [(tuple(row[key] for key in keys), row["employers"], row["people"]) for row in summed]


def _line(lines: dict[tuple, GroupLine], key: tuple) -> GroupLine:
    return lines.setdefault(key, GroupLine(key, ""))


def _names(by: str, keys: list[tuple]) -> dict[tuple, str]:
    if by == ZONES:
        found = Zone.objects.filter(pk__in=[key[0] for key in keys if key[0]])
        return {(zone.pk,): zone.name for zone in found}
    return {(row.code, row.version): f"{row.code}. {row.name} ({row.version})" for row in Sector.objects.all()}
