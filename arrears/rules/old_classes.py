"""Classes of debt by Decision 595/QĐ-BHXH, Art. 36.1, in force to 4/2026: by months owed, and hard to collect by what has
become of the unit. Pure: the bounds come in from dated rows. They stand beside the classes of Law 41, never instead."""

from dataclasses import dataclass
from decimal import Decimal

HARD = "IV"
HARD_CASES = {8: "a", 6: "b", 7: "b", 10: "b", 5: "c", 9: "c", 11: "c", 3: "d"}
"""State of a unit (columns 38 to 48 of form B03 of Decision 366) -> the case of Art. 36.1.4 that it comes nearest to: gone from
its address; being wound up or without anybody in charge; ended; pension payments suspended."""


@dataclass(frozen=True)
class Bounds:
    """From how many months on a debt is of the second and of the third class."""

    late_from: Decimal
    long_from: Decimal


def old_class(months: Decimal | int | None, bounds: Bounds, *, section: str = "", state: int | None = None) -> str:
    """The class as the section of form B03-TS that carries it: I under a month, II, III, IV hard to collect; empty where
    nobody says how many months. What BHXH put into section IV is hard to collect; so is a unit in such a state. Months
    are compared unrounded.

    >>> bounds = Bounds(Decimal(1), Decimal(3))
    >>> [old_class(Decimal(told), bounds) for told in ("0.99", "1", "2.999", "3", "31")]
    ['I', 'II', 'II', 'III', 'III']
    >>> old_class(None, bounds), old_class(None, bounds, section="IV"), old_class(5, bounds, state=8)
    ('', 'IV', 'IV')
    """
    if section == HARD or state in HARD_CASES:
        return HARD
    if months is None:
        return ""
    if months < bounds.late_from:
        return "I"
    return "II" if months < bounds.long_from else "III"
