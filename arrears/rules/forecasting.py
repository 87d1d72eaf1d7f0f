"""What happens unless somebody pays: on which day a debt may be evasion, when it reaches so many months, what waiting costs."""

from dataclasses import dataclass
from datetime import date, timedelta

from arrears.rules.allocation import settle
from arrears.rules.law import Account, Law, Obligation
from arrears.rules.months import months_overdue
from arrears.rules.reckoning import reckon
from portal.core.money import BHXH_FUNDS
from portal.core.periods import Month


@dataclass(frozen=True)
class Forecast:
    """If nothing is paid. `evasion_from`: the first day on which an unpaid debt passes the days of the law (it still takes
    an urging and no accepted reason). `listed_at`: the month at whose end it owes `threshold` months. `waiting`: charge
    added from the day asked until `until`, whole dong."""

    on: date
    until: date
    evasion_from: date | None
    listed_at: Month | None
    waiting: int


def forecast(account: Account, law: Law, *, on: date, until: date, threshold: int) -> Forecast:
    """Look ahead from the day. Raises ValueError when `until` lies before it.

    >>> from arrears.rules.law import Entry, Kind
    >>> from arrears.rules.months import Deadline
    >>> law, month = Law((Deadline(Month(2025, 7), 1),), rate=30, evasion_after=60), Month(2026, 9)
    >>> owes = Account([Entry(Kind.PAYABLE, 100_000_000, month.first_day, "httt", month)])
    >>> seen = forecast(owes, law, on=date(2026, 11, 20), until=date(2026, 12, 31), threshold=3)
    >>> seen.evasion_from.isoformat(), str(seen.listed_at), seen.waiting
    ('2026-12-31', '2027-01', 1230000)
    """
    if until < on:
        raise ValueError(f"{until} lies before {on}")
    open_ones = [one for one in settle(account, law, until=on).obligations.values() if one.outstanding]
    known = Account(
        [entry for entry in account.entries if entry.on <= on], account.cycle, account.urged, account.justified
    )
    before, after = (sum(reckon(known, law, on=day).charge.values()) for day in (on, until))
    return Forecast(on, until, _evasion_from(open_ones, law), _listed_at(open_ones, threshold), after - before)


def _evasion_from(open_ones: list[Obligation], law: Law) -> date | None:
    after = law.evasion_after
    if after is None:
        return None
    return min((one.clock + timedelta(days=after + 1) for one in open_ones), default=None)


def _listed_at(open_ones: list[Obligation], threshold: int) -> Month | None:
    due = min((one.due_on for one in open_ones if one.fund in BHXH_FUNDS), default=None)
    if due is None:
        return None
    month = Month.of(due)
    while months_overdue(due, month) < threshold:
        month = month.plus(1)
    return month
