"""What forms B10a-TS and B10b-TS say of a month: each unit that is late or evades, what was done, and the sums by office."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from agencies.models import Agency
from arrears.models import LedgerRow, LedgerVersion, UrgingNotice, UrgingOutcome
from arrears.queries.urging import SENT, speaking_b10, with_urging
from reports.renderers.official.b10 import OfficeLine, UnitLine

OUTCOMES = ("inspected", "referred", "prosecuted")


@dataclass(frozen=True)
class OfficeCount(OfficeLine):
    """The sums of one office, with the office; None: units that no office collects from."""

    office: Agency | None = None


def _units(user, version: LedgerVersion) -> QuerySet[LedgerRow]:
    """The rows that the reader sees, each with what came of urging it by the files B10a that speak for the month."""
    told = UrgingOutcome.objects.filter(
        employer=OuterRef("employer_id"),
        month=version.month,
        batch__in=speaking_b10(version.province, version.period).values("pk"),
    )
    rows = LedgerRow.objects.visible_to(user).of(version).owing()
    return rows.annotate(
        **{name: Exists(told.filter(**{name: True})) for name in OUTCOMES},
        outcome_note=Subquery(told.values("note")[:1]),
    )


def offices_of(user, version: LedgerVersion) -> list[OfficeCount]:
    """Form B10b: units by office, worst class and outcome, offices in the order of their names."""
    counted = _units(user, version).order_by().values("office").annotate(
        total=Count("employer_id"),
        late=Count("employer_id", filter=Q(worst=LedgerRow.Class.LATE)),
        evading=Count("employer_id", filter=Q(worst=LedgerRow.Class.EVASION)),
        **{f"of_{name}": Count("employer_id", filter=Q(**{name: True})) for name in OUTCOMES},
    )  # fmt: skip
    rows = {row["office"]: row for row in counted}
    offices = Agency.objects.filter(pk__in=[pk for pk in rows if pk]).order_by("name")
    known: list[Agency | None] = [*offices, *([None] if None in rows else [])]
    return [_line(office, rows[office.pk if office else None]) for office in known]


def _line(office: Agency | None, row: dict) -> OfficeCount:
    outcomes = {name: row[f"of_{name}"] for name in OUTCOMES}
    name = office.name if office else "Chưa gắn BHXH cơ sở"
    sums = {key: row[key] for key in ("total", "late", "evading")}
    return OfficeCount(name=name, office=office, **sums, **outcomes)


def sender_of(version: LedgerVersion) -> str:
    """What the province's BHXH was called at the month's end."""
    own, day = Agency.objects.filter(province=version.province, kind="social_insurance"), version.period.last_day
    agency = own.as_of(day).first() or own.first()
    return agency.name_on(day) if agency else ""


def office_named(user, code: str) -> Agency | None:
    """A local office whose form the reader may take: any for BHXH of the province, an office its own."""
    agency = user.posting.agency
    own = Agency.objects.filter(province=agency.province_id, kind="social_insurance_local", code=code)
    return own.first() if agency.kind_id == "social_insurance" else own.filter(pk=agency.pk).first()


def units_of(user, version: LedgerVersion, office: Agency) -> Iterator[UnitLine]:
    """Form B10a of an office: its units in the order of their names. Urged: a notice of the month's figures, or one that left
    after the oldest amount was overdue and by the month's end."""
    sent = UrgingNotice.objects.filter(employer=OuterRef("employer_id"), state__in=SENT)
    of_month = Q(month=version.month) | Q(issued_on__gt=OuterRef("overdue_on"), issued_on__lte=version.period.last_day)
    rows = with_urging(_units(user, version).filter(office=office), version).annotate(
        urged=Exists(sent.filter(of_month))
    )
    rows = rows.select_related("employer").order_by("employer__sort_key", "employer_id")
    for row in rows.iterator(2000):
        is_evading = row.worst == LedgerRow.Class.EVASION
        crosses = (row.urged, not is_evading, is_evading, row.inspected, row.referred, row.prosecuted)
        yield UnitLine(row.employer.name, row.employer.unit_code, crosses, row.outcome_note or "")
