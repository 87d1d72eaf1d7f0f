"""What BHXH said of an employer under Decision 595, month by month, with its class by Article 36 beside that of Law 41."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from agencies.models import Province, User
from arrears.models import LedgerRow, OldStatement
from arrears.queries.law import LawBook, book
from arrears.rules.old_classes import Bounds, old_class
from employers.models import Employer
from portal.core.periods import Month

LATE_FROM, LONG_FROM = "class595.late_from_months", "class595.long_from_months"
LAW_41 = "evasion.after_days"
"""Where the law names no such days, nothing is late or evaded by Law 41."""


def bounds_of(law: LawBook, day: date) -> Bounds | None:
    """The bounds in force on the day; None where Decision 595 does not hold."""
    late_from, long_from = law.value(LATE_FROM, day), law.value(LONG_FROM, day)
    if late_from is None or long_from is None:
        return None
    return Bounds(Decimal(late_from), Decimal(long_from))


def bounds_book(province: Province) -> LawBook:
    return book(province, (LATE_FROM, LONG_FROM, LAW_41))


def statements_of(user: User, employer: Employer, history: Iterable[LedgerRow], law: LawBook) -> list[OldStatement]:
    """The statements in force, newest first, each with `counted` (its class by months and section) and `by_law` (the class
    of Law 41 that the ledger has for the same month, None where there is none; `is_under_law`: whether that law held then).
    `history`: the ledger's rows."""
    rows = {row.month: row for row in history if law.value(LAW_41, Month.of(row.month).last_day) is not None}
    told = list(
        OldStatement.objects.visible_to(user)
        .filter(employer=employer)
        .select_related("batch__file", "batch__confirmed_by")
        .order_by("-month")
    )
    for one in told:
        bounds = bounds_of(law, Month.of(one.month).last_day)
        one.counted = old_class(one.months, bounds, section=one.section) if bounds else ""
        one.by_law = rows[one.month].worst if one.month in rows else None
        one.is_under_law = law.value(LAW_41, Month.of(one.month).last_day) is not None
    return told


def carried_interest(told: Iterable[OldStatement]) -> OldStatement | None:
    """Of the statements, newest first, the last one of before Law 41 that says an interest: that balance is carried over, and
    nobody counts it again."""
    return next((one for one in told if not one.is_under_law and one.owed_interest is not None), None)


def class_rows(rows: Iterable[LedgerRow], told: Iterable[OldStatement], law: LawBook) -> None:
    """Give each row of the ledger `old_class`: BHXH's section where it stated one, else by months and state; empty where
    Decision 595 does not hold or nothing is owed."""
    sections = {one.month: one.section for one in told}
    for row in rows:
        bounds = bounds_of(law, Month.of(row.month).last_day) if row.owed > 0 else None
        row.old_class = ""
        if bounds is not None:
            said = sections.get(row.month, "")
            row.old_class = said or old_class(row.months, bounds, state=row.state)
