"""Who oversees which unit from when: local BHXH offices open and their communes are handed over, never overwritten."""

from datetime import date

from django.utils.translation import gettext as _

from agencies import permissions
from agencies.models import AdminUnit, Agency, Province
from agencies.passing_on import ask_employers_to_follow, hand_over
from portal.core.acts import NotPossible, act
from portal.core.folding import clean, fold


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
