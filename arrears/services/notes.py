"""What BHXH writes down about a debtor: one act, each time a new row, so that the history stays."""

from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.models import Agency
from agencies.queries.obligations import insurance_owing
from agencies.services.fulfilment import fulfil_by_execution
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
    note = ArrearsNote.objects.create(
        employer=employer,
        month=month.first_day,
        cause=cause,
        measures=measures,
        proposal=proposal,
        made_by=by if hasattr(by, "pk") else None,
    )
    for agency in insurance_owing(employer.province, "arrears_classification", localdate(note.made_at)):
        _log_classification(agency, by=by, month=month, at=note.made_at)
    return note


def _log_classification(agency: Agency, *, by, month: Month, at: datetime) -> None:
    """Cause and proposal of each debtor is a standing duty of BHXH (000:113-127): a line in its log, once a day and month."""
    text = _("Ghi nguyên nhân, biện pháp, ý kiến đề xuất: tháng %(month)s") % {"month": month.label}
    fulfil_by_execution(
        agency,
        by=by,
        thing="arrears_classification",
        on_period=Month.of(localdate(at)),
        at=at,
        label=text,
        url="",
        is_part=True,
    )
