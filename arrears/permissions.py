"""Who may move the month: bring files in, confirm, undo, close, restate, note."""

from typing import Any

from agencies.permissions import power

import_month_file = power("import_month_file")
confirm_import = power("confirm_import")
undo_import = power("undo_import")
discard_import = power("import_month_file")
close_month = power("close_month")
restate_month = power("restate_month")
finish_closing = power("close_month", clock=True)
record_arrears_note = power("record_arrears_note")


def rebuild_month(by: Any, subject: Any) -> bool:
    """Whoever brings a file in, takes it out or closes the month; and the clock."""
    return any(may(by, subject) for may in (finish_closing, import_month_file, confirm_import, undo_import))


roll_up_month = rebuild_month
