"""Which rows are an agency's own: one rule for the register, the ledger, the lists and the reports.

Rows carry `office`, `zone` and `commune`. Who may see employer-level arrears at all, and from when, is said where this is used.
"""

from django.db.models import QuerySet

from agencies.models import Agency

UNPLACED_READERS = frozenset({"social_insurance", "home_affairs", "labour_department"})
"""They also see employers that nobody has placed in a commune yet."""

OWN_TERRITORY = frozenset({"commune_committee", "district_committee"})

READS_PART = OWN_TERRITORY | {"social_insurance_local", "industrial_zone_board"}
"""They see their own rows, and what is counted for them is counted over these."""

READS_WHOLE = UNPLACED_READERS | {"provincial_chair", "trade_union"}


def within_reach(rows: QuerySet, agency: Agency) -> QuerySet:
    """Of the rows of the agency's province, those that it answers for: all, its office's, its zones', its communes'."""
    if agency.kind_id == "social_insurance_local":
        return rows.filter(office_id=agency.pk)
    if agency.kind_id == "industrial_zone_board":
        return rows.filter(zone__in=agency.zone_ids)
    if agency.kind_id in OWN_TERRITORY:
        return rows.filter(commune__in=agency.unit_ids)
    if agency.kind_id not in READS_WHOLE:
        return rows.none()  # whatever powers it was given: a kind that is named nowhere here sees nothing
    return rows if agency.kind_id in UNPLACED_READERS else rows.exclude(commune=None)
