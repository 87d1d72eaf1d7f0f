"""What BHXH writes down about its debtors: each time a new row, so that the history stays; one or many at once."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.models import Agency
from agencies.queries.obligations import insurance_owing
from agencies.services.fulfilment import fulfil_by_execution
from arrears import permissions
from arrears.models import ArrearsNote, NoteCause
from arrears.queries.notes import FIELDS, changes_of
from employers.models import Employer
from portal.core.acts import NotPossible, act
from portal.core.periods import Month

MOST = 5000
"""So many debtors get their notes in one act."""


@act(may=permissions.record_arrears_note, hide=("cause", "solution", "measures", "proposal", "remark"))
def record_arrears_note(
    employer: Employer,
    *,
    by,
    month: Month,
    cause: NoteCause | None,
    measures: str,
    proposal: str,
    solution: str = "",
    remark: str = "",
) -> ArrearsNote:
    """Note cause, solution, measures taken, proposal and remark; it holds from the month on until the next note."""
    note = ArrearsNote.objects.create(
        employer=employer,
        month=month.first_day,
        cause=cause,
        solution=solution,
        measures=measures,
        proposal=proposal,
        remark=remark,
        made_by=by if hasattr(by, "pk") else None,
    )
    for agency in insurance_owing(employer.province, "arrears_classification", localdate(note.made_at)):
        _log_classification(agency, by=by, month=month, at=note.made_at)
    return note


@act(may=permissions.record_arrears_notes, hide=("employers", "ticked"))
def record_arrears_notes(
    agency: Agency, *, by, month: Month, employers: Collection[int], ticked: Mapping[str, Any], at: datetime
) -> list[ArrearsNote]:
    """Set the ticked fields of many debtors' notes, from the month on; what is not ticked is carried on as it stands.
    Whose note would not change gets no new one."""
    _refuse_unless_writable(agency, employers, ticked)
    changes = [change for change in changes_of(sorted(employers), month.first_day, ticked) if change.is_one]
    notes = ArrearsNote.objects.bulk_create(
        (
            ArrearsNote(
                employer_id=change.employer,
                month=month.first_day,
                made_by=by if hasattr(by, "pk") else None,
                **change.after,
            )
            for change in changes
        ),
        batch_size=1000,
    )
    if notes:
        for owing in insurance_owing(agency.province, "arrears_classification", localdate(at)):
            _log_classification(owing, by=by, month=month, at=at)
    return notes


def _refuse_unless_writable(agency: Agency, employers: Collection[int], ticked: Mapping[str, Any]) -> None:
    if not ticked or set(ticked) - set(FIELDS):
        raise NotPossible(_("Hãy đánh dấu ít nhất một nội dung cần ghi."))
    if not employers:
        raise NotPossible(_("Hãy chọn ít nhất một đơn vị."))
    if len(employers) > MOST:
        raise NotPossible(_("Mỗi lần ghi không quá %(most)d đơn vị; hãy lọc bớt.") % {"most": MOST})
    own = Employer.objects.filter(province=agency.province_id, pk__in=employers)
    if agency.kind_id != "social_insurance":
        own = own.filter(office=agency)
    if own.count() != len(set(employers)):
        raise NotPossible(_("Có đơn vị không thuộc phần quản lý của cơ quan; chưa ghi gì."))


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
