"""The back-test on histories made by hand and by chance: it counts as a slow telling counts, and says when history is short."""

from random import Random

import pytest

from arrears.models import LedgerRow, RiskScore
from arrears.queries import risk_back_test
from arrears.queries.risk_back_test import Precision, percent_of, summed
from arrears.services.risk import score_missing, score_version
from arrears.tables.risk_tested import sentences_of
from portal.core.acts import THE_CLOCK
from tests.arrears.risk_world import CLOSED_AT, OCTOBER, RiskWorld

pytestmark = pytest.mark.django_db
APRIL = OCTOBER.plus(-6)


@pytest.fixture
def world(settings) -> RiskWorld:
    settings.COMMAND_DOORS = True
    return RiskWorld()


def owes(months: int, owed: int = 100, **more) -> dict:
    return {"owed": owed, "months_computed": months, "days_late": 30 * months} | more


def test_who_came_to_owe_three_months_is_counted_beside_the_plain_rules(world):
    april = {f"TA{n:02d}": {} for n in range(20)}
    april |= {"TA00": owes(2, 10, state=5), "TA01": owes(1, 999), "TA02": owes(4, 5)}
    later = {code: {} for code in april} | {"TA00": owes(8), "TA02": owes(10), "TA19": owes(3)}
    later.pop("TA18")  # it is not in the ledger any more: no case
    world.closed(APRIL, april)
    october = world.closed(OCTOBER, later)
    score_missing(world.province, by=THE_CLOCK, at=CLOSED_AT)
    test = october.risk.back_test
    (month,) = test["months"]
    assert month["month"] == "2026-04"
    assert month["all"] == {"cases": 19, "came": 3, "chosen": 1, "by_score": 1, "by_owed": 0, "by_months": 1}
    assert month["below"] == {"cases": 18, "came": 2, "chosen": 1, "by_score": 1, "by_owed": 0, "by_months": 1}
    said = sentences_of(october.risk, summed([month], "all"), totals=True)
    assert "100,0%" in said[0] and "15,8%" in said[0] and "19 lượt" in said[2]
    assert "ngang với" in said[1]
    assert len(sentences_of(october.risk, summed([month], "all"), totals=False)) == 2


def test_a_short_history_says_so(world):
    world.closed(OCTOBER.plus(-1), {"TA1": owes(4)})
    october = world.closed(OCTOBER, {"TA1": owes(5)})
    score_missing(world.province, by=THE_CLOCK, at=CLOSED_AT)
    assert october.risk.back_test["months"] == []
    (said,) = sentences_of(october.risk, summed([], "all"), totals=True)
    assert said.startswith("Lịch sử còn ngắn")


def test_a_month_six_months_later_that_was_never_closed_is_no_test(world):
    for back in (8, 7, 1, 0):
        world.closed(OCTOBER.plus(-back), {"TA1": owes(4)})
    score_missing(world.province, by=THE_CLOCK, at=CLOSED_AT)
    newest = world.province.versions.get(month=OCTOBER.first_day).risk
    assert [month["month"] for month in newest.back_test["months"]] == ["2026-03"]


def test_who_owes_but_nobody_knows_how_long_is_no_case(world):
    world.closed(APRIL, {"TA1": owes(2), "TA2": owes(2)})
    october = world.closed(OCTOBER, {"TA1": {"owed": 9}, "TA2": owes(8)})
    score_missing(world.province, by=THE_CLOCK, at=CLOSED_AT)
    assert october.risk.back_test["months"][0]["all"]["cases"] == 1


def test_what_was_tested_is_not_asked_again_and_a_restatement_of_what_came_is(world, monkeypatch):
    world.closed(APRIL, {"TA1": owes(2)})
    world.closed(OCTOBER, {"TA1": owes(8)})
    score_missing(world.province, by=THE_CLOCK, at=CLOSED_AT)
    asked = []
    real = risk_back_test._tested
    monkeypatch.setattr(risk_back_test, "_tested", lambda run, later: asked.append(later) or real(run, later))
    score_version(world.closed(OCTOBER.plus(1), {"TA1": owes(9)}), by=THE_CLOCK, at=CLOSED_AT)
    assert asked == []
    again = world.closed(OCTOBER, {"TA1": owes(1)}, version=2)
    december = score_version(world.closed(OCTOBER.plus(2), {"TA1": owes(9)}), by=THE_CLOCK, at=CLOSED_AT)
    assert asked == [again]
    assert december.back_test["months"][0]["all"]["came"] == 0


@pytest.mark.parametrize("seed", (1, 2, 3))
def test_it_counts_what_a_slow_telling_counts(world, seed):
    random = Random(seed)
    codes = [f"TA{n:02d}" for n in range(45)]
    for month in (APRIL, OCTOBER):
        rows = {code: random.choice(({}, owes(random.randint(0, 8), random.randint(1, 9)))) for code in codes}
        world.closed(month, {code: row for code, row in rows.items() if random.random() < 0.9})
    score_missing(world.province, by=THE_CLOCK, at=CLOSED_AT)
    now, later = (
        {row.employer_id: row for row in LedgerRow.objects.filter(month=month.first_day)} for month in (APRIL, OCTOBER)
    )
    points = dict(RiskScore.objects.filter(run__version__month=APRIL.first_day).values_list("employer", "score"))
    found = world.province.versions.get(month=OCTOBER.first_day).risk.back_test["months"][0]
    for part in ("all", "below"):
        people = [pk for pk in now if pk in later and (part == "all" or not _long(now[pk]))]
        came, tenth = {pk for pk in people if _long(later[pk])}, max(1, len(people) // 10)
        orders = {
            "by_score": lambda pk: (-points.get(pk, 0), -now[pk].owed, pk),
            "by_owed": lambda pk: (-now[pk].owed, -_months(now[pk]), pk),
            "by_months": lambda pk: (-_months(now[pk]), -now[pk].owed, pk),
        }
        hits = {name: len(came & set(sorted(people, key=order)[:tenth])) for name, order in orders.items()}
        assert found[part] == {"cases": len(people), "came": len(came), "chosen": tenth, **hits}


def _months(row: LedgerRow) -> int:
    return (row.months or 0) if row.owed > 0 else 0


def _long(row: LedgerRow) -> bool:
    return _months(row) >= 3


@pytest.mark.parametrize(("part", "whole", "share"), [(1, 3, "33.3"), (1, 16, "6.3"), (0, 5, "0"), (5, 5, "100")])
def test_shares_are_rounded_half_up(part, whole, share):
    assert str(percent_of(part, whole).normalize()) == share or percent_of(part, whole) == int(float(share))
    assert percent_of(1, 0) is None


def test_a_worse_score_says_how_much_worse(world):
    version = world.closed(OCTOBER, {"TA1": {}})
    run = score_version(version, by=THE_CLOCK, at=CLOSED_AT)
    said = sentences_of(run, Precision(100, 20, 10, 5, 7, 6), totals=False)
    assert "kém cách chọn đơn giản tốt nhất 20,0 điểm phần trăm" in said[1]
    assert "hơn cách chọn đơn giản tốt nhất 10,0" in sentences_of(run, Precision(100, 20, 10, 8, 7, 6), totals=False)[1]
    assert "chưa kết luận" in sentences_of(run, Precision(100, 0, 10, 0, 0, 0), totals=False)[1]
