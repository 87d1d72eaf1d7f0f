"""Zone boards' lists: who works in which zone and on which plot, with how many people. Firms nobody knows get a record;
one that stands in no zone yet stands there from now on, and so has its board for managing agency."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from agencies.models import Agency, Province
from employers.models import Employer, Match, RegisterChange, Source, SourceRow, Workplace, Zone
from employers.queries.file_counts import news_of
from employers.services.applier import Applier
from employers.services.counts import record_file_counts, withdraw_counts
from employers.services.newcomers import create_newcomers
from portal.core import sql
from portal.core.models import ImportBatch

LISTED = 1000


def _problems(batch: ImportBatch, agency: Agency) -> list[dict[str, Any]]:
    """A board tells of its own zones."""
    if agency.kind_id != "industrial_zone_board":
        return []
    foreign = Zone.objects.filter(province=agency.province_id).exclude(board=agency).values("code")
    rows = SourceRow.objects.filter(batch=batch, zone_code__in=foreign).order_by("row_no")[:LISTED]
    sentence = _("Khu «%(zone)s» không thuộc cơ quan nộp tệp.")
    return [
        {
            "sheet": row.sheet,
            "row": row.row_no,
            "column": "zone_code",
            "code": "zone_of_another",
            "message": sentence % {"zone": row.zone_code},
        }
        for row in rows
    ]


def _news(batch: ImportBatch) -> dict[str, int]:
    """Newcomers, those not known to be in the zone, and what the counts would change."""
    found = news_of(batch, source=Source.ZONE_BOARD)
    with _said(batch, None) as cursor:
        cursor.execute(sql.text("employers", "zone_known"))
        placed = cursor.fetchone()[0]
    newcomers = Match.objects.filter(batch=batch, state=Match.State.NEW).count()
    return {"new": found["new"] + newcomers, "changed": found["changed"] + placed, "same": found["same"]}


def _apply(batch: ImportBatch, *, by, at: datetime) -> dict[str, Any]:
    """All rows at once: records, places of work, zones, counts."""
    made = create_newcomers(batch, by=by, at=at)
    placed = _place(batch, None)
    written = record_file_counts(batch, by=by, source=Source.ZONE_BOARD, at=at)
    return {"made": made, "counts": written, "register": made + placed["members"] > 0} | placed


def _apply_row(batch: ImportBatch, row: SourceRow, employer: Employer, *, by, at: datetime) -> None:
    """One row that a person told whose it is."""
    _place(batch, [employer.pk])
    record_file_counts(batch, by=by, source=Source.ZONE_BOARD, at=at, employers=[employer.pk])


def _undo(batch: ImportBatch, *, by, at: datetime, reason: str) -> None:
    """Places of work and zones that the list wrote are gone again, its counts taken back."""
    withdraw_counts(batch, by=by, at=at)
    Workplace.objects.filter(employer__province__slug=batch.province_code, source=_source_of(batch)).delete()
    if RegisterChange.objects.filter(batch=batch).exists():
        sql.execute("employers", "zone_put_back", {"batch": batch.pk})


def _source_of(batch: ImportBatch) -> str:
    """How a place of work names the list it comes from."""
    return _("Danh sách của ban quản lý khu, tệp số %(number)s") % {"number": batch.pk}


def _place(batch: ImportBatch, employers: list[int] | None) -> dict[str, int]:
    with _said(batch, employers) as cursor:
        cursor.execute(sql.text("employers", "zone_workplaces"), {"source": _source_of(batch)})
        workplaces = cursor.rowcount
        cursor.execute(sql.text("employers", "zone_members"), {"batch": batch.pk})
        members = cursor.rowcount
    return {"workplaces": int(workplaces), "members": int(members)}


@contextmanager
def _said(batch: ImportBatch, employers: list[int] | None) -> Iterator[Any]:
    """The temporary table of what the list says of places."""
    province = Province.objects.get(slug=batch.province_code)
    facts = {"batch": batch.pk, "province": province.pk, "unit": province.unit_id, "employers": employers}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(sql.text("employers", "zone_said"), facts)
        yield cursor
        cursor.execute("DROP TABLE zone_said; RESET enable_nestloop")


APPLIER = Applier(problems=_problems, news=_news, apply=_apply, apply_row=_apply_row, undo=_undo)
