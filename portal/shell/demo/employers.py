"""The invented employers of a province: kind, sector, size, place, name, codes. The same seed makes the same ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

from portal.shell.demo.codes import tax_codes, unit_code
from portal.shell.demo.names import Namer

# Shares of a hundred employers by kind of form B03-TS, median size and spread, and how prone each kind is to owe.
KIND_SHARES = {1: 0.8, 2: 8.0, 3: 62.0, 4: 5.0, 5: 12.0, 6: 1.6, 7: 1.4, 8: 2.6, 9: 2.6, 10: 3.7, 11: 0.3}
KIND_SIZES = {1: (90, 1.0), 2: (160, 1.35), 3: (11, 1.25), 4: (18, 0.6), 5: (28, 0.6), 6: (26, 0.25), 7: (14, 0.3)}
KIND_SIZES |= {8: (9, 0.7), 9: (14, 0.8), 10: (4, 0.6), 11: (40, 0.8)}
PRONE = {1: 0.4, 2: 0.55, 3: 1.35, 8: 1.2, 9: 0.9, 10: 1.1}
"""Bodies paid by the budget pay on time, and no invented office of the State stands on a list of debtors."""

MAX_WORKERS = 9000
SECTORS = {
    2: {"C": 88, "G": 4, "H": 4, "K": 2, "N": 2},
    3: {"A": 3, "B": 1, "C": 28, "D": 0.5, "E": 1, "F": 15, "G": 27, "H": 6, "I": 5, "J": 0.5, "K": 2, "L": 0.5, "M": 2}
    | {"N": 4, "O": 3, "Q": 0.5, "S": 0.5, "T": 0.5},
    1: {"A": 2, "C": 2, "D": 2, "E": 3, "F": 1},
    4: {"P": 1},
    5: {"Q": 8, "R": 2, "P": 1},
    6: {"P": 1},
    7: {"P": 1},
    8: {"A": 8, "C": 1, "H": 1},
    9: {"Q": 3, "R": 1},
    10: {"G": 4, "I": 3, "C": 2, "T": 1, "A": 1},
    11: {"O": 1},
}
WAGES = {
    "A": 5200,
    "C": 8200,
    "D": 12500,
    "F": 6900,
    "G": 6300,
    "H": 7600,
    "I": 5700,
    "K": 13200,
    "L": 13800,
    "M": 9600,
}
WAGES |= {"N": 9800, "O": 6400, "P": 7400, "Q": 8100, "R": 8800}
OTHER_WAGE = 6800
IN_ZONE = {2: 0.78, 3: 0.12, 1: 0.1}


@dataclass(frozen=True, slots=True)
class Place:
    """A commune of today: its code, its name, and the codes its parts had before 7/2025."""

    code: str
    name: str
    former: tuple[str, ...] = ()
    office: str | None = None


@dataclass(frozen=True, slots=True)
class ZonePlan:
    """An industrial zone or cluster of the demo."""

    code: str
    name: str
    is_cluster: bool
    commune: Place


@dataclass(slots=True)
class Unit:
    """One invented employer; how it pays is its story."""

    number: int
    unit_code: str
    tax_code: str
    name: str
    address: str
    place: Place
    former_code: str
    zone: str | None
    kind: int
    sector: str
    cycle: int
    size: int
    wage: int
    """Thousand dong a month, the average of its people."""


def plan_zones(seed: int, places: Sequence[Place], province_name: str) -> list[ZonePlan]:
    """About one zone for nine communes, at least four; every third is a cluster."""
    random = Random(f"{seed}/zones/{province_name}")
    namer = Namer(random)
    count = min(max(4, len(places) // 9), 14, len(places))
    homes = random.sample(list(places), count)
    return [
        ZonePlan(f"{'CCN' if n % 3 == 2 else 'KCN'}-{n + 1:02d}", namer.zone(n % 3 == 2), n % 3 == 2, home)
        for n, home in enumerate(homes)
    ]


def make_employers(
    seed: int, province: str, province_name: str, places: Sequence[Place], zones: Sequence[ZonePlan], count: int
) -> list[Unit]:
    """The employers of a demo, in the order of their codes."""
    random = Random(f"{seed}/employers/{province}")
    chances = _Chances(seed, places, zones)
    namer, codes = Namer(random), tax_codes(province)
    return [
        _employer(number, random, chances, namer, next(codes), province, province_name)
        for number in range(1, count + 1)
    ]


class _Chances:
    """What is drawn from, with its weights summed once."""

    def __init__(self, seed: int, places: Sequence[Place], zones: Sequence[ZonePlan]) -> None:
        self.kinds = list(KIND_SHARES), list(accumulate(KIND_SHARES.values()))
        self.sectors = {kind: (list(shares), list(accumulate(shares.values()))) for kind, shares in SECTORS.items()}
        self.places = _weighted_places(Random(f"{seed}/places"), places)
        self.zones = list(zones), list(accumulate(3 if not zone.is_cluster else 1 for zone in zones))


def _weighted_places(random: Random, places: Sequence[Place]) -> tuple[list[Place], list[float]]:
    """Few communes hold many employers: the n-th in a drawn order weighs 1 / (n + 5), wards come first."""
    order = list(places)
    random.shuffle(order)
    order.sort(key=lambda place: not place.name.startswith("Phường"))
    return order, list(accumulate(1 / (rank + 5) for rank in range(len(order))))


def _draw(random: Random, chances: tuple[list, list]):
    return random.choices(chances[0], cum_weights=chances[1])[0]


def _employer(
    number: int, random: Random, chances: _Chances, namer: Namer, tax_code: str, province: str, province_name: str
) -> Unit:
    kind = _draw(random, chances.kinds)
    sector = _draw(random, chances.sectors[kind])
    zone = _draw(random, chances.zones) if chances.zones[0] and random.random() < _zone_share(kind, sector) else None
    place = zone.commune if zone else _draw(random, chances.places)
    median, spread = KIND_SIZES[kind]
    branch = f"-{random.randint(1, 4):03d}" if kind == 3 and random.random() < 0.03 else ""
    return Unit(
        number=number,
        unit_code=unit_code(province, number, kind),
        tax_code=tax_code + branch,
        name=namer.employer(kind, sector),
        address=f"{_inside(random, namer, zone)}, {place.name}, {province_name}",
        place=place,
        former_code=random.choice(place.former) if place.former else place.code,
        zone=zone.code if zone else None,
        kind=kind,
        sector=sector,
        cycle=_cycle(random, kind, sector),
        size=max(1, min(MAX_WORKERS, round(median * random.lognormvariate(0, spread)))),
        wage=max(4500, round(WAGES.get(sector, OTHER_WAGE) * random.uniform(0.82, 1.3))),
    )


def _zone_share(kind: int, sector: str) -> float:
    return IN_ZONE.get(kind, 0) * (2 if kind == 3 and sector == "C" else 1)


def _inside(random: Random, namer: Namer, zone: ZonePlan | None) -> str:
    return f"Lô {random.choice('ABCDEH')}{random.randint(1, 30)}, {zone.name}" if zone else namer.street()


def _cycle(random: Random, kind: int, sector: str) -> int:
    """Only farming, forestry, fishing and salt may pay every three or six months (Law 41/2024/QH15, Art. 33.1b)."""
    if sector != "A" or kind not in (3, 8, 10):
        return 1
    return random.choices((1, 3, 6), (4, 4, 2))[0]
