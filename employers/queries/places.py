"""Who answers for a commune on a day, and where an employer stood before."""

from datetime import date

from agencies.models import AdminUnit, Agency
from agencies.queries.territory import office_of


def office_for(commune: AdminUnit, province, *, on: date) -> Agency | None:
    return office_of(province, commune, on)
