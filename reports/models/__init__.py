"""The nouns of what is told."""

from reports.models.demands import Demand, DemandBundle, DemandLine
from reports.models.files import ReportFile
from reports.models.letters import Letter, LetterLine
from reports.models.monthly import MonthlyReport, ReportLine, ReportReceipt
from reports.models.official import OfficialForm

__all__ = [
    "Demand",
    "DemandBundle",
    "DemandLine",
    "Letter",
    "LetterLine",
    "MonthlyReport",
    "OfficialForm",
    "ReportFile",
    "ReportLine",
    "ReportReceipt",
]
