"""Acts on one employer: placing it."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from agencies.models import AdminUnit
from employers import permissions
from employers.models import Employer, Zone
from employers.queries.places import managing_agency, office_for
from portal.core.acts import act


@act(may=permissions.place_employer)
def place_employer(employer: Employer, *, by, commune: AdminUnit, zone: Zone | None, on: date) -> Employer:
    """Say where the employer stands; office and managing agency follow. Closed months keep what they had."""
    province = employer.province
    if commune.province_id != province.unit_id or (zone is not None and zone.province_id != province.pk):
        raise ValidationError(_("Xã, phường hoặc khu không thuộc tỉnh này."))
    office = office_for(commune, province, on=on)
    employer.commune = commune
    employer.zone = zone
    employer.office = office
    employer.agency_id = managing_agency(commune, zone, province, on=on)
    employer.save(update_fields=["commune", "zone", "office", "agency"])
    return employer
