"""Coverage in whole numbers: which participants an indicator counts, their share of a denominator, and how the parts of a
province stand beside its own figure. A share is in millionths of one and rounded once; without a denominator there is none."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from agencies.rules.targets import divided, percent_words, ratio_at

COUNTED: dict[str, tuple[str, ...]] = {
    "bhxh_ratio": ("bhxh_compulsory", "bhxh_voluntary"),
    "bhxh_compulsory_ratio": ("bhxh_compulsory",),
    "bhxh_voluntary_ratio": ("bhxh_voluntary",),
    "bhtn_ratio": ("bhtn",),
    "bhyt_ratio": ("bhyt",),
}
"""Indicator -> the measures that are added up for it."""


def people_of(indicator: str, figures: Mapping[str, int]) -> int | None:
    """Participants of the indicator; None while one of its measures is not known, for half a sum would mislead.

    >>> people_of("bhxh_ratio", {"bhxh_compulsory": 90, "bhxh_voluntary": 10}), people_of("bhxh_ratio", {"bhxh_compulsory": 90})
    (100, None)
    """
    found = [figures.get(measure) for measure in COUNTED[indicator]]
    return None if any(value is None for value in found) else sum(value or 0 for value in found)


def rate(people: int | None, denominator: int | None) -> int | None:
    """Millionths of one, a half up; None without people or without a denominator.

    >>> rate(1, 3), rate(2, 3), rate(5, 0), rate(None, 3)
    (333333, 666667, None, None)
    """
    return None if people is None or not denominator else ratio_at(people, denominator)


HUNDREDTH = 100  # of a percent, in millionths: as much as a page shows


def shown_rate(people: int | None, denominator: int | None) -> str | None:
    """The share as a page says it, to 0,01 %, rounded from the people themselves and not from a rounded share.

    >>> shown_rate(264650, 1412974), shown_rate(1, 0)
    ('18,73%', None)
    """
    if people is None or not denominator:
        return None
    return percent_words(divided(people * HUNDREDTH * HUNDREDTH, denominator) * HUNDREDTH)


def shown_distance(target: int, people: int, denominator: int) -> int:
    """How far the share is from a target, in millionths to 0,01 of a point: positive where it falls short.

    >>> shown_distance(227600, 264650, 1412974)
    40300
    """
    return divided(target * denominator - people * HUNDREDTH**3, denominator * HUNDREDTH) * HUNDREDTH


@dataclass(frozen=True)
class Together:
    """What the communes make together, and how that stands to the figure of the province itself."""

    own: int | None
    made: int
    known: int
    missing: int

    @property
    def difference(self) -> int | None:
        """What the communes have beyond the province's own figure; None where there is nothing to compare."""
        return None if self.own is None or not self.known else self.made - self.own

    @property
    def people(self) -> int | None:
        """The province's own figure; without one the sum of communes, once all of them are known."""
        if self.own is not None:
            return self.own
        return self.made if self.known and not self.missing else None


def together(own: int | None, parts: Iterable[int | None]) -> Together:
    """
    >>> together(100, [60, 30, None]).difference, together(None, [60, None]).people, together(None, [60, 40]).people
    (-10, None, 100)
    """
    values = list(parts)
    known = [value for value in values if value is not None]
    return Together(own, sum(known), len(known), len(values) - len(known))


def not_higher(number: int, remaining: int) -> bool:
    """Whether so many can be taken from what remains: a counter never falls below zero."""
    return 0 < number <= remaining
