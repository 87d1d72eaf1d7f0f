"""One employer's arrears on a day: days, class and charge of each obligation, and the sums that the forms carry.

Late from the day after the due day; evasion (Law 41/2024/QH15, Art. 39.1 đ, e) only after `evasion_after` days, with a
written urging served after the money was overdue, and without an accepted reason. Charge is simple: outstanding x rate x days
over spans of constant outstanding (Art. 40.1, 41.1), rounded half up once per employer and fund.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from arrears.rules.allocation import Settled, settle
from arrears.rules.law import Account, Law, Obligation, Status
from arrears.rules.months import RATE_BASE
from portal.core.money import BHXH_FUNDS
from portal.core.periods import Month


@dataclass(frozen=True)
class Standing:
    """One obligation on the day. `weight`: its days, as the charge counts them (Law.weight); `dong_days`: outstanding x weight,
    summed over its spans: the charge before the rate."""

    fund: str
    month: Month
    due_on: date
    outstanding: int
    days: int
    status: Status
    dong_days: int
    weight: int


@dataclass
class Reckoned:
    """What the employer owes on the day, whole dong by fund. not_due + late + evaded = outstanding, always;
    charge_late + charge_evaded = charge. `days_late`, `days_evaded`: the largest of the unpaid BHXH obligations."""

    on: date
    standings: list[Standing]
    credit: dict[str, int]
    uncovered: int
    not_due: dict[str, int] = field(default_factory=dict)
    late: dict[str, int] = field(default_factory=dict)
    evaded: dict[str, int] = field(default_factory=dict)
    charge: dict[str, int] = field(default_factory=dict)
    charge_evaded: dict[str, int] = field(default_factory=dict)
    days_late: int = 0
    days_evaded: int = 0

    @property
    def outstanding(self) -> int:
        return sum(one.outstanding for one in self.standings)

    @property
    def owed(self) -> int:
        """Late and evaded: what an employer with charge only does not have."""
        return sum(self.late.values()) + sum(self.evaded.values())

    @property
    def surplus_left(self) -> int:
        """Money that waits for something to settle."""
        return sum(self.credit.values())

    def charge_late(self, fund: str) -> int:
        return self.charge.get(fund, 0) - self.charge_evaded.get(fund, 0)

    @property
    def oldest_bhxh_due(self) -> date | None:
        """The real due day of the oldest unpaid BHXH obligation that is overdue."""
        return min((one.due_on for one in self.standings if _counts_for_days(one)), default=None)


def half_up(dividend: int, divisor: int) -> int:
    """Round a positive quotient to the nearest whole, halves up.

    >>> half_up(5, 10), half_up(4, 10), half_up(15, 10)
    (1, 0, 2)
    """
    return (2 * dividend + divisor) // (2 * divisor)


def reckon(account: Account, law: Law, *, on: date) -> Reckoned:
    """The account on the day.

    >>> from arrears.rules.law import Entry, Kind
    >>> from arrears.rules.months import Deadline
    >>> law = Law((Deadline(Month(2025, 7), 1),), rate=30, evasion_after=60)
    >>> month = Month(2026, 9)
    >>> owes = Account([Entry(Kind.PAYABLE, 100_000_000, month.first_day, "httt", month)])
    >>> [(day.isoformat(), reckon(owes, law, on=day).standings[0].days) for day in (date(2026, 10, 31), date(2026, 11, 1))]
    [('2026-10-31', 0), ('2026-11-01', 1)]
    >>> reckon(owes, law, on=date(2026, 11, 20)).charge
    {'httt': 600000}
    """
    settled = settle(account, law, until=on)
    standings = [
        standing_of(one, account.urged, account.justified, law, on)
        for one in sorted(settled.obligations.values(), key=lambda one: (one.month, law.place_of[one.fund]))
    ]
    return _summed(standings, settled, law, on)


def standing_of(
    one: Obligation, urged: Sequence[date], justified: Sequence[tuple[date, date | None]], law: Law, on: date
) -> Standing:
    """Where one obligation stands on the day."""
    days = max(0, (on - one.clock).days)
    return Standing(
        one.fund, one.month, one.due_on, one.outstanding, days, _status(one, days, urged, justified, law, on),
        _dong_days(one, law, on), _weight(law, one.clock, on),
    )  # fmt: skip


def _status(one: Obligation, days: int, urged, justified, law: Law, on: date) -> Status:
    if one.outstanding == 0:
        return Status.SETTLED
    if on <= one.due_on:
        return Status.NOT_DUE
    if law.evasion_after is None or days <= law.evasion_after:
        return Status.LATE
    is_urged = any(one.clock < served <= on for served in urged)
    is_justified = any(begun <= on and (ended is None or on <= ended) for begun, ended in justified)
    return Status.EVASION if is_urged and not is_justified else Status.LATE


def _dong_days(one: Obligation, law: Law, on: date) -> int:
    """Each dong counts the days from the clock until it was settled; one never settled until the day. Money settled before the
    clock counts none; what a reversal brings back counts from the reversal on."""
    total = one.payable * _weight(law, one.clock, on)
    for day, amount in one.settled:
        total -= amount * _weight(law, max(day, one.clock), on)
    return total


def _weight(law: Law, since: date, on: date) -> int:
    return law.weight(on) - law.weight(since) if since < on else 0


def _summed(standings: list[Standing], settled: Settled, law: Law, on: date) -> Reckoned:
    found = Reckoned(on, standings, {fund: left for fund, left in settled.credit.items() if left}, settled.uncovered)
    by_fund: dict[str, list[Standing]] = {}
    for one in standings:
        by_fund.setdefault(one.fund, []).append(one)
    for fund, ours in by_fund.items():
        found.not_due[fund] = _outstanding(ours, Status.NOT_DUE)
        found.late[fund] = _outstanding(ours, Status.LATE)
        found.evaded[fund] = _outstanding(ours, Status.EVASION)
        found.charge[fund] = half_up(sum(one.dong_days for one in ours) * law.unit, RATE_BASE)
        evaded = sum(one.dong_days for one in ours if one.status == Status.EVASION)
        found.charge_evaded[fund] = half_up(evaded * law.unit, RATE_BASE)
    dated = [one for one in standings if _counts_for_days(one)]
    found.days_late = max((one.days for one in dated if one.status == Status.LATE), default=0)
    found.days_evaded = max((one.days for one in dated if one.status == Status.EVASION), default=0)
    return found


def _outstanding(standings: Iterable[Standing], status: Status) -> int:
    return sum(one.outstanding for one in standings if one.status == status)


def _counts_for_days(one: Standing) -> bool:
    return one.fund in BHXH_FUNDS and one.status in (Status.LATE, Status.EVASION)
