"""A list of 01-ĐĐ notices that BHXH's own software sent, let in: number, day of issue, day and means of service.

A notice is known by its employer, number and day of issue. The newest applied list that names it says when it was served;
what a person recorded with proof stays, and what a person withdrew stays withdrawn."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from agencies.models import Agency
from arrears.models import UrgingListRow, UrgingNotice
from arrears.queries.imports import named_otherwise
from arrears.queries.named_units import placed, problems_of, warning_of
from arrears.services.applier import Applier
from portal.core.models import ImportBatch

State = UrgingNotice.State
Key = tuple[int, str, date]


def _problems(batch: ImportBatch, agency: Agency) -> list[dict[str, Any]]:
    return problems_of(UrgingListRow.objects.all(), batch, agency)


def _warnings(batch: ImportBatch, agency: Agency) -> list[dict[str, Any]]:
    """Codes that name another unit than the list does, for who is urged may be held to evade; notices that a person withdrew
    or whose service a person proved, and that the list tells otherwise."""
    known = _known(_rows(batch))
    found = named_otherwise(batch, agency)
    for row in _rows(batch):
        notice = known.get(_key(row))
        if notice is None:
            continue
        if notice.state == State.WITHDRAWN:
            text = _("Văn bản của đơn vị %(unit)s đã được thu hồi trên cổng; dòng này không khôi phục lại.")
        elif notice.proof_id and row.served_on and notice.served_on != row.served_on:
            text = _("Ngày tống đạt của đơn vị %(unit)s đã ghi trên cổng kèm chứng cứ; dòng này không thay đổi.")
        else:
            continue
        found.append(warning_of(row, "kept", text))
    return found


def _news(batch: ImportBatch, agency: Agency) -> dict[str, int]:
    rows = list(_rows(batch))
    known = _known(rows)
    said = [(row, known.get(_key(row))) for row in rows]
    new = sum(notice is None for _row, notice in said)
    changed = sum(notice is not None and _differs(row, notice) for row, notice in said)
    return {"new": new, "changed": changed, "same": len(rows) - new - changed, "absent": 0}


def _apply(batch: ImportBatch, *, by, at: datetime) -> None:
    rows = list(_rows(batch))
    known = _known(rows)
    agency = Agency.objects.get(province__slug=batch.province_code, code=batch.agency_code)
    UrgingNotice.objects.bulk_create(
        (_new(row, batch, agency, by) for row in rows if _key(row) not in known), batch_size=2000
    )
    for row in rows:
        notice = known.get(_key(row))
        if notice is not None and _differs(row, notice):
            _tell(notice, row, batch)


def _undo(batch: ImportBatch, *, by, at: datetime) -> None:
    """Each notice that it told is told by the newest list that still counts, or by none and is withdrawn. What another list
    told, a person proved or the portal issued stays as it is."""
    rows = {_key(row): row for row in _rows(batch)}
    earlier: dict[Key, tuple] = {}
    for other in _lists(batch).order_by("sequence"):
        told = {_key(row): (row, other) for row in _rows(other) if _key(row) in rows}
        earlier |= {key: pair for key, pair in told.items() if pair[0].served_on or key not in earlier}
    for key, notice in _known(rows.values()).items():
        if notice.state == State.WITHDRAWN or notice.batch_id != batch.pk or notice.proof_id:
            continue
        if key in earlier:
            _tell(notice, *earlier[key])
        else:
            reason = _("Hoàn tác tệp danh sách 01-ĐĐ")
            UrgingNotice.objects.filter(pk=notice.pk).update(
                state=State.WITHDRAWN, withdrawn_at=at, withdrawn_reason=reason
            )


def _lists(batch: ImportBatch) -> QuerySet[ImportBatch]:
    return ImportBatch.objects.applied().filter(kind="urging-list", province_code=batch.province_code)


def _rows(batch: ImportBatch) -> QuerySet:
    return placed(UrgingListRow.objects.all(), batch).exclude(employer_id=None)


def _key(row) -> Key:
    return (row.employer_id, row.full_number, row.issued_on)


def _known(rows: Iterable) -> dict[Key, UrgingNotice]:
    """The notices that the rows name: the live one, else one that a person withdrew (its file still counts)."""
    employers = {row.employer_id for row in rows}
    found = UrgingNotice.objects.filter(employer__in=employers).exclude(issued_on=None).exclude(full_number="")
    known: dict[Key, UrgingNotice] = {}
    for notice in found.select_related("batch"):
        is_undone = notice.batch is not None and notice.batch.status == ImportBatch.Status.UNDONE
        if notice.state != State.WITHDRAWN:
            known[_key(notice)] = notice
        elif not is_undone:
            known.setdefault(_key(notice), notice)
    return known


def _differs(row, notice: UrgingNotice) -> bool:
    """Whether the list says more of a notice that is its to tell."""
    if notice.state == State.WITHDRAWN or notice.proof_id or notice.origin == UrgingNotice.Origin.PORTAL:
        return False
    if row.served_on is None:
        return False  # a list that is silent on service takes back nothing
    return (notice.served_on, notice.served_by) != (row.served_on, _means(row))


def _means(row) -> str:
    return row.served_by or (UrgingNotice.Means.UNKNOWN if row.served_on else "")


def _tell(notice: UrgingNotice, row, batch: ImportBatch) -> None:
    UrgingNotice.objects.filter(pk=notice.pk).update(
        batch=batch, served_on=row.served_on, served_by=_means(row), state=_state(row)
    )


def _state(row) -> str:
    return State.SERVED if row.served_on else State.ISSUED


def _new(row, batch: ImportBatch, agency: Agency, by) -> UrgingNotice:
    return UrgingNotice(
        employer_id=row.employer_id,
        agency=agency,
        batch=batch,
        origin=UrgingNotice.Origin.LIST,
        state=_state(row),
        year=row.issued_on.year,
        full_number=row.full_number,
        issued_on=row.issued_on,
        served_on=row.served_on,
        served_by=_means(row),
        month=batch.month,
        name=row.name or row.unit_code,
        unit_code=row.unit_code,
        recorded_by=by if hasattr(by, "pk") else None,
    )


APPLIER = Applier(
    parser="arrears.imports.urging_list:parse",
    problems=_problems,
    warnings=_warnings,
    news=_news,
    apply=_apply,
    undo=_undo,
)
