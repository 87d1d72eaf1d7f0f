"""Who may move the month: bring files in, confirm, undo, close, restate, note."""

from collections.abc import Callable
from typing import Any

from agencies.models import User
from agencies.permissions import power
from employers.permissions import of_own_office
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
score_risk = power("close_month", clock=True)
record_arrears_note = of_own_office("record_arrears_note")


def rebuild_month(by: Any, subject: Any) -> bool:
    """Whoever brings a file in, takes it out or closes the month; and the clock."""
    return any(may(by, subject) for may in (finish_closing, import_month_file, confirm_import, undo_import))


roll_up_month = rebuild_month
propose_legal_rule = power("propose_legal_rule")
_approves_law = power("approve_legal_rule")


def decide_legal_rule(by: Any, rule: Any) -> bool:
    """Another person than the one who entered the figure."""
    return _approves_law(by, rule) and rule.entered_by_id != getattr(by, "pk", None)


def withdraw_legal_rule(by: Any, rule: Any) -> bool:
    """What still waits: whoever entered it; what counts already: whoever may approve figures, not the one who entered it."""
    if rule.state == "proposed":
        return propose_legal_rule(by, rule) and rule.entered_by_id == getattr(by, "pk", None)
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


publish_edition = _of_own_list("approve_publication")
delist_line = _of_own_list("approve_publication")
correct_line = _of_own_list("approve_publication")
withdraw_edition = _of_own_list("approve_publication")
record_proof = _of_own_list("draft_publication")
keep_edition_files = _of_own_list("approve_publication", clock=True)
delist_paid = power("approve_publication", clock=True)
