"""Targets and what was reached. Nothing is rewritten: a correction ends a row and adds another, or adds one of the same day."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies import permissions
from agencies.models import (
    Actual,
    AdminUnit,
    Agency,
    Denominator,
    DenominatorMethod,
    Indicator,
    Province,
    Target,
    User,
)
from agencies.queries.targets import live
from agencies.rules.targets import MILLION
from agencies.services.fulfilment import fulfil_by_execution
from portal.core.acts import NotPossible, act
from portal.core.folding import clean
from portal.core.periods import Month

YEARS = range(2020, 2051)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Share:
    """What one commune is given, and who answers for it."""

    unit: AdminUnit
    value: int
    accountable: str


@act(may=permissions.set_target)
def set_target(
    province: Province,
    *,
    by,
    at: datetime,
    indicator: Indicator,
    period: str,
    value: int,
    set_by: str,
    source: str,
    territory: AdminUnit | None = None,
    agency: Agency | None = None,
    replaces: Target | None = None,
    url: str = "",
    **facts: Any,
) -> Target:
    """Set a value for a year; several bodies may set one for the same year. `replaces` ends the one that was wrong."""
    territory = territory or province.unit
    _refuse_foreign(province, territory)
    row = _new(province, by, at, indicator, territory, period, value, set_by, source, agency=agency, **facts)
    _take_place(row, replaces, localdate(at))
    row.save()
    _fulfil_by_setting(by, row, at, url)
    return row


@act(may=permissions.record_own_target)
def set_own_target(
    agency: Agency,
    *,
    by,
    at: datetime,
    indicator: Indicator,
    period: str,
    value: int,
    source: str,
    territory: AdminUnit,
    replaces: Target | None = None,
    url: str = "",
    **facts: Any,
) -> Target:
    """A committee's own goal for its territory."""
    _refuse_beyond(agency, territory)
    own = Target.SetBy.OWN
    row = _new(agency.province, by, at, indicator, territory, period, value, own, source, agency=agency, **facts)
    _take_place(row, replaces, localdate(at))
    row.save()
    _fulfil_by_setting(by, row, at, url)
    return row


@act(may=permissions.end_target)
def end_target(target: Target, *, by, on: date, reason: str) -> Target:
    """It no longer counts after the day; it stays readable with the reason."""
    reason = clean(reason)
    if not reason:
        raise ValidationError({"reason": _("Cần ghi lý do.")})
    if target.ended_on is not None:
        raise NotPossible(_("Mục tiêu này đã thôi áp dụng."))
    _end(target, on, reason)
    return target


@act(may=permissions.assign_parts)
def assign_parts(target: Target, *, by, at: datetime, shares: list[Share], source: str, url: str = "") -> list[Target]:
    """Give communes their parts, each with a named person who answers for it; a part that changes ends and begins anew."""
    on = localdate(at)
    if target.ended_on is not None and target.ended_on < on:
        raise NotPossible(_("Mục tiêu này đã thôi áp dụng."))
    if target.territory.level != AdminUnit.Level.PROVINCE:
        raise NotPossible(_("Chỉ phân bổ mục tiêu của tỉnh."))
    known = {part.territory_id: part for part in live(target.parts.all(), on)}
    made = [_share(target, share, known.get(share.unit.pk), by=by, at=at, source=source) for share in shares]
    new = [row for row in made if row is not None]
    if new:
        _fulfil_by_setting(by, target, at, url)
    return new


@act(may=permissions.record_actual)
def record_actual(
    province: Province,
    *,
    by,
    at: datetime,
    indicator: Indicator,
    as_of: date,
    value: int,
    source: str,
    territory: AdminUnit | None = None,
    denominator_method: DenominatorMethod | None = None,
    url: str = "",
) -> Actual:
    """What was reached by a day. Of one day the last recorded counts, the earlier ones stay."""
    territory = territory or province.unit
    _refuse_foreign(province, territory)
    return _reached(province, by, at, indicator, territory, as_of, value, source, denominator_method, url)


@act(may=permissions.record_own_target)
def record_own_actual(
    agency: Agency,
    *,
    by,
    at: datetime,
    indicator: Indicator,
    as_of: date,
    value: int,
    source: str,
    territory: AdminUnit,
    denominator_method: DenominatorMethod | None = None,
    url: str = "",
) -> Actual:
    """A committee's own figure for its territory."""
    _refuse_beyond(agency, territory)
    return _reached(agency.province, by, at, indicator, territory, as_of, value, source, denominator_method, url)


@act(may=permissions.record_denominator_method)
def record_denominator_method(
    province: Province, *, by, code: str, name: str, exclusions: list[str], source: str, valid_from: date
) -> DenominatorMethod:
    """A new version of how a denominator is counted; rates are shown under every version."""
    if code not in set(Indicator.objects.exclude(denominator="").values_list("denominator", flat=True)):
        raise ValidationError({"code": _("Không có mẫu số này.")})
    last = province.denominator_methods.filter(code=code).order_by("version").last()
    return DenominatorMethod.objects.create(
        province=province,
        code=code,
        version=last.version + 1 if last else 1,
        name=_said("name", name, 200),
        exclusions=[line for line in (clean(line)[:200] for line in exclusions) if line],
        source=_said("source", source, 300),
        valid_from=valid_from,
        recorded_by=_person(by),
    )


@act(may=permissions.record_denominator)
def record_denominator(
    method: DenominatorMethod,
    *,
    by,
    at: datetime,
    as_of: date,
    value: int,
    source: str,
    territory: AdminUnit | None = None,
    published_on: date | None = None,
    url: str = "",
) -> Denominator:
    """How many people there were by this method on a day."""
    facts = {"as_of": as_of, "source": source, "published_on": published_on}
    row = _counted(method, by, at, territory or method.province.unit, value, **facts)
    _fulfil(by, "coverage", localdate(at).year, at, _("Mẫu số: %(name)s") % {"name": method.name}, url)
    return row


@act(may=permissions.record_denominator)
def record_denominators(
    method: DenominatorMethod,
    *,
    by,
    at: datetime,
    as_of: date,
    values: dict[AdminUnit, int],
    source: str,
    url: str = "",
) -> list[Denominator]:
    """The same for many areas at once: the communes of a province."""
    rows = [_counted(method, by, at, unit, value, as_of=as_of, source=source) for unit, value in values.items()]
    _fulfil(by, "coverage", localdate(at).year, at, _("Mẫu số: %(name)s") % {"name": method.name}, url)
    return rows


# --- What the acts share ---------------------------------------------------------------------------------------------


def _new(
    province: Province, by, at: datetime, indicator: Indicator, territory: AdminUnit, period: str, value: int,
    set_by: str, source: str, **facts: Any,
) -> Target:  # fmt: skip
    if period not in ("year", "week") and not (period.isascii() and period.isdigit() and int(period) in YEARS):
        raise ValidationError({"period": _("Kỳ phải là một năm từ 2020 đến 2050, hoặc “mỗi năm”, “mỗi tuần”.")})
    if set_by not in Target.SetBy.values:
        raise ValidationError({"set_by": _("Hãy chọn cấp giao.")})
    _refuse_unfit(indicator, value)
    _refuse_others(province, facts)
    facts = {"set_on": localdate(at), **facts, "recorded_by": _person(by)}
    return Target(
        province=province,
        indicator=indicator,
        territory=territory,
        period=period,
        value=value,
        set_by=set_by,
        source=_said("source", source, 300),
        **facts,
    )


def _counted(
    method: DenominatorMethod, by, at: datetime, territory: AdminUnit, value: int, *, as_of: date, source: str,
    published_on: date | None = None,
) -> Denominator:  # fmt: skip
    _refuse_foreign(method.province, territory)
    _refuse_the_future("as_of", as_of, at)
    if value <= 0:
        raise ValidationError({"value": _("Mẫu số phải lớn hơn 0.")})
    return Denominator.objects.create(
        method=method,
        territory=territory,
        as_of=as_of,
        value=value,
        source=_said("source", source, 300),
        published_on=published_on,
        recorded_by=_person(by),
    )


def _take_place(row: Target, replaces: Target | None, on: date) -> None:
    """Two live values of one body for the same thing would contradict each other."""
    if replaces is not None:
        old = Target.objects.select_for_update().get(pk=replaces.pk)
        if (old.province_id, old.indicator_id, old.territory_id) != (
            row.province_id,
            row.indicator_id,
            row.territory_id,
        ):
            raise ValidationError(_("Chỉ thay được mục tiêu của cùng chỉ tiêu và địa bàn."))
        if old.agency_id != row.agency_id or old.set_by != row.set_by:
            raise ValidationError(_("Chỉ thay được mục tiêu do cùng cấp giao."))
        if old.ended_on is not None:
            raise NotPossible(_("Mục tiêu cần thay đã thôi áp dụng."))
        _end(old, on, _("Được thay bằng giá trị khác"))
        row.parent = row.parent or old.parent
        return
    same = Target.objects.filter(
        province=row.province, indicator=row.indicator, territory=row.territory, agency=row.agency,
        period=row.period, set_by=row.set_by, ended_on=None,
    )  # fmt: skip
    if same.exists():
        raise NotPossible(_("Cấp này đã giao một giá trị cho kỳ này; hãy sửa giá trị đó."))


def _end(target: Target, on: date, reason: str) -> None:
    """From the day on it does not count; what it was set for is not forgotten."""
    target.ended_on = on - ONE_DAY
    target.note = f"{target.note} [{reason}]".strip()[:300]
    target.save(update_fields=["ended_on", "note"])


def _share(target: Target, share: Share, old: Target | None, *, by, at: datetime, source: str) -> Target | None:
    name = clean(share.accountable)
    if not name:
        raise ValidationError(_("%(unit)s: cần ghi tên người chịu trách nhiệm.") % {"unit": share.unit.name})
    _refuse_foreign(target.province, share.unit)
    if old is not None and (old.value, old.accountable) == (share.value, name):
        return None
    if old is not None:
        _end(old, localdate(at), _("Được thay bằng giá trị khác"))
    row = _new(
        target.province, by, at, target.indicator, share.unit, target.period, share.value, target.set_by, source,
        parent=target, accountable=name[:200], denominator_method=target.denominator_method,
    )  # fmt: skip
    row.save()
    return row


def _reached(
    province: Province, by, at: datetime, indicator: Indicator, territory: AdminUnit, as_of: date, value: int,
    source: str, method: DenominatorMethod | None, url: str,
) -> Actual:  # fmt: skip
    _refuse_unfit(indicator, value)
    _refuse_the_future("as_of", as_of, at)
    if method is not None and (method.province_id, method.code) != (province.pk, indicator.denominator):
        raise ValidationError({"denominator_method": _("Cách tính này không thuộc mẫu số của chỉ tiêu.")})
    row = Actual.objects.create(
        province=province,
        indicator=indicator,
        territory=territory,
        as_of=as_of,
        value=value,
        denominator_method=method,
        source=_said("source", source, 300),
        recorded_by=_person(by),
    )
    _fulfil(by, "coverage", Month.of(as_of), at, _("Kết quả: %(name)s") % {"name": indicator.name}, url)
    return row


def _refuse_unfit(indicator: Indicator, value: int) -> None:
    most = MILLION if indicator.unit == "ratio" else 10**10
    if not 0 <= value <= most:
        raise ValidationError({"value": _("Giá trị phải từ 0 đến 100%, hoặc là số đếm không âm.")})


def _refuse_the_future(field: str, day: date, at: datetime) -> None:
    if day > localdate(at):
        raise ValidationError({field: _("Ngày này ở tương lai.")})


def _refuse_foreign(province: Province, territory: AdminUnit) -> None:
    """The province, a former part of it, or a commune in one of them."""
    whole = territory.pk if territory.level == AdminUnit.Level.PROVINCE else territory.province_id
    former = set(province.unit.origins.values_list("predecessor_id", flat=True))
    if whole not in former | {province.unit_id}:
        raise ValidationError({"territory": _("Địa bàn này không thuộc tỉnh.")})


def _refuse_others(province: Province, facts: dict[str, Any]) -> None:
    """Agency, whole and way of counting belong to the same province."""
    given = (facts.get(name) for name in ("agency", "parent", "denominator_method", "directive"))
    if any(one is not None and one.province_id != province.pk for one in given):
        raise ValidationError(_("Chỉ tiêu chỉ gắn với cơ quan, mục tiêu và cách tính của tỉnh mình."))


def _refuse_beyond(agency: Agency, territory: AdminUnit) -> None:
    if territory.pk not in agency.unit_ids:
        raise ValidationError({"territory": _("Cơ quan chỉ ghi cho địa bàn của mình.")})


def _said(field: str, text: str, most: int) -> str:
    said = clean(text)
    if not said:
        raise ValidationError({field: _("Cần ghi mục này.")})
    return said[:most]


def _fulfil_by_setting(by, target: Target, at: datetime, url: str) -> None:
    """The duty of a year is to set the targets, whichever year they are for."""
    _fulfil(
        by, "target_setting", localdate(at).year, at, _("Chỉ tiêu: %(name)s") % {"name": target.indicator.name}, url
    )


def _fulfil(by, thing: str, period: Month | int, at: datetime, label: str, url: str) -> None:
    """A duty that orders this very thing is fulfilled by doing it here."""
    if isinstance(by, User) and by.posting and by.may("work_on_obligation"):
        fulfil_by_execution(by.posting.agency, by=by, thing=thing, on_period=period, at=at, label=label, url=url)


def _person(by):
    return by if isinstance(by, User) else None
