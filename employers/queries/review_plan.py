"""Who reviews whom: every employer that operated on the day, with the one agency that manages it and those who read along."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from agencies.models import Agency, Province
from agencies.queries.reorganisations import heirs
from employers.models import Employer, Status, StatusEvent, UnitKind
from employers.queries.managing import ManagingBook
from employers.rules.status import BEGINS, FINAL, LIFTS, SUSPENDED

NOBODY_ELSE = "labour_management"


@dataclass(frozen=True, slots=True)
class Given:
    """One employer, its owner, why, and who reads along."""

    employer_id: int
    agency_id: int
    ground: str
    readers: tuple[int, ...]


@dataclass
class Plan:
    """All of a review before it is opened."""

    province: Province
    given: list[Given]
    order: list[str]

    @cached_property
    def counts(self) -> Counter[int]:
        return Counter(one.agency_id for one in self.given)

    @property
    def overlaps(self) -> int:
        return sum(bool(one.readers) for one in self.given)

    @cached_property
    def grounds(self) -> Counter[str]:
        return Counter(one.ground for one in self.given)

    @property
    def left_to_coordinator(self) -> int:
        return self.grounds[NOBODY_ELSE]

    def by_agency(self) -> list[tuple[Agency, int, Counter[str]]]:
        """Agency, how many employers, and on what grounds; most first."""
        grounds: dict[int, Counter[str]] = defaultdict(Counter)
        for one in self.given:
            grounds[one.agency_id][one.ground] += 1
        agencies = Agency.objects.in_bulk(self.counts)
        return [(agencies[pk], count, grounds[pk]) for pk, count in self.counts.most_common()]


def operating_on(province: Province, day: date) -> QuerySet[Employer]:
    """Employers (not people, not merged away) that operated on the day by what the events say, else by the register."""
    told = StatusEvent.objects.filter(employer=OuterRef("pk"), withdrawn_at=None)
    by_then = told.filter(happened_on__lte=day)
    rows = Employer.objects.filter(province=province, merged_into=None)
    rows = rows.exclude(kind__in=UnitKind.objects.filter(is_employer=False).values("number"))
    rows = rows.filter(Q(began_on=None) | Q(began_on__lte=day))
    rows = rows.alias(
        is_told=Exists(by_then),
        lifted=_last(by_then.filter(kind__in=LIFTS)),
        paused=_last(by_then.filter(kind=SUSPENDED)),
        is_later=Exists(told.filter(happened_on__gt=day, kind=BEGINS)),
    )
    untold = Q(is_told=False, is_later=False) & (Q(status=Status.OPERATING) | Q(status_on__gt=day))
    return rows.filter(Q(is_told=True) & ~Exists(_holding(by_then, day)) | untold)


def _last(events: QuerySet[StatusEvent]) -> Subquery:
    """Their last day, for each employer."""
    return Subquery(events.order_by().values("employer").annotate(last=Max("happened_on")).values("last"))


def _holding(events: QuerySet[StatusEvent], day: date) -> QuerySet[StatusEvent]:
    """Those that still hold on the day, as rules.status has it."""
    stands = Q(kind__in=FINAL) | Q(happened_on__gte=Coalesce(OuterRef("lifted"), date.min))
    runs = Q(happened_on=OuterRef("paused")) & (Q(until=None) | Q(until__gte=day))
    return events.exclude(kind__in=LIFTS).filter(stands, ~Q(kind=SUSPENDED) | runs)


def plan_of(province: Province, *, as_of: date, on: date, employers: QuerySet[Employer] | None = None) -> Plan:
    """Owners of `as_of`; where the owner has ended by `on`, the one that took over, else whoever manages on that day."""
    rows = operating_on(province, as_of) if employers is None else employers
    book = ManagingBook(province, as_of)
    given = [
        Given(pk, managing.agency_id, managing.ground, tuple(managing.readers))
        for pk, managing in book.bulk(rows)
        if managing.agency_id is not None
    ]
    ended = set(Agency.objects.filter(province=province, valid_to__lt=on).values_list("pk", flat=True))
    return Plan(province, _with_successors(province, given, ended, on) if ended else given, book.order)


def _with_successors(province: Province, given: list[Given], ended: set[int], on: date) -> list[Given]:
    after = heirs(province)
    orphans = [
        one.employer_id for one in given if one.agency_id in ended and after.get(one.agency_id, 0) in {0, *ended}
    ]
    today = dict(ManagingBook(province, on).bulk(Employer.objects.filter(pk__in=orphans))) if orphans else {}
    return [_handed_on(one, ended, after, today) for one in given]


def _handed_on(one: Given, ended: set[int], after: dict[int, int], today: dict) -> Given:
    readers = tuple(reader for reader in one.readers if reader not in ended)
    if one.employer_id in today:
        now = today[one.employer_id]
        return Given(one.employer_id, now.agency_id, now.ground, tuple(now.readers))
    owner = after[one.agency_id] if one.agency_id in ended else one.agency_id
    return Given(one.employer_id, owner, one.ground, tuple(reader for reader in readers if reader != owner))


def named(agencies: Iterable[int]) -> dict[int, str]:
    return dict(Agency.objects.filter(pk__in=set(agencies)).values_list("pk", "name"))
