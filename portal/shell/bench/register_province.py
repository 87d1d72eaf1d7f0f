"""The provinces in which the register is measured: invented employers by COPY, with what makes their pages full: counts of two
sources, events, gaps, coverage. Nothing of money: the ledger is measured elsewhere."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from django.db import transaction
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from agencies.models import AdminUnit, Agency, Province, User
from agencies.queries.territory import communes_of, overseers, province_named
from agencies.services.provinces import open_province
from employers.models import CoverageFigure, Employer, Source, StatusEvent, Zone
from employers.services.counts import record_counts
from employers.services.cross_check import find_not_joined, run_cross_check
from employers.services.identifiers import keep_identifiers
from employers.services.managing import settle_managing
from employers.services.words import keep_words
from portal.core.acts import OPERATOR, THE_CLOCK, NotPossible
from portal.core.copying import copy_rows
from portal.core.folding import fold, sort_key
from portal.core.models import AuditEntry
from portal.core.periods import Month
from portal.shell.bench.province import begin_bench, finish_bench, person_of, refuse_beside_others
from portal.shell.demo.building import places_of
from portal.shell.demo.cast import COMMUNE_1, COMMUNE_2, LOCAL_OFFICE, add_cast, add_clerks
from portal.shell.demo.employers import Unit, make_employers, plan_zones
from portal.shell.demo.names import words

REGISTER, CROWD, REVIEWED, FEW = "hung-yen", "ninh-binh", "nghe-an", "ca-mau"
SEED, CODES = 7, "bac-ninh"  # the codes are nobody's in any province
COLUMNS = (
    *("province_id", "unit_code", "tax_code", "tax_code_ok", "name", "folded", "sort_key", "address", "kind", "sector"),
    *("vsic_version", "commune_id", "zone_id", "office_id", "cycle", "is_demo", "created_at"),
)
CONSONANTS = words("b c d g h k l m n p r s t v x th ph kh tr ng nh ch qu")
VOWELS, ENDS = words("a e i o u y oa ie uo ai ao eo oi"), ("", "n", "m", "ng", "t", "c", "p")


@dataclass(frozen=True)
class Registered:
    """A province whose register is measured, and the day on which it stands."""

    province: Province
    on: date
    employers: int

    @property
    def at(self) -> datetime:
        return datetime.combine(self.on, time(8), get_current_timezone())

    @property
    def tax_period(self) -> str:
        return str(self.on.year - 1)

    @property
    def quarter(self) -> str:
        return f"{self.on.year}-Q{(self.on.month + 2) // 3}"

    def person(self, name: str) -> User:
        return person_of(self.province, name)

    def units(self) -> list[Unit]:
        """The employers as they were invented, the same again each time."""
        return invented(self.province, self.on, self.employers)


def registered(slug: str, *, employers: int, on: date, tell: Callable[[str], Any]) -> Registered:
    """The province with so many employers, built now unless it is there. Never beside anybody's own data."""
    refuse_beside_others()
    begun = AuditEntry.objects.filter(act="begin_bench", province_code=slug).first()
    if begun is None:
        tell(f"{slug}: {employers} employers …")
        _build(slug, employers, on)
    elif begun.detail["facts"]["employers"] != employers:
        known = {"employers": begun.detail["facts"]["employers"]}
        raise NotPossible(
            _("Cơ sở dữ liệu này đo %(employers)s đơn vị; đo số khác cần một cơ sở dữ liệu trống.") % known
        )
    elif not AuditEntry.objects.filter(act="finish_bench", province_code=slug).exists():
        raise NotPossible(_("Lần dựng trước bị ngắt giữa chừng; hãy dùng một cơ sở dữ liệu trống."))
    else:
        on = date.fromisoformat(begun.detail["facts"]["as_of"])
    return Registered(Province.objects.select_related("unit").get(slug=slug), on, employers)


def invented(province: Province, on: date, count: int) -> list[Unit]:
    places = places_of(province, on)
    return make_employers(SEED, CODES, province.name, places, plan_zones(SEED, places, province.name), count)


def _build(slug: str, employers: int, on: date) -> None:
    unit = province_named(slug, on)
    if unit is None:
        raise NotPossible(_("Chưa có dữ liệu tham chiếu: hãy chạy manage.py load_reference trước."))
    province = open_province(unit, by=OPERATOR, on=on, is_demo=True)
    province = begin_bench(province, by=OPERATOR, employers=employers, months=0, as_of=on)
    found = Registered(province, on, employers)
    units = found.units()
    with transaction.atomic():
        communes = {commune.code: commune for commune in communes_of(province, on)}
        _open_zones(province, on, communes)
        _add_people(province, on, communes, units)
        copy_rows(Employer._meta.db_table, COLUMNS, _rows(found, communes, units))
    with transaction.atomic():
        keep_identifiers(province, by=OPERATOR, on=on, source="mô phỏng")
        settle_managing(province, by=OPERATOR, on=on)
        keep_words(province, by=OPERATOR)
    with transaction.atomic():
        _count(found, units)
        _happen(found)
        _cover(found, communes)
    finish_bench(province, by=OPERATOR)


def _open_zones(province: Province, on: date, communes: dict[str, AdminUnit]) -> None:
    board = province.agencies.filter(kind="industrial_zone_board", area=None).first()
    for plan in plan_zones(SEED, places_of(province, on), province.name):
        place = communes[plan.commune.code]
        facts = {"name": plan.name, "is_cluster": plan.is_cluster, "board": board, "commune": place}
        Zone.objects.create(province=province, code=plan.code, **facts)


def _add_people(province: Province, on: date, communes: dict[str, AdminUnit], units: list[Unit]) -> None:
    """The cast sits in the commune with most employers; a clerk in every other agency."""
    many = Counter(unit.place.code for unit in units)
    first, second = sorted(communes, key=lambda code: (-many[code], code))[:2]
    offices, agencies = (
        overseers(province, "social_insurance_local", on),
        dict(Agency.objects.values_list("pk", "code")),
    )
    places = {COMMUNE_1: f"ubnd-{first}", COMMUNE_2: f"ubnd-{second}"}
    add_cast(province, places | {LOCAL_OFFICE: agencies.get(offices.get(communes[first].pk), "")}, on=on)
    add_clerks(province, seed=SEED, on=on)


def _rows(found: Registered, communes: dict[str, AdminUnit], units: list[Unit]) -> Iterator[tuple]:
    """Every third has a word of its own in its name: a real register's vocabulary is wide."""
    province, random = found.province, Random(f"{SEED}/words")
    zones = dict(Zone.objects.filter(province=province).values_list("code", "pk"))
    offices = overseers(province, "social_insurance_local", found.on)
    for unit in units:
        place = communes[unit.place.code].pk
        name = f"{unit.name} {_word(random)}" if unit.number % 3 == 0 else unit.name
        yield (
            *(province.pk, unit.unit_code, unit.tax_code, True, name, fold(name), sort_key(name)[:300], unit.address),
            *(unit.kind, unit.sector or "", "2018" if unit.sector else "", place, zones.get(unit.zone or "")),
            *(offices.get(place), unit.cycle, True, found.at),
        )


def _word(random: Random) -> str:
    many = random.choice((1, 2, 2, 3))
    return "".join(map(random.choice, (CONSONANTS, VOWELS, ENDS) * many)).capitalize()


def _count(found: Registered, units: list[Unit]) -> None:
    """The tax office and BHXH say how many; for one in twelve they differ, one in thirty has not joined."""
    pks = dict(Employer.objects.filter(province=found.province).values_list("unit_code", "pk"))
    taxed = ((pks[unit.unit_code], people(unit, 0), None, None, None) for unit in units if unit.number % 23)
    joined = ((pks[unit.unit_code], None, None, unit.size, None) for unit in units if unit.number % 30)
    months = {
        Source.TAX: (found.tax_period, taxed),
        Source.SOCIAL_INSURANCE: (str(Month.of(found.on).plus(-1)), joined),
    }
    for source, (period, rows) in months.items():
        record_counts(found.province, by=OPERATOR, source=source, period=period, at=found.at, rows=rows)
    run_cross_check(found.province, by=THE_CLOCK, period=found.tax_period, source=Source.TAX, at=found.at)
    find_not_joined(found.province, by=THE_CLOCK, quarter=found.quarter, at=found.at)


def people(unit: Unit, drop: int) -> int:
    """How many people the tax office finds in a drop."""
    more = 3 + unit.size // 4 if unit.number % 12 == 5 else 0
    return unit.size + more + (unit.number + drop) % 3


def _happen(found: Registered) -> None:
    """Half a year of suspensions and dissolutions, of one employer in forty; the others go on."""
    kinds = (StatusEvent.Kind.SUSPENDED, StatusEvent.Kind.DISSOLVING, StatusEvent.Kind.RESUMED)
    sender = Agency.objects.get(province=found.province, code="so-tai-chinh", area=None)
    pks = Employer.objects.filter(province=found.province).order_by("pk").values_list("pk", flat=True)[::40]
    events = (
        StatusEvent(employer_id=pk, kind=kinds[place % 3], happened_on=found.on - timedelta(days=3 + place % 170),
                    agency=sender, document_no=f"{place}/TB")
        for place, pk in enumerate(pks)
    )  # fmt: skip
    StatusEvent.objects.bulk_create(events, batch_size=2000)


def _cover(found: Registered, communes: dict[str, AdminUnit]) -> None:
    """What is said of each commune in each of the last twelve months."""
    CoverageFigure.objects.bulk_create(
        (
            CoverageFigure(province=found.province, territory=commune, month=Month.of(found.on).plus(-back).first_day,
                           measure=measure, value=1000 + 10 * place, source="mô phỏng")
            for back in range(1, 13)
            for place, commune in enumerate(communes.values())
            for measure in CoverageFigure.Measure.values
        ),
        batch_size=2000,
    )  # fmt: skip
