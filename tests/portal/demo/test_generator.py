"""The invented province before any database: the same for a seed, believable, coherent, and nobody's."""

import os
import re
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta

import pytest
from stdnum.vn import mst

from arrears.imports.columns import FUNDS
from arrears.rules import months_overdue
from portal.core.periods import Month
from portal.shell.demo.codes import TAX_PREFIX, check_digit, misprinted, tax_code
from portal.shell.demo.employers import PRONE
from portal.shell.demo.rows import b03_cells, b03_row, c12_cells, c12_row
from portal.shell.demo.simulation import Simulation
from portal.shell.demo.stories import NOT_AT_ADDRESS
from portal.shell.demo.workbooks import broken, last_month_rows
from tests.portal.demo.samples import PER_100000_A_DAY, fingerprint, simulation


@pytest.fixture(scope="module")
def whole() -> Simulation:
    return simulation(3000)


def months_owed(figures, month: Month) -> int:
    days = max(figures.after[1].days_late, figures.after[1].days_evaded)
    return months_overdue(month.last_day - timedelta(days=days), month)


def test_the_same_seed_makes_the_same_files_in_another_process_too():
    program = (
        "import django; django.setup(); from tests.portal.demo.samples import fingerprint; print(fingerprint(200, 7))"
    )
    env = os.environ | {"PYTHONHASHSEED": "4711", "DJANGO_SETTINGS_MODULE": "portal.settings"}
    again = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=env, check=True)
    assert again.stdout.strip() == fingerprint(200, 7)


def test_another_seed_makes_another_province():
    assert fingerprint(100, 1) != fingerprint(100, 2)


def test_every_tax_code_has_a_right_check_digit_and_a_prefix_of_no_tax_office(whole):
    codes = [unit.tax_code for unit in whole.units]
    assert TAX_PREFIX not in {f"{office:02d}" for office in (*range(1, 65), *range(80, 90))}
    assert all(code.startswith(TAX_PREFIX) and check_digit(code[:9]) == int(code[9]) for code in codes)
    assert all(mst.is_valid(code.replace("-", "")) for code in codes)
    assert len(set(codes)) == len(codes)


def test_the_check_digit_is_that_of_the_tax_offices():
    assert check_digit("010023348") == 8
    assert {len(code) for code in map(tax_code, range(500)) if code} == {10}
    assert not mst.is_valid(misprinted("9910000015"))


def test_unit_codes_and_names_are_given_once_and_are_plain_text(whole):
    for values in ([unit.unit_code for unit in whole.units], [unit.name for unit in whole.units]):
        assert len(set(values)) == len(values)
    text = "".join(unit.name + unit.address for unit in whole.units)
    assert not re.search(r"[\t\n\\]", text)


def test_one_in_eight_owes_and_three_to_five_in_a_hundred_owe_three_months_and_more(whole):
    for month in whole.plan.history[4:]:
        figures = list(whole.month(month))
        owing = sum(each.is_late for each in figures) / len(figures)
        long = sum(each.is_late and months_owed(each, month) >= 3 for each in figures) / len(figures)
        assert 0.095 < owing < 0.155, f"{month}: {owing}"
        assert 0.025 < long < 0.055, f"{month}: {long}"


def test_bodies_paid_by_the_budget_never_owe(whole):
    late = {each.unit.kind for month in whole.plan.history for each in whole.month(month) if each.is_late}
    assert late <= set(PRONE)


def test_sizes_have_a_long_tail_and_kinds_sectors_zones_and_cycles_are_believable(whole):
    sizes = sorted(unit.size for unit in whole.units)
    assert 6 < sizes[len(sizes) // 2] < 25 and sizes[-1] > 1500
    kinds = Counter(unit.kind for unit in whole.units)
    assert set(kinds) == set(range(1, 12)) and kinds[3] > 0.5 * len(whole.units)
    assert {unit.sector for unit in whole.units} <= set("ABCDEFGHIJKLMNOPQRSTUV")
    assert 0.08 < sum(unit.zone is not None for unit in whole.units) / len(whole.units) < 0.25
    assert {unit.sector for unit in whole.units if unit.cycle > 1} == {"A"}
    assert {1, 3, 6} == {unit.cycle for unit in whole.units}


def test_a_few_communes_hold_many_employers(whole):
    tally = [count for _code, count in Counter(unit.place.code for unit in whole.units).most_common()]
    assert 0.3 < sum(tally[: len(tally) // 5]) / len(whole.units) < 0.65


def test_payroll_follows_the_season_and_the_wages_rise(whole):
    builders = {month.month: 0 for month in whole.plan.history}
    for month in whole.plan.history:
        builders[month.month] = sum(each.payable for each in whole.month(month) if each.unit.sector == "F")
    assert builders[2] < 0.95 * builders[4]


def test_owners_abscond_firms_dissolve_and_debtors_recover(whole):
    names = Counter(account.story.name for account in whole.accounts)
    assert all(names[name] > 0 for name in ("stopped", "sliding", "recovering", "absconded", "dissolving", "paused"))
    states = {each.state for each in whole.month(whole.plan.last)}
    assert NOT_AT_ADDRESS in states
    before = {each.unit.number for each in whole.month(whole.plan.history[-2]) if each.is_late}
    now = {each.unit.number for each in whole.month(whole.plan.history[-1]) if each.is_late}
    assert len(before - now) > 20 and len(now - before) > 20


def test_every_row_adds_up_and_opens_with_what_the_month_before_closed_with():
    small = simulation(400, months=6)
    closing: dict[str, dict[str, int]] = {}
    for month in [*small.plan.history, small.plan.last]:
        for each in small.month(month):
            row = c12_row(c12_cells(each, 1, PER_100000_A_DAY))
            code, known = row["unit_code"], closing.get(row["unit_code"])
            for fund in FUNDS:
                opening, payable, paid = row[f"opening_{fund}"], row[f"payable_{fund}"], row[f"paid_{fund}"]
                assert opening + payable + row[f"adjustment_{fund}"] - paid == row[f"closing_{fund}"]
                assert paid >= 0 and (known is None or known[fund] == opening)
                owed = row[f"not_due_{fund}"] + row[f"late_{fund}"] + row[f"evaded_{fund}"]
                assert owed == max(row[f"closing_{fund}"], 0)
            closing[code] = {fund: row[f"closing_{fund}"] for fund in FUNDS}


def test_both_files_of_the_month_say_the_same_of_a_debtor():
    small = simulation(600)
    late = [each for each in small.month(small.plan.last) if each.is_late]
    for each in late:
        flat = c12_row(c12_cells(each, 1, PER_100000_A_DAY))
        form = b03_row(b03_cells(each, 1, PER_100000_A_DAY))
        for fund in FUNDS:
            assert form[f"late_{fund}"] == flat[f"late_{fund}"] and form[f"evaded_{fund}"] == flat[f"evaded_{fund}"]
            assert form[f"charge_late_{fund}"] + form[f"charge_evaded_{fund}"] == flat[f"charge_{fund}"]
        assert (form["days_late"] > 0) == (sum(form[f"late_{fund}"] for fund in FUNDS if fund != "bhyt") > 0)


def test_the_slips_of_the_last_month_are_there_and_few():
    small = simulation(400)
    exact = {row[2]: row for row in (c12_cells(each, 0, PER_100000_A_DAY) for each in small.month(small.plan.last))}
    c12, b03 = last_month_rows(small)
    changed = [row for row in c12 if row[1:] != exact[row[2]][1:]]
    assert 5 <= len(changed) <= 10
    assert len({row[2] for row in b03} - set(exact)) == 1


def test_the_broken_file_has_a_mistake_of_each_kind():
    c12, _b03 = last_month_rows(simulation(100))
    good, bad = c12[:40], broken(c12)
    assert 7 <= sum(one != other for one, other in zip(good, bad, strict=True)) <= 8


def test_three_thousand_employers_over_sixteen_months_are_imagined_in_seconds():
    began = time.process_time()
    whole = simulation(3000)
    assert sum(1 for month in whole.plan.history for _each in whole.month(month)) > 40_000
    assert time.process_time() - began < 10
