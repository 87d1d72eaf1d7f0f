"""Which rows belong to an agency: what `visible_to` draws for a person, drawn for what is sent to the agency."""

from django.db.models import QuerySet

from agencies.models import Agency
from employers.models.reach import OWN_TERRITORY, UNPLACED_READERS, within_reach

WHOLE = UNPLACED_READERS


def within(rows: QuerySet, agency: Agency | None) -> QuerySet:
    """Rows (with office, zone and commune) of one agency; None is the whole province."""
    return rows if agency is None else within_reach(rows, agency)


def reads_part(agency: Agency) -> bool:
    """Whether the agency is sent its own rows only: zone boards, committees of communes, local BHXH offices."""
    return agency.kind_id in (*OWN_TERRITORY, "industrial_zone_board", "social_insurance_local")


def file_scope(agency: Agency) -> Agency | None:
    """Whose file an agency reads: None for the province's whole file, else the file made for itself alone."""
    return None if agency.kind_id in WHOLE else agency
