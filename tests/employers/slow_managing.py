"""The rule of managing agencies said once more, slowly and as plainly as the documents have it: every question is asked of the
tables anew, nothing is kept, no case is shared. What the portal answers must be the same."""

from collections import Counter
from datetime import date

from django.db.models import Q

from agencies.models import (
    AdminUnit,
    Agency,
    AgencyTerritory,
    FunctionHolder,
    Province,
    ProvinceSetting,
    UnitSuccession,
)
from agencies.queries.reorganisations import next_heirs
from employers.models import Employer, SectorFunction, Zone

UNITS_BEGIN = date(2025, 1, 1)
PARTS = ("local", "district", "commune")
EVERYBODY = ("labour_management", "social_insurance", "local_social_insurance", "provincial_chair")


def stands(row, day: date) -> bool:
    return row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)


def setting(province: Province, key: str, day: date):
    rows = list(ProvinceSetting.objects.filter(province=province, key=key).order_by("valid_from", "pk"))
    begun = [row for row in rows if row.valid_from <= day]
    return (begun[-1] if begun else rows[0]).value


def commune_of(unit: AdminUnit, day: date) -> AdminUnit:
    """Forward by the main part; backward by whole parts first."""
    while unit.valid_to is not None and unit.valid_to < day:
        step = UnitSuccession.objects.filter(predecessor=unit, is_main=True, effective_on__lte=day).first()
        if step is None:
            return unit
        unit = step.successor
    while unit.valid_from > day:
        steps = UnitSuccession.objects.filter(successor=unit).order_by("is_partial", "-is_main", "predecessor__code")
        if not steps or steps[0].predecessor.parent.level == AdminUnit.Level.DISTRICT:
            return unit
        unit = steps[0].predecessor
    return unit


def district_of(unit: AdminUnit, day: date) -> AdminUnit | None:
    """Of a commune of two-tier times before them: the district that most of what it was lay in."""
    if unit.valid_from <= day:
        parent = unit.parent
        return parent if parent is not None and parent.level == AdminUnit.Level.DISTRICT else None
    votes: Counter[AdminUnit] = Counter()
    whole: Counter[AdminUnit] = Counter()
    for step in UnitSuccession.objects.filter(successor=unit):
        before = step.predecessor
        district = before if before.level == AdminUnit.Level.DISTRICT else before.parent
        votes[district] += 1
        whole[district] += not step.is_partial
    return max(votes, key=lambda one: (votes[one], whole[one], one.code)) if votes else None


def area_of(province: Province, unit: AdminUnit | None, district: AdminUnit | None, day: date) -> AdminUnit:
    if stands(province.unit, day):
        return province.unit
    lying = district or unit
    if lying is not None and lying.province is not None and stands(lying.province, day):
        return lying.province
    before = [step.predecessor for step in UnitSuccession.objects.filter(successor=province.unit)]
    return next(unit for unit in before if unit.name == province.unit.name)


class SlowRule:
    def __init__(self, province: Province, day: date) -> None:
        self.province, self.day = province, day
        self.units_day = max(day, UNITS_BEGIN)

    def answer(self, employer: Employer) -> tuple[int, str]:
        employer = Employer.objects.get(pk=employer.pk)
        place = employer.past_places.filter(valid_to__gte=self.day).order_by("valid_to").first() or employer
        commune = place.commune or (place.zone.commune if place.zone else None)
        unit = commune_of(commune, self.units_day) if commune else None
        district = district_of(unit, self.units_day) if unit else None
        area = area_of(self.province, unit, district, self.units_day)
        version = place.vsic_version or setting(self.province, "register.vsic_version", self.day)
        order = []
        for function in setting(self.province, "labour_review.managing_order", self.day):
            order += [function, "district_government"] if function == "commune_government" else [function]
        here = [one for one in (unit, district) if one is not None]
        for function in order:
            if self.claims(function, place.zone, version, place.sector):
                found = self.of_function(function, place.zone, area, here)
                if found:
                    return found[0].pk, function
        for function in ("labour_management", "social_insurance", "provincial_chair"):
            if found := self.holders(function, area, here):
                return found[0].pk, function
        raise AssertionError("nobody at all")

    def claims(self, function: str, zone: Zone | None, version: str, sector: str) -> bool:
        if function == "zone_management":
            return zone is not None
        if function == "cluster_management":
            return zone is not None and zone.is_cluster
        if function in ("commune_government", "district_government", *EVERYBODY):
            return True
        return SectorFunction.objects.filter(version=version, section=sector, function=function).exists()

    def of_function(self, function: str, zone: Zone | None, area: AdminUnit, here: list[AdminUnit]) -> list[Agency]:
        held = self.holders(function, area, here)
        if function != "zone_management" or zone is None:
            return held
        past = zone.past_boards.filter(valid_to__gte=self.day).order_by("valid_to").first()
        recorded = board = past.board if past else zone.board
        heirs = next_heirs(self.province)
        while board is not None and board.valid_to is not None and board.valid_to < self.day:
            board = Agency.objects.filter(pk=heirs.get(board.pk)).first()
        if board is not None and stands(board, self.day) and (board in held or len(held) != 1):
            return [board]
        return held if len(held) == 1 and (recorded is not None or not zone.is_cluster) else []

    def holders(self, function: str, area: AdminUnit, here: list[AdminUnit]) -> list[Agency]:
        rows = FunctionHolder.objects.filter(province=self.province, function=function)
        rows = [row for row in rows if stands(row, self.day)]
        named = Q(pk__in=[row.agency_id for row in rows]) | Q(kind__in=[row.kind_id for row in rows])
        agencies = Agency.objects.filter(named, province=self.province).select_related("kind", "area").order_by("code")
        return [
            agency
            for agency in agencies
            if stands(agency, self.day)
            and (agency.area == area if agency.area else area == self.province.unit)
            and (agency.kind.tier not in PARTS or self.oversees(agency, here))
        ]

    def oversees(self, agency: Agency, here: list[AdminUnit]) -> bool:
        """Before units are known their territories are taken to have been as on the first day."""
        return any(stands(row, self.units_day) for row in AgencyTerritory.objects.filter(agency=agency, unit__in=here))
