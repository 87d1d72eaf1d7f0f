"""Participants by commune and month: each figure that differs is a new version. People and those not in step may stand beside
them in the same file; they are written as if somebody had typed them."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.models import AdminUnit, Denominator, DenominatorMethod, Province
from agencies.services.targets import record_denominators
from employers.models import CoverageFigure, Employer, SourceRow, SyncCount
from employers.queries.coverage import LABOUR_FORCE, POPULATION, communes_on, methods_of
from employers.queries.coverage_table import figures_by_commune
from employers.rules.coverage_file import FIGURES, TITLES
from employers.services.applier import Applier
from employers.services.coverage import Told, record_coverage_file, record_sync_count, withdraw_coverage
from portal.core.acts import NotPossible
from portal.core.models import ImportBatch
from portal.core.periods import Month

MEASURES = frozenset(CoverageFigure.Measure.values)
PEOPLE = (LABOUR_FORCE, POPULATION)


class Line(NamedTuple):
    """One row of the file: its commune of the month, what it says, what is known of it."""

    row: SourceRow
    unit: AdminUnit | None
    told: dict[str, int]
    known: dict[str, int | None]


def _problems(batch: ImportBatch, agency) -> list[dict[str, Any]]:
    """A place that was not there in the month, people without a way of counting, fewer not in step than were verified."""
    ways = _ways(agency.province, _month(batch))
    verified = _verified(agency.province, _month(batch))
    found = []
    for line in _lines(batch):
        if line.unit is None:
            found.append(_problem(line, "commune_code", _("Dòng này không có xã, phường nào của tỉnh trong tháng.")))
            continue
        for code in PEOPLE:
            if code in line.told and (ways[code] is None or not line.told[code]):
                said = _("Chưa có cách tính mẫu số này trên trang Chỉ tiêu, hoặc số bằng 0; hãy để trống cột.")
                found.append(_problem(line, code, said))
        if line.told.get("unsynced", 0) < verified.get(line.unit.pk, 0) and "unsynced" in line.told:
            found.append(_problem(line, "unsynced", _("Ít hơn số đã xác minh của cùng ngày.")))
    return found


def _news(batch: ImportBatch) -> dict[str, int]:
    """Communes nobody told of, those of which something differs, and those told the same."""
    found = {"new": 0, "changed": 0, "same": 0}
    for line in _lines(batch):
        differs = [name for name, value in line.told.items() if line.known.get(name) != value]
        if not differs:
            found["same"] += 1
        elif any(line.known.get(name) is not None for name in line.told):
            found["changed"] += 1
        else:
            found["new"] += 1
    return found


def _apply(batch: ImportBatch, *, by, at: datetime) -> dict[str, Any]:
    """Write down what differs from what counts now."""
    province, month = _province(batch), _month(batch)
    lines = [line for line in _lines(batch) if line.unit is not None]
    told = [Told(line.unit, name, value) for line in lines for name, value in line.told.items() if name in MEASURES]
    facts = {"by": by, "at": at, "source": _source(batch)}
    done = record_coverage_file(province, month=month, told=told, batch=batch, **facts)
    for code, method in _ways(province, month).items():
        values = {line.unit: line.told[code] for line in lines if _differs(line, code)}
        if method is not None and values:
            as_of = _day(month, at)
            done[code] = len(record_denominators(method, as_of=as_of, values=values, **facts))
    synced = [line for line in lines if _differs(line, "unsynced")]
    done["unsynced_before"] = _stood(province, month, synced, at)
    done["unsynced"] = sum(_unsynced(province, line, month, batch, facts) for line in synced)
    return done | {"register": False}


def _apply_row(batch: ImportBatch, row: SourceRow, employer: Employer, *, by, at: datetime) -> None:
    """No row of this kind is of an employer."""
    raise ValidationError(_("Tệp này không có đơn vị nào."))


def _undo(batch: ImportBatch, *, by, at: datetime, reason: str) -> None:
    """Take back what the file said; a count that it replaced stands again as it was. A count that somebody has worked on stays,
    and so does the file."""
    before = batch.outcome.get("applied", {}).get("unsynced_before", {})
    for count in SyncCount.objects.select_for_update().filter(batch=batch).order_by("pk"):
        stood = before.get(str(count.territory_id))
        if count.verified > (stood["unsynced"] if stood else 0):
            raise NotPossible(_("Đã có người xác minh theo số chưa đồng bộ của tệp này."))
        if stood is None:
            count.delete()
        else:
            SyncCount.objects.filter(pk=count.pk).update(**stood)
    Denominator.objects.filter(method__province=_province(batch), source=_source(batch)).delete()
    withdraw_coverage(batch, by=by, at=at)


# --- What the answers share ------------------------------------------------------------------------------------------


def _lines(batch: ImportBatch) -> Iterator[Line]:
    province, month = _province(batch), _month(batch)
    units = {unit.code: unit for unit in communes_on(province, month.last_day)}
    known = {row.pk: row for row in figures_by_commune(province, month, methods=_ways(province, month))}
    for row in SourceRow.objects.filter(batch=batch).order_by("row_no"):
        unit = units.get(row.commune_code or "")
        figures = row.figures or {}
        told = {name: int(figures[name]) for name in FIGURES if figures.get(name) is not None}
        here = known.get(unit.pk) if unit else None
        yield Line(row, unit, told, {name: getattr(here, name, None) for name in FIGURES})


def _ways(province: Province, month: Month) -> dict[str, DenominatorMethod | None]:
    """By which way of counting a file's people are meant: the one that the province prefers."""
    return {code: next(iter(methods_of(province, code, month.last_day)), None) for code in PEOPLE}


def _differs(line: Line, name: str) -> bool:
    return name in line.told and line.known.get(name) != line.told[name]


def _stood(province: Province, month: Month, lines: list[Line], at: datetime) -> dict[str, dict[str, Any]]:
    """By commune, the counts of the file's own day that it replaces: of a day there is one, whoever recorded it."""
    counts = SyncCount.objects.filter(province=province, as_of=_day(month, at))
    kept = counts.filter(territory__in=[line.unit.pk for line in lines if line.unit])
    told = kept.values("territory_id", "unsynced", "source", "batch_id", "recorded_by_id")
    return {str(count.pop("territory_id")): count for count in told}


def _day(month: Month, at: datetime) -> date:
    return min(month.last_day, localdate(at))


def _unsynced(province: Province, line: Line, month: Month, batch: ImportBatch, facts: dict[str, Any]) -> int:
    as_of = _day(month, facts["at"])
    record_sync_count(province, territory=line.unit, as_of=as_of, unsynced=line.told["unsynced"], batch=batch, **facts)
    return 1


def _verified(province: Province, month: Month) -> dict[int, int]:
    """What was verified of a count of the file's own day."""
    counts = SyncCount.objects.filter(province=province, as_of=month.last_day)
    return dict(counts.values_list("territory_id", "verified"))


def _problem(line: Line, name: str, message: str) -> dict[str, Any]:
    column = str(TITLES[name])
    return {"sheet": line.row.sheet, "row": line.row.row_no, "column": column, "code": name, "message": message}


def _source(batch: ImportBatch) -> str:
    sender = _province(batch).agencies.get(code=batch.agency_code)
    told = {"name": batch.file.name[:160], "agency": sender.short_name, "number": batch.pk}
    return _("%(agency)s, tệp “%(name)s” (lô %(number)s)") % told


def _province(batch: ImportBatch) -> Province:
    return Province.objects.get(slug=batch.province_code)


def _month(batch: ImportBatch) -> Month:
    return Month.of(date(batch.month.year, batch.month.month, 1))


APPLIER = Applier(problems=_problems, news=_news, apply=_apply, apply_row=_apply_row, undo=_undo)
