"""Each factor against a slow telling on random worlds; nothing of later days is counted; a higher storey's factor joins."""

from datetime import date

import pytest
from django.db import connection

from arrears.models import LedgerVersion, RiskScore, RiskWeight
from arrears.queries import risk_factors
from arrears.queries.risk_factors import Asked, question_of, register_factor, scope_of
from arrears.services.risk import score_version
from portal.core import sql
from portal.core.acts import THE_CLOCK
from tests.arrears.risk_world import CLOSED_AT, OCTOBER, RiskWorld, employers_of, random_world
from tests.arrears.slow_risk import SlowRisk

pytestmark = pytest.mark.django_db
ANSWERING = ("age", "trend", "shrinkage", "tax_gap", "late_filing", "events", "strikes", "sector")


@pytest.fixture
def world(settings) -> RiskWorld:
    settings.COMMAND_DOORS = True
    return RiskWorld()


def shares(version: LedgerVersion, factor: str) -> dict[int, int]:
    """What the factor's own question says, cut to 0-1000 as the score does."""
    question, parameters = question_of(scope_of(version), {factor: 1})
    ground = sql.text("arrears", "risk_ground")
    with connection.cursor() as cursor:
        cursor.execute(f"WITH risk_ground AS MATERIALIZED ({ground}) {question}", parameters)
        rows = cursor.fetchall()
    assert len({row[0] for row in rows}) == len(rows), "one row for each employer"
    return {row[0]: max(0, min(1000, int(row[4]))) for row in rows}


def parts(version: LedgerVersion, code: str) -> dict[str, dict]:
    row = RiskScore.objects.filter(run__version=version, employer__unit_code=code).first()
    return {part["factor"]: part for part in row.parts} if row else {}


@pytest.mark.parametrize("seed", range(4))
def test_sql_says_what_a_slow_telling_says(settings, seed):
    settings.COMMAND_DOORS = True
    _world, version = random_world(seed)
    slow = SlowRisk(version)
    for factor in ANSWERING:
        found = shares(version, factor)
        wanted = {employer: share for employer in employers_of(version) if (share := slow.share(factor, employer))}
        assert {employer: share for employer, share in found.items() if share} == wanted, factor


@pytest.mark.parametrize("seed", (11, 12))
def test_the_score_is_the_sum_of_its_parts_scaled_to_a_hundred(settings, seed):
    settings.COMMAND_DOORS = True
    _world, version = random_world(seed)
    run = score_version(version, by=THE_CLOCK, at=CLOSED_AT)
    slow, weights = SlowRisk(version), {row["factor"]: row["weight"] for row in run.weights if row["answers"]}
    assert set(weights) == set(ANSWERING)
    wanted = {}
    for employer in employers_of(version):
        points = {name: (slow.share(name, employer) * weight + 500) // 1000 for name, weight in weights.items()}
        if any(given for name, given in points.items() if name != "sector"):
            wanted[employer] = (200 * sum(points.values()) + sum(weights.values())) // (2 * sum(weights.values()))
    found = RiskScore.objects.filter(run=run)
    assert {row.employer_id: row.score for row in found} == {pk: score for pk, score in wanted.items() if score}
    for row in found:
        assert sum(part["points"] for part in row.parts) > 0
        assert row.band == sum(row.score >= band["from"] for band in run.bands[1:])
        assert all(0 < part["points"] <= part["most"] for part in row.parts)


def test_nothing_that_happened_was_told_or_closed_later_counts(world):
    world.closed(OCTOBER.plus(-3), {"TA1": {"owed": 5}, "TA2": {"owed": 5}})
    before = {"owed": 10, "months_computed": 1}
    version = world.closed(OCTOBER, {"TA1": before, "TA2": before})
    for code, kind, on, told in (
        ("TA1", "absconded", date(2026, 11, 1), date(2026, 11, 1)),
        ("TA1", "dissolving", date(2026, 10, 20), date(2026, 11, 1)),
    ):
        world.event(code, kind, on, told=told)
    world.relation("TA1", "strike", date(2026, 10, 30), told=date(2026, 11, 2))
    world.gap("TA1", 40, date(2026, 11, 3), period=OCTOBER.plus(-4))
    world.closed(OCTOBER.plus(1), {"TA1": {"owed": 99, "months_computed": 2}})
    world.closed(OCTOBER.plus(-3), {"TA1": {"owed": 0}, "TA2": {"owed": 5}}, version=2, at=CLOSED_AT.replace(day=6))
    score_version(version, by=THE_CLOCK, at=CLOSED_AT.replace(month=12))
    one, two = (RiskScore.objects.get(run__version=version, employer__unit_code=code) for code in ("TA1", "TA2"))
    assert (one.score, one.parts) == (two.score, two.parts)
    assert set(parts(version, "TA1")) == {"age", "trend"}


def test_what_was_told_on_the_last_day_of_the_month_counts(world):
    version = world.closed(OCTOBER, {"TA1": {}, "TA2": {}})
    world.event("TA1", "absconded", date(2026, 10, 31))
    world.gap("TA2", 40, date(2026, 10, 31), period=OCTOBER.plus(-4))
    score_version(version, by=THE_CLOCK, at=CLOSED_AT)
    assert parts(version, "TA1")["events"]["fact"] == {"event": "absconded", "on": "2026-10-31"}
    assert parts(version, "TA2")["tax_gap"]["fact"] == {"counted": 40, "workers": 10, "period": "2026-06"}


def test_a_sector_alone_makes_no_score(world):
    owing = {f"TA{n}": {"owed": 9, "months_computed": 2, "sector": "C"} for n in range(8)}
    others = {f"TB{n}": {"sector": "F"} for n in range(8)}
    version = world.closed(OCTOBER, owing | others | {"TC": {"sector": "C"}})
    score_version(version, by=THE_CLOCK, at=CLOSED_AT)
    assert "sector" in parts(version, "TA0")
    assert parts(version, "TC") == {}


def test_a_factor_that_nobody_answers_gives_no_points_and_the_run_says_so(world):
    version = world.closed(OCTOBER, {"TA1": {"owed": 9, "months_computed": 6, "days_late": 180}})
    run = score_version(version, by=THE_CLOCK, at=CLOSED_AT)
    assert [row["factor"] for row in run.weights if not row["answers"]] == ["penalties"]
    assert sum(row["weight"] for row in run.weights) == 100


def test_a_higher_storeys_factor_joins_by_name(world, monkeypatch):
    monkeypatch.setattr(risk_factors, "FACTORS", dict(risk_factors.FACTORS))
    monkeypatch.setattr("arrears.services.risk.FACTORS", risk_factors.FACTORS)
    told = "SELECT employer_id, 500, jsonb_build_object('text', %(said)s::text) FROM risk_ground"

    def penalties(scope):
        return Asked(told, {"said": f"Đã bị phạt trước {scope.month.label}."})

    register_factor("penalties", penalties)
    version = world.closed(OCTOBER, {"TA1": {}})
    score_version(version, by=THE_CLOCK, at=CLOSED_AT)
    part = parts(version, "TA1")["penalties"]
    assert part == {"factor": "penalties", "points": 4, "most": 8, "fact": {"text": "Đã bị phạt trước 10/2026."}}
    with pytest.raises(ValueError, match="penalties"):
        register_factor("penalties", lambda scope: Asked(told))


def test_weights_are_those_of_the_months_own_day(world):
    RiskWeight.objects.filter(factor="age").update(valid_to=date(2026, 9, 30))
    facts = {"name": "Số tháng nợ", "valid_from": date(2026, 10, 1), "reason": "Thử"}
    RiskWeight.objects.create(factor="age", weight=5, **facts)
    row = {"TA1": {"owed": 9, "months_computed": 6}}
    september, october = world.closed(OCTOBER.plus(-1), row), world.closed(OCTOBER, row)
    for version, most in ((september, 34), (october, 5)):
        score_version(version, by=THE_CLOCK, at=CLOSED_AT)
        assert parts(version, "TA1")["age"]["most"] == most
