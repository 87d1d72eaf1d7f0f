"""A province of closed months written straight into the ledger, for what only reads it; and random ones."""

from datetime import UTC, date, datetime, time, timedelta
from random import Random

from django.utils.timezone import make_aware

from arrears.models import LedgerRow, LedgerVersion, Rollup
from employers.models import Employer, Gap, GapStep, LabourCount, LabourRelation, StatusEvent
from portal.core.periods import Month
from tests.factories.ledger import Ledger

CLOSED_AT = datetime(2026, 11, 5, 2, tzinfo=UTC)
OCTOBER = Month(2026, 10)


def moment(day: date, hour: int = 9) -> datetime:
    return make_aware(datetime.combine(day, time(hour)))


class RiskWorld(Ledger):
    """`month(...)` closes a month with the rows given: {unit code: {column: value}}."""

    def closed(
        self, month: Month, rows: dict[str, dict], *, version: int = 1, at: datetime = CLOSED_AT
    ) -> LedgerVersion:
        made = LedgerVersion.objects.create(
            province=self.province, month=month.first_day, version=version, closed_at=at
        )
        LedgerRow.objects.bulk_create(self._row(made, code, columns) for code, columns in rows.items())
        self._roll_up(made)
        made.frozen_at = made.rolled_up_at = at
        made.employers = len(rows)
        made.save()
        return made

    def _row(self, version: LedgerVersion, code: str, columns: dict) -> LedgerRow:
        owed = columns.get("owed", 0)
        quiet = not owed and not columns.get("is_absent", False)
        facts = {"worst": 2 if owed else 0, "is_quiet": quiet, "late_httt": owed, "workers": 10} | columns
        place = {"month": version.month, "version": version.version, "province": self.province}
        return LedgerRow(employer=self.employer(code), commune=self.communes[0], **place, **facts)

    def _roll_up(self, version: LedgerVersion) -> None:
        rows = list(LedgerRow.objects.of(version))
        members = [("province", "", rows)]
        members += [("sector", code, [r for r in rows if r.sector == code]) for code in {r.sector for r in rows}]
        Rollup.objects.bulk_create(
            Rollup(province=self.province, month=version.month, version=version.version, dimension=dimension, key=key,
                   fund="all", employers=len(of), owing=sum(r.owed > 0 for r in of), computed_at=CLOSED_AT)
            for dimension, key, of in members
        )  # fmt: skip

    def event(self, code: str, kind: str, on: date, *, told: date | None = None, **facts) -> StatusEvent:
        facts |= {"employer": self.employer(code), "kind": kind, "happened_on": on, "agency": self.bhxh}
        return self._kept(StatusEvent, "recorded_at", told or on, **facts)

    def _kept(self, model, column: str, day: date, **facts):
        """A row that the database keeps as it was written: its moment is given with it."""
        field = model._meta.get_field(column)
        field.auto_now_add = False
        try:
            return model.objects.create(**facts, **{column: moment(day)})
        finally:
            field.auto_now_add = True

    def relation(self, code: str, kind: str, on: date, *, told: date | None = None, **facts) -> LabourRelation:
        made = LabourRelation.objects.create(
            employer=self.employer(code), kind=kind, begun_on=on, agency=self.bhxh, **facts
        )
        LabourRelation.objects.filter(pk=made.pk).update(recorded_at=moment(told or on))
        return made

    def gap(self, code: str, counted: int, on: date, *, period: Month, source: str = "tax") -> Gap:
        """Found on the day, by a count told the day before."""
        employer, facts = self.employer(code), {"source": source, "period": str(period), "starts_on": period.first_day}
        self._kept(LabourCount, "recorded_at", on - timedelta(days=1), employer=employer, employed=counted, **facts)
        gap = Gap.objects.create(employer=employer, kind="short", counted=counted, participating=1, size=counted - 1,
                                 agency=self.bhxh, due_on=on, **facts)  # fmt: skip
        Gap.objects.filter(pk=gap.pk).update(found_at=moment(on))
        self.step(gap, "open", on)
        return gap

    def step(self, gap: Gap, state: str, on: date, *, answer_by: date | None = None) -> None:
        self._kept(GapStep, "at", on, gap=gap, state=state, on=on, answer_by=answer_by, agency=self.bhxh)


SECTORS = ("", "C", "F")
KINDS = tuple(StatusEvent.Kind.values)


def random_world(seed: int, employers: int = 16) -> tuple[RiskWorld, LedgerVersion]:
    """Nine months up to October, some never closed or closed twice, some closed only after October was."""
    random, world = Random(seed), RiskWorld()
    codes = [f"TA{number:04d}" for number in range(employers)]
    sectors = {code: random.choice(SECTORS) for code in codes}
    for back in range(8, 0, -1):
        if random.random() < 0.85:
            at = CLOSED_AT if random.random() < 0.8 else CLOSED_AT + timedelta(days=3)
            world.closed(OCTOBER.plus(-back), _rows(random, sectors), at=CLOSED_AT)
            if random.random() < 0.3:
                world.closed(OCTOBER.plus(-back), _rows(random, sectors), version=2, at=at)
    newest = world.closed(OCTOBER, _rows(random, sectors, at_least=employers // 2))
    for code in codes:
        _happenings(random, world, code)
    return world, newest


def _rows(random: Random, sectors: dict[str, str], at_least: int = 0) -> dict[str, dict]:
    chosen = {code for code in sectors if random.random() < 0.8} | set(list(sectors)[:at_least])
    return {code: _columns(random, sectors[code]) for code in sorted(chosen)}


def _columns(random: Random, sector: str) -> dict:
    owed = random.choice((0, 0, random.randint(1, 10**9)))
    columns = {
        "owed": owed,
        "sector": sector,
        "workers": random.randint(0, 40),
        "payroll": random.choice((None, 0, random.randint(1, 10**9))),
        "is_absent": random.random() < 0.15,
        "state": random.choice((None, 1, 1, 4, random.randint(1, 11))),
    }
    if owed:
        columns["months_supplied"] = random.choice((None, random.randint(0, 900) / 100))
        columns["months_computed"] = random.choice((None, random.randint(0, 9)))
        columns["days_late"] = random.choice((None, random.randint(0, 300)))
        columns["days_evaded"] = random.choice((None, random.randint(0, 300)))
    return columns


def _day(random: Random) -> date:
    return OCTOBER.last_day + timedelta(days=random.randint(-420, 20))


def _happenings(random: Random, world: RiskWorld, code: str) -> None:
    for _turn in range(random.randint(0, 3)):
        on, kind = _day(random), random.choice(KINDS)
        if not StatusEvent.objects.filter(employer__unit_code=code, kind=kind, happened_on=on).exists():
            until = (
                on + timedelta(days=random.randint(0, 90)) if kind == "suspended" and random.random() < 0.5 else None
            )
            told = on + timedelta(days=random.randint(0, 40))
            world.event(code, kind, on, told=told, until=until, withdrawn_at=random.choice((None, None, CLOSED_AT)))
    for _turn in range(random.randint(0, 2)):
        on = _day(random)
        kind = random.choice(("strike", "stoppage", "wage_arrears", "dialogue"))
        world.relation(code, kind, on, told=on + timedelta(days=random.randint(0, 40)))
    for period in random.sample((OCTOBER.plus(-4), OCTOBER.plus(-1)), random.randint(0, 2)):
        on = period.last_day + timedelta(days=random.randint(1, 60))
        gap = world.gap(
            code, random.randint(1, 60), on, period=period, source=random.choice(("tax", "tax_exchange", "labour"))
        )
        for state in random.sample(("demanded", "explained", "inspection"), random.randint(0, 2)):
            on += timedelta(days=random.randint(0, 30))
            world.step(gap, state, on, answer_by=on + timedelta(days=15) if state == "demanded" else None)


def employers_of(version: LedgerVersion) -> list[int]:
    return list(
        Employer.objects.filter(ledger__month=version.month, ledger__version=version.version).values_list(
            "pk", flat=True
        )
    )
