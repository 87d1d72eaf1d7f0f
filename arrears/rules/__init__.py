"""Arithmetic of arrears: due dates and months owed, what each payment settles, days, classes and charge. Pure: no database,
no clock; the figures of the law come in as rows (reference/legal_rules.csv)."""

from arrears.rules.months import (
    CYCLES,
    EARLIEST,
    RATE_BASE,
    Deadline,
    charge_fits,
    due_date,
    due_from_days,
    end_of_period,
    first_not_overdue,
    months_overdue,
)

__all__ = [
    "CYCLES",
    "EARLIEST",
    "RATE_BASE",
    "Deadline",
    "charge_fits",
    "due_date",
    "due_from_days",
    "end_of_period",
    "first_not_overdue",
    "months_overdue",
]
