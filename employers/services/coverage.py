"""Participants by place and month, and the counter of those not in step with the population database. A second word is a new
version; the one before stays readable. Counts only: no person is named anywhere."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.models import AdminUnit, Province, User
from agencies.queries.functions import family
from agencies.services.fulfilment import fulfil_by_execution
from employers import permissions
from employers.models import CoverageFigure, SyncCount, SyncStep
from employers.rules.coverage import not_higher
from portal.core.acts import NotPossible, act
from portal.core.folding import clean
from portal.core.models import ImportBatch
from portal.core.periods import Month

MOST = 100_000_000


class Told(NamedTuple):
    """One figure as a source says it."""

    territory: AdminUnit
    measure: str
    value: int


@act(may=permissions.record_coverage)
def record_coverage(
    province: Province,
    *,
    by,
    at: datetime,
    territory: AdminUnit,
    month: Month,
    measure: str,
    value: int,
    source: str,
    url: str = "",
) -> CoverageFigure:
    """Type one figure; one that stood before is replaced and stays readable."""
    if measure not in CoverageFigure.Measure.values:
        raise ValidationError({"measure": _("Hãy chọn chỉ số.")})
    _refuse_the_future("month", month.first_day, at)
    _refuse_foreign(province, territory, month.last_day)
    if not 0 <= value <= MOST:
        raise ValidationError({"value": _("Số người phải là số nguyên không âm.")})
    made = _keep(province, month, [Told(territory, measure, value)], _said("source", source), None)
    if not made:
        raise NotPossible(_("Số này đã được ghi đúng như vậy."))
    _logged(by, month, at, made[0].get_measure_display(), url)
    return made[0]


@act(may=permissions.record_coverage)
def record_coverage_file(
    province: Province, *, by, at: datetime, month: Month, told: list[Told], source: str, batch: ImportBatch
) -> dict[str, int]:
    """What a file says of its month; figures that stand already are left as they are."""
    _refuse_the_future("month", month.first_day, at)
    for one in {row.territory for row in told}:
        _refuse_foreign(province, one, month.last_day)
    made = _keep(province, month, told, source, batch)
    return {"made": len(made), "same": len(told) - len(made)}


@act(may=permissions.undo_register_file)
def withdraw_coverage(batch: ImportBatch, *, by, at: datetime) -> int:
    """Take back what a file said; what stood before it counts again, unless somebody has spoken since."""
    gone = list(CoverageFigure.objects.filter(batch=batch, withdrawn_at=None).select_for_update())
    CoverageFigure.objects.filter(pk__in=[row.pk for row in gone]).update(withdrawn_at=at, is_current=False)
    for row in gone:
        if row.is_current:
            _let_speak_again(row)
    return len(gone)


@act(may=permissions.record_sync_count)
def record_sync_count(
    province: Province,
    *,
    by,
    at: datetime,
    territory: AdminUnit,
    as_of: date,
    unsynced: int,
    source: str,
    batch: ImportBatch | None = None,
) -> SyncCount:
    """How many of the commune's participants are not in step on a day. Of one day there is one count: another number takes its
    place while nobody has verified more than that."""
    if territory.level != AdminUnit.Level.COMMUNE:
        raise ValidationError({"territory": _("Số chưa đồng bộ được ghi theo xã, phường.")})
    _refuse_the_future("as_of", as_of, at)
    _refuse_foreign(province, territory, as_of)
    if not 0 <= unsynced <= MOST:
        raise ValidationError({"unsynced": _("Số chưa đồng bộ phải là số nguyên không âm.")})
    count = SyncCount.objects.select_for_update().filter(province=province, territory=territory, as_of=as_of).first()
    if count is None:
        count = SyncCount(province=province, territory=territory, as_of=as_of, recorded_by=_person(by))
    if unsynced < count.verified:
        raise NotPossible(_("Đã xác minh %(number)s người của ngày này.") % {"number": count.verified})
    count.unsynced, count.source, count.batch = unsynced, _said("source", source), batch
    count.save()
    return count


@act(may=permissions.verify_sync)
def verify_sync(
    count: SyncCount, *, by, at: datetime, number: int, on: date, note: str = "", url: str = ""
) -> SyncCount:
    """So many were verified and are in step now; the counter falls by them, never below zero. The newest count alone."""
    if SyncCount.objects.filter(
        province=count.province_id, territory=count.territory_id, as_of__gt=count.as_of
    ).exists():
        raise NotPossible(_("Xã, phường này đã có số mới hơn; hãy ghi vào số mới nhất."))
    if not count.as_of <= on <= localdate(at):
        raise ValidationError({"on": _("Ngày xác minh phải từ ngày tính số đến hôm nay.")})
    if not not_higher(number, count.unsynced - count.verified):
        left = count.unsynced - count.verified
        raise ValidationError({"number": _("Chỉ còn %(left)s người chưa đồng bộ.") % {"left": left}})
    agency = by.posting.agency if isinstance(by, User) else count.territory.overseers.first().agency
    SyncStep.objects.create(count=count, number=number, on=on, note=clean(note)[:300], agency=agency, by=_person(by))
    count.verified += number
    count.save(update_fields=["verified"])
    if isinstance(by, User) and by.may("work_on_obligation"):
        label = _("Xác minh %(number)s người, %(place)s") % {"number": number, "place": count.territory.name}
        fulfil_by_execution(
            agency, by=by, thing="data_exchange", on_period=Month.of(on), at=at, label=label, url=url, is_part=True
        )
    return count


# --- What the acts share ---------------------------------------------------------------------------------------------


def _keep(
    province: Province, month: Month, told: Iterable[Told], source: str, batch: ImportBatch | None
) -> list[CoverageFigure]:
    """A version for each figure that differs from the one that counts now."""
    told = list(told)
    here = CoverageFigure.objects.filter(
        territory__in={one.territory.pk for one in told},
        month=month.first_day,
        measure__in={one.measure for one in told},
    )
    now = {(row.territory_id, row.measure): row for row in here.filter(is_current=True).select_for_update()}
    last = here.values("territory", "measure").annotate(last=Max("version"))
    versions = {(row["territory"], row["measure"]): row["last"] for row in last}
    new = []
    for one in told:
        key = (one.territory.pk, one.measure)
        standing = now.get(key)
        if standing is not None and standing.value == one.value:
            continue
        new.append(
            CoverageFigure(
                province=province, territory=one.territory, month=month.first_day, measure=one.measure, value=one.value,
                version=versions.get(key, 0) + 1, source=source[:300], batch=batch,
            )
        )  # fmt: skip
    replaced = [now[row.territory_id, row.measure].pk for row in new if (row.territory_id, row.measure) in now]
    CoverageFigure.objects.filter(pk__in=replaced).update(is_current=False)
    return CoverageFigure.objects.bulk_create(new, batch_size=2000)


def _let_speak_again(gone: CoverageFigure) -> None:
    before = CoverageFigure.objects.filter(
        territory=gone.territory_id, month=gone.month, measure=gone.measure, withdrawn_at=None, version__lt=gone.version
    ).order_by("-version")
    last = before.values_list("pk", flat=True).first()
    if last is not None:
        CoverageFigure.objects.filter(pk=last).update(is_current=True)


def _logged(by, month: Month, at: datetime, what: str, url: str) -> None:
    """One figure is a line in the log of a standing duty; what is due on a day asks for more than that."""
    if isinstance(by, User) and by.posting and by.may("work_on_obligation"):
        label = _("Số người tham gia %(what)s, tháng %(month)s") % {"what": what, "month": month.label}
        fulfil_by_execution(
            by.posting.agency, by=by, thing="coverage", on_period=month, at=at, label=label, url=url, is_part=True
        )


def _refuse_foreign(province: Province, territory: AdminUnit, day: date) -> None:
    """The province of the day, or a commune that lay in it on the day."""
    whole = territory.pk if territory.level == AdminUnit.Level.PROVINCE else territory.province_id
    begun = territory.valid_from <= day or territory.level == AdminUnit.Level.PROVINCE
    here = {province.unit_id} | {unit.pk for unit in family(province.unit, day)}
    if whole not in here or not begun or (territory.valid_to is not None and territory.valid_to < day):
        raise ValidationError({"territory": _("Địa bàn này không thuộc tỉnh vào thời điểm đó.")})


def _refuse_the_future(field: str, day: date, at: datetime) -> None:
    if day > localdate(at):
        raise ValidationError({field: _("Thời điểm này ở tương lai.")})


def _said(field: str, text: str) -> str:
    said = clean(text)
    if not said:
        raise ValidationError({field: _("Cần ghi nguồn.")})
    return said[:300]


def _person(by) -> User | None:
    return by if isinstance(by, User) else None
