"""A month of Bắc Ninh, closed: employers in two communes, a zone and nowhere; people of every agency concerned."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest

from agencies.models import AdminUnit, Agency, Post, Province, User
from agencies.models.users import Role
from agencies.queries.territory import communes_of, province_named
from agencies.services.provinces import open_province
from arrears.models import ArrearsNote, DebtorEntry, DebtorList, LedgerRow, LedgerVersion, NoteCause
from employers.models import Employer, Zone
from portal.core.acts import OPERATOR
from portal.core.models import ImportBatch, StoredFile
from portal.core.periods import Month
from reports.models import MonthlyReport
from reports.services.monthly import compose_monthly_report, submit_monthly_report

TODAY = date(2026, 11, 20)
MONTH = Month(2026, 10)
CLOSED_AT = datetime(2026, 11, 5, 2, 0, tzinfo=UTC)
SUBMITTED_AT = datetime(2026, 11, 6, 2, 0, tzinfo=UTC)


@dataclass
class World:
    """The province, its people by name, its employers by code."""

    province: Province
    communes: list[AdminUnit]
    people: dict[str, User] = field(default_factory=dict)
    employers: dict[str, Employer] = field(default_factory=dict)
    version: LedgerVersion | None = None

    def agency(self, kind: str, commune: AdminUnit | None = None) -> Agency:
        agencies = self.province.agencies.as_of(TODAY).filter(kind=kind)
        return agencies.get(territories__unit=commune) if commune else agencies.order_by("code")[0]

    def person(self, name: str) -> User:
        """Read anew: powers and post are remembered on the instance."""
        return User.objects.get(pk=self.people[name].pk)


def hire(world: World, name: str, agency: Agency, role: str, title: str = "") -> None:
    user = User.objects.create(username=name, full_name=f"Người {name}", is_active=True)
    Post.objects.create(user=user, agency=agency, role=role, title=title, valid_from=date(2026, 1, 1))
    world.people[name] = user


def register(world: World, code: str, commune: AdminUnit | None, zone: Zone | None = None) -> Employer:
    employer = Employer(province=world.province, unit_code=code, tax_code="9900000001", commune=commune, zone=zone)
    employer.rename(f"Công ty {code}")
    if commune is not None:
        employer.office = world.agency("social_insurance_local", commune)
    employer.save()
    world.employers[code] = employer
    return employer


def owes(
    world: World, code: str, version: LedgerVersion, late: int, evaded: int = 0, months: int = 1, **money: int
) -> LedgerRow:
    """A row of the version: `late` and `evaded` are money of HTTT; other columns by name."""
    employer = world.employers[code]
    worst = 3 if evaded else 2 if late or any(money.values()) else 0
    extra = sum(amount for name, amount in money.items() if name.startswith(("late_", "evaded_")))
    return LedgerRow.objects.create(
        month=version.month,
        employer=employer,
        version=version.version,
        province=world.province,
        commune=employer.commune,
        zone=employer.zone,
        office=employer.office,
        worst=worst,
        workers=10,
        months_supplied=months,
        late_httt=late,
        evaded_httt=evaded,
        owed=late + evaded + extra,
        charge_httt=1000,
        **money,
    )


def applied_batch(world: World, month: Month) -> ImportBatch:
    number = ImportBatch.objects.count()
    stored = StoredFile.objects.create(name=f"B03b-TS_{month}.xlsx", path=f"test/{number}", size=1, sha256="0" * 64)
    return ImportBatch.objects.create(
        kind="b03",
        province_code=world.province.slug,
        agency_code=world.agency("social_insurance").code,
        month=month.first_day,
        file=stored,
        status=ImportBatch.Status.APPLIED,
        outcome={"form": "b03b"},
        applied_at=datetime(2026, 11, 3, 1, tzinfo=UTC),
    )


def close(world: World, month: Month, number: int = 1, reason: str = "") -> LedgerVersion:
    """A version whose rows are still to be written; `freeze` ends it."""
    batch = applied_batch(world, month)
    return LedgerVersion.objects.create(
        province=world.province,
        month=month.first_day,
        version=number,
        reason=reason,
        closed_at=CLOSED_AT,
        sources=[{"batch": batch.pk, "kind": "b03", "form": "b03b", "name": batch.file.name}],
    )


def freeze(version: LedgerVersion) -> LedgerVersion:
    version.frozen_at = CLOSED_AT
    version.save(update_fields=["frozen_at"])
    return version


def list_debtors(world: World, version: LedgerVersion, threshold: int = 3) -> DebtorList:
    """The month's list: rows that owe for the threshold and longer."""
    listed = DebtorList.objects.create(
        province=world.province, version=version, threshold=threshold, kinds=[], made_at=CLOSED_AT
    )
    rows = LedgerRow.objects.of(version).owing().filter(months_supplied__gte=threshold).order_by("-owed")
    for place, row in enumerate(rows.select_related("employer"), 1):
        DebtorEntry.objects.create(
            debtor_list=listed,
            province=world.province,
            employer=row.employer,
            place=place,
            unit_code=row.employer.unit_code,
            tax_code=row.employer.tax_code,
            name=row.employer.name,
            folded=row.employer.folded,
            commune=row.commune,
            zone=row.zone,
            office=row.office,
            worst=row.worst,
            workers=row.workers,
            months=row.months_supplied,
            months_source=1,
            late=row.late_httt,
            evaded=row.evaded_httt,
            owed=row.owed,
        )
    return listed


def _world(_below: dict) -> World:
    province = open_province(province_named("bac-ninh", TODAY), by=OPERATOR, on=TODAY)
    world = World(province, list(communes_of(province, TODAY)[:3]))
    first, second, _third = world.communes
    hire(world, "officer", world.agency("social_insurance"), Role.OFFICER)
    hire(world, "approver", world.agency("social_insurance"), Role.APPROVER, "Phó Giám đốc")
    hire(world, "department", world.agency("home_affairs"), Role.OFFICER)
    hire(world, "leader", world.agency("provincial_chair"), Role.LEADER)
    hire(world, "union", world.agency("trade_union"), Role.OFFICER)
    hire(world, "board", world.agency("industrial_zone_board"), Role.OFFICER)
    hire(world, "commune", world.agency("commune_committee", first), Role.OFFICER)
    hire(world, "neighbour", world.agency("commune_committee", second), Role.OFFICER)
    hire(world, "office", world.agency("social_insurance_local", first), Role.OFFICER)
    hire(world, "tax", world.agency("tax"), Role.OFFICER)
    zone = Zone.objects.create(
        province=province, code="KCN1", name="KCN Quế Võ", board=world.agency("industrial_zone_board"), commune=second
    )
    for code, commune, where in (
        ("TA0001A", first, None),
        ("TA0002A", first, None),
        ("TA0003A", second, None),
        ("TA0004A", second, zone),
        ("TA0005A", None, None),
        ("TA0006A", first, None),
    ):
        register(world, code, commune, where)
    return world


def _closed(below: dict) -> World:
    world = below["world"]
    before = close(world, MONTH.plus(-1))
    owes(world, "TA0001A", before, 4_000_000)
    freeze(before)
    version = world.version = close(world, MONTH)
    owes(world, "TA0001A", version, 5_000_000, months=4, late_bhyt=1_000_000)
    owes(world, "TA0002A", version, 0, 9_000_000, months=6)
    owes(world, "TA0003A", version, 2_000_000)
    owes(world, "TA0004A", version, 7_000_000, months=3)
    owes(world, "TA0005A", version, 3_000_000, months=5)
    owes(world, "TA0006A", version, 0)
    freeze(version)
    list_debtors(world, version)
    cause = NoteCause.objects.first() or NoteCause.objects.create(code="kho-khan", name="Khó khăn tài chính")
    ArrearsNote.objects.create(
        employer=world.employers["TA0001A"],
        month=MONTH.plus(-1).first_day,
        cause=cause,
        measures="Đã gửi thông báo",
        proposal="Thanh tra",
    )
    return world


def _draft(below: dict) -> MonthlyReport:
    return compose_monthly_report(below["closed"].version, by=OPERATOR, at=CLOSED_AT)


def _submitted(below: dict) -> MonthlyReport:
    approver = below["closed"].person("approver")
    return submit_monthly_report(below["draft"], by=approver, at=SUBMITTED_AT, on=date(2026, 11, 6), number="125")


LAYERS = (("world", _world), ("closed", _closed), ("draft", _draft), ("submitted", _submitted))


@pytest.fixture(scope="module")
def layer_builders() -> tuple:
    return LAYERS


@pytest.fixture
def world(of_layers) -> World:
    return of_layers["world"]


@pytest.fixture
def closed(of_layers) -> World:
    """September and October closed, October's list made; TA0006A owes nothing."""
    return of_layers["closed"]


@pytest.fixture
def draft(of_layers) -> MonthlyReport:
    return of_layers["draft"]


@pytest.fixture
def submitted(of_layers) -> MonthlyReport:
    return of_layers["submitted"]
