"""When a difference between sources is a gap somebody must answer for. Whole people only.

Both tolerances must be passed: a small firm's one or two people are no gap, nor is a small share of a large firm's. A province
that wants every person looked at sets both to 0. Explained is what was explained: a gap that grew beyond it, by more than the
tolerance of people, is open again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Tolerance:
    """From how many people, and from how many percent of those counted, a difference is more than noise."""

    workers: int
    percent: int


def size_of(counted: int, participating: int) -> int:
    """People likely unprotected.

    >>> size_of(120, 95), size_of(90, 95)
    (25, 0)
    """
    return max(0, counted - participating)


def is_gap(counted: int, participating: int, tolerance: Tolerance) -> bool:
    """Beyond both tolerances.

    >>> [is_gap(120, p, Tolerance(2, 5)) for p in (95, 114, 113, 120)]
    [True, False, True, False]
    """
    size = size_of(counted, participating)
    return size > tolerance.workers and size * 100 > tolerance.percent * counted


def has_grown(size: int, explained: int, tolerance: Tolerance) -> bool:
    """Whether a gap is more than what was explained of it.

    >>> [has_grown(size, 25, Tolerance(2, 5)) for size in (25, 27, 28)]
    [False, False, True]
    """
    return size > explained + tolerance.workers


def quarter_of(day: date) -> str:
    """The quarter of a day, as periods are written.

    >>> quarter_of(date(2026, 5, 20))
    '2026-Q2'
    """
    return f"{day.year}-Q{(day.month + 2) // 3}"


def likely_unprotected(sizes: Iterable[int]) -> int:
    """People behind several findings of one employer: the largest, not the sum, for they are the same people."""
    return max(sizes, default=0)
