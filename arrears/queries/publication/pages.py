"""What the pages of lists on their way count and offer."""

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from agencies.models import Agency
from arrears.models import Edition, LedgerRow, LedgerVersion, Objection, Publication, PublicationLine, PublicationNotice
from arrears.models.ledger import SEES_BEFORE_SUBMISSION

Line = PublicationLine.State


def with_stopped(publications: QuerySet) -> QuerySet:
    """With `stopped`: how many lines wait for a decision."""
    waiting = PublicationLine.objects.filter(publication=OuterRef("pk"), state=Line.STOPPED).order_by()
    counted = waiting.values("publication").annotate(count=Count("pk")).values("count")
    return publications.annotate(stopped=Coalesce(Subquery(counted), 0))


def versions_for(agency: Agency) -> QuerySet:
    """The newest version of each closed month that the agency may read."""
    known = LedgerVersion.objects.filter(province=agency.province_id)
    if agency.kind_id not in SEES_BEFORE_SUBMISSION:
        known = known.exclude(submitted_at=None)
    return LedgerVersion.objects.filter(pk__in=known.newest_of_each_month().values("pk")).order_by("-month")


def counts_of(found: Publication) -> dict[str, int]:
    """Everything the page counts, by one question about lines and one about letters and answers each."""
    of_state = {f"is_{state}": Count("pk", filter=Q(state=state)) for state in Line.values}
    missing = Q(worst=LedgerRow.Class.EVASION) & ~Q(named_as=LedgerRow.Class.EVASION)
    lines = found.lines.aggregate(
        all=Count("pk"),
        evasion=Count("pk", filter=Q(named_as=LedgerRow.Class.EVASION)),
        missing=Count("pk", filter=missing),
        untold=Count("pk", filter=Q(state=Line.CANDIDATE, notice=None)),
        **of_state,
    )
    notices = PublicationNotice.objects.filter(line__publication=found).aggregate(
        notices=Count("pk"), unsent=Count("pk", filter=Q(sent_on=None)), unfiled=Count("pk", filter=Q(docx=None))
    )
    answers = Objection.objects.filter(line__publication=found)
    waiting = Q(decision=Objection.Decision.OPEN)
    return lines | notices | answers.aggregate(objections=Count("pk"), waiting=Count("pk", filter=waiting))


def code_of_edition(publication: Publication) -> str:
    """The address of what was published; nothing before."""
    return Edition.objects.filter(publication=publication).values_list("code", flat=True).first() or ""
