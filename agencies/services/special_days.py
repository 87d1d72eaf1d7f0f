"""The table of days off and Saturdays worked, changed by an administrator; due days ahead follow with the next run.

The days are the country's: one table for all provinces of a portal, and the memory says who changed it.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies import permissions
from agencies.models import Province, SpecialDay, User
from agencies.rules.working_days import SATURDAY
from portal.core.acts import NotPossible, act


@act(may=permissions.add_special_day)
def add_special_day(
    province: Province, *, by, day: date, is_working: bool, name: str, source: str = "", is_estimate: bool = False
) -> SpecialDay:
    """Say that a day is off, or worked in exchange."""
    found = SpecialDay.objects.select_for_update().filter(day=day).first() or SpecialDay(day=day)
    if found.pk is not None and found.is_special:
        raise NotPossible(_("Ngày này đã có trong bảng; hãy sửa dòng đó."))
    return _keep(found, by, is_working=is_working, name=name, source=source, is_estimate=is_estimate)


@act(may=permissions.change_special_day)
def change_special_day(
    province: Province,
    *,
    by,
    special_day: SpecialDay,
    is_working: bool,
    name: str,
    source: str = "",
    is_estimate: bool = False,
) -> SpecialDay:
    """Correct what a day is, its reason or its source; an estimate becomes a fact with the official notice."""
    found = SpecialDay.objects.select_for_update().get(pk=special_day.pk)
    return _keep(found, by, is_working=is_working, name=name, source=source, is_estimate=is_estimate)


@act(may=permissions.remove_special_day)
def remove_special_day(province: Province, *, by, special_day: SpecialDay, reason: str) -> SpecialDay:
    """Let a day be again what its weekday says. The row stays, so that a release does not bring the day back."""
    found = SpecialDay.objects.select_for_update().get(pk=special_day.pk)
    if not found.is_special:
        raise NotPossible(_("Ngày này đã là ngày bình thường."))
    if not (reason := reason.strip()):
        raise ValidationError(_("Hãy ghi lý do."))
    found.is_working, found.is_estimate, found.source = not found.is_working, False, reason[:200]
    found.changed_by = by if isinstance(by, User) else None
    found.save()
    return found


def _keep(found: SpecialDay, by, *, is_working: bool, name: str, source: str, is_estimate: bool) -> SpecialDay:
    if is_working != (found.day.weekday() >= SATURDAY):
        raise ValidationError(_("Ngày thường chỉ có thể thành ngày nghỉ, ngày cuối tuần thành ngày làm việc."))
    if not (name := name.strip()):
        raise ValidationError(_("Hãy ghi lý do."))
    found.is_working, found.is_estimate = is_working, is_estimate
    found.name, found.source = name[:160], source.strip()[:200]
    found.changed_by = by if isinstance(by, User) else None
    found.save()
    return found
