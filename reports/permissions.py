"""Who may compose, submit, receive, and have files made."""

from typing import Any

from agencies.permissions import power
from employers.models import LabourReview
from portal.core.acts import OPERATOR, THE_CLOCK

compose_monthly_report = power("submit_monthly_report", clock=True)
refresh_report_notes = power("record_arrears_note")
submit_monthly_report = power("submit_monthly_report")
ask_for_report_file = power("export_employer_arrears")
keep_report_file = power("export_employer_arrears", clock=True)
ask_for_official_form = power("export_employer_arrears")
_receives = power("acknowledge_monthly_report")


def acknowledge_monthly_report(by: Any, receipt: Any) -> bool:
    """A person of the agency to which the report was sent; no machine says that it has read."""
    if by in (OPERATOR, THE_CLOCK):
        return False
    return _receives(by, receipt) and by.posting.agency_id == receipt.agency_id


_coordinates = power("coordinate_duties")
_issues = power("issue_letter")
keep_letter_file = power("issue_letter", clock=True)


def draw_up_letter(by: Any, sender: Any) -> bool:
    """A coordinating officer for the own agency; the operator for any."""
    return _coordinates(by, sender) and (by is OPERATOR or by.posting.agency_id == sender.pk)


def change_letter(by: Any, letter: Any) -> bool:
    """A coordinating officer of the sender."""
    return _coordinates(by, letter) and (by is OPERATOR or by.posting.agency_id == letter.sender_id)


def issue_letter(by: Any, letter: Any) -> bool:
    """Who signs for the sender."""
    return _issues(by, letter) and (by is OPERATOR or by.posting.agency_id == letter.sender_id)


_demands = power("issue_demand")
_deals_with_gaps = power("decide_gap")
remind_of_demands = power("issue_demand", clock=True)
keep_demand_files = power("decide_gap", clock=True)


def draw_up_demands(by: Any, agency: Any) -> bool:
    """Who deals with the gaps of the own agency; the operator for any."""
    return _deals_with_gaps(by, agency) and (by is OPERATOR or by.posting.agency_id == agency.pk)


def change_demands(by: Any, bundle: Any) -> bool:
    """The same, for letters that are not signed yet."""
    return _deals_with_gaps(by, bundle) and (by is OPERATOR or by.posting.agency_id == bundle.agency_id)


def issue_demands(by: Any, bundle: Any) -> bool:
    """Who signs for the agency."""
    return _demands(by, bundle) and (by is OPERATOR or by.posting.agency_id == bundle.agency_id)


_sees_all_counts = power("see_all_counts")


def ask_for_review_file(by: Any, review: Any) -> bool:
    """Whoever reads the whole review may have its report as a file, the leaders too: it changes nothing of it."""
    return isinstance(review, LabourReview) and _sees_all_counts(by, review)


_drafts_urging = power("draft_urging", clock=True)
_issues_urging = power("issue_urging")


def keep_urging_files(by: Any, subject: Any) -> bool:
    """Who drafts notices and who issues them: the job draws the files for either."""
    return _drafts_urging(by, subject) or _issues_urging(by, subject)
