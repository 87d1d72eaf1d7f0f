"""Lists of the reports storey, a module for each room."""

from reports.tables.letters import LETTER_STATUS, LETTERS
from reports.tables.monthly import BRIEF_LINES, CLASSES, LINES, NOT_YET, RECEIPTS, RECEIVED, REPORTS, STATUS

__all__ = [
    "BRIEF_LINES",
    "CLASSES",
    "LETTERS",
    "LETTER_STATUS",
    "LINES",
    "NOT_YET",
    "RECEIPTS",
    "RECEIVED",
    "REPORTS",
    "STATUS",
]
