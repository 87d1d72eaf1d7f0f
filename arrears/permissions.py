"""Who may move the month: bring files in, confirm, undo, close, restate, note."""

from collections.abc import Callable
from typing import Any

from agencies.models import Agency, User
from agencies.permissions import power
from employers.permissions import of_own_office
from portal.core.acts import OPERATOR, THE_CLOCK
from portal.core.models import ImportBatch


def _of_own_agency(act: str):
    """The power, and for a file of the month: BHXH of the province for all of them, a local office for its own."""
    may_at_all = power(act)

    def may(by: Any, subject: Any) -> bool:
        if not may_at_all(by, subject):
            return False
        is_local = isinstance(by, User) and by.posting.agency.kind_id != "social_insurance"
        return not (is_local and isinstance(subject, ImportBatch)) or subject.agency_code == by.agency_code

    may.__name__ = act
    return may


import_month_file = _of_own_agency("import_month_file")
confirm_import = _of_own_agency("confirm_import")
undo_import = _of_own_agency("undo_import")
discard_import = _of_own_agency("import_month_file")
close_month = power("close_month")
restate_month = power("restate_month")
finish_closing = power("close_month", clock=True)
record_participants = power("close_month", clock=True)
reckon_version = power("close_month", clock=True)
score_risk = power("close_month", clock=True)
record_arrears_note = of_own_office("record_arrears_note")
_notes = power("record_arrears_note")


def record_arrears_notes(by: Any, agency: Any) -> bool:
    """The power, for the own agency: many notes at once."""
    return isinstance(agency, Agency) and _notes(by, agency) and (by is OPERATOR or by.posting.agency_id == agency.pk)


def rebuild_month(by: Any, subject: Any) -> bool:
    """Whoever brings a file in, takes it out or closes the month; and the clock."""
    return any(may(by, subject) for may in (finish_closing, import_month_file, confirm_import, undo_import))


roll_up_month = rebuild_month
propose_legal_rule = power("propose_legal_rule")
_approves_law = power("approve_legal_rule")


def decide_legal_rule(by: Any, rule: Any) -> bool:
    """Another person than the one who entered the figure; no machine decides what is law."""
    return isinstance(by, User) and _approves_law(by, rule) and rule.entered_by_id != by.pk


def withdraw_legal_rule(by: Any, rule: Any) -> bool:
    """What still waits: whoever entered it; what counts already: whoever may approve figures, not the one who entered it."""
    if rule.state == "proposed":
        return isinstance(by, User) and propose_legal_rule(by, rule) and rule.entered_by_id == by.pk
    return decide_legal_rule(by, rule)


def _of_own_list(act: str, *, clock: bool = False) -> Callable[[Any, Any], bool]:
    """The power, and a list that the own agency publishes."""
    may_at_all = power(act, clock=clock)

    def may(by: Any, publication: Any) -> bool:
        if not may_at_all(by, publication):
            return False
        return not isinstance(by, User) or by.posting.agency_id == publication.agency_id

    may.__name__ = act
    return may


def draw_up_publication(by: Any, agency: Any) -> bool:
    """Who drafts lists of the own agency; whether it may publish them is a dated setting, asked inside the act."""
    return _drafts(by, agency) and (not isinstance(by, User) or by.posting.agency_id == agency.pk)


_drafts, _approves = power("draft_publication"), power("approve_publication")
decide_on_publication = _of_own_list("approve_publication")
_drafts_own = _of_own_list("draft_publication")


def work_on_publication(by: Any, publication: Any) -> bool:
    """Who drafts the own lists, and who approves them."""
    return _drafts_own(by, publication) or decide_on_publication(by, publication)


draw_lines = _of_own_list("draft_publication", clock=True)
keep_notice_files = _of_own_list("draft_publication", clock=True)
expire_holds = power("approve_publication", clock=True)
record_payment = of_own_office("record_arrears_note")


def withdraw_payment(by: Any, payment: Any) -> bool:
    """Who may take payments of the employer down."""
    return record_payment(by, payment.employer)


def recheck_publication(by: Any, publication: Any) -> bool:
    """The same, and the clock every night."""
    return by is THE_CLOCK or work_on_publication(by, publication)


def record_hold(by: Any, employer: Any) -> bool:
    """Who works on lists; whether the employer is one of the own area is asked inside the act."""
    return _drafts(by, employer) or _approves(by, employer)


def end_hold(by: Any, hold: Any) -> bool:
    """Who works on the lists of the agency that keeps the employer out."""
    return work_on_publication(by, hold)


publish_edition = _of_own_list("approve_publication")
delist_line = _of_own_list("approve_publication")
correct_line = _of_own_list("approve_publication")
withdraw_edition = _of_own_list("approve_publication")
record_proof = _of_own_list("draft_publication")
keep_edition_files = _of_own_list("approve_publication", clock=True)
delist_paid = power("approve_publication", clock=True)
leave_too = power("approve_publication")  # of another agency's list too: the act itself asks what took the employer off


def _of_own_urging(act: str, *, clock: bool = False) -> Callable[[Any, Any], bool]:
    """The power, and notices of the own office; BHXH of the province for those of its local offices too."""
    may_at_all = power(act, clock=clock)

    def may(by: Any, subject: Any) -> bool:
        if not may_at_all(by, subject):
            return False
        if not isinstance(by, User) or by.posting.agency.kind_id == "social_insurance":
            return True
        return by.posting.agency_id == subject.agency_id

    may.__name__ = act
    return may


draft_urging = power("draft_urging")
change_urging = _of_own_urging("draft_urging")
issue_urging = _of_own_urging("issue_urging")
record_service = _of_own_urging("draft_urging")
withdraw_urging = _of_own_urging("issue_urging")
remind_of_urging = power("draft_urging", clock=True)
record_justified_reason = of_own_office("draft_urging")
record_evasion_ground = of_own_office("draft_urging")


def ask_for_urging_files(by: Any, bundle: Any) -> bool:
    """Who drafts or issues the notices of the office."""
    return change_urging(by, bundle) or issue_urging(by, bundle)


def _of_own_employer(act: str) -> Callable[[Any, Any], bool]:
    """The power, over what is kept of an employer of the own office."""
    may = of_own_office(act)
    return lambda by, kept: may(by, kept.employer)


_accepts_reasons = _of_own_employer("issue_urging")
end_evasion_ground = _of_own_employer("issue_urging")
withdraw_justified_reason = _of_own_employer("draft_urging")


def accept_justified_reason(by: Any, reason: Any) -> bool:
    """Another person than the one who recorded it; no machine accepts a reason."""
    return isinstance(by, User) and _accepts_reasons(by, reason) and reason.recorded_by_id != by.pk
