"""The tax office's counts: how many people an employer paid. Firms nobody knows get a record; after it the counts are compared
with BHXH's participants."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.models import Agency, Province
from agencies.rules.wording import period_words
from agencies.services.fulfilment import fulfil_by_execution
from employers.models import Employer, Match, SourceRow
from employers.queries.file_counts import news_of, period_of
from employers.rules.sources import TAX, tax_source
from employers.services.applier import Applier
from employers.services.comparing import compare_later
from employers.services.counts import record_file_counts, withdraw_counts
from employers.services.newcomers import create_newcomers
from portal.core.acts import THE_CLOCK
from portal.core.models import ImportBatch


def _problems(batch: ImportBatch, agency) -> list[dict[str, Any]]:
    """Nothing that the register knows refuses a list of the tax office."""
    return []


def _news(batch: ImportBatch) -> dict[str, int]:
    """First counts of the period, those that differ from the tax office's last word, those that do not."""
    found = news_of(batch, source=tax_source(period_of(batch)))
    return found | {"new": found["new"] + Match.objects.filter(batch=batch, state=Match.State.NEW).count()}


def _apply(batch: ImportBatch, *, by, at: datetime) -> dict[str, Any]:
    """All counts at once; the comparison is a job of its own."""
    made = create_newcomers(batch, by=by, at=at)
    written = record_file_counts(batch, by=by, source=tax_source(period_of(batch)), at=at)
    _compare(batch)
    _fulfil_year(batch, by, at)
    return {"made": made, "counts": written, "register": made > 0}


def _apply_row(batch: ImportBatch, row: SourceRow, employer: Employer, *, by, at: datetime) -> None:
    """One row that a person told whose it is."""
    record_file_counts(batch, by=by, source=tax_source(period_of(batch)), at=at, employers=[employer.pk])
    _compare(batch)


def _undo(batch: ImportBatch, *, by, at: datetime, reason: str) -> None:
    """The counts are taken back, those before stand again, and are compared anew. Newcomers with a count taken back stay."""
    withdraw_counts(batch, by=by, at=at)
    _compare(batch)


def _compare(batch: ImportBatch) -> None:
    """The comparison is a job of its own: the file's page does not wait for it."""
    period = period_of(batch)
    province = Province.objects.get(slug=batch.province_code)
    compare_later(province, by=THE_CLOCK, period=period, source=tax_source(period))


def _fulfil_year(batch: ImportBatch, by, at: datetime) -> None:
    """The finalisation is owed once a year, in its second quarter (000:245): a list that comes in a year, of the year, of its
    second quarter or of the year before, is that year's."""
    period, year = period_of(batch), localdate(at).year
    if (
        tax_source(period) != TAX
        or int(period[:4]) not in (year - 1, year)
        or ("Q" in period and int(period[:4]) != year)
    ):
        return
    agency = Agency.objects.get(province__slug=batch.province_code, code=batch.agency_code)
    label = _("Danh sách quyết toán thuế, kỳ %(period)s") % {"period": period_words(period)}
    url = reverse("register-file", args=[batch.pk])
    fulfil_by_execution(agency, by=by, thing="tax_list", on_period=year, at=at, label=label, url=url)


APPLIER = Applier(problems=_problems, news=_news, apply=_apply, apply_row=_apply_row, undo=_undo)
