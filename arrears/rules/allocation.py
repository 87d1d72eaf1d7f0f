"""What each payment settles: money with a fund's name its fund, oldest first; money without one what is due first."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from arrears.rules.law import Account, Entry, Kind, Law, Obligation
from arrears.rules.months import due_date
from portal.core.periods import Month

_FIRST = {Kind.PAYABLE: 0, Kind.REVERSAL: 1, Kind.PAYMENT: 2}
"""On one day what is payable stands before what is taken back, and that before what is paid."""


@dataclass
class Allocation:
    """What of a payment settled part of an obligation; `left` of it was not taken back."""

    on: date
    obligation: Obligation
    left: int


@dataclass
class Settled:
    """The account after its entries: obligations in the order of funds and months, and money that settled nothing yet, by
    the fund it names ("" = none)."""

    obligations: dict[tuple[str, Month], Obligation] = field(default_factory=dict)
    credit: dict[str, int] = field(default_factory=dict)
    allocations: list["Allocation"] = field(default_factory=list)
    uncovered: int = 0
    """Of reversals: more was taken back than was ever paid."""

    @property
    def surplus(self) -> int:
        return sum(self.credit.values())


def settle(account: Account, law: Law, *, until: date) -> Settled:
    """Walk through the entries up to and with the day, in the order of their days.

    >>> from arrears.rules.months import Deadline
    >>> law = Law((Deadline(Month(2025, 7), 1),))
    >>> september, day = Month(2026, 9), date(2026, 9, 1)
    >>> owes = [Entry(Kind.PAYABLE, 100, day, fund, september) for fund in ("odts", "httt", "bhyt")]
    >>> paid = settle(Account([*owes, Entry(Kind.PAYMENT, 150, date(2026, 10, 5))]), law, until=date(2026, 10, 31))
    >>> {fund: one.outstanding for (fund, _month), one in paid.obligations.items()}
    {'odts': 50, 'httt': 100, 'bhyt': 0}
    """
    found = Settled()
    known = [entry for entry in account.entries if entry.on <= until]
    for entry in sorted(known, key=lambda one: (one.on, _FIRST[one.kind])):
        if entry.kind == Kind.PAYABLE:
            _owe(found, entry, account.cycle, law)
            _use_credit(found, entry, law)
        elif entry.kind == Kind.PAYMENT:
            left = _pay(found, entry.fund, entry.amount, entry.on, law)
            found.credit[entry.fund] = found.credit.get(entry.fund, 0) + left
        else:
            _take_back(found, entry)
    return found


def _owe(found: Settled, entry: Entry, cycle: int, law: Law) -> None:
    month = entry.month
    if month is None:
        raise ValueError(f"a payable has a month: {entry}")
    due_on = due_date(month, entry.cycle or cycle, law.deadlines)
    obligation = found.obligations.setdefault(
        (entry.fund, month), Obligation(entry.fund, month, 0, due_on, max(due_on, law.day0))
    )
    obligation.payable += entry.amount


def _use_credit(found: Settled, entry: Entry, law: Law) -> None:
    """Money that waited settles what becomes payable: its own fund's first, then that of no fund."""
    for name in (entry.fund, ""):
        waiting = found.credit.pop(name, 0)
        if waiting:
            found.credit[name] = _pay(found, name, waiting, entry.on, law)


def _pay(found: Settled, fund: str, amount: int, on: date, law: Law) -> int:
    """Settle in order; what is left over."""
    for obligation in _in_order(found.obligations.values(), fund, on, law):
        if not amount:
            break
        part = min(amount, obligation.outstanding)
        if part:
            obligation.settled.append((on, part))
            found.allocations.append(Allocation(on, obligation, part))
            amount -= part
    return amount


def _in_order(obligations: Iterable[Obligation], fund: str, on: date, law: Law) -> list[Obligation]:
    """Due by the day first; then by group of funds, month, fund."""
    open_ones = [one for one in obligations if one.outstanding > 0 and (not fund or one.fund == fund)]
    place = law.place_on(on)

    def key(one: Obligation) -> tuple:
        group, inside = place[one.fund]
        return (one.due_on > on, group, one.month, inside)

    return sorted(open_ones, key=key)


def _take_back(found: Settled, entry: Entry) -> None:
    """A reversal takes waiting money first, then undoes the newest allocations, from its own day on."""
    amount = entry.amount
    for name in [entry.fund] if entry.fund else sorted(found.credit):
        part = min(amount, found.credit.get(name, 0))
        if part:
            found.credit[name] -= part
            amount -= part
    ours = [one for one in found.allocations if one.left and entry.fund in ("", one.obligation.fund)]
    newest = sorted(enumerate(ours), key=lambda one: (one[1].on, one[1].obligation.month, one[0]), reverse=True)
    for _place, allocation in newest:
        part = min(amount, allocation.left)
        if part:
            allocation.left -= part
            allocation.obligation.settled.append((entry.on, -part))
            amount -= part
    found.uncovered += amount
