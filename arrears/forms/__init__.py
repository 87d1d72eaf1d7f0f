"""Forms of what is owed: they check what was typed, they decide nothing; one module for each room."""

from arrears.forms.months import MonthField, OptionalReasonForm, ReasonForm, UploadForm
from arrears.forms.notes import NoteForm

__all__ = ["MonthField", "NoteForm", "OptionalReasonForm", "ReasonForm", "UploadForm"]
