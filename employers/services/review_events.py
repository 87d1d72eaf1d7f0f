"""What an ended review found of who works no more becomes events of the register, told by the agency whose part it was. Part of
ending the review; each event is withdrawn like any other by the agency that told it, or all of its part at once."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from employers import permissions
from employers.models import LabourReview, ReviewLine, ReviewShare, StatusEvent
from employers.queries.events import events_of
from employers.rules.status import FOUND_TELLS, is_news
from employers.settling import TOGETHER, settle_many, told_of
from employers.turns import TURN, alone
from portal.core.acts import NotPossible, act


@act(may=permissions.record_review_events, first=alone("province_id"))
def record_review_events(review: LabourReview, *, by) -> int:
    """An event of each employer that an accepted share found not to work, on the day it was found; none where the register
    knows as much already or has heard since that it works. Returns how many."""
    until = localdate(review.closed_at)
    accepted = ReviewLine.objects.filter(share__review=review, share__status=ReviewShare.Status.ACCEPTED)
    gone = accepted.filter(found__in=FOUND_TELLS, employer__merged_into=None).order_by("pk")
    keys = list(gone.values_list("pk", flat=True))
    return sum(_tell(review, keys[at : at + TOGETHER], until) for at in range(0, len(keys), TOGETHER))


def _tell(review: LabourReview, keys: list[int], until: date) -> int:
    lines = list(ReviewLine.objects.filter(pk__in=keys).select_related("share").order_by("pk"))
    told = told_of({line.employer_id for line in lines})
    events = [
        _event(review, line, _found_on(review, line, until))
        for line in lines
        if is_news(told.get(line.employer_id, []), FOUND_TELLS[line.found], _found_on(review, line, until), until)
    ]
    StatusEvent.objects.bulk_create(events, ignore_conflicts=True)
    settle_many({event.employer_id for event in events}, until)
    return len(events)


def _found_on(review: LabourReview, line: ReviewLine, until: date) -> date:
    """Since when an employer is gone nobody says: it was on the day when somebody looked."""
    looked_at = line.changed_at or line.share.submitted_at
    return min(localdate(looked_at), until) if looked_at else review.as_of


def _event(review: LabourReview, line: ReviewLine, on: date) -> StatusEvent:
    facts = {"title": review.title, "day": f"{review.as_of:%d/%m/%Y}", "found": line.get_found_display()}
    told = _("Rà soát «%(title)s», chốt ngày %(day)s: %(found)s.") % facts
    return StatusEvent(
        employer_id=line.employer_id,
        kind=FOUND_TELLS[line.found],
        happened_on=on,
        agency_id=line.share.agency_id,
        review=review,
        note=told[:300],  # not the line's own note: the register is read by more people than the line
        recorded_by_id=line.share.submitted_by_id,
    )


@act(may=permissions.withdraw_review_events, first=alone("review.province_id", span=TURN))
def withdraw_review_events(share: ReviewShare, *, by, at: datetime, reason: str) -> int:
    """Take back all that the register was told of the agency's part, for a reason. Returns how many."""
    if not reason.strip():
        raise ValidationError(_("Hãy ghi lý do rút."))
    mine = events_of(share)
    touched = set(mine.values_list("employer_id", flat=True))
    if not touched:
        raise NotPossible(_("Không có biến động nào của phần rà soát này để rút."))
    count = mine.update(withdrawn_at=at, withdrawn_reason=reason.strip()[:300])
    settle_many(touched, localdate(at))
    return count
