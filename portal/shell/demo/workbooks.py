"""The files of the month that is not in yet, as BHXH would send them, slips of the hand included, and one file that is
refused. They agree with the simulation to the dong."""

from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

from agencies.models import Agency, Province
from arrears.imports.columns import B03_COLUMNS, C12_COLUMNS, FUNDS
from portal.core.periods import Month
from portal.shell.demo.batches import file_name, write_file
from portal.shell.demo.codes import misprinted, unit_code
from portal.shell.demo.contributions import Figures
from portal.shell.demo.names import Namer
from portal.shell.demo.road import as_csv
from portal.shell.demo.rows import b03_cells, c12_cells
from portal.shell.demo.simulation import Simulation
from portal.shell.demo.urged import TITLES, last_list

Cells = list[Any]
_C12 = {name: place for place, name in enumerate(C12_COLUMNS)}
_B03 = {name: place for place, name in enumerate(B03_COLUMNS)}
SLIPS = 4
"""Of each kind of slip, so many rows at most."""

WRONG_FILE_ROWS = 40


def write_last_month(simulation: Simulation, province: Province, folder: Path) -> list[Path]:
    """Write the month's two files, the broken one and the list of the month's urging; files that are there are written again,
    the same."""
    folder.mkdir(parents=True, exist_ok=True)
    month = simulation.plan.last
    agency = province.agencies.select_related("province").get(code="bhxh-tinh")
    c12, b03 = last_month_rows(simulation)
    contents = {file_name("b03", month): ("b03", b03), file_name("c12", month): ("c12", c12)}
    contents[file_name("c12", month).replace(".xlsx", "-co-loi.xlsx")] = ("c12", broken(c12))
    paths = [_write(folder / name, kind, month, agency, rows) for name, (kind, rows) in contents.items()]
    if notices := last_list(simulation):
        paths.append(folder / f"01-DD-{month.month:02d}-{month.year}.csv")
        paths[-1].write_bytes(as_csv(TITLES, notices))
    return paths


def _write(path: Path, kind: str, month: Month, agency: Agency, rows: Sequence[Cells]) -> Path:
    write_file(kind, path, month, agency, rows)
    return path


def last_month_rows(simulation: Simulation) -> tuple[list[Cells], list[Cells]]:
    """The rows of C12 and of B03, with the deliberate slips."""
    random = Random(f"{simulation.plan.seed}/slips")
    figures = list(simulation.month(simulation.plan.last))
    late = sorted((each for each in figures if each.is_late), key=lambda each: (each.unit.kind, each.unit.unit_code))
    c12 = [c12_cells(each, number, simulation.per_day) for number, each in enumerate(figures, 1)]
    b03 = [b03_cells(each, number, simulation.per_day) for number, each in enumerate(late, 1)]
    _slip(figures, c12, random)
    if late:
        b03.append(_stranger(late[len(late) // 2], simulation, random))
    return c12, b03


def _slip(figures: Sequence[Figures], rows: list[Cells], random: Random) -> None:
    """What makes the check warn: openings that differ, tax codes with a wrong check digit, a name written otherwise."""
    month_before = [place for place, each in enumerate(figures) if each.unit.number % 7 == 3]
    chosen = random.sample(month_before, min(len(month_before), 3 * SLIPS))
    for place in chosen[:SLIPS]:
        _raise_opening(rows[place], random.randint(2, 40) * 100_000)
    for place in chosen[SLIPS : 2 * SLIPS - 1]:
        rows[place][_C12["tax_code"]] = misprinted(rows[place][_C12["tax_code"]])
        rows[place][_C12["tax_code_ok"]] = "f"
    for place in chosen[2 * SLIPS - 1 : 2 * SLIPS]:
        rows[place][_C12["name"]] = rows[place][_C12["name"]].replace("Công ty TNHH", "Cty TNHH").upper()


def _raise_opening(row: Cells, by: int) -> None:
    """The file opens with more than the last one closed with, and the difference was paid: the row itself adds up."""
    row[_C12["opening_httt"]] += by
    row[_C12["paid_httt"]] += by


def _stranger(like: Figures, simulation: Simulation, random: Random) -> Cells:
    """A unit that only B03 names: it has no commune yet and waits to be placed."""
    row = b03_cells(like, 0, simulation.per_day)
    row[_B03["unit_code"]] = unit_code(simulation.plan.province, 99_001, like.unit.kind)
    row[_B03["name"]] = Namer(random).employer(like.unit.kind, like.unit.sector)
    row[_B03["address"]] = None
    return row


def broken(rows: Sequence[Cells]) -> list[Cells]:
    """A file with mistakes of every usual kind: each refused row says what is wrong and what to do."""
    wrong = [list(row) for row in rows[:WRONG_FILE_ROWS]]
    for place, spoil in enumerate(_MISTAKES):
        row = 3 + place * 4
        if row < len(wrong):
            spoil(wrong, row)
    return wrong


def _unbalanced(rows: list[Cells], place: int) -> None:
    rows[place][_C12["closing_httt"]] += 1_000_000


def _without_code(rows: list[Cells], place: int) -> None:
    rows[place][_C12["unit_code"]] = ""


def _negative_workers(rows: list[Cells], place: int) -> None:
    rows[place][_C12["workers"]] = -12


def _twice_otherwise(rows: list[Cells], place: int) -> None:
    rows[place] = list(rows[place - 1])
    rows[place][_C12["name"]] += " (chi nhánh)"
    rows[place][_C12["workers"]] += 5


def _unknown_kind(rows: list[Cells], place: int) -> None:
    rows[place][_C12["kind"]] = 27


def _negative_arrears(rows: list[Cells], place: int) -> None:
    for fund in FUNDS:
        rows[place][_C12[f"late_{fund}"]] = -500_000


def _odd_cycle(rows: list[Cells], place: int) -> None:
    rows[place][_C12["cycle"]] = 5


_MISTAKES: tuple[Callable[[list[Cells], int], None], ...] = (
    _unbalanced,
    _without_code,
    _negative_workers,
    _twice_otherwise,
    _unknown_kind,
    _negative_arrears,
    _odd_cycle,
)
