"""The register follows the agencies: where a commune passed to another office, a board into another, or the rule of managing
agencies gives another answer, so do the employers. Found by what is, not by what was asked: a missed day is caught up."""

from datetime import date

from django.db.models import Q

from agencies.models import Agency, AgencyTerritory, Province
from agencies.queries.reorganisations import heirs, next_heirs
from agencies.queries.territory import overseers
from employers import permissions
from employers.models import Employer, PastBoard, Zone
from employers.services.managing import settle_managing
from employers.services.review_closing import pass_on_shares
from employers.turns import alone
from portal.core.acts import act

OFFICE = "social_insurance_local"


@act(may=permissions.follow_agencies, first=alone("pk"))
def follow_agencies(province: Province, *, by, on: date) -> dict[str, int]:
    """Give employers and zones the agencies of the day where theirs passed them on. Closed months keep what they had."""
    return {
        "zones": _boards(province, on),
        "heirs": _heirs(province, on),
        "communes": _communes(province, on),
        "managing": settle_managing(province, by=by, on=on),
        "reviews": pass_on_shares(province, by=by, on=on),
    }


def _ended(province: Province, on: date) -> dict[int, date]:
    """Agencies that ended before the day -> their last day."""
    gone = Agency.objects.filter(province=province, area=None, valid_to__lt=on)
    return dict(gone.values_list("pk", "valid_to"))


def _boards(province: Province, on: date) -> int:
    """A zone passes to the heir of its board; who had it until which day is kept, step by step."""
    ended, heir_of = _ended(province, on), next_heirs(province)
    passed = [zone for zone in Zone.objects.filter(province=province, board__in=ended) if zone.board_id in heir_of]
    for zone in passed:
        while zone.board_id in ended and zone.board_id in heir_of:
            last = ended[zone.board_id]
            PastBoard.objects.get_or_create(zone=zone, valid_to=last, defaults={"board_id": zone.board_id})
            zone.board_id = heir_of[zone.board_id]
        zone.save(update_fields=["board"])
    return len(passed)


def _heirs(province: Province, on: date) -> int:
    mine, ended = Employer.objects.filter(province=province), _ended(province, on)
    pairs = ((old, new) for old, new in heirs(province).items() if old in ended)
    return sum(mine.filter(office=old).update(office=new) for old, new in pairs)


def _communes(province: Province, on: date) -> int:
    """Employers still with an office that no longer oversees their commune go to the one that does."""
    now = overseers(province, OFFICE, on)
    own = AgencyTerritory.objects.filter(agency__province=province, agency__kind=OFFICE, agency__area=None)
    current = set(own.filter(Q(valid_to=None) | Q(valid_to__gte=on)).values_list("agency_id", "unit_id"))
    passed = set(own.filter(valid_to__lt=on).values_list("agency_id", "unit_id")) - current
    changed = 0
    for office, unit in sorted(passed):
        if unit in now:
            changed += Employer.objects.filter(province=province, commune=unit, office=office).update(office=now[unit])
    return changed
