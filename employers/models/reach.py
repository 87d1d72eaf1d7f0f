"""Which rows are an agency's own: one rule for the register, the ledger, the lists and the reports.

Rows carry `office`, `zone` and `commune`. Who may see employer-level arrears at all, and from when, is said where this is used.
"""

from django.db.models import Q, QuerySet

from agencies.models import Agency
from employers.models.sectors import of_sectors
from portal.core.scoping import ScopedQuerySet

UNPLACED_READERS = frozenset({"social_insurance", "home_affairs", "labour_department"})
"""They also see employers that nobody has placed in a commune yet."""

OWN_TERRITORY = frozenset({"commune_committee", "district_committee"})

READS_PART = OWN_TERRITORY | {"social_insurance_local", "industrial_zone_board"}
"""They see their own rows, and what is counted for them is counted over these."""

READS_WHOLE = UNPLACED_READERS | {"provincial_chair", "trade_union"}


def within_reach(rows: QuerySet, agency: Agency) -> QuerySet:
    """Of the rows of the agency's province, those that it answers for: all, its office's, its zones', its communes'."""
    if agency.kind_id in READS_PART:
        return rows.filter(_own_part(agency))
    if agency.kind_id not in READS_WHOLE:
        return rows.none()  # whatever powers it was given: a kind that is named nowhere here sees nothing
    return rows if agency.kind_id in UNPLACED_READERS else rows.exclude(commune=None)


def _own_part(agency: Agency) -> Q:
    if agency.kind_id == "social_insurance_local":
        return Q(office_id=agency.pk)
    if agency.kind_id == "industrial_zone_board":
        return Q(zone__in=agency.zone_ids)
    return Q(commune__in=agency.unit_ids)


REGISTER_WHOLE = frozenset(
    {
        *READS_WHOLE,
        "tax",
        "finance",
        "planning_investment",
        "statistics",
    }
)
"""Who keeps or checks the register of the whole province."""


def register_reach(rows: QuerySet, agency: Agency) -> QuerySet:
    """Of the employers of the agency's province, those it works with: what is in its reach as for arrears, and those that it
    manages or shares by their sector."""
    if agency.kind_id in REGISTER_WHOLE:
        return rows
    mine = Q(agency_id=agency.pk)
    return rows.filter(mine | (_own_part(agency) if agency.kind_id in READS_PART else of_sectors(agency)))


class OfEmployers(ScopedQuerySet):
    """Rows that hang on an employer: whoever sees the employer sees them, unless the model says more."""

    def restricted_to(self, user):
        employers = self.model._meta.get_field("employer").related_model.objects
        return self.filter(employer__in=employers.visible_to(user).values("pk"))
