"""Where people of an employer work, apart from its seat: a plot in a zone, a site in a commune."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import AdminUnit
from employers import permissions
from employers.models import Employer, Workplace, Zone
from portal.core.acts import NotPossible, act
from portal.core.folding import clean


@act(may=permissions.record_employer_facts)
def record_workplace(
    employer: Employer,
    *,
    by,
    name: str,
    source: str,
    address: str = "",
    commune: AdminUnit | None = None,
    zone: Zone | None = None,
    plot: str = "",
    workers: int | None = None,
    valid_from: date | None = None,
) -> Workplace:
    """Write down one more place of work; the seat and the managing agency stay as they are."""
    province = employer.province
    if (commune and commune.province_id != province.unit_id) or (zone and zone.province_id != province.pk):
        raise ValidationError(_("Xã, phường hoặc khu không thuộc tỉnh này."))
    facts: dict[str, Any] = {"commune": commune, "zone": zone, "workers": workers, "valid_from": valid_from}
    facts |= {"address": clean(address)[:400], "plot": clean(plot)[:80], "source": clean(source)[:200]}
    return Workplace.objects.create(employer=employer, name=clean(name)[:300], **facts)


@act(may=permissions.record_employer_facts)
def end_workplace(employer: Employer, *, by, workplace: Workplace, valid_to: date) -> Workplace:
    """Nobody of the employer works there any longer after the day."""
    if workplace.employer_id != employer.pk or workplace.valid_to is not None:
        raise NotPossible(_("Nơi làm việc này đã kết thúc."))
    if workplace.valid_from is not None and valid_to < workplace.valid_from:
        raise ValidationError(_("Ngày kết thúc trước ngày bắt đầu."))
    workplace.valid_to = valid_to
    workplace.save(update_fields=["valid_to"])
    return workplace
