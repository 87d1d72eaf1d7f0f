"""What a closed month says of who takes part goes among the labour counts, where it differs from the month before.

Found by what is, so that any month and any order may be repeated: restating a month writes it anew and then the closed months
after it, which may have leaned on it.
"""

from datetime import datetime

from django.db import connection

from agencies.models import Agency, Province
from arrears import permissions
from arrears.models import LedgerMonth, LedgerVersion
from employers.models import Source
from employers.services.counts import record_counts
from portal.core import sql
from portal.core.acts import act
from portal.core.periods import Month


@act(may=permissions.record_participants)
def record_participants(province: Province, *, by, at: datetime, since: Month | None = None) -> int:
    """Write those of every closed month, from `since` on, in the order of months. Returns how many counts are new."""
    months = LedgerMonth.objects.filter(province=province, version__gt=0).order_by("month")
    if since is not None:
        months = months.filter(month__gte=since.first_day)
    office = Agency.objects.as_of(at.date()).filter(province=province, kind="social_insurance", area=None).first()
    return sum(_record(province, month, by=by, at=at, agency=office) for month in months)


def _record(province: Province, month: LedgerMonth, *, by, at: datetime, agency: Agency | None) -> int:
    frozen = LedgerVersion.objects.filter(province=province, month=month.month, version=month.version)
    if not frozen.exclude(frozen_at=None).exists():
        return 0
    facts = {"province": province.pk, "month": month.month, "version": month.version}
    with connection.cursor() as cursor:
        cursor.execute(sql.text("arrears", "participants_differ"), facts)
        rows = [(employer, None, None, workers, None) for employer, workers in cursor.fetchall()]
    if not rows:
        return 0
    period = str(month.period)
    return record_counts(
        province, by=by, source=Source.SOCIAL_INSURANCE, period=period, at=at, rows=rows, agency=agency
    )
