"""Who may move the month: bring files in, confirm, undo, close, restate, note."""

from agencies.permissions import power

import_month_file = power("import_month_file")
confirm_import = power("confirm_import")
undo_import = power("undo_import")
discard_import = power("import_month_file")
rebuild_month = power("import_month_file", clock=True)
close_month = power("close_month")
restate_month = power("restate_month")
finish_closing = power("close_month", clock=True)
record_arrears_note = power("record_arrears_note")
