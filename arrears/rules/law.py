"""The figures of the law that one day's reckoning reads, handed in whole; and what happened to one employer's money."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum

from arrears.rules.months import CYCLES, Deadline
from portal.core.periods import Month

SETTLED_TOGETHER = (("bhyt",), ("bhtn",), ("tnld_bnn",), ("odts", "httt"), ("unsplit",))
"""Which money a payment settles first, where the file names no fund (Decision 595/QĐ-BHXH, Art. 43.2): BHYT, BHTN,
TNLĐ-BNN, then BHXH, its two parts together, oldest month first and ODTS before HTTT inside a month."""


@dataclass(frozen=True)
class Law:
    """What counts on the day of the reckoning.

    `rate`: charge per RATE_BASE dong and day, 0 before the Law of 2024. `rates`: where it was another before, each with its
    first day, oldest first: a day is charged by the rate of its own. `order`, `orders`: what a payment settles first, likewise.
    `evasion_after`: days after which, once urged, late payment is evasion; None before that law. `day0`: what fell due earlier
    counts its days and charge from here.
    """

    deadlines: Sequence[Deadline]
    rate: int = 0
    evasion_after: int | None = None
    day0: date = date.min
    order: Sequence[Sequence[str]] = SETTLED_TOGETHER
    rates: Sequence[tuple[date, int]] = ()
    orders: Sequence[tuple[date, Sequence[Sequence[str]]]] = ()

    @property
    def unit(self) -> int:
        """What all rates are whole multiples of: the charge is dong x weight x this / RATE_BASE."""
        return math.gcd(*(rate for _first, rate in self.rates)) if self.rates else self.rate

    def weight(self, day: date) -> int:
        """What lies between two days is what a dong late on the days after the first, up to the second, is charged, in units:
        the number of days while the rate is one and the same.

        >>> law = Law((), rate=50, rates=((date(2025, 7, 1), 30), (date(2027, 1, 1), 50)))
        >>> law.unit, law.weight(date(2027, 1, 2)) - law.weight(date(2026, 12, 30))
        (10, 13)
        """
        total, before, unit = 0, 0, self.unit or 1
        for place, (first, rate) in enumerate(self.rates or ((day, unit),)):
            if not place:
                total = day.toordinal() * (rate // unit)
            elif first <= day:
                total += ((day - first).days + 1) * ((rate - before) // unit)
            before = rate
        return total

    @property
    def place_of(self) -> dict[str, tuple[int, int]]:
        """Fund -> its group's place and its own place inside the group."""
        return _places(self.order)

    def place_on(self, day: date) -> dict[str, tuple[int, int]]:
        """The same for money of the day; the first order told holds for what lies before it."""
        told = [order for first, order in self.orders if first <= day] or [order for _first, order in self.orders[:1]]
        return _places(told[-1] if told else self.order)


def _places(order: Sequence[Sequence[str]]) -> dict[str, tuple[int, int]]:
    return {fund: (group, place) for group, funds in enumerate(order) for place, fund in enumerate(funds)}


class Kind(StrEnum):
    """What can happen to the money of one employer."""

    PAYABLE = "payable"
    PAYMENT = "payment"
    REVERSAL = "reversal"


@dataclass(frozen=True)
class Entry:
    """One line of an employer's account, in whole dong, never below zero.

    PAYABLE: `fund` and the contribution `month`; a downward adjustment is a payment naming its fund, an upward one a payable
    of the report month. PAYMENT and REVERSAL: on the value day `on`, of one `fund` or of none. `cycle`: by which a payable
    was to be paid, 0 = by the account's.
    """

    kind: Kind
    amount: int
    on: date
    fund: str = ""
    month: Month | None = None
    cycle: int = 0

    def __post_init__(self) -> None:
        if self.amount < 0 or (self.kind == Kind.PAYABLE and (not self.fund or self.month is None)):
            raise ValueError(f"not an entry of an account: {self}")
        if self.cycle and self.cycle not in CYCLES:
            raise ValueError(f"no such payment cycle: {self.cycle}")


@dataclass(frozen=True)
class Account:
    """All that is known of one employer up to a day. `cycle`: by which it pays now. `urged`: days on which a written urging was
    served. `justified`: spans in which an accepted reason keeps late payment from being evasion (Art. 39.2), None = still."""

    entries: Sequence[Entry]
    cycle: int = 1
    urged: Sequence[date] = ()
    justified: Sequence[tuple[date, date | None]] = ()

    def __post_init__(self) -> None:
        if self.cycle not in CYCLES:
            raise ValueError(f"no such payment cycle: {self.cycle}")


class Status(IntEnum):
    """Of one obligation on one day; the numbers are those of LedgerRow.Class."""

    SETTLED = 0
    NOT_DUE = 1
    LATE = 2
    EVASION = 3


@dataclass
class Obligation:
    """What an employer owes of one fund for one contribution month, and how it was settled: (day, dong), a reversal below
    zero. `clock` is the day from which late days count: the due day, or day 0 of the law for what fell due before."""

    fund: str
    month: Month
    payable: int
    due_on: date
    clock: date
    settled: list[tuple[date, int]] = field(default_factory=list)

    @property
    def outstanding(self) -> int:
        return self.payable - sum(amount for _day, amount in self.settled)
