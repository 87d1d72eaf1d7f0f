"""The same account, told day by day: each day every unpaid overdue dong of an obligation counts one day more.

Slow and obvious; shares nothing with arrears.rules but the shapes of what goes in."""

from datetime import date, timedelta
from fractions import Fraction

from arrears.rules.law import Account, Kind, Law

ORDER = {"bhyt": 0, "bhtn": 1, "tnld_bnn": 2, "odts": 3, "httt": 3, "unsplit": 4}
INSIDE = {"odts": 0, "httt": 1}


def due_day(month, cycle: int, deadlines) -> date:
    """Month by month to the end of the calendar quarter or half, then as many months on as the law of the month says."""
    last = month
    while cycle > 1 and last.month % cycle:
        last = last.plus(1)
    after = [one.months_after for one in sorted(deadlines, key=lambda one: one.first) if one.first <= month][-1]
    following = last.plus(after + 1).first_day
    return following - timedelta(days=1)


class Slow:
    """Walks from the first entry to the day. `owing`: (fund, month) -> dong unpaid."""

    def __init__(self, account: Account, law: Law, on: date) -> None:
        self.account, self.law, self.on = account, law, on
        self.owing: dict = {}
        self.due: dict = {}
        self.credit: dict[str, int] = {}
        self.paid: list[list] = []  # [day, key, dong], in the order of payment
        self.charged: dict = {}
        self.uncovered = 0
        for day in self._days():
            self._charge(day)
            for kind in (Kind.PAYABLE, Kind.REVERSAL, Kind.PAYMENT):
                for entry in account.entries:
                    if entry.on == day and entry.kind == kind:
                        getattr(self, f"_{kind.value}")(entry)

    def _days(self):
        days = [entry.on for entry in self.account.entries if entry.on <= self.on]
        day = min(days, default=self.on)
        while day <= self.on:
            yield day
            day += timedelta(days=1)

    def clock(self, key) -> date:
        return max(self.due[key], self.law.day0)

    def rate(self, day: date) -> int:
        """Of the day itself; the first one told holds for what lies before it."""
        told = [rate for first, rate in self.law.rates if first <= day] or [rate for _, rate in self.law.rates[:1]]
        return told[-1] if told else self.law.rate

    def _charge(self, day: date) -> None:
        """In the morning, on what was unpaid the evening before."""
        for key, unpaid in self.owing.items():
            if day > self.clock(key):
                self.charged[key] = self.charged.get(key, 0) + unpaid * self.rate(day)

    def _payable(self, entry) -> None:
        key = (entry.fund, entry.month)
        if key not in self.due:
            self.due[key] = due_day(entry.month, entry.cycle or self.account.cycle, self.law.deadlines)
            self.owing[key] = 0
        late = range(1, (entry.on - self.clock(key)).days + 1)  # told late, owed all the same
        due = sum(self.rate(self.clock(key) + timedelta(days=day)) for day in late) * entry.amount
        self.charged[key] = self.charged.get(key, 0) + due
        self.owing[key] += entry.amount
        for name in (entry.fund, ""):
            self.credit[name] = self._spend(name, self.credit.get(name, 0), entry.on)

    def _payment(self, entry) -> None:
        left = self._spend(entry.fund, entry.amount, entry.on)
        self.credit[entry.fund] = self.credit.get(entry.fund, 0) + left

    def _spend(self, fund: str, dong: int, day: date) -> int:
        while dong:
            waiting = [key for key, unpaid in self.owing.items() if unpaid and (not fund or key[0] == fund)]
            if not waiting:
                break
            due_ones = [key for key in waiting if self.due[key] <= day] or waiting
            first = min(due_ones, key=lambda key: (ORDER[key[0]], key[1], INSIDE.get(key[0], 0)))
            part = min(dong, self.owing[first])
            self.owing[first] -= part
            self.paid.append([day, first, part])
            dong -= part
        return dong

    def _reversal(self, entry) -> None:
        dong = entry.amount
        for name in [entry.fund] if entry.fund else sorted(self.credit):
            part = min(dong, self.credit.get(name, 0))
            self.credit[name] = self.credit.get(name, 0) - part
            dong -= part
        places = [place for place, (_, key, _) in enumerate(self.paid) if not entry.fund or key[0] == entry.fund]
        for place in sorted(
            places, key=lambda place: (self.paid[place][0], self.paid[place][1][1], place), reverse=True
        ):
            _day, key, left = self.paid[place]
            part = min(dong, left)
            self.paid[place][2] -= part
            self.owing[key] += part
            dong -= part
        self.uncovered += dong

    def status(self, key) -> str:
        if not self.owing[key]:
            return "settled"
        if self.on <= self.due[key]:
            return "not_due"
        days = (self.on - self.clock(key)).days
        if self.law.evasion_after is None or days <= self.law.evasion_after:
            return "late"
        if not [served for served in self.account.urged if self.clock(key) < served <= self.on]:
            return "late"
        excused = [1 for begun, ended in self.account.justified if begun <= self.on and not (ended and ended < self.on)]
        return "late" if excused else "evasion"

    def sums(self, status: str) -> dict[str, int]:
        found: dict[str, int] = {}
        for key, unpaid in self.owing.items():
            if self.status(key) == status:
                found[key[0]] = found.get(key[0], 0) + unpaid
        return found

    def charge(self, fund: str, *, evaded_only: bool = False) -> int:
        keys = [key for key in self.charged if key[0] == fund]
        if evaded_only:
            keys = [key for key in keys if self.status(key) == "evasion"]
        exact = sum((Fraction(self.charged[key]) for key in keys), Fraction(0)) / 100_000
        return int(exact + Fraction(1, 2))
