"""Which one agency answers for an employer on a day, on what ground, and which others it concerns.

The order is a setting of the province; each function of it claims the employers of its zones, its sectors or its territory.
The first claim that some agency of the day holds wins, the others read; whom nobody claims, the labour authority has.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.db.models import Q, QuerySet

from agencies.models import Agency, AgencyTerritory, Province, ProvinceSetting
from agencies.queries.functions import IN_PARTS, HolderBook
from agencies.queries.reorganisations import next_heirs
from agencies.queries.settings import definitions
from employers.models import Employer, PastBoard, PastPlace, SectorFunction, Zone
from employers.queries.units_on_day import Ground, UnitsOnDay

ORDER, VSIC_VERSION = "labour_review.managing_order", "register.vsic_version"
OF_EVERYBODY = ("labour_management", "social_insurance", "local_social_insurance", "provincial_chair")
"""Functions that claim every employer, if an order names them; the first two and the last also where nobody claims."""
OF_A_PLACE = ("commune_government", "district_government")
LAST_RESORT = ("labour_management", "social_insurance", "provincial_chair")


class Facts(NamedTuple):
    """What the rule asks of an employer on the day."""

    commune: int | None
    zone: int | None
    sector: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Managing:
    """The one agency (None only in a province without any), the function it has the employer by, and who else reads."""

    agency_id: int | None
    ground: str
    readers: tuple[int, ...] = ()
    claims: tuple[tuple[str, int], ...] = ()


class ManagingBook:
    """Everything about one province on one day, read once; before its first agencies the first day of theirs counts."""

    def __init__(self, province: Province, on: date, *, order: list[str] | None = None) -> None:
        self.province, self.on = province, on
        self._given = order
        self._holders = HolderBook(province)
        self._known: dict[Facts, Managing] = {}
        self._held_by: dict[tuple[str, Ground], list[int]] = {}

    @cached_property
    def day(self) -> date:
        return max(self.on, min((agency.valid_from for agency in self._holders.agencies), default=self.on))

    @cached_property
    def _agencies(self) -> dict[int, Agency]:
        """Those that stand on the day, by code."""
        return {
            agency.pk: agency
            for agency in self._holders.agencies
            if agency.valid_from <= self.day and (agency.valid_to is None or agency.valid_to >= self.day)
        }

    @cached_property
    def _gone(self) -> set[int]:
        """Those that ended before the day."""
        return {one.pk for one in self._holders.agencies if one.valid_to is not None and one.valid_to < self.day}

    @cached_property
    def units(self) -> UnitsOnDay:
        return UnitsOnDay(self.province, self.day)

    def _setting(self, key: str):
        """The row of the day, its reason with it; a day before the first row has the first."""
        rows = ProvinceSetting.objects.filter(province=self.province)
        return rows.valid_on(key, self.on).first() or rows.filter(key=key).order_by("valid_from", "pk").first()

    @cached_property
    def rule(self) -> ProvinceSetting | None:
        """The setting that gave the order, for pages that say why."""
        return self._setting(ORDER)

    @cached_property
    def order(self) -> list[str]:
        """The functions as they are asked; before the communes have a government of their own the districts do."""
        given = self._given or (self.rule.value if self.rule else definitions()[ORDER].default)
        asked: list[str] = []
        for function in given:
            asked += [function, "district_government"] if function == "commune_government" else [function]
        return list(dict.fromkeys(asked))

    @cached_property
    def version(self) -> str:
        row = self._setting(VSIC_VERSION)
        return row.value if row else definitions()[VSIC_VERSION].default

    @cached_property
    def _sectors(self) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        rows = SectorFunction.objects.order_by("function").values_list("version", "section", "function")
        for version, section, function in rows:
            found[version, section].append(function)
        return found

    @cached_property
    def _zones(self) -> dict[int, tuple[bool, int | None, int | None]]:
        """Zone -> whether it is a cluster, its commune, its board of the day."""
        zones = Zone.objects.filter(province=self.province).values_list("pk", "is_cluster", "commune", "board")
        past = PastBoard.objects.filter(zone__province=self.province, valid_to__gte=self.day)
        then = dict(past.order_by("zone", "-valid_to").values_list("zone", "board"))  # the last one read ends first
        return {pk: (is_cluster, commune, then.get(pk, board)) for pk, is_cluster, commune, board in zones}

    @cached_property
    def _heirs(self) -> dict[int, int]:
        return next_heirs(self.province)

    @cached_property
    def _overseeing(self) -> dict[int, set[int]]:
        """Unit -> the agencies that oversee it on the day; a territory is as old as its unit is known."""
        found: dict[int, set[int]] = defaultdict(set)
        rows = AgencyTerritory.objects.filter(agency__in=self._agencies, valid_from__lte=self.units.day)
        for unit, agency in rows.filter(Q(valid_to=None) | Q(valid_to__gte=self.day)).values_list("unit", "agency"):
            found[unit].add(agency)
        return found

    def of(self, employer: Employer) -> Managing:
        """The answer for one employer where it stood on the day."""
        return self.by(next(self.facts(Employer.objects.filter(pk=employer.pk)))[1])

    def bulk(self, employers: QuerySet[Employer]) -> Iterator[tuple[int, Managing]]:
        """Each employer of the rows with its answer."""
        for pk, facts in self.facts(employers):
            yield pk, self.by(facts)

    def facts(self, employers: QuerySet[Employer]) -> Iterator[tuple[int, Facts]]:
        """Where each stood on the day: the past place that ends first on or after it, else the present one."""
        columns = ("commune", "zone", "sector", "vsic_version")
        past = PastPlace.objects.filter(employer__in=employers.order_by().values("pk"), valid_to__gte=self.on)
        then = {pk: facts for pk, *facts in past.order_by("employer", "-valid_to").values_list("employer", *columns)}
        for pk, *facts in employers.order_by("pk").values_list("pk", *columns).iterator(10_000):
            yield pk, Facts(*then.get(pk, facts))

    def by(self, facts: Facts) -> Managing:
        known = self._known.get(facts)
        if known is None:
            known = self._known[facts] = self._managing(facts)
        return known

    def answers(self, cases: Iterable[Facts]) -> dict[str, list]:
        """The cases with the agency of each, column by column, as SQL takes them; 0 and an empty text for what is blank."""
        asked = [(case, self.by(case).agency_id) for case in cases]
        return {
            "communes": [case.commune or 0 for case, _agency in asked],
            "zones": [case.zone or 0 for case, _agency in asked],
            "sectors": [case.sector for case, _agency in asked],
            "versions": [case.version for case, _agency in asked],
            "agencies": [agency for _case, agency in asked],
        }

    def _managing(self, facts: Facts) -> Managing:
        zone = self._zones.get(facts.zone or 0)
        ground = self.units.ground(facts.commune or (zone[1] if zone else None))
        sectors = self._sectors.get((facts.version or self.version, facts.sector), [])
        claims = [
            (function, agency)
            for function in dict.fromkeys((*self.order, *sectors))
            for agency in self._claimants(function, facts, sectors, ground)
        ]
        in_order = (claim for claim in claims if claim[0] in self.order)
        function, owner = next(in_order, None) or self._last_resort(ground)
        readers = dict.fromkeys(agency for _function, agency in claims if agency != owner)
        return Managing(owner, function, tuple(readers), tuple(claims))

    def _claimants(self, function: str, facts: Facts, sectors: list[str], ground: Ground) -> list[int]:
        if function == "zone_management":
            return self._board(facts.zone, ground) if facts.zone in self._zones else []
        if function == "cluster_management":
            is_in_cluster = facts.zone in self._zones and self._zones[facts.zone][0]
            return self._held(function, ground) if is_in_cluster else []
        if function in OF_A_PLACE or function in OF_EVERYBODY or function in sectors:
            return self._held(function, ground)
        return []

    def _board(self, zone: int, ground: Ground) -> list[int]:
        """The zone's own board, or who took over from it, while it holds the function; else whoever alone holds it."""
        is_cluster, _commune, board = self._zones[zone]
        held = self._held("zone_management", ground)
        while board in self._gone:
            board = self._heirs.get(board)
        if board in self._agencies and (board in held or len(held) != 1):
            return [board]
        has_board = self._zones[zone][2] is not None
        return held if len(held) == 1 and (has_board or not is_cluster) else []

    def _held(self, function: str, ground: Ground) -> list[int]:
        """Agencies that hold the function there on the day; of kinds with an agency for each part, that of the place."""
        key = (function, ground)
        if key not in self._held_by:
            here = self._overseeing.get(ground.commune or 0, set()) | self._overseeing.get(ground.district or 0, set())
            found = self._holders.holders(function, self.units.provinces[ground.province], self.day)
            self._held_by[key] = [
                agency.pk for agency in found if agency.kind.tier not in IN_PARTS or agency.pk in here
            ]
        return self._held_by[key]

    def _last_resort(self, ground: Ground) -> tuple[str, int | None]:
        for function in LAST_RESORT:
            if held := self._held(function, ground):
                return function, held[0]
        tiers = sorted(self._agencies.values(), key=lambda agency: (agency.kind.tier in IN_PARTS, agency.code))
        return "labour_management", tiers[0].pk if tiers else None
