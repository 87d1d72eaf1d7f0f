"""The status of an employer on a day, from what agencies told of it.

- A word holds from its own day on; what was withdrawn never counted.
- Of the words that hold, the gravest is the status (GRAVITY); the lighter ones wait behind it, whoever told them.
- "Resumed" and "new" lift every word of the days before and of their own day's lifting is first: a word told for the same
  day as the resumption holds. Bankruptcy and dissolution are final: nothing lifts them; only withdrawing does.
- A suspension told with its last day is over the day after. A later word of suspension takes the place of the earlier one:
  it prolongs or shortens it.
- Without any word an employer operates, nobody knows since when.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

OPERATING, SUSPENDED = "operating", "suspended"
GRAVITY = (
    *(OPERATING, SUSPENDED, "no_representative", "not_at_address", "absconded"),
    *("dissolving", "licence_revoked", "bankrupt", "dissolved"),
)
"""From the lightest to the gravest. Which word on the same matter came last does not matter, only which weighs more."""

FINAL = frozenset({"bankrupt", "dissolved"})
BEGINS, LIFTS = "new", frozenset({"new", "resumed"})
FOUND_TELLS = {"suspended": "suspended", "stopped": "not_at_address", "not_found": "not_at_address"}
"""What a labour review found of an employer -> the event that this is. Who looks sees that nobody works there: that it was
dissolved is for whoever has the paper to tell, as that is final."""


@dataclass(frozen=True)
class Told:
    """One event as the rule reads it; `until` only where a suspension has a last day."""

    kind: str
    on: date
    until: date | None = None


@dataclass(frozen=True)
class Standing:
    """`since`: the first day of the present run; `began_on`: the first day it was told to be new."""

    status: str = OPERATING
    since: date | None = None
    began_on: date | None = None


def status_on(events: Iterable[Told], day: date) -> Standing:
    """What the events say of the day, in any order."""
    told = [event for event in events if event.on <= day]
    ends = {event.until + timedelta(days=1) for event in told if event.kind == SUSPENDED and event.until}
    status, since = OPERATING, None
    for point in sorted({event.on for event in told} | {end for end in ends if end <= day}):
        now = _gravest(told, point)
        if now != status or since is None:
            status, since = now, point
    began = min((event.on for event in told if event.kind == BEGINS), default=None)
    return Standing(status, since, began)


def is_news(events: Iterable[Told], kind: str, day: date, until: date) -> bool:
    """Whether a word found on the day says more than the register has heard: nothing as grave holds, nor has anybody told
    until now that the employer has worked since."""
    told = list(events)
    if any(event.kind in LIFTS and day < event.on <= until for event in told):
        return False
    return GRAVITY.index(status_on(told, day).status) < GRAVITY.index(kind)


def _gravest(told: list[Told], day: date) -> str:
    known = [event for event in told if event.on <= day]
    lifted = max((event.on for event in known if event.kind in LIFTS), default=date.min)
    suspended = max((event.on for event in known if event.kind == SUSPENDED), default=date.min)
    holding = [
        event.kind
        for event in known
        if event.kind not in LIFTS
        and (event.kind in FINAL or event.on >= lifted)
        and (event.kind != SUSPENDED or (event.on == suspended and (event.until is None or day <= event.until)))
    ]
    return max(holding, key=GRAVITY.index, default=OPERATING)
