"""Simulations without a database, for the tests of the demo."""

import hashlib
from datetime import date

from arrears.rules import Deadline
from arrears.rules.law import Law
from portal.core.periods import Month
from portal.shell.demo.employers import Place
from portal.shell.demo.simulation import Plan, Simulation
from portal.shell.demo.workbooks import last_month_rows

DEADLINES = (Deadline(Month(1995, 1), 0), Deadline(Month(2025, 7), 1))
PER_100000_A_DAY = 30
TODAY = date(2026, 11, 20)


def places(count: int = 40) -> list[Place]:
    """Communes of nowhere, every third a ward."""
    return [
        Place(f"{9000 + n:05d}", f"{'Phường' if n % 3 == 0 else 'Xã'} Thử {n}", (f"{8000 + n:05d}",), f"BHXH {n % 4}")
        for n in range(count)
    ]


def law(day: date) -> Law:
    """The law of the day, without a database."""
    if day < date(2025, 7, 1):
        return Law(DEADLINES)
    return Law(DEADLINES, PER_100000_A_DAY, evasion_after=60, day0=date(2025, 6, 30))


def simulation(employers: int = 300, months: int = 16, seed: int = 1, as_of: date = TODAY) -> Simulation:
    plan = Plan("bac-ninh", employers, months, seed, as_of)
    return Simulation(plan, "Tỉnh Bắc Ninh", places(), law)


def fingerprint(employers: int, seed: int) -> str:
    """A hash of every cell of the last month's two files."""
    return hashlib.sha256(repr(last_month_rows(simulation(employers, seed=seed))).encode()).hexdigest()
