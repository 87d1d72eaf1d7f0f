"""Which employers have not joined social insurance."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from agencies.models import Province
from employers.models import Employer, LabourCount, Source


def not_joined(province: Province) -> QuerySet[Employer]:
    """Those without a code of BHXH, and those of whom BHXH counts nobody. Where BHXH's counts have never come, only the
    code tells."""
    counts = LabourCount.objects.filter(
        source=Source.SOCIAL_INSURANCE, is_current=True, withdrawn_at=None, employer=OuterRef("pk")
    )
    has_counts = LabourCount.objects.filter(
        source=Source.SOCIAL_INSURANCE, is_current=True, employer__province=province
    ).exists()
    rows = Employer.objects.filter(province=province).live()
    if not has_counts:
        return rows.filter(unit_code="")
    newest = counts.order_by("-starts_on").values("participating")[:1]
    return rows.alias(participants=newest).filter(
        Q(unit_code="") | ~Exists(counts) | Q(participants=None) | Q(participants=0)
    )
