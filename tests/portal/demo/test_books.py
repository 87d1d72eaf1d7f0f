"""The demo's arithmetic is the law's: what its files say is what the pure rules reckon from the same files, to the dong."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from arrears.imports.columns import FUNDS
from arrears.rules.bookkeeping import Line, book_of
from arrears.rules.law import Account
from arrears.rules.reckoning import Reckoned, reckon
from portal.core.periods import Month
from portal.shell.demo.contributions import Figures
from portal.shell.demo.odd import FEWEST_EMPLOYERS, Oddity
from portal.shell.demo.rows import b03_cells, b03_row, c12_cells, c12_row
from portal.shell.demo.simulation import Simulation
from portal.shell.demo.stories import PUNCTUAL
from tests.portal.demo.samples import PER_100000_A_DAY, law, simulation

REGIMES = {
    "debts of the time before the law": date(2025, 8, 5),
    "the first months of the law": date(2026, 1, 15),
    "Decision 366": date(2026, 6, 20),
    "a whole history under the law": date(2026, 11, 20),
}
Told = tuple[Figures, dict, Reckoned]


def told(demo: Simulation, *, odd: bool = False, since: Month | None = None) -> Iterator[Told]:
    """Each employer with an oddity, or without, that is late in a month, what form B03 says of it, and what the rules reckon
    from C12 up to then."""
    lines: dict[str, dict[str, list[Line]]] = {}
    punctual = {account.unit.unit_code for account in demo.accounts if account.story.name in PUNCTUAL}
    urged = {account.unit.unit_code: account for account in demo.accounts}
    for month in [*demo.plan.history, demo.plan.last]:
        for each in demo.month(month):
            if (each.odd is not None) != odd or each.unit.unit_code in punctual:
                continue
            row = c12_row(c12_cells(each, 1, PER_100000_A_DAY))
            books = lines.setdefault(row["unit_code"], {fund: [] for fund in FUNDS})
            for fund in FUNDS:
                books[fund].append(_line(row, fund, month))
            if each.is_late and (since is None or month >= since):
                entries = [one for fund in FUNDS for one in book_of(fund, books[fund]).entries]
                account = Account(entries, each.unit.cycle, urged[row["unit_code"]].urged)
                found = reckon(account, law(month.last_day), on=month.last_day)
                yield each, b03_row(b03_cells(each, 1, PER_100000_A_DAY)), found


def _line(row: dict, fund: str, month: Month) -> Line:
    names = ("opening", "payable", "adjustment", "paid", "closing")
    through = row[f"paid_through_{fund}"]
    return Line(month, *(row[f"{name}_{fund}"] for name in names), Month.of(through) if through else None)


def differs(form: dict, found: Reckoned) -> set[str]:
    """Of what a file and the rules both speak."""
    pairs = {"days_late": (form["days_late"], found.days_late), "days_evaded": (form["days_evaded"], found.days_evaded)}
    for fund in FUNDS:
        pairs |= {
            f"late of {fund}": (form[f"late_{fund}"], found.late.get(fund, 0)),
            f"evaded of {fund}": (form[f"evaded_{fund}"], found.evaded.get(fund, 0)),
            f"not due of {fund}": (form[f"not_due_{fund}"], found.not_due.get(fund, 0)),
            f"charge of {fund}": (
                form[f"charge_late_{fund}"] + form[f"charge_evaded_{fund}"],
                found.charge.get(fund, 0),
            ),
            f"charge of evasion of {fund}": (form[f"charge_evaded_{fund}"], found.charge_evaded.get(fund, 0)),
        }
    return {name.split()[0] for name, (said, reckoned) in pairs.items() if said != reckoned}


@pytest.mark.parametrize("as_of", REGIMES.values(), ids=REGIMES)
def test_bhxh_of_the_demo_says_what_the_rules_reckon_of_all_who_have_no_oddity(as_of: date):
    seen = Counter()
    for each, form, found in told(simulation(FEWEST_EMPLOYERS, as_of=as_of)):
        assert not differs(form, found), f"{each.unit.unit_code} {Month.at(each.month)}"
        seen[int(form["days_evaded"] > 0)] += 1
    assert seen[0] > 200 and (seen[1] > 15 or as_of < date(2025, 11, 1))


def test_before_the_law_nothing_is_charged_and_nobody_evades():
    demo = simulation(200, as_of=date(2025, 8, 5))
    old = [form for each, form, _found in told(demo) if each.month < Month(2025, 7).index]
    assert len(old) > 150
    for form in old:
        assert form["days_late"] >= 0 == form["days_evaded"]
        assert not any(form[f"{name}_{fund}"] for name in ("charge_late", "charge_evaded", "evaded") for fund in FUNDS)


def test_each_oddity_of_an_office_is_there_and_makes_a_difference_and_most_agree():
    demo = simulation(3000)
    chosen = Counter(account.odd for account in demo.accounts if account.odd)
    assert set(chosen) == set(Oddity) and sum(chosen.values()) < 45
    newest = demo.plan.history[-1]
    late = list(told(demo, odd=True, since=newest))
    odd = {each.odd: differs(form, found) for each, form, found in late if each.month == newest.index}
    for oddity in (Oddity.RESTARTED, Oddity.CYCLE):
        assert odd[oddity] & {"days_late", "days_evaded"}, oddity
    for oddity in (Oddity.ROUNDED, Oddity.REVERSAL, Oddity.PAYMENT_DAY):
        assert odd[oddity] == {"charge"}, oddity
    assert {"late", "evaded"} <= odd[Oddity.GROUND]
    months = [each for each in demo.month(newest) if each.odd in (Oddity.MONTHS, Oddity.OPENING)]
    assert months and all(c12_row(c12_cells(each, 1, PER_100000_A_DAY))["months_owed"] >= 2 for each in months)
    first = [c12_row(c12_cells(each, 1, PER_100000_A_DAY)) for each in demo.month(demo.plan.first)]
    undated = {row["unit_code"] for row in first if row["paid_through_httt"] is None}
    assert undated == set(demo.odd_ones(Oddity.OPENING))


def test_a_small_demo_holds_no_oddity():
    assert not any(account.odd for account in simulation(FEWEST_EMPLOYERS - 1).accounts)


def test_a_debtor_is_urged_again_each_quarter_and_not_before_the_law():
    demo = simulation(600)
    for _figures in demo.month(demo.plan.last):
        pass
    urged = [account.urged for account in demo.accounts if account.urged]
    assert len(urged) > 10 and max(map(len, urged)) > 3
    for days in urged:
        assert days[0] >= date(2025, 7, 21) and days == sorted(set(days))
        assert all((later - day).days > 75 for day, later in zip(days, days[1:], strict=False))
