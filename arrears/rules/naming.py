"""As what an employer may be named in public: as one that evades only where the law's conditions are met and proved.

Law 41/2024/QH15, Art. 39.1: grounds a to d and g come from BHXH with a document; đ and e need more than 60 days after the due
date, a written urging (Art. 35) served after the money was overdue, and no accepted reason (Art. 39.2). In doubt an employer
is named late: that it is in any case.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from arrears.rules.law import Law, Status

TOLD_BY_BHXH = ("a", "b", "c", "d", "g")
LEAST_DAYS = 60
"""What the database demands too, whatever the figures of the law say."""


@dataclass(frozen=True)
class Told:
    """What BHXH's file says of one employer at the month's end. `due_on`: of the oldest unpaid BHXH money; `reckoned`: day of
    the urging and age in days where the portal's own reckoning finds evasion of BHTN alone (ground e)."""

    worst: int
    evaded_bhxh: int = 0
    due_on: date | None = None
    days_evaded: int | None = None
    reckoned: tuple[date, int] | None = None


@dataclass(frozen=True)
class Naming:
    """As what to name, and what proves it. `why`: why an employer that BHXH holds to evade is not named so."""

    named_as: int
    ground: str = ""
    days: int | None = None
    urged_on: date | None = None
    is_justified: bool = False
    why: str = ""


NO_LAW, NO_DATE, TOO_SOON, NOT_URGED, JUSTIFIED = "no_law", "no_date", "too_soon", "not_urged", "justified"


def naming(
    told: Told, *, grounds: Sequence[str], urged: Sequence[date], is_justified: bool, law: Law, on: date
) -> Naming:
    """As what the employer may be named by figures of the day `on`.

    >>> law = Law((), evasion_after=60, day0=date(2025, 6, 30))
    >>> told = Told(3, evaded_bhxh=5, due_on=date(2026, 7, 31))
    >>> found = naming(told, grounds=(), urged=[date(2026, 9, 1)], is_justified=False, law=law, on=date(2026, 10, 31))
    >>> int(found.named_as), found.ground, found.days
    (3, 'đ', 92)
    >>> naming(told, grounds=(), urged=[date(2026, 7, 31)], is_justified=False, law=law, on=date(2026, 10, 31)).why
    'not_urged'
    """
    if told.worst != Status.EVASION:
        return Naming(told.worst)
    document = next((ground for ground in TOLD_BY_BHXH if ground in grounds), "")
    if document:
        return Naming(Status.EVASION, document, _days(told, law, on))
    if is_justified:
        return _late(told, law, on, JUSTIFIED, is_justified=True)
    if law.evasion_after is None:
        return _late(told, law, on, NO_LAW)
    return _by_days(told, urged, law, on)


def _by_days(told: Told, urged: Sequence[date], law: Law, on: date) -> Naming:
    """Grounds đ (BHXH) and e (BHTN): long enough overdue, and urged while it was."""
    if told.evaded_bhxh == 0 and told.reckoned is not None and told.reckoned[1] > _least(law):
        if told.reckoned[0] not in urged:  # withdrawn since, or served on another day
            return _late(told, law, on, NOT_URGED)
        return Naming(Status.EVASION, "e", told.reckoned[1], told.reckoned[0])
    begun = _begun(told, law, on)
    if told.evaded_bhxh == 0 or begun is None:
        return _late(told, law, on, NO_DATE)
    if (on - begun).days <= _least(law):
        return _late(told, law, on, TOO_SOON)
    counting = min((day for day in urged if begun < day <= on), default=None)
    if counting is None:
        return _late(told, law, on, NOT_URGED)
    return Naming(Status.EVASION, "đ", (on - begun).days, counting)


def _late(told: Told, law: Law, on: date, why: str, *, is_justified: bool = False) -> Naming:
    return Naming(Status.LATE, days=_days(told, law, on), is_justified=is_justified, why=why)


def _least(law: Law) -> int:
    return max(LEAST_DAYS, law.evasion_after or 0)


def _begun(told: Told, law: Law, on: date) -> date | None:
    """The day from which the days of the oldest unpaid money count. A supplied count that may begin anew at day 61 is no
    proof below 60."""
    if told.due_on is not None:
        return max(told.due_on, law.day0)
    return on - timedelta(days=told.days_evaded) if told.days_evaded else None


def _days(told: Told, law: Law, on: date) -> int | None:
    begun = _begun(told, law, on)
    return None if begun is None else max(0, (on - begun).days)
