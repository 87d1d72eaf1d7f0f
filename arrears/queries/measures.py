"""Measures already taken about a debtor, told by the rooms that took them: urged, inspected, fined. They stand beside what
BHXH types itself, in its notes and in the composed line of the monthly report.

A room registers a function by its name: `register_measures("urging", told)`, told(employers, until) -> {employer: [Measure]}
of what had been done by that day. Higher storeys (inspections) register theirs when they open."""

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from arrears.models import UrgingNotice


@dataclass(frozen=True, order=True)
class Measure:
    """Something that was done on a day, in words."""

    on: date
    text: str


Told = Callable[[Collection[int], date], dict[int, list[Measure]]]
SOURCES: dict[str, Told] = {}
LAST = 5
"""Of many measures the newest few are told in a line."""


def register_measures(name: str, told: Told) -> None:
    """Let a room tell what it did; twice the same name is a mistake."""
    if SOURCES.get(name, told) is not told:
        raise ValueError(f"two rooms of one name: {name}")
    SOURCES[name] = told


def measures_of(employers: Collection[int], *, until: date) -> dict[int, list[Measure]]:
    """What every room tells of these employers, oldest first."""
    found: dict[int, list[Measure]] = defaultdict(list)
    for told in SOURCES.values():
        for employer, measures in told(employers, until).items():
            found[employer] += measures
    return {employer: sorted(measures) for employer, measures in found.items()}


def in_a_line(measures: Collection[Measure]) -> str:
    """As the report writes them: the newest few, oldest of these first."""
    return "; ".join(measure.text for measure in list(measures)[-LAST:])


def _urged(employers: Collection[int], until: date) -> dict[int, list[Measure]]:
    """Notices that left by the day. One of form B10a-TS has no day of its own: it stands on the last day of its month, unless a
    notice of that month is known."""
    sent = UrgingNotice.objects.filter(
        employer__in=employers, state__in=[UrgingNotice.State.ISSUED, UrgingNotice.State.SERVED]
    )
    found: dict[int, list[Measure]] = defaultdict(list)
    told = list(sent.values_list("employer", "full_number", "issued_on", "as_of"))
    dated = {(employer, issued.replace(day=1)) for employer, _number, issued, _as_of in told if issued}
    for employer, number, issued, as_of in told:
        day = issued or as_of
        is_again = issued is None and day is not None and (employer, day.replace(day=1)) in dated
        if day is not None and day <= until and not is_again:
            found[employer].append(Measure(day, _urged_in_words(number, issued, day)))
    return found


def _urged_in_words(number: str, issued: date | None, day: date) -> str:
    if issued is None:
        return _("đã đôn đốc trong tháng %(month)s (mẫu B10a-TS)") % {"month": f"{day:%m/%Y}"}
    facts = {"number": number, "day": f"{issued:%d/%m/%Y}"}
    return _("đã đôn đốc số %(number)s ngày %(day)s") % facts if number else _("đã đôn đốc ngày %(day)s") % facts


register_measures("urging", _urged)
