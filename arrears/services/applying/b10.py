"""Form B10a-TS let in: what came of urging each unit by the month's end, and that an urging was sent, on a day not told.

The newest file of an agency speaks for its month. A notice of B10 has neither number nor day: it is kept and shown, but makes
nobody evade (queries.urging counts only days that are known)."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from agencies.models import Agency, Province
from arrears.models import B10Row, UrgingNotice, UrgingOutcome
from arrears.queries.imports import named_otherwise
from arrears.queries.named_units import placed, problems_of
from arrears.services.applier import Applier
from portal.core.models import ImportBatch
from portal.core.periods import Month

CROSSES = ("urged", "is_late", "is_evading", "inspected", "referred", "prosecuted", "note")
State = UrgingNotice.State


def _problems(batch: ImportBatch, agency: Agency) -> list[dict[str, Any]]:
    return problems_of(B10Row.objects.all(), batch, agency)


def _warnings(batch: ImportBatch, agency: Agency) -> list[dict[str, Any]]:
    return named_otherwise(batch, agency)


def _news(batch: ImportBatch, agency: Agency) -> dict[str, int]:
    """Beside the file of this agency that speaks for the month now."""
    said = {code: crosses for code, *crosses in _rows(batch)}
    spoken = _speaking(batch)
    known = {code: crosses for code, *crosses in _rows(spoken)} if spoken else {}
    same = sum(known.get(code) == crosses for code, crosses in said.items())
    new = sum(code not in known for code in said)
    return {"new": new, "changed": len(said) - new - same, "same": same, "absent": len(known.keys() - said.keys())}


def _rows(batch: ImportBatch) -> QuerySet:
    return B10Row.objects.filter(batch=batch).values_list("unit_code", *CROSSES)


def _speaking(batch: ImportBatch) -> ImportBatch | None:
    """The newest applied file of the same agency and month."""
    applied = ImportBatch.objects.applied().filter(
        kind="b10", province_code=batch.province_code, agency_code=batch.agency_code, month=batch.month
    )
    return applied.order_by("-sequence").first()


def _apply(batch: ImportBatch, *, by, at: datetime) -> None:
    """Outcomes of every unit of the file; then the month's notices follow what speaks now."""
    if not UrgingOutcome.objects.filter(batch=batch).exists():
        rows = placed(B10Row.objects.all(), batch)
        UrgingOutcome.objects.bulk_create(
            (
                UrgingOutcome(
                    employer_id=row.employer_id,
                    month=batch.month,
                    batch=batch,
                    inspected=row.inspected,
                    referred=row.referred,
                    prosecuted=row.prosecuted,
                    note=row.note or "",
                )
                for row in rows
            ),
            batch_size=2000,
        )
    _settle(batch, by=by, at=at)


def _undo(batch: ImportBatch, *, by, at: datetime) -> None:
    """The file before it speaks again, if there was one. Outcomes stay with their file; only a file that speaks is shown."""
    _settle(batch, by=by, at=at)


def _settle(batch: ImportBatch, *, by, at: datetime) -> None:
    """The month's notices of this agency are those crossed in column 1 of the file that speaks."""
    speaking = _speaking(batch)
    crossed = placed(B10Row.objects.filter(urged=True), speaking) if speaking else ()
    wanted = {row.employer_id: row for row in crossed}
    live = UrgingNotice.objects.filter(
        origin=UrgingNotice.Origin.B10,
        month=batch.month,
        batch__agency_code=batch.agency_code,
        batch__province_code=batch.province_code,
    ).exclude(state=State.WITHDRAWN)
    live.exclude(employer__in=wanted).update(
        state=State.WITHDRAWN, withdrawn_at=at, withdrawn_reason="Mẫu B10a-TS của tháng không còn đánh dấu"
    )
    there = live.filter(employer__in=wanted)
    there.update(batch=speaking)
    known = set(there.values_list("employer_id", flat=True))
    _write([row for pk, row in wanted.items() if pk not in known], speaking, by)


def _write(rows: list, batch: ImportBatch | None, by) -> None:
    if not rows or batch is None:
        return
    province = Province.objects.get(slug=batch.province_code)
    agency = Agency.objects.get(province=province, code=batch.agency_code)
    UrgingNotice.objects.bulk_create(
        (
            UrgingNotice(
                employer_id=row.employer_id,
                agency=agency,
                batch=batch,
                origin=UrgingNotice.Origin.B10,
                state=State.ISSUED,
                month=batch.month,
                as_of=Month.of(batch.month).last_day,
                name=row.name,
                unit_code=row.unit_code,
                recorded_by=by if hasattr(by, "pk") else None,
            )
            for row in rows
        ),
        batch_size=2000,
    )


APPLIER = Applier(
    parser="arrears.imports.b10:parse", problems=_problems, warnings=_warnings, news=_news, apply=_apply, undo=_undo
)
