"""Figures as the two files of a month say them: cells in the order of arrears.imports.columns."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

from arrears.imports.columns import B03_COLUMNS, C12_COLUMNS, FUNDS, UNSPLIT
from portal.core.periods import Month
from portal.shell.demo.books import Pile, charge
from portal.shell.demo.contributions import Figures, rates_of
from portal.shell.demo.odd import Oddity

NEW_COMMUNES_FROM = Month(2025, 7).index
"""Before this month the files name the communes of the three-tier time, and no local office of today."""

_SPLIT = C12_COLUMNS.index(f"opening_{UNSPLIT}")
_UNSPLIT_CELLS = (None,) * (len(C12_COLUMNS) - _SPLIT)


def c12_cells(figures: Figures, number: int, per_day: int) -> list[Any]:
    """One row of the flat file, in the order of C12_COLUMNS."""
    unit, others = figures.unit, figures.after[1]
    is_new = figures.month >= NEW_COMMUNES_FROM
    rates = rates_of(unit.kind)
    surplus = -sum(pile.left * rates[fund] for fund in FUNDS if (pile := figures.pile(fund)[1]).left < 0)
    cells = [number, "C12", unit.unit_code, unit.tax_code, "t", unit.name, unit.address]
    cells += [unit.place.code if is_new else unit.former_code, unit.zone, unit.kind, unit.sector, unit.cycle]
    cells += [
        figures.workers,
        figures.payable * 1000,
        figures.months_told,
        others.days_late,
        others.days_evaded,
        figures.state,
    ]
    cells += [surplus, None]
    for fund in FUNDS:
        cells += _fund_cells(figures, fund, rates[fund], per_day)
    cells += _UNSPLIT_CELLS
    return cells


def _fund_cells(figures: Figures, fund: str, rate: int, per_day: int) -> tuple:
    before, after = figures.pile(fund)
    paid = before.left + figures.payable + figures.adjustment - after.left
    return (
        before.left * rate,
        figures.payable * rate,
        figures.adjustment * rate,
        paid * rate,
        after.left * rate,
        _first_day(after.paid_to) if figures.is_paid_to_told else None,
        after.not_due * rate,
        after.late * rate,
        after.evaded * rate,
        sum(_charges(figures, after, rate, per_day)),
    )


def b03_cells(figures: Figures, number: int, per_day: int) -> list[Any]:
    """One row of form B03, in the order of B03_COLUMNS."""
    unit, others = figures.unit, figures.after[1]
    office = unit.place.office if figures.month >= NEW_COMMUNES_FROM else None
    rates = rates_of(unit.kind)
    cells = [number, "B03b-TS", unit.unit_code, unit.name, unit.address, figures.workers, unit.kind, office]
    cells += [others.days_late, others.days_evaded, figures.state, None]
    for fund in FUNDS:
        pile, rate = figures.pile(fund)[1], rates[fund]
        cells += (pile.not_due * rate, pile.late * rate, pile.evaded * rate, *_charges(figures, pile, rate, per_day))
    return cells


def _charges(figures: Figures, pile: Pile, rate: int, per_day: int) -> tuple[int, int]:
    """Of what is late and of what is evaded; together they are the fund's charge, rounded once."""
    whole, evaded = (charge(days, rate, per_day) for days in (pile.charge_days, pile.evaded_charge_days))
    if figures.odd == Oddity.ROUNDED:
        whole, evaded = (round(each, -3) for each in (whole, evaded))
    return whole - evaded, evaded


@cache
def _first_day(month: int) -> date:
    return Month.at(month).first_day


def copied(cells: Iterable[Any]) -> str:
    """Cells as a line of COPY text; invented names hold nothing to escape."""
    return "\t".join(["\\N" if cell is None else str(cell) for cell in cells])


def c12_row(cells: Iterable[Any]) -> dict[str, Any]:
    """The cells by name, without the totals of files that do not split the money."""
    return dict(zip(C12_COLUMNS[:_SPLIT], cells, strict=False))


def b03_row(cells: Iterable[Any]) -> dict[str, Any]:
    return dict(zip(B03_COLUMNS, cells, strict=True))
