"""Employers that operate without having joined, by quarter and agency; the letters to them, and who has not answered."""

from datetime import date

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from agencies.models import Agency
from employers.models import Employer, Gap, GapStep
from reports.models import Demand, DemandLine

STATES = tuple(Gap.State.values)


def not_joined(user) -> QuerySet[Gap]:
    """The reader's gaps of employers that operate without having joined."""
    return Gap.objects.visible_to(user).filter(kind=Gap.Kind.NOT_JOINED)


def quarters(rows: QuerySet[Gap]) -> list[str]:
    """The periods that have rows, the newest first."""
    found = rows.order_by("-starts_on", "-period").values_list("period", flat=True).distinct()
    return list(dict.fromkeys(found))


def of_quarter(rows: QuerySet[Gap], period: str) -> QuerySet[Gap]:
    """What a quarter found; without one, whatever still waits, of whichever quarter."""
    return rows.filter(period=period) if period else rows.filter(state__in=Gap.WAITING)


def with_demand(rows: QuerySet[Gap]) -> QuerySet[Gap]:
    """The number and the day to answer by of the last demand beside each row."""
    last = GapStep.objects.filter(gap=OuterRef("pk"), state=Gap.State.DEMANDED).order_by("-id")
    return rows.annotate(
        demand_no=Subquery(last.values("document_no")[:1]), answer_by=Subquery(last.values("answer_by")[:1])
    )


def unanswered(rows: QuerySet[Gap], day: date) -> QuerySet[Gap]:
    """Demanded, and the day to answer by has passed."""
    return with_demand(rows).filter(state=Gap.State.DEMANDED, answer_by__lt=day)


def by_agency(rows: QuerySet[Gap]) -> QuerySet[Agency]:
    """One row for each agency that has any: employers, workers, and how many are in each state."""
    counted = (
        rows.order_by()
        .filter(agency=OuterRef("pk"))
        .values("agency")
        .annotate(
            employers=Count("pk"),
            workers=Sum("size"),
            **{state: Count("pk", filter=Q(state=state)) for state in STATES},
        )
    )
    names = ("employers", "workers", *STATES)
    found = {f"count_{name}": Subquery(counted.values(name)[:1]) for name in names}
    return Agency.objects.filter(pk__in=rows.order_by().values("agency")).annotate(**found)


def sums(rows: QuerySet[Gap]) -> dict[str, int]:
    """How many employers and workers in all, and employers by state."""
    found = rows.order_by().aggregate(
        employers=Count("pk"),
        workers=Sum("size", default=0),
        **{state: Count("pk", filter=Q(state=state)) for state in STATES},
    )
    return dict(found)


def may_be_demanded(agency: Agency, *, on: date) -> QuerySet[Gap]:
    """The agency's gaps that a letter may be drawn up for: somebody is likely unprotected, and nothing was done yet or the
    last letter went unanswered; not those that stand in a draft."""
    waiting = with_demand(Gap.objects.filter(agency=agency, state__in=Gap.WAITING, size__gt=0))
    drafted = DemandLine.objects.filter(demand__bundle__status="draft").values("gap")
    return waiting.filter(Q(state=Gap.State.OPEN) | Q(answer_by=None) | Q(answer_by__lt=on)).exclude(pk__in=drafted)


def next_number(agency: Agency, year: int) -> int:
    """One beyond the highest number of the year."""
    last = Demand.objects.filter(agency=agency, year=year).order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def last_symbol(agency: Agency) -> str:
    """What the agency wrote behind its number last time."""
    used = Demand.objects.filter(agency=agency).exclude(symbol="").order_by("-issued_on", "-pk")
    return used.values_list("symbol", flat=True).first() or ""


def letters_of(user, employer: Employer) -> QuerySet[Demand]:
    """The issued letters to one employer that the reader may see, the newest first: for the employer's file."""
    return (
        Demand.objects.visible_to(user).filter(employer=employer).exclude(issued_on=None).order_by("-issued_on", "-pk")
    )
