"""Who may move the month: bring files in, confirm, undo, close, restate, note."""

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
record_arrears_note = of_own_office("record_arrears_note")


def rebuild_month(by: Any, subject: Any) -> bool:
    """Whoever brings a file in, takes it out or closes the month; and the clock."""
    return any(may(by, subject) for may in (finish_closing, import_month_file, confirm_import, undo_import))


roll_up_month = rebuild_month
