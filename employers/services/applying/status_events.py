"""Lists of new, suspended, resumed and dissolved employers: each row an event. Whom nobody knew yet gets a record."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection

from agencies.models import Agency
from employers.models import Employer, Match, SourceRow
from employers.services.applier import Applier
from employers.services.events import record_status_events, withdraw_status_events
from employers.services.newcomers import create_newcomers
from portal.core import sql
from portal.core.models import ImportBatch

TOLD = ("event", "happened_on", "until", "document_no", "document_on", "note")


def _problems(batch: ImportBatch, agency) -> list[dict[str, Any]]:
    """Nothing that the register knows refuses a list of events."""
    return []


def _news(batch: ImportBatch) -> dict[str, int]:
    """Events nobody told yet; those known stay as they are."""
    with connection.cursor() as cursor:
        cursor.execute(sql.text("employers", "events_known"), {"batch": batch.pk})
        known, matched = cursor.fetchone()
    new = Match.objects.filter(batch=batch, state=Match.State.NEW).count()
    return {"new": new + matched - known, "changed": 0, "same": known}


def _apply(batch: ImportBatch, *, by, at: datetime) -> dict[str, Any]:
    """All events of matched rows, and of those whose employer the file is the first to name."""
    made = create_newcomers(batch, by=by, at=at)
    return {"made": made, "register": made > 0} | _record(batch, _rows(batch), by, at)


def _apply_row(batch: ImportBatch, row: SourceRow, employer: Employer, *, by, at: datetime) -> None:
    """One row that a person told whose it is."""
    _record(batch, [_event(employer.pk, row)], by, at)


def _undo(batch: ImportBatch, *, by, at: datetime, reason: str) -> None:
    """Withdraw what the file told; the events stay to be read."""
    withdraw_status_events(batch, by=by, at=at, reason=reason)


def _record(batch: ImportBatch, rows, by, at: datetime) -> dict[str, int]:
    agency = Agency.objects.get(province__slug=batch.province_code, code=batch.agency_code)
    return record_status_events(batch, by=by, agency=agency, rows=rows, at=at)


def _rows(batch: ImportBatch) -> Iterator[dict[str, Any]]:
    whose = dict(
        Match.objects.filter(batch=batch, state__in=(Match.State.MATCHED, Match.State.NEW))
        .exclude(employer=None)
        .values_list("row_no", "employer_id")
    )
    for row in SourceRow.objects.filter(batch=batch).only("row_no", *TOLD).iterator(chunk_size=5000):
        if row.row_no in whose:
            yield _event(whose[row.row_no], row)


def _event(employer: int, row: SourceRow) -> dict[str, Any]:
    return {
        "employer": employer,
        "kind": row.event,
        "happened_on": row.happened_on,
        "until": row.until,
        "document_no": row.document_no or "",
        "document_on": row.document_on,
        "note": row.note or "",
    }


APPLIER = Applier(problems=_problems, news=_news, apply=_apply, apply_row=_apply_row, undo=_undo)
