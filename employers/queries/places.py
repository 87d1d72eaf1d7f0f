"""Who answers for a commune or a zone on a day: the local BHXH office and the managing agency."""

from datetime import date

from agencies.models import AdminUnit, Agency
from agencies.queries.territory import office_of, overseers
from employers.models import Zone


def office_for(commune: AdminUnit, province, *, on: date) -> Agency | None:
    return office_of(province, commune, on)


def managing_agency(commune: AdminUnit, zone: Zone | None, province, *, on: date) -> int | None:
    """Inside a zone its board, else the commune's committee. Returns the agency's id."""
    if zone is not None and zone.board_id is not None:
        return zone.board_id
    return overseers(province, "commune_committee", on).get(commune.pk)
