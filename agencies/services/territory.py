"""Who oversees which unit from when: local BHXH offices open and their communes are handed over, never overwritten."""

from datetime import date, timedelta
from secrets import token_hex

from django.db.models import Q
from django.utils.translation import gettext as _

from agencies import permissions
from agencies.models import AdminUnit, Agency, AgencyTerritory, Province
from portal.core.acts import NotPossible, act
from portal.core.folding import clean, fold
from portal.core.jobs import later


@act(may=permissions.open_local_office)
def open_local_office(province: Province, *, by, code: str, name: str, units: list[AdminUnit], on: date) -> Agency:
    """Open a local BHXH office and hand the units over to it from the day."""
    if province.agencies.filter(code=code).exists():
        raise NotPossible(_("Đã có cơ quan mang mã này."))
    name = clean(name)
    office = Agency.objects.create(
        province=province,
        code=code,
        kind_id="social_insurance_local",
        name=name,
        short_name=name.replace("Bảo hiểm xã hội cơ sở", "BHXH"),
        parent=province.agencies.get(code="bhxh-tinh"),
        valid_from=on,
        folded=fold(name),
    )
    hand_over(office, units, on)
    ask_employers_to_follow(province, by=by)
    return office


@act(may=permissions.assign_units)
def assign_units(agency: Agency, *, by, units: list[AdminUnit], on: date) -> Agency:
    """Hand units over to this agency from the day; the one of the same kind that had them keeps them until the eve."""
    hand_over(agency, units, on)
    ask_employers_to_follow(agency.province, by=by)
    return agency


def hand_over(agency: Agency, units: list[AdminUnit], on: date) -> None:
    """What both acts and a reorganisation do."""
    if any(unit.province_id != agency.province.unit_id for unit in units):
        raise NotPossible(_("Chỉ giao được các xã, phường của tỉnh mình."))
    held = AgencyTerritory.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on),
        agency__province=agency.province_id,
        agency__kind=agency.kind_id,
        unit__in=units,
    )
    kept = set(held.filter(agency=agency, valid_from__lte=on).values_list("unit_id", flat=True))
    if held.filter(valid_from__gt=on).exists():
        raise NotPossible(_("Đã có quyết định giao địa bàn có hiệu lực sau ngày này."))
    held.exclude(agency=agency).filter(valid_from=on).delete()  # given and taken back the same day: it never began
    held.exclude(agency=agency).update(valid_to=on - timedelta(days=1))
    AgencyTerritory.objects.bulk_create(
        AgencyTerritory(agency=agency, unit=unit, valid_from=on) for unit in units if unit.pk not in kept
    )


def ask_employers_to_follow(province: Province, *, by) -> None:
    """The register is upstairs: a job of this transaction lets each employer's office and managing agency follow."""
    later(
        "employers.tasks.follow_agencies",
        key=f"follow-agencies:{province.slug}:{token_hex(6)}",
        title=_("Cập nhật cơ quan quản lý của các đơn vị"),
        by=by,
        province=province.slug,
    )
