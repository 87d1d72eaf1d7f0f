"""Which employers have not joined social insurance."""

from datetime import date

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, TruncMonth

from agencies.models import Province
from employers.models import Employer, Identifier, LabourCount, Scheme, Source


def not_joined(province: Province) -> QuerySet[Employer]:
    """Those without a code of BHXH, and those of whom BHXH counts nobody. Where BHXH's counts have never come, only the
    code tells; so it does of a code that came since the last month that was counted."""
    counts = LabourCount.objects.filter(source=Source.SOCIAL_INSURANCE, is_current=True, withdrawn_at=None)
    counted_to = counts.filter(employer__province=province).aggregate(last=Max("starts_on"))["last"]
    rows = Employer.objects.filter(province=province).live()
    if counted_to is None:
        return rows.filter(unit_code="")
    mine = counts.filter(employer=OuterRef("pk"))
    newest = mine.order_by("-starts_on").values("participating")[:1]
    outside = Q(unit_code="") | ~Exists(mine) & ~Exists(_codes_since(counted_to)) | Exists(mine) & Q(participants=None)
    return rows.alias(participants=newest).filter(outside | Q(participants=0))


def _codes_since(month: date) -> QuerySet[Identifier]:
    """The employer's unit code, where it is of a month that is not counted yet."""
    codes = Identifier.objects.filter(employer=OuterRef("pk"), scheme=Scheme.UNIT_CODE, value=OuterRef("unit_code"))
    return codes.alias(of=Coalesce(F("batch__month"), TruncMonth("valid_from"))).filter(of__gt=month)
