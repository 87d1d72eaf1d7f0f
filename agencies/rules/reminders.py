"""Which reminder an obligation calls for on a day: 7, 3 and 1 days before it is due, then overdue, then those above."""

from datetime import date

DUE_7, DUE_3, DUE_1, OVERDUE, HEAD, COORDINATOR = "due_7", "due_3", "due_1", "overdue", "head", "coordinator"


def levels_reached(due_on: date, *, today: date, head_after: int, coordinator_after: int) -> tuple[str, ...]:
    """The levels that call for somebody on the day; the last of the coming ones only, so that a missed night skips none.

    `head_after` and `coordinator_after` count days after the due day.

    >>> levels_reached(date(2026, 7, 14), today=date(2026, 7, 7), head_after=3, coordinator_after=7)
    ('due_7',)
    >>> levels_reached(date(2026, 7, 14), today=date(2026, 7, 12), head_after=3, coordinator_after=7)
    ('due_3',)
    >>> levels_reached(date(2026, 7, 14), today=date(2026, 7, 14), head_after=3, coordinator_after=7)
    ('due_1',)
    >>> levels_reached(date(2026, 7, 14), today=date(2026, 7, 18), head_after=3, coordinator_after=7)
    ('overdue', 'head')
    """
    left = (due_on - today).days
    if left < 0:
        above = ((HEAD, head_after), (COORDINATOR, coordinator_after))
        return (OVERDUE, *(level for level, after in above if -left > after))
    coming = ((1, DUE_1), (3, DUE_3), (7, DUE_7))
    return next(((level,) for days, level in coming if left <= days), ())
