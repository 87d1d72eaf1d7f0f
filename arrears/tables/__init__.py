"""The lists of what is owed, each described once for page, workbook and CSV; one module for each room."""

from arrears.tables.badges import (
    BATCH_BADGES,
    CLASS_BADGES,
    KIND_NAMES,
    LEVEL_BADGES,
    MONTH_BADGES,
    OWED_HELP,
    STATE_NAMES,
    employer_url,
)
from arrears.tables.debtors import DEBTOR_LISTS, DEBTORS, WORST_DEBTORS
from arrears.tables.imports import BATCHES, MONTH_BATCHES, NEWCOMERS, PROBLEMS
from arrears.tables.ledger import HISTORY, LEDGER, MONTHS, RECOVERED, ledger_of
from arrears.tables.old_statements import OLD_BADGES, OLD_STATEMENTS
from arrears.tables.rollups import rollups_of

__all__ = [
    "BATCHES",
    "BATCH_BADGES",
    "CLASS_BADGES",
    "DEBTORS",
    "DEBTOR_LISTS",
    "HISTORY",
    "KIND_NAMES",
    "LEDGER",
    "LEVEL_BADGES",
    "MONTHS",
    "MONTH_BADGES",
    "MONTH_BATCHES",
    "NEWCOMERS",
    "OLD_BADGES",
    "OLD_STATEMENTS",
    "OWED_HELP",
    "PROBLEMS",
    "RECOVERED",
    "STATE_NAMES",
    "WORST_DEBTORS",
    "employer_url",
    "ledger_of",
    "rollups_of",
]
