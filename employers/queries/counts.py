"""Labour counts side by side: of one employer by period and source, of a period by employer."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _

from agencies.rules.wording import period_words
from employers.models import Employer, LabourCount, Source
from portal.core.figures import Stamp

OTHERS = tuple(source for source in Source if source != Source.SOCIAL_INSURANCE)
SHOWN_PERIODS = 12


@dataclass
class PeriodLine:
    """What the sources say of one period, in the order of the panel's sources."""

    period: str
    words: str
    counts: list[LabourCount | None]
    participants: LabourCount | None = None


@dataclass
class CountsPanel:
    """An employer's counts: columns are sources, rows are periods, the newest first."""

    sources: list[Source]
    lines: list[PeriodLine] = field(default_factory=list)
    stamp: Stamp | None = None


def figure(count: LabourCount | None) -> int | None:
    """The one number of a count that is compared: who must take part, else who works; BHXH's is who takes part."""
    if count is None:
        return None
    if count.source == Source.SOCIAL_INSURANCE:
        return count.participating
    return count.subject if count.subject is not None else count.employed


def counts_panel(user, employer: Employer) -> CountsPanel | None:
    """Counts of every source that the reader may see; None where there are none. BHXH's participants stand beside each period
    as they were at its end."""
    rows = LabourCount.objects.visible_to(user).current().filter(employer=employer).select_related("agency", "batch")
    found = list(rows.order_by("-starts_on", "source"))
    if not found:
        return None
    insured = [count for count in found if count.source == Source.SOCIAL_INSURANCE]
    by_period: dict[tuple[date, str], dict[str, LabourCount]] = defaultdict(dict)
    for count in found:
        if count.source != Source.SOCIAL_INSURANCE:
            by_period[count.starts_on, count.period][count.source] = count
    for count in insured if not by_period else []:
        by_period[count.starts_on, count.period] = {}
    sources = [source for source in OTHERS if any(source in counts for counts in by_period.values())]
    panel = CountsPanel(sources, stamp=_stamp(found))
    for (_starts_on, period), counts in sorted(by_period.items(), reverse=True)[:SHOWN_PERIODS]:
        stood = next((count for count in insured if count.starts_on <= _end(period)), None)
        line = PeriodLine(period, period_words(period), [counts.get(source) for source in sources], stood)
        panel.lines.append(line)
    return panel


def _stamp(found: list[LabourCount]) -> Stamp:
    newest: datetime = max(count.recorded_at for count in found)
    return Stamp("", _("Các nguồn số lao động"), _("hiện thời"), newest)


def _end(period: str) -> date:
    """A day within the period's last month."""
    year = int(period[:4])
    if len(period) == 4:
        return date(year, 12, 1)
    return date(year, 3 * int(period[-1]) if "Q" in period else int(period[5:]), 1)


def periods(user) -> list[str]:
    """Periods of which the reader sees counts of other sources than BHXH, newest first."""
    rows = LabourCount.objects.visible_to(user).current().exclude(source=Source.SOCIAL_INSURANCE)
    found = rows.order_by().values_list("starts_on", "period").distinct()
    return [period for _starts_on, period in sorted(found, reverse=True)]


def sources_of(user, period: str) -> list[str]:
    """Who counted in the period."""
    rows = LabourCount.objects.visible_to(user).current().filter(period=period)
    return list(rows.order_by().values_list("source", flat=True).distinct())


def employers_counted(user, period: str, sources: list[str]) -> QuerySet[Employer]:
    """Employers of whom some source counted people in the period, with each source's figure, BHXH's participants at its end and
    the largest difference."""
    seen = LabourCount.objects.visible_to(user).current()
    here = seen.filter(period=period).exclude(source=Source.SOCIAL_INSURANCE)
    rows = Employer.objects.visible_to(user).filter(pk__in=here.order_by().values("employer"))
    mine = seen.filter(employer=OuterRef("pk"))
    figures = {
        f"count_{source}": Subquery(
            mine.filter(period=period, source=source).values(counted=Coalesce("subject", "employed"))[:1],
            output_field=IntegerField(null=True),
        )
        for source in sources
        if source != Source.SOCIAL_INSURANCE
    }
    insured, end = mine.filter(source=Source.SOCIAL_INSURANCE), _end(period)
    then = insured.filter(starts_on__lte=end).order_by("-starts_on").values("participating")[:1]
    later = insured.filter(starts_on__gt=end).order_by("starts_on").values("participating")[:1]
    rows = rows.annotate(**figures, count_social_insurance=Coalesce(Subquery(then), Subquery(later)))
    return rows.annotate(difference=_largest(list(figures)) - Coalesce(F("count_social_insurance"), 0)).select_related(
        "commune", "agency"
    )


def _largest(names: list[str]):
    if not names:
        return Coalesce(F("count_social_insurance"), 0)
    return Greatest(*names) if len(names) > 1 else F(names[0])
