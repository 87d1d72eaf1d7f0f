"""Gaps for tests: what a source counted of an employer that BHXH does not know, or knows less of."""

from datetime import date

from agencies.models import Agency
from employers.models import Employer, Gap, LabourCount, Source


def make_employer(province, name: str, **columns) -> Employer:
    employer = Employer(province=province, **columns)
    employer.rename(name)
    employer.save()
    return employer


def make_gap(employer: Employer, agency: Agency, *, counted: int = 12, participating: int = 0, **columns) -> Gap:
    """Of the third quarter of 2026; not joined where nobody takes part."""
    source, period = columns.pop("source", Source.TAX), columns.pop("period", "2026-Q3")
    starts_on = columns.pop("starts_on", date(2026, 7, 1))
    count = LabourCount.objects.create(
        employer=employer, source=source, period=period, starts_on=starts_on, employed=counted, agency=agency
    )
    facts = {
        "kind": Gap.Kind.SHORT if participating else Gap.Kind.NOT_JOINED,
        "due_on": date(2026, 12, 1),
        "count": count,
        "size": counted - participating,
    }
    return Gap.objects.create(
        employer=employer,
        agency=agency,
        source=source,
        period=period,
        starts_on=starts_on,
        counted=counted,
        participating=participating,
        **facts | columns,
    )
