"""Who may compose, submit, receive, and have files made."""

from typing import Any

from agencies.permissions import power
from portal.core.acts import OPERATOR, THE_CLOCK

compose_monthly_report = power("submit_monthly_report", clock=True)
refresh_report_notes = power("record_arrears_note")
submit_monthly_report = power("submit_monthly_report")
ask_for_report_file = power("export_employer_arrears")
keep_report_file = power("export_employer_arrears", clock=True)
_receives = power("acknowledge_monthly_report")


def acknowledge_monthly_report(by: Any, receipt: Any) -> bool:
    """A person of the agency to which the report was sent; no machine says that it has read."""
    if by in (OPERATOR, THE_CLOCK):
        return False
    return _receives(by, receipt) and by.posting.agency_id == receipt.agency_id
