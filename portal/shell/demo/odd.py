"""Where BHXH of the demo says otherwise than the law's arithmetic does: a few debtors, each for one named reason, so that the
page of differences has something of every kind while most of it agrees."""

from collections.abc import Callable, Iterable
from enum import StrEnum

from portal.core.periods import Month
from portal.shell.demo.stories import NEVER, Story

LAW_SINCE = Month(2025, 7).index
"""The Law of 2024 is in force since 1 July 2025; what fell due before counts its days from the eve of it, in any cycle."""

FEWEST_EMPLOYERS = 300
"""A smaller demo has so few debtors that it holds no contradiction."""


class Oddity(StrEnum):
    NOT_TOLD = "BHXH urged, the portal was told of no notice"
    RESTARTED = "days of evasion counted anew from the 61st"
    PAYMENT_DAY = "charge counted to the day of the money, of which the file tells the month alone"
    CYCLE = "days by a cycle of three months, the file says one"
    REVERSAL = "a correction downwards settles the newest month instead of the oldest"
    OPENING = "the first file does not say which months its opening is of"
    GROUND = "evasion by a ground that needs no urging"
    JUSTIFIED = "evasion, though a reason was accepted since"
    MONTHS = "months told, counted from the last one paid"
    ROUNDED = "charge rounded to thousands of dong"


Fits = Callable[[Story, int, int], bool]


def _stands(story: Story) -> bool:
    """It stopped paying before the first month and nothing else has happened since."""
    return story.name == "stopped" and not story.states and story.cover[0] == story.cover[-1] < story.first - 2


def _is_urged(story: Story, first: int, last: int) -> bool:
    return story.name == "stopped" and story.urged_from <= last - 3


def _is_not_urged(story: Story, first: int, last: int) -> bool:
    return _stands(story) and story.urged_from == NEVER


def _in_mid_quarter(story: Story, first: int, last: int) -> bool:
    """Late for so long that it is late by a cycle of three months too, and for fewer days."""
    oldest = story.cover[-1] + 1
    is_quiet = story.name == "stopped" and not story.states and story.urged_from == NEVER
    return is_quiet and LAW_SINCE <= oldest <= last - 5 and oldest % 3 != 2


FITS: dict[Oddity, Fits] = {
    Oddity.RESTARTED: _is_urged,
    Oddity.CYCLE: _in_mid_quarter,
    Oddity.GROUND: _is_not_urged,
    Oddity.OPENING: _is_not_urged,
    Oddity.ROUNDED: lambda story, first, last: _stands(story),
    Oddity.JUSTIFIED: _is_urged,
    Oddity.REVERSAL: lambda story, first, last: _stands(story),
    Oddity.PAYMENT_DAY: lambda story, first, last: story.name == "chronic",
    Oddity.MONTHS: lambda story, first, last: story.name == "chronic",
    Oddity.NOT_TOLD: _is_urged,
}
"""Who can be chosen for what; those that few fit come first."""


def choose(stories: Iterable[Story | None], first: int, last: int) -> dict[int, Oddity]:
    """Place of the employer -> its oddity. None stands for employers that are never chosen."""
    told = list(stories)
    if len(told) < FEWEST_EMPLOYERS:
        return {}
    wanted = dict.fromkeys(FITS, max(1, len(told) // 1500)) | {Oddity.NOT_TOLD: max(1, len(told) // 200)}
    chosen: dict[int, Oddity] = {}
    for oddity, fits in FITS.items():
        free = (place for place, story in enumerate(told) if story and place not in chosen and fits(story, first, last))
        for place, _count in zip(free, range(wanted[oddity]), strict=False):
            chosen[place] = oddity
    return chosen
