"""Two provinces in one database with the same unit codes and a name in common; every name and every amount is a canary.

September: version 1 submitted, version 2 (restated) closed and not submitted. October: closed, not submitted. November: open.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from agencies.models import (
    AdminUnit,
    Agency,
    AgencyTerritory,
    DenominatorMethod,
    DirectiveDraft,
    Duty,
    Evidence,
    Obligation,
    Post,
    Province,
    ProvinceSetting,
    Reorganisation,
    Target,
    User,
)
from agencies.reference_loading import default_settings
from arrears.models import DebtorList, LedgerMonth, LedgerRow, LedgerVersion
from arrears.services.debtors import list_debtors
from arrears.services.rollups import roll_up_month, roll_up_version
from employers.models import Employer, Match, SourceRow, Zone
from portal.core.acts import OPERATOR
from portal.core.files import location
from portal.core.folding import fold
from portal.core.models import ImportBatch, StoredFile
from portal.core.periods import Month
from reports.models import MonthlyReport
from reports.services.files import keep_report_file
from reports.services.monthly import compose_monthly_report, submit_monthly_report
from tests.factories.drafts import make_draft
from tests.factories.duties import make_directive, make_duty, make_evidence, make_obligation
from tests.factories.people import make_agency, make_person, make_province

NOW = datetime(2026, 11, 5, 2, tzinfo=UTC)
SEPTEMBER, OCTOBER, NOVEMBER = Month(2026, 9), Month(2026, 10), Month(2026, 11)
# In commune 1, in commune 2, in a zone in commune 2, two without a commune, one whose name is common to both provinces.
KEYS = ("mot", "hai", "khu", "vo", "vang", "trung")
TOLD, RESTATED, CLOSED, OPEN = 1, 2, 3, 4
STATES = (TOLD, RESTATED, CLOSED, OPEN)
PLACES = {"bac-ninh": 1, "hai-phong": 2}


@dataclass
class World:
    province: Province
    folder: Path
    people: dict[str, User] = field(default_factory=dict)
    employers: dict[str, Employer] = field(default_factory=dict)
    versions: dict[int, LedgerVersion] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)
    batch: ImportBatch | None = None
    register_file: ImportBatch | None = None
    draft: DirectiveDraft | None = None
    obligation: Obligation | None = None
    event: Duty | None = None
    evidence: Evidence | None = None
    kept: dict[str, list] = field(default_factory=dict)  # by tests/portal/secrets_of_duties.py

    def word(self, key: str) -> str:
        return "TRUNGTENNHAU" if key == "trung" else f"{self.province.slug.replace('-', '')}{key}chim".upper()

    def money(self, key: str, state: int) -> int:
        return int(f"7{PLACES[self.province.slug]}{KEYS.index(key) + 1}{state}0377")

    def total(self, state: int) -> int:
        return sum(self.money(key, state) for key in KEYS)

    def person(self, name: str) -> User:
        """Read anew: powers and post are remembered on the instance."""
        return User.objects.get(pk=self.people[name].pk)

    @property
    def report(self) -> MonthlyReport:
        return MonthlyReport.objects.get(version=self.versions[TOLD])

    def lists(self, state: int):
        return DebtorList.objects.filter(version=self.versions[state])


def build(slug: str, folder: Path) -> World:
    world = World(make_province(slug), folder)
    settings = default_settings(world.province.unit.code)
    ProvinceSetting.objects.bulk_create(ProvinceSetting(province=world.province, **values) for values in settings)
    _agencies_and_people(world)
    _employers(world)
    _batch(world)
    _register_file(world)
    _owed(world)
    world.versions[TOLD] = told = _closed(world, SEPTEMBER, 1, TOLD)
    submit_monthly_report(world.report, by=OPERATOR, at=NOW, on=NOW.date(), number=f"9{PLACES[slug]}")
    _kept_file(world, world.report, None, TOLD, KEYS)
    _kept_file(world, world.report, world.agencies["commune"], TOLD, ("mot", "trung"))
    world.versions[RESTATED] = _closed(world, SEPTEMBER, 2, RESTATED)
    world.versions[CLOSED] = _closed(world, OCTOBER, 1, CLOSED)
    _kept_file(world, world.lists(CLOSED).first(), None, CLOSED, KEYS)
    for month, version in ((SEPTEMBER, 2), (OCTOBER, 1)):
        LedgerMonth.objects.create(
            province=world.province, month=month.first_day, status="closed", version=version, rebuilt_at=NOW
        )
    opened = LedgerMonth.objects.create(province=world.province, month=NOVEMBER.first_day, rebuilt_at=NOW)
    _rows(world, NOVEMBER, 0, OPEN)
    roll_up_month(opened, by=OPERATOR, at=NOW)
    assert told.pk
    _reorganisation(world)
    _targets(world)
    return world


def in_a_folder(slug: str) -> World:
    """For a layer: nobody opens its files."""
    with TemporaryDirectory() as folder:
        return build(slug, Path(folder))


def _agencies_and_people(world: World) -> None:
    province, places = world.province, world.agencies
    kinds = {"bhxh": "social_insurance", "department": "home_affairs", "chair": "provincial_chair"}
    kinds |= {"union": "trade_union", "board": "industrial_zone_board", "tax": "tax", "inspectorate": "inspectorate"}
    for name, kind in kinds.items():
        places[name] = make_agency(province, kind, kind.replace("_", "-"))
    communes = AdminUnit.objects.filter(province=province.unit, level=3, valid_to=None).order_by("code")[:2]
    for number, commune in enumerate(communes, 1):
        suffix = "" if number == 1 else str(number)
        places[f"commune{suffix}"] = make_agency(province, "commune_committee", f"ubnd-{commune.code}")
        places[f"office{suffix}"] = make_agency(province, "social_insurance_local", f"bhxh-cs-{number}")
        for name in ("commune", "office"):
            AgencyTerritory.objects.create(agency=places[f"{name}{suffix}"], unit=commune, valid_from=date(2025, 7, 1))
    jobs = {"officer": ("bhxh", "officer"), "approver": ("bhxh", "approver"), "head": ("bhxh", "head")}
    jobs |= {"administrator": ("bhxh", "administrator"), "bhxh_auditor": ("bhxh", "auditor")}
    jobs |= {name: (name, "officer") for name in ("department", "union", "board", "tax", "commune", "commune2")}
    jobs |= {"commune_head": ("commune", "head"), "department_head": ("department", "head")}
    jobs |= {"office": ("office", "approver"), "office2": ("office2", "approver"), "leader": ("chair", "leader")}
    jobs |= {"auditor": ("inspectorate", "auditor"), "disabled": ("bhxh", "officer"), "postless": ("bhxh", "officer")}
    jobs |= {"early": ("bhxh", "officer"), "late": ("bhxh", "officer"), "dissolved": ("department", "officer")}
    for name, (agency, role) in jobs.items():
        world.people[name] = make_person(places[agency], f"{name}.{province.slug}", role)
    _those_who_may_not_enter(world)


def _owed(world: World) -> None:
    """The tax office owes a report by a directive that BHXH coordinates, has begun it, and one matter has arisen."""
    directive = make_directive(world.province, "vb-thu", coordinator=world.agencies["bhxh"])
    facts = {"bearer": world.agencies["tax"], "recipients": (world.agencies["chair"],)}
    world.obligation = make_obligation(make_duty(directive, **facts), world.agencies["tax"])
    world.event = make_duty(directive, kind="event", due=[], **facts)
    world.evidence = make_evidence(world.obligation)
    world.draft = make_draft(world.province, world.people["officer"])
    path = location(world.evidence.file)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF-1.4")


def _those_who_may_not_enter(world: World) -> None:
    User.objects.filter(pk=world.people["disabled"].pk).update(is_active=False)
    posts = {name: Post.objects.filter(user=world.people[name]) for name in ("postless", "early", "late", "dissolved")}
    posts["postless"].delete()
    posts["early"].update(valid_from=date(2030, 1, 1))
    posts["late"].update(valid_to=date(2026, 1, 31))
    former = make_agency(world.province, "labour_department", "so-ldtbxh")
    Agency.objects.filter(pk=former.pk).update(valid_from=date(2025, 1, 1), valid_to=date(2025, 2, 28))
    posts["dissolved"].update(agency=former)


def _targets(world: World) -> None:
    """One target with its way of counting; targets are open to everyone of the province."""
    facts = {"province": world.province, "source": "Nghị quyết"}
    method = DenominatorMethod.objects.create(
        code="population", version=1, name="Niên giám", valid_from=NOW.date(), **facts
    )
    Target.objects.create(
        indicator_id="bhyt_ratio",
        territory=world.province.unit,
        period="2026",
        value=950_000,
        set_by="council",
        denominator_method=method,
        **facts,
    )


def _employers(world: World) -> None:
    first, second = (world.agencies[name].territories.get().unit for name in ("commune", "commune2"))
    board = world.agencies["board"]
    zone = Zone.objects.create(province=world.province, code="KCN1", name="KCN Một", board=board, commune=second)
    where = {
        "mot": (first, None),
        "hai": (second, None),
        "khu": (second, zone),
        "vo": (None, None),
        "vang": (None, None),
    }
    where["trung"] = (first, None)
    offices = {first: world.agencies["office"], second: world.agencies["office2"], None: None}
    for number, (key, (commune, zoned)) in enumerate(where.items(), 1):
        employer = Employer(
            province=world.province,
            unit_code=f"TA000{number}A",
            commune=commune,
            zone=zoned,
            office=offices[commune],
            kind=3,
        )
        employer.rename(f"Công ty {world.word(key)}")
        employer.save()
        world.employers[key] = employer


def _batch(world: World) -> None:
    stored = StoredFile.objects.create(name="B03-TS.xlsx", path=f"{world.province.slug}/0", size=1, sha256="0" * 64)
    world.batch = ImportBatch.objects.create(
        kind="b03",
        province_code=world.province.slug,
        agency_code=world.agencies["bhxh"].code,
        month=NOVEMBER.first_day,
        file=stored,
        status=ImportBatch.Status.REFUSED,
        outcome={"form": "b03b", "errors": [], "warnings": []},
    )


def _register_file(world: World) -> None:
    """A file of BHXH about employers, with a row that asks whose it is."""
    stored = StoredFile.objects.create(name="DKKD.xlsx", path=f"{world.province.slug}/dk", size=1, sha256="1" * 64)
    world.register_file = ImportBatch.objects.create(
        kind="business-registry",
        province_code=world.province.slug,
        agency_code=world.agencies["bhxh"].code,
        month=NOVEMBER.first_day,
        period=str(NOVEMBER),
        file=stored,
        status=ImportBatch.Status.STAGED,
        outcome={"form": "business-registry", "errors": [], "warnings": []},
    )
    name = f"Công ty {world.word('mot')}"
    SourceRow.objects.create(batch=world.register_file, row_no=4, sheet="A", name=name, folded=fold(name))
    asked = [{"employer": world.employers["mot"].pk, "why": ["name"], "score": 30}]
    Match.objects.create(batch=world.register_file, row_no=4, state=Match.State.ASKS, candidates=asked)


def _rows(world: World, month: Month, version: int, state: int) -> None:
    for key, employer in world.employers.items():
        owed = world.money(key, state)
        LedgerRow.objects.create(
            month=month.first_day,
            employer=employer,
            version=version,
            province=world.province,
            commune=employer.commune,
            zone=employer.zone,
            office=employer.office,
            kind=3,
            worst=2,
            standing=2,
            workers=10,
            months_supplied=5,
            late_httt=owed,
            owed=owed,
        )


def _closed(world: World, month: Month, number: int, state: int) -> LedgerVersion:
    version = LedgerVersion.objects.create(
        province=world.province, month=month.first_day, version=number, closed_at=NOW, sources=[]
    )
    _rows(world, month, number, state)
    version.frozen_at = NOW
    version.save(update_fields=["frozen_at"])
    version = list_debtors(roll_up_version(version, by=OPERATOR, at=NOW), by=OPERATOR, at=NOW)
    compose_monthly_report(version, by=OPERATOR, at=NOW)
    return version


def _kept_file(world: World, told, scope: Agency | None, state: int, keys: tuple[str, ...]) -> None:
    path = world.folder / f"{world.province.slug}-{told._meta.model_name}-{scope.pk if scope else 0}"
    path.write_text(" ".join(f"{world.word(key)} {world.money(key, state)}" for key in keys))
    keep_report_file(told, by=OPERATOR, scope=scope, kind="pdf", path=path)


def _reorganisation(world: World) -> None:
    """A plan that touches employers: the first commune would go to the second office."""
    plan = {
        "agency": world.agencies["office2"].pk,
        "units": [world.agencies["commune"].territories.get().unit_id],
    }
    Reorganisation.objects.create(
        province=world.province, kind="move_units", effective_on=date(2030, 1, 1), source="Dự thảo", plan=plan
    )
