"""The nouns of what is told."""

from reports.models.files import ReportFile
from reports.models.monthly import MonthlyReport, ReportLine, ReportReceipt

__all__ = ["MonthlyReport", "ReportFile", "ReportLine", "ReportReceipt"]
