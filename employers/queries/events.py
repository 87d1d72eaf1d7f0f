"""What was told of one employer: for its pages and for its file."""

from django.db.models import QuerySet

from employers.models import Employer, LabourRelation, ReviewShare, StatusEvent


def events_of(share: ReviewShare) -> QuerySet[StatusEvent]:
    """What the register was told of an agency's part of a review, and still counts."""
    return StatusEvent.objects.filter(review=share.review_id, agency=share.agency_id, withdrawn_at=None)


def events_told(user, employer: Employer) -> list[StatusEvent]:
    """All events, also those taken back, newest first."""
    rows = StatusEvent.objects.visible_to(user).filter(employer=employer)
    return list(rows.select_related("agency", "recorded_by", "batch", "review", "employer__province"))


def relations_told(user, employer: Employer) -> list[LabourRelation]:
    rows = LabourRelation.objects.visible_to(user).filter(employer=employer)
    return list(rows.select_related("agency", "recorded_by", "file", "employer__province"))


def events_panel(user, employer: Employer) -> list[StatusEvent] | None:
    """The events that count, for the employer's file; None where there is none and the person may tell none."""
    found = [event for event in events_told(user, employer) if event.withdrawn_at is None]
    return found if found or user.may("record_status_event") else None


def relations_panel(user, employer: Employer) -> list[LabourRelation] | None:
    """The labour-relations record for the file; None for whoever has no business with it."""
    found = [row for row in relations_told(user, employer) if row.withdrawn_at is None]
    return found if found or user.may("record_labour_relation") else None
