"""The rows of the files that feed the register: what the registry, the zone board and the tax office know of the invented
employers, and of some that BHXH does not know yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from random import Random

from portal.shell.demo.codes import misprinted, tax_codes
from portal.shell.demo.employers import Place, Unit
from portal.shell.demo.names import Namer
from portal.shell.demo.simulation import Simulation

# A code of the list of 2025 for each section; manufacturing has several.
VSIC = {
    "A": "0119",
    "B": "0810",
    "D": "3511",
    "E": "3600",
    "F": "4102",
    "G": "4690",
    "H": "4933",
    "I": "5610",
    "J": "5811",
}
VSIC |= {
    "K": "6201",
    "L": "6499",
    "M": "6810",
    "N": "7110",
    "O": "7820",
    "P": "8411",
    "Q": "8510",
    "R": "8620",
    "S": "9311",
}
VSIC |= {"T": "9631"}
MANUFACTURING = ("1410", "2592", "2610", "1702", "2220", "3100", "1313")
KINDS = {1: "Doanh nghiệp Nhà nước", 2: "Doanh nghiệp có vốn đầu tư nước ngoài", 3: "Doanh nghiệp ngoài quốc doanh"}
KINDS |= {8: "Hợp tác xã", 9: "Ngoài công lập", 10: "Hộ kinh doanh"}
REGISTERED = frozenset(KINDS)
"""Kinds that the registry knows; the others are bodies of the State."""

REGISTRY = (
    *("Mã số thuế", "Số đăng ký kinh doanh", "Tên đơn vị", "Địa chỉ", "Xã, phường", "Khu, cụm", "Loại hình"),
    *("Mã ngành VSIC", "Phiên bản VSIC", "Mã số thuế đơn vị chủ quản", "Ngày bắt đầu hoạt động"),
)
EVENTS = ("Mã số thuế", "Tên đơn vị", "Biến động", "Ngày xảy ra", "Dự kiến đến ngày", "Số văn bản", "Ngày văn bản")
ZONE = (
    *("Mã số thuế", "Tên đơn vị", "Xã, phường", "Khu, cụm", "Lô", "Số lao động đang làm việc"),
    *("Thuộc diện tham gia BHXH bắt buộc", "Đã tham gia", "Chưa tham gia"),
)
TAX = ("Mã số thuế", "Tên đơn vị", "Địa chỉ", "Xã, phường", "Số lao động đang làm việc")
NEWCOMERS = 0.02
BRANCHES = 0.002
TWICE = 5
"""So many employers stand in the registry once more, under a mistyped tax code: whether they are one, a person says."""

EXAMPLE = (95, 120)
"""Of one employer BHXH has about 95 people and the tax office 25 more, as in the directive's own story."""


def vietnamese(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A firm that the registry knows and BHXH does not; a branch has the tax code of its legal unit."""

    tax_code: str
    name: str
    address: str
    place: Place
    sector: str
    began_on: date
    workers: int
    parent: str = ""
    zone: str = ""


class Registry:
    """What the offices tell of a simulation."""

    def __init__(self, simulation: Simulation, as_of: date) -> None:
        self.simulation, self.as_of, plan = simulation, as_of, simulation.plan
        self.random = Random(f"{plan.seed}/registry/{plan.province}")
        self.units = [unit for unit in simulation.units if unit.kind in REGISTERED]
        self.workers = {each.unit.unit_code: each.workers for each in simulation.month(plan.history[-1])}
        self.zones = {zone.code: zone for zone in simulation.zones}
        self.newcomers = [*self._new_firms(), *self._branches()]
        self.twice = self.random.sample(self.units, min(len(self.units), TWICE))

    def _new_firms(self) -> Iterator[Newcomer]:
        """Founded in the last two quarters, a few without anybody insured for years."""
        plan, random = self.simulation.plan, self.random
        namer, count = Namer(Random(f"{plan.seed}/newcomers/{plan.province}")), max(8, int(NEWCOMERS * plan.employers))
        codes = islice(tax_codes(plan.province), plan.employers + 1000, None)
        for number in range(count):
            like = random.choice(self.units)
            age = random.randint(20, 170) if number % 4 else random.randint(400, 1500)
            sector = random.choice(("C", "C", "F", "G", "H", "I", "N"))
            yield Newcomer(
                next(codes),
                namer.employer(3, sector),
                namer.street(),
                like.place,
                sector,
                self.as_of - timedelta(days=age),
                random.choice((3, 5, 8, 12, 20, 35, 60)),
                zone=like.zone or "" if number % 3 == 0 else "",
            )

    def _branches(self) -> Iterator[Newcomer]:
        """Works of a legal unit elsewhere in the province."""
        random = self.random
        large = [unit for unit in self.units if len(unit.tax_code) == 10 and unit.size >= 30]
        for number, unit in enumerate(random.sample(large, min(len(large), max(3, int(BRANCHES * len(self.units)))))):
            place = random.choice(self.units).place
            began = self.as_of - timedelta(days=random.randint(200, 2500))
            name = f"Chi nhánh {unit.name} tại {place.name}"
            yield Newcomer(
                f"{unit.tax_code}-{101 + number:03d}", name, f"Thôn {1 + number % 9}", place, unit.sector, began, 0,
                parent=unit.tax_code,
            )  # fmt: skip

    def registry(self) -> Iterator[tuple]:
        """Everybody registered, with the branch of the economy; then those nobody knows yet."""
        random = self.random
        for unit in self.units:
            vsic = random.choice(MANUFACTURING) if unit.sector == "C" else VSIC.get(unit.sector, "")
            number = f"21{'ABCDE'[unit.kind % 5]}8{unit.number:06d}"
            began = date(random.randint(2008, 2024), random.randint(1, 12), random.randint(1, 28))
            yield (
                *(unit.tax_code, number, unit.name, unit.address, unit.place.code, unit.zone or "", KINDS[unit.kind]),
                *(
                    vsic,
                    "2025" if vsic else "",
                    unit.tax_code[:10] if len(unit.tax_code) > 10 else "",
                    vietnamese(began),
                ),
            )
        for number, firm in enumerate(self.newcomers):
            yield (
                *(firm.tax_code, f"21N9{number:06d}", firm.name, firm.address, firm.place.code, firm.zone, KINDS[3]),
                *(VSIC.get(firm.sector, "1410"), "2025", firm.parent, vietnamese(firm.began_on)),
            )

        for unit in self.twice:
            began = vietnamese(self.as_of - timedelta(days=900 + unit.number % 300))
            place = (unit.address, unit.place.code, unit.zone or "", KINDS[unit.kind])
            code, number = misprinted(unit.tax_code), f"21T7{unit.number:06d}"
            yield code, number, unit.name, *place, VSIC.get(unit.sector, "1410"), "2025", "", began

    def events(self, first: date, last: date) -> Iterator[tuple]:
        """New, suspended, dissolving and dissolved between two days; those that leave without paying among them."""
        random = self.random
        stories = {account.unit.unit_code: account.story.name for account in self.simulation.accounts}
        told = {"dissolving": "Đang làm thủ tục giải thể", "paused": "Tạm ngừng kinh doanh"}
        told |= {"absconded": "Không hoạt động tại địa chỉ đăng ký"}
        for unit in self.units:
            name = told.get(stories[unit.unit_code])
            if name is None and random.random() < 0.012:
                name = random.choice(
                    ("Tạm ngừng kinh doanh", "Đang làm thủ tục giải thể", "Đã giải thể, chấm dứt hoạt động")
                )
            if name is None or random.random() < 0.35:
                continue
            day = first + timedelta(days=random.randrange((last - first).days))
            until = day + timedelta(days=180) if name == "Tạm ngừng kinh doanh" else None
            number = f"{random.randint(100, 9999)}/TB-ĐKKD"
            yield unit.tax_code, unit.name, name, vietnamese(day), vietnamese(until), number, vietnamese(day)
        for firm in self.newcomers:
            if first <= firm.began_on <= last:
                day = vietnamese(firm.began_on)
                yield firm.tax_code, firm.name, "Mới hoạt động", day, "", "", ""

    def zone_list(self, month: int) -> Iterator[tuple]:
        """Who stands in the zones in a month, with people; some zones' firms have more than BHXH."""
        random = Random(f"{self.simulation.plan.seed}/zone-list/{month}")
        for unit in self.units:
            if unit.zone is None or unit.unit_code not in self.workers:
                continue
            joined = self.workers[unit.unit_code]
            more = random.choice((0, 0, 0, 0, 1, 2, 6, 15)) if unit.number % 9 == 4 else 0
            plot = unit.address.partition(",")[0]
            zone = self.zones[unit.zone]
            yield (
                *(unit.tax_code, unit.name, zone.commune.code, unit.zone, plot),
                *(joined + more + random.choice((0, 0, 1)), joined + more, joined, more),
            )
        for firm in self.newcomers:
            if firm.zone:
                commune = self.zones[firm.zone].commune.code
                yield (
                    firm.tax_code,
                    firm.name,
                    commune,
                    firm.zone,
                    "Lô CN-09",
                    firm.workers,
                    firm.workers,
                    0,
                    firm.workers,
                )

    def tax_list(self) -> Iterator[tuple]:
        """How many people each paid: most as BHXH has them, one in twelve clearly more, and newcomers. A few
        rows have a code that does not add up: a person has to say whose they are."""
        random, example = self.random, self.example()
        for unit in self.units:
            joined = self.workers.get(unit.unit_code)
            if joined is None or random.random() < 0.04:
                continue
            more = _more(random, joined) if unit.number % 12 == 5 else random.choice((0, 0, 0, 1, 2, -1))
            if unit is example:
                more = EXAMPLE[1] - EXAMPLE[0]
            people = max(1, joined + more)
            code = misprinted(unit.tax_code) if unit.number % 700 == 9 else unit.tax_code
            yield code, unit.name, unit.address, unit.place.code, people
        for firm in self.newcomers:
            if firm.workers and random.random() < 0.8:
                yield firm.tax_code, firm.name, firm.address, firm.place.code, firm.workers

    def example(self) -> Unit:
        """The employer whose number of people comes nearest to the directive's story."""
        return min(self.units, key=lambda unit: (abs(self.workers.get(unit.unit_code, 0) - EXAMPLE[0]), unit.number))


def _more(random: Random, joined: int) -> int:
    return max(3, joined * random.randint(8, 60) // 100) + random.randint(0, 6)
