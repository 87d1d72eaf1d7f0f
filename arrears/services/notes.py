"""What BHXH writes down about a debtor: one act, each time a new row, so that the history stays."""

from arrears import permissions
from arrears.models import ArrearsNote, NoteCause
from employers.models import Employer
from portal.core.acts import act
from portal.core.periods import Month


@act(may=permissions.record_arrears_note, hide=("cause", "measures", "proposal"))
def record_arrears_note(
    employer: Employer, *, by, month: Month, cause: NoteCause | None, measures: str, proposal: str
) -> ArrearsNote:
    """Note cause, measures taken and proposal; it holds from the month on until the next note."""
    return ArrearsNote.objects.create(
        employer=employer,
        month=month.first_day,
        cause=cause,
        measures=measures,
        proposal=proposal,
        made_by=by if hasattr(by, "pk") else None,
    )
