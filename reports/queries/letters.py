"""What a letter is made of: who is late in what, and each agency's year, as the record of duties has it.

Only directives that the sender coordinates count, and only what was due: an obligation excused or withdrawn is not expected.
"""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.utils.timezone import localtime

from agencies.models import Agency, AgencyName, Directive, Obligation, ObligationStep
from agencies.queries.functions import HolderBook

TIERS = ("province", "district", "local", "commune")
FIGURES = ("expected", "on_time", "late", "missing", "returned", "nothing")


def coordinated(sender: Agency, *, on: date) -> list[Directive]:
    """The directives whose coordinating function the agency holds on the day, repealed ones too."""
    held = {code for code in sender.function_codes if code}
    directives = sender.province.directives.filter(coordinator__in=held).defer("text").select_related("territory")
    book = HolderBook(sender.province)
    book.agencies = [sender]  # whether it holds a function needs nobody else read
    return [one for one in directives if book.holders(one.coordinator_id or "", one.territory, on)]


def overdue(sender: Agency, *, at: datetime):
    """Obligations of other agencies, in what the sender coordinates, whose due instant has passed with nothing handed in."""
    found = Obligation.objects.filter(  # province and day are what the index of open ones begins with
        province=sender.province_id,
        due_on__lte=localtime(at).date(),
        directive__in=coordinated(sender, on=localtime(at).date()),
        holder__isnull=False,
    ).exclude(holder=sender)
    return found.overdue(at).select_related("duty", "directive").defer("directive__text").order_by("due_at", "pk")


def late_agencies(sender: Agency, *, at: datetime) -> list[Agency]:
    """Who is late, with `overdue_count` and `first_due`, the longest overdue first."""
    late = overdue(sender, at=at).order_by().values("holder").annotate(count=Count("pk"))
    counts = {row["holder"]: row["count"] for row in late}
    found = Agency.objects.filter(pk__in=counts).select_related("kind")
    for agency in found:
        agency.overdue_count = counts[agency.pk]
    return sorted(found, key=lambda agency: (-agency.overdue_count, agency.name))


def year_of(sender: Agency, year: int, *, at: datetime) -> list[dict]:
    """One row for each other agency that had something due in the year by now: agency, name, and the six FIGURES."""
    returned = ObligationStep.objects.filter(kind=ObligationStep.Kind.RETURN).values("obligation_id")
    due = Obligation.objects.filter(
        province=sender.province_id,
        directive__in=coordinated(sender, on=localtime(at).date()),
        due_on__year=year,
        due_at__lt=at,
    )
    due = due.exclude(agency=sender).exclude(state__in=[Obligation.State.EXCUSED, Obligation.State.WITHDRAWN])
    done = Q(fulfilled_at__isnull=False)
    counted = (
        due.order_by()
        .values("agency")
        .annotate(
            expected=Count("pk"),
            on_time=Count("pk", filter=done & Q(verdict=Obligation.Verdict.ON_TIME)),
            late=Count("pk", filter=done & ~Q(verdict=Obligation.Verdict.ON_TIME)),
            missing=Count("pk", filter=~done),
            returned=Count("pk", filter=Q(pk__in=returned)),
            nothing=Count("pk", filter=Q(means=Obligation.Means.NOTHING)),
        )
    )
    figures = {row.pop("agency"): row for row in counted}
    named = Agency.objects.filter(pk__in=figures).select_related("kind").annotate(then=_name_then(date(year, 12, 31)))
    rows = [{"agency": agency, "name": agency.then or agency.name, **figures[agency.pk]} for agency in named]
    return sorted(rows, key=lambda row: (TIERS.index(row["agency"].kind.tier), row["name"]))


def _name_then(day: date) -> Subquery:
    names = AgencyName.objects.filter(agency=OuterRef("pk"), valid_from__lte=day)
    names = names.filter(Q(valid_to=None) | Q(valid_to__gte=day)).order_by(F("valid_from").desc())
    return Subquery(names.values("name")[:1])


def names_on(agencies: Iterable[Agency], day: date) -> dict[int, str]:
    """Agency id -> what it was called on the day."""
    listed = list(agencies)
    named = AgencyName.objects.filter(agency__in=listed, valid_from__lte=day)
    named = named.filter(Q(valid_to=None) | Q(valid_to__gte=day)).order_by("valid_from")
    return {agency.pk: agency.name for agency in listed} | dict(named.values_list("agency_id", "name"))


def source_words(obligation: Obligation) -> str:
    """ "Chỉ thị 12/CT-UBND, dòng 358-362"; of a document without a number its kind stands alone."""
    directive = obligation.directive
    name = f"{directive.get_kind_display()} {directive.number}".strip()
    return f"{name}, dòng {obligation.duty.lines}"


def lines_of(obligations: Iterable[Obligation]) -> list[dict]:
    """The frozen lines of an urging letter."""
    return [
        {
            "obligation": obligation,
            "name": obligation.duty.summary_vi,
            "source": source_words(obligation),
            "period": obligation.period,
            "due_on": obligation.due_on,
        }
        for obligation in obligations
    ]
