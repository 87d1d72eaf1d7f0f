"""The register follows the agencies: where a commune passed to another office, or an agency into another, so do the
employers. Found by what is, not by what was asked, so that a day that was missed is caught up."""

from datetime import date

from django.db.models import Q

from agencies.models import Agency, AgencyTerritory, Province
from agencies.queries.reorganisations import heirs
from agencies.queries.territory import overseers
from employers import permissions
from employers.models import Employer, Zone
from portal.core.acts import act

# Which column of the register names the agency of a kind that oversees the employer's commune.
COLUMNS = {"social_insurance_local": "office", "commune_committee": "agency"}


@act(may=permissions.follow_agencies)
def follow_agencies(province: Province, *, by, on: date) -> dict[str, int]:
    """Give employers and zones the agencies of the day where theirs passed them on. Closed months keep what they had."""
    return {
        "zones": _boards(province, on),
        "heirs": _heirs(province, on),
        "communes": sum(_communes(province, kind, column, on) for kind, column in COLUMNS.items()),
    }


def _ended(province: Province, on: date) -> dict[int, int]:
    """Agencies that ended before the day -> the one that took over, where one did."""
    gone = set(Agency.objects.filter(province=province, area=None, valid_to__lt=on).values_list("pk", flat=True))
    return {old: new for old, new in heirs(province).items() if old in gone}


def _boards(province: Province, on: date) -> int:
    ended = _ended(province, on)
    return sum(Zone.objects.filter(province=province, board=old).update(board=new) for old, new in ended.items())


def _heirs(province: Province, on: date) -> int:
    mine = Employer.objects.filter(province=province)
    return sum(
        mine.filter(**{column: old}).update(**{f"{column}_id": new})
        for old, new in _ended(province, on).items()
        for column in ("office", "agency")
    )


def _communes(province: Province, kind: str, column: str, on: date) -> int:
    """Employers still with an agency that no longer oversees their commune go to the one that does."""
    now = overseers(province, kind, on)
    own = AgencyTerritory.objects.filter(agency__province=province, agency__kind=kind, agency__area=None)
    current = set(own.filter(Q(valid_to=None) | Q(valid_to__gte=on)).values_list("agency_id", "unit_id"))
    passed = set(own.filter(valid_to__lt=on).values_list("agency_id", "unit_id")) - current
    changed = 0
    for agency, unit in sorted(passed):
        if unit in now:
            theirs = Employer.objects.filter(province=province, commune=unit, **{column: agency})
            changed += theirs.update(**{f"{column}_id": now[unit]})
    return changed
