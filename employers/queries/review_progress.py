"""How far a labour review is and what it found: by agency, sector, zone or commune; every number from the same lines."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from employers.models import LabourCount, LabourReview, ReviewLine, ReviewShare, Source
from employers.rules.review_lines import ELSEWHERE, OPERATING, TRIO

COUNTED = Q(**{f"{name}__isnull": False for name in TRIO})
DONE = ~Q(found="") & (~Q(found=OPERATING) | COUNTED)
CLOSED_FOUND = ("stopped", "not_found", "no_workers", "suspended")
BEGUN = ~Q(found="") | Q(subject__isnull=False) | Q(participating__isnull=False) | Q(not_participating__isnull=False)
WAYS = {
    "agency": ("share__agency_id", "share__agency__name", "share__agency__code"),
    "sector": ("employer__sector", "employer__vsic_version", "employer__sector"),
    "zone": ("employer__zone_id", "employer__zone__name", "employer__zone__code"),
    "commune": ("employer__commune_id", "employer__commune__name", "employer__commune__sort_key"),
}
SUMS = ("employed", *TRIO)


def unfinished(lines: QuerySet[ReviewLine]) -> QuerySet[ReviewLine]:
    return lines.exclude(DONE)


def elsewhere(lines: QuerySet[ReviewLine]) -> QuerySet[ReviewLine]:
    return lines.filter(found=ELSEWHERE)


def not_adding_up(lines: QuerySet[ReviewLine]) -> QuerySet[ReviewLine]:
    """Begun, and yet no three figures where the employer operates."""
    return lines.filter(BEGUN).exclude(DONE)


def with_sources(lines: QuerySet[ReviewLine], as_of: date) -> QuerySet[ReviewLine]:
    """Beside each line what BHXH had on the day."""
    return lines.annotate(bhxh=_latest(Source.SOCIAL_INSURANCE, as_of, "participating"))


def with_everything(lines: QuerySet[ReviewLine], review: LabourReview) -> QuerySet[ReviewLine]:
    """BHXH's participants, the tax office's count and what the last review found, for those who manage the employer."""
    before = LabourCount.objects.filter(
        employer=OuterRef("employer"), is_current=True, withdrawn_at=None, review__isnull=False
    ).exclude(review=review.pk)
    return with_sources(lines, review.as_of).annotate(
        tax=_latest(Source.TAX, review.as_of, "employed"),
        last=Subquery(before.order_by("-starts_on", "-pk").values("subject")[:1], output_field=IntegerField()),
    )


def _latest(source: str, day: date, column: str) -> Subquery:
    rows = LabourCount.objects.filter(
        employer=OuterRef("employer"), source=source, is_current=True, withdrawn_at=None, starts_on__lte=day
    )
    return Subquery(rows.order_by("-starts_on").values(column)[:1], output_field=IntegerField())


def differing(lines: QuerySet[ReviewLine]) -> QuerySet[ReviewLine]:
    """Of begun lines with sources: what the agency counted as participating is not what BHXH has; nobody counts as 0."""
    said, known = Coalesce(F("participating"), 0), Coalesce(F("bhxh"), 0)
    return lines.filter(BEGUN).annotate(said=said, known=known).exclude(said=F("known"))


@dataclass(frozen=True)
class SheetCounts:
    """How many lines of a share wait for what; the tabs of the sheet."""

    all: int
    done: int
    not_adding_up: int
    differing: int
    elsewhere: int

    @property
    def left(self) -> int:
        return self.all - self.done


def counts_of(lines: QuerySet[ReviewLine], as_of: date) -> SheetCounts:
    """In one question; `lines` without sources yet."""
    said, known = Coalesce(F("participating"), 0), Coalesce(F("bhxh"), 0)
    rows = with_sources(lines.order_by(), as_of).annotate(said=said, known=known)
    found = rows.aggregate(
        all=Count("pk"),
        done=Count("pk", filter=DONE),
        not_adding_up=Count("pk", filter=BEGUN & ~DONE),
        differing=Count("pk", filter=BEGUN & ~Q(said=F("known"))),
        elsewhere=Count("pk", filter=Q(found=ELSEWHERE)),
    )
    return SheetCounts(**found)


def left_by_share(review: LabourReview) -> dict[int, int]:
    rows = unfinished(ReviewLine.objects.filter(share__review=review)).order_by().values("share")
    return dict(rows.annotate(left=Count("pk")).values_list("share", "left"))


@dataclass
class Standing:
    """One agency's, sector's or place's part of a review."""

    key: Any
    name: str
    employers: int = 0
    done: int = 0
    gone: int = 0
    employed: int = 0
    subject: int = 0
    participating: int = 0
    not_participating: int = 0
    bhxh: int = 0
    share: ReviewShare | None = field(default=None, repr=False)

    @property
    def left(self) -> int:
        return self.employers - self.done

    @property
    def percent(self) -> int:
        return 100 * self.done // self.employers if self.employers else 100

    @property
    def difference(self) -> int:
        return self.participating - self.bhxh


NUMBERS = ("employers", "done", "gone", *SUMS, "bhxh")


def standings(lines: QuerySet[ReviewLine], review: LabourReview, way: str) -> list[Standing]:
    """By agency, sector, zone or commune; `lines` are those that the reader may see. People are summed over lines with all
    three figures, so that those subject are those participating and those not; a sector's `name` is its VSIC version."""
    key, name, order = WAYS[way]
    rows = with_sources(lines.order_by(), review.as_of).values(key, name, order)
    counted = rows.annotate(
        employers=Count("pk"),
        done=Count("pk", filter=DONE),
        gone=Count("pk", filter=Q(found__in=CLOSED_FOUND)),
        bhxh_sum=Sum("bhxh", filter=DONE),
        **{f"{column}_sum": Sum(column, filter=COUNTED) for column in SUMS},
    )
    found = []
    for row in counted.order_by(order):
        sums = {column: row[f"{column}_sum"] or 0 for column in (*SUMS, "bhxh")}
        numbers = {column: row[column] for column in ("employers", "done", "gone")}
        found.append(Standing(row[key], str(row[name] or ""), **numbers, **sums))
    return found


def by_share(shares: QuerySet[ReviewShare], review: LabourReview) -> list[Standing]:
    """Every share, also one that has no line left, with how far it is."""
    kept = list(shares.filter(review=review).select_related("agency").order_by("agency__code"))
    lines = ReviewLine.objects.filter(share__in=[share.pk for share in kept])
    known = {standing.key: standing for standing in standings(lines, review, "agency")}
    for share in kept:
        known.setdefault(share.agency_id, Standing(share.agency_id, share.agency.name)).share = share
    return [known[share.agency_id] for share in kept]


def whole(parts: list[Standing]) -> Standing:
    """The sum of the parts that stand above it."""
    return Standing(None, "", **{name: sum(getattr(part, name) for part in parts) for name in NUMBERS})
