"""Acts on one employer: where it stands, what branch of the economy it is in. What changed keeps its past."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import AdminUnit
from employers import permissions
from employers.models import Employer, PastPlace, Sector, Zone
from employers.queries.places import office_for
from employers.rules.vsic import section_of
from employers.services.managing import settle_managing
from employers.turns import beside_others
from portal.core.acts import act

PLACE = ("commune_id", "zone_id", "sector", "vsic_version")


@act(may=permissions.place_employer, first=beside_others("province_id"))
def place_employer(
    employer: Employer, *, by, commune: AdminUnit, zone: Zone | None, on: date, since: date | None = None
) -> Employer:
    """Say where the employer stands, since a day if it moved, else all along; office and managing agency follow. Closed
    months keep what they had."""
    province = employer.province
    if commune.province_id != province.unit_id or (zone is not None and zone.province_id != province.pk):
        raise ValidationError(_("Xã, phường hoặc khu không thuộc tỉnh này."))
    _keep_past(employer, {"commune_id": commune.pk, "zone_id": zone and zone.pk}, since, on)
    employer.office = office_for(commune, province, on=on)
    employer.save(update_fields=["commune", "zone", "office"])
    return _settled(employer, by, on)


@act(may=permissions.record_employer_facts, first=beside_others("province_id"))
def record_sector(
    employer: Employer, *, by, sector: str, vsic: str, vsic_version: str, on: date, since: date | None = None
) -> Employer:
    """Say which branch it is in, by a version of VSIC; a code must belong to the section."""
    if not Sector.objects.filter(version=vsic_version, code=sector).exists():
        raise ValidationError({"sector": _("Ngành cấp 1 không có trong phiên bản này.")})
    section, code = section_of(vsic, vsic_version) if vsic else (sector, "")
    if section != sector:
        raise ValidationError({"vsic": _("Mã ngành không thuộc ngành cấp 1 đã chọn.")})
    _keep_past(employer, {"sector": sector, "vsic_version": vsic_version}, since, on)
    employer.vsic = code
    employer.save(update_fields=["sector", "vsic", "vsic_version"])
    return _settled(employer, by, on)


def _settled(employer: Employer, by, on: date) -> Employer:
    settle_managing(employer.province, by=by, on=on, employers=[employer.pk])
    employer.refresh_from_db(fields=["agency"])
    return employer


def _keep_past(employer: Employer, now: dict, since: date | None, on: date) -> None:
    """Set the values; up to the eve of the day it changed, what was said till now stays true."""
    before = {name: getattr(employer, name) for name in PLACE}
    for name, value in now.items():
        setattr(employer, name, value)
    if since is None or before == {name: getattr(employer, name) for name in PLACE}:
        return
    if since > on:
        raise ValidationError(_("Ngày thay đổi chưa tới."))
    if employer.past_places.filter(valid_to__gte=since).exists():
        raise ValidationError(_("Đã có thay đổi ghi sau ngày này; hãy chọn ngày muộn hơn."))
    PastPlace.objects.get_or_create(employer=employer, valid_to=since - timedelta(days=1), defaults=before)
