"""Who oversees which unit from when: local BHXH offices and the police of communes open, communes are handed over, never
overwritten."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from agencies import permissions
from agencies.models import AdminUnit, Agency, AgencyTerritory, Province
from agencies.passing_on import ask_employers_to_follow, hand_over, pass_obligations_on
from portal.core.acts import NotPossible, act
from portal.core.folding import clean, fold

POLICE = "commune_police"


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


@act(may=permissions.open_commune_police)
def open_commune_police(province: Province, *, by, units: list[AdminUnit], on: date) -> list[Agency]:
    """The police of each of these communes take part from the day: an agency of its own, for its own commune. What is open
    of their duties passes to them."""
    taken = AgencyTerritory.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on), agency__province=province, agency__kind=POLICE, unit__in=units
    )
    if held := taken.select_related("agency").first():
        raise NotPossible(_("%(name)s đã tham gia.") % {"name": held.agency.name})
    opened = [_police_of(province, unit, on) for unit in units]
    pass_obligations_on(province)
    return opened


def _police_of(province: Province, unit: AdminUnit, on: date) -> Agency:
    if unit.level != AdminUnit.Level.COMMUNE or unit.valid_from > on or (unit.valid_to and unit.valid_to < on):
        raise NotPossible(_("Vào ngày này không có xã, phường, đặc khu «%(name)s».") % {"name": unit.name})
    name = _("Công an %(commune)s") % {"commune": unit.name[:1].lower() + unit.name[1:]}
    police, is_new = Agency.objects.get_or_create(
        province=province,
        code=f"ca-{unit.code}",
        defaults={
            "kind_id": POLICE,
            "name": name,
            "short_name": name[:80],
            "parent": province.agencies.filter(kind="police", area=None).first(),
            "valid_from": on,
            "folded": fold(name),
        },
    )
    if not is_new:
        raise NotPossible(_("Đã có cơ quan mang mã này."))
    hand_over(police, [unit], on)
    return police


@act(may=permissions.assign_units)
def assign_units(agency: Agency, *, by, units: list[AdminUnit], on: date) -> Agency:
    """Hand units over to this agency from the day; the one of the same kind that had them keeps them until the eve."""
    hand_over(agency, units, on)
    ask_employers_to_follow(agency.province, by=by)
    return agency
