"""Random provinces, both kinds of file in any order: ledger, months owed and rollups agree with the slow arithmetic, to
the dong."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from arrears.models import LedgerRow, LedgerVersion, Rollup
from arrears.services import closing
from employers.models import Employer
from portal.core.acts import OPERATOR, THE_CLOCK
from portal.core.money import FUNDS, SPLIT_FUNDS
from portal.core.periods import Month
from tests.arrears import reference_arithmetic as reference
from tests.factories.ledger import NOW, Ledger

CODES = ("A1", "A2", "B1", "B2", "N1")
FIGURES = (
    *("employers", "owing", "workers", "not_due", "late", "evaded", "charge"),
    *("newly_owing", "cleared", "recovered", "estimated"),
)
money = st.integers(0, 300) | st.sampled_from([0, 100, 200])
signed = st.sampled_from([0, 0, 0, 50, -50, -120])
maybe = st.none() | money


@st.composite
def c12_rows(draw, month: Month):
    """A C12: some employers, the five funds or (rarely) unsplit totals only; paid-through months and figures at times."""
    rows = []
    for code in draw(st.lists(st.sampled_from(CODES), unique=True, max_size=len(CODES))):
        row = {
            "unit_code": code,
            "workers": draw(st.integers(0, 50)),
            "cycle": draw(st.sampled_from([None, None, 1, 3, 6])),
        }
        funds = ("unsplit",) if draw(st.integers(0, 5)) == 0 else SPLIT_FUNDS
        gives_figures = draw(st.integers(0, 3)) == 0
        dated = draw(st.booleans())
        for fund in funds:
            row |= draw(fund_of_c12(fund, month, gives_figures, dated))
        if draw(st.integers(0, 4)) == 0:
            row |= {
                "days_late": draw(st.none() | st.integers(0, 200)),
                "days_evaded": draw(st.none() | st.integers(0, 200)),
            }
        if dated and draw(st.booleans()):
            row["paid_through_unsplit"] = month.plus(-draw(st.integers(0, 9))).first_day
        rows.append(row)
    return rows


@st.composite
def fund_of_c12(draw, fund: str, month: Month, gives_figures: bool, dated: bool):
    opening, payable, adjustment, paid = draw(money), draw(money), draw(signed), draw(money)
    figures = {
        f"opening_{fund}": opening,
        f"payable_{fund}": payable,
        f"adjustment_{fund}": adjustment,
        f"paid_{fund}": paid,
        f"closing_{fund}": opening + payable + adjustment - paid,
    }
    if gives_figures:
        figures |= {f"{name}_{fund}": draw(maybe) for name in ("not_due", "late", "evaded", "charge")}
    if dated and draw(st.booleans()):
        figures[f"paid_through_{fund}"] = month.plus(-draw(st.integers(0, 9))).first_day
    return figures


@st.composite
def b03_rows(draw, codes):
    rows = []
    for code in draw(st.lists(st.sampled_from(codes), unique=True, max_size=len(codes))):
        row = {"unit_code": code, "workers": draw(st.integers(0, 50))}
        row |= {
            "days_late": draw(st.none() | st.integers(0, 200)),
            "days_evaded": draw(st.none() | st.integers(0, 200)),
        }
        for fund in SPLIT_FUNDS:
            for name in ("not_due", "late", "evaded", "charge_late", "charge_evaded"):
                row[f"{name}_{fund}"] = draw(maybe)
        rows.append(row)
    return rows


@st.composite
def files_of(draw, month: Month):
    """Up to three files in any order: (kind, office or None, rows)."""
    found = []
    for kind in draw(st.lists(st.sampled_from(["c12", "c12", "b03b", "b03a0", "b03a1"]), min_size=1, max_size=3)):
        if kind == "c12":
            found.append(("c12", None, draw(c12_rows(month))))
        elif kind == "b03b":
            found.append(("b03", None, draw(b03_rows(CODES))))
        else:
            office = int(kind[-1])
            found.append(("b03", office, draw(b03_rows(("A1", "A2") if office == 0 else ("B1", "B2")))))
    return found


@st.composite
def provinces(draw):
    """Two to four months in a row (at times with a gap), each with its files, about the change of law or after it."""
    month = draw(st.sampled_from([Month(2025, 5), Month(2026, 3), Month(2026, 8)]))
    found = []
    for _ in range(draw(st.integers(2, 4))):
        found.append((month, draw(files_of(month))))
        month = month.plus(draw(st.sampled_from([1, 1, 1, 2])))
    return found


@pytest.fixture
def ledger(db) -> Ledger:
    """Two employers at each office, one of them in the zone; one that nobody has placed."""
    world = Ledger()
    for place, code in enumerate(CODES[:4]):
        world.employer(code, commune=world.communes[place], zone=world.zone if code == "B1" else None, sector="C")
    Employer.objects.filter(unit_code="B2").update(cycle=3, kind=None, sector="")
    world.employer("N1", commune=None)
    return world


@pytest.mark.parametrize("few", [pytest.param(10**6, id="built whole"), pytest.param(0, id="corrected")])
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(months=provinces())
def test_ledger_months_owed_and_rollups_agree_with_the_slow_arithmetic(ledger, months, few, monkeypatch):
    """Rollups of an open month are built whole, or corrected by what changed: both come to the same."""
    monkeypatch.setattr("arrears.services.ledger.FEW", few)
    with transaction.atomic():
        same = as_reference(ledger)
        for month, files in months:
            given_files = []
            for kind, office, rows in files:
                made = ledger.c12(month, rows) if kind == "c12" else ledger.b03(month, rows, as_office(ledger, office))
                given_files.append(
                    reference.File(kind, made.sequence, rows, None if office is None else ledger.offices[office].pk)
                )
                expected = same.merge(month.index, given_files)
                compare(ledger, month, 0, expected, same)
            seal(ledger, month)
            compare(ledger, month, 1, expected, same)
            same.closed[month.index] = expected
        transaction.set_rollback(True)


def as_office(ledger: Ledger, office: int | None):
    return None if office is None else ledger.offices[office]


def as_reference(ledger: Ledger) -> reference.Province:
    employers = [ledger.employer(code) for code in CODES]
    return reference.Province(
        units={
            e.unit_code: reference.Unit(e.unit_code, e.commune_id, e.zone_id, e.kind, e.cycle, e.sector)
            for e in employers
        },
        office_of={commune.pk: ledger.offices[place // 2].pk for place, commune in enumerate(ledger.communes)},
        committee_of={commune.pk: ledger.committees[place].pk for place, commune in enumerate(ledger.communes)},
        board_of={ledger.zone.pk: ledger.board.pk},
    )


def seal(ledger: Ledger, month: Month) -> None:
    version = closing.close_month(ledger.month(month), by=OPERATOR, at=NOW)
    version = closing.advance_closing(version, by=THE_CLOCK, at=NOW, until="rollup")
    LedgerVersion.objects.filter(pk=version.pk).update(listed_at=NOW, reported_at=NOW)
    closing.finish_closing(version, by=THE_CLOCK, at=NOW)


def compare(ledger: Ledger, month: Month, version: int, expected: dict[str, reference.Row], same) -> None:
    rows = LedgerRow.objects.filter(month=month.first_day, version=version).select_related("employer")
    found = {row.employer.unit_code: described(row) for row in rows}
    assert found == {code: described_by_reference(row, same) for code, row in expected.items()}
    rollups = Rollup.objects.filter(month=month.first_day, version=version)
    sums = {(r.dimension, r.key, r.fund): {name: getattr(r, name) for name in FIGURES} for r in rollups}
    if expected:
        assert sums == reference.rollups(same, expected)
    else:
        assert not any(any(figures.values()) for figures in sums.values())


def described(row: LedgerRow) -> dict:
    figures = {
        f"{name}_{fund}": getattr(row, f"{name}_{fund}")
        for fund in FUNDS
        for name in ("not_due", "late", "evaded", "charge", "prior")
    }
    return figures | {
        "owed": row.owed,
        "worst": row.worst,
        "workers": row.workers,
        "due_on": row.due_on,
        "months": row.months_computed,
        "is_absent": row.is_absent,
        "office": row.office_id,
        "agency": row.agency_id,
    }


def described_by_reference(row: reference.Row, same: reference.Province) -> dict:
    figures = {
        f"{name}_{fund}": getattr(row, name)[fund]
        for fund in FUNDS
        for name in ("not_due", "late", "evaded", "charge", "prior")
    }
    return figures | {
        "owed": row.owed,
        "worst": row.in_class(FUNDS),
        "workers": row.workers,
        "due_on": row.due_on,
        "months": row.months,
        "is_absent": row.is_absent,
        "office": same.office(row.unit),
        "agency": same.agency(row.unit),
    }
