"""The tax office's counts: how many people an employer paid. Firms nobody knows get a record; after it the counts are compared
with BHXH's participants."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from agencies.models import Province
from employers.models import Employer, Match, SourceRow
from employers.rules.sources import tax_source
from employers.services.counts import news_of, period_of, record_file_counts, withdraw_counts
from employers.services.newcomers import create_newcomers
from portal.core import jobs
from portal.core.models import ImportBatch


def problems(batch: ImportBatch, agency) -> list[dict[str, Any]]:
    """Nothing that the register knows refuses a list of the tax office."""
    return []


def news(batch: ImportBatch) -> dict[str, int]:
    """First counts of the period, those that differ from the tax office's last word, those that do not."""
    found = news_of(batch, source=tax_source(period_of(batch)))
    return found | {"new": found["new"] + Match.objects.filter(batch=batch, state=Match.State.NEW).count()}


def apply(batch: ImportBatch, *, by, at: datetime) -> dict[str, Any]:
    """All counts at once; the comparison is a job of its own."""
    made = create_newcomers(batch, by=by, at=at)
    written = record_file_counts(batch, by=by, source=tax_source(period_of(batch)), at=at)
    compare_later(batch, by=by)
    return {"made": made, "counts": written, "register": made > 0}


def apply_row(batch: ImportBatch, row: SourceRow, employer: Employer, *, by, at: datetime) -> None:
    """One row that a person told whose it is."""
    record_file_counts(batch, by=by, source=tax_source(period_of(batch)), at=at, employers=[employer.pk])
    compare_later(batch, by=by)


def undo(batch: ImportBatch, *, by, at: datetime, reason: str) -> None:
    """The counts are taken back, those before stand again, and are compared anew. Newcomers with a count taken back stay."""
    withdraw_counts(Province.objects.get(slug=batch.province_code), by=by, at=at, batch=batch)
    compare_later(batch, by=by)


def compare_later(batch: ImportBatch, *, by) -> None:
    """Put the cross-check of the file's period on the list, once while it waits."""
    period = period_of(batch)
    jobs.later(
        "employers.tasks.cross_check",
        key=f"cross-check:{batch.province_code}:{period}:{tax_source(period)}",
        title=_("Đối chiếu số lao động kỳ %(period)s") % {"period": period},
        by=by,
        again=True,
        province=batch.province_code,
        period=period,
        source=tax_source(period),
    )
