"""What happens to an employer, told by an agency: events are recorded and withdrawn, and its status follows them.

Events of days ahead wait: the night takes them in on their day. An imported file's events come and go together.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Max, Min, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.models import Agency, Province, User
from employers import permissions
from employers.models import Employer, StatusEvent
from employers.settling import TOGETHER, settle, settle_many, settle_unconfirmed
from employers.turns import alone, beside_others
from portal.core.acts import NotPossible, act
from portal.core.models import ImportBatch

FARTHEST = timedelta(days=366)
"""A day farther ahead than a year is a mistake of the keyboard."""

EARLIEST = date(1945, 9, 2)
Kind = StatusEvent.Kind


@act(may=permissions.record_status_event, first=beside_others("province_id"))
def record_status_event(
    employer: Employer,
    *,
    by,
    agency: Agency,
    kind: str,
    happened_on: date,
    on: date,
    until: date | None = None,
    document_no: str = "",
    document_on: date | None = None,
    note: str = "",
) -> StatusEvent:
    """Tell what happened on a day; the status follows at once, or on the day when it lies ahead. `on` is today."""
    if isinstance(by, User) and by.posting.agency_id != agency.pk:
        raise ValidationError(_("Biến động được ghi cho chính cơ quan của người ghi."))
    if employer.merged_into_id is not None:
        raise NotPossible(_("Hồ sơ này đã gộp vào hồ sơ khác; hãy ghi ở hồ sơ được giữ."))
    if wrong := _wrong(kind, happened_on, until, on):
        raise ValidationError(wrong)
    if employer.events.filter(kind=kind, happened_on=happened_on, withdrawn_at=None).exists():
        raise NotPossible(_("Biến động này đã được ghi cho ngày này."))
    event = StatusEvent.objects.create(
        employer=employer,
        kind=kind,
        happened_on=happened_on,
        until=until,
        agency=agency,
        document_no=document_no.strip()[:80],
        document_on=document_on,
        note=note.strip()[:300],
        recorded_by=by if isinstance(by, User) else None,
    )
    settle(Q(pk=employer.pk), on)
    return event


def _wrong(kind: str, happened_on: date, until: date | None, on: date) -> str:
    """What cannot be right of an event, as a sentence."""
    if kind not in Kind.values:
        return _("Loại biến động không có trong danh mục.")
    if not EARLIEST <= happened_on <= on + FARTHEST:
        return _("Ngày xảy ra không hợp lý: trước 02/09/1945 hoặc sau hơn một năm nữa.")
    if until is not None and kind != Kind.SUSPENDED:
        return _("Chỉ tạm ngừng mới có ngày dự kiến kết thúc.")
    if until is not None and until < happened_on:
        return _("Ngày dự kiến kết thúc không được trước ngày xảy ra.")
    return ""


@act(may=permissions.withdraw_status_event, first=beside_others("employer.province_id"))
def withdraw_status_event(event: StatusEvent, *, by, at: datetime, reason: str) -> StatusEvent:
    """Take back what one's own agency told, for a reason; it stays to be read, and counts no more."""
    if event.withdrawn_at is not None:
        raise NotPossible(_("Biến động này đã được rút."))
    if not reason.strip():
        raise ValidationError(_("Hãy ghi lý do rút."))
    event.withdrawn_at, event.withdrawn_reason = at, reason.strip()[:300]
    event.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    settle(Q(pk=event.employer_id), localdate(at))
    return event


@act(may=permissions.record_status_events, hide=("rows",))
def record_status_events(
    batch: ImportBatch, *, by, agency: Agency, rows: Iterable[dict], at: datetime
) -> dict[str, int]:
    """What a file tells of many employers: {"employer": id, "kind", "happened_on", "until", "document_no", "document_on",
    "note"}. Already known events stay as they are; of an employer that the agency does not see nothing is taken."""
    today = localdate(at)
    told = [row for row in rows if not _wrong(row["kind"], row["happened_on"], row.get("until"), today)]
    seen = _seen(by, batch.province_code, {row["employer"] for row in told})
    events = [_event(row, batch, agency, by) for row in told if row["employer"] in seen]
    before = StatusEvent.objects.filter(batch=batch).count()
    StatusEvent.objects.bulk_create(events, batch_size=TOGETHER, ignore_conflicts=True)
    recorded = StatusEvent.objects.filter(batch=batch).count() - before
    settled = settle_many(seen, today)
    unseen = len({row["employer"] for row in told}) - len(seen)
    return {"recorded": recorded, "known": len(events) - recorded, "unseen": unseen, "settled": settled}


def _seen(by, province_code: str, employers: set[int]) -> set[int]:
    if isinstance(by, User):
        rows = Employer.objects.visible_to(by).live()
    else:
        rows = Employer.objects.filter(province__slug=province_code).live()
    return set(rows.filter(pk__in=employers).values_list("pk", flat=True))


def _event(row: dict, batch: ImportBatch, agency: Agency, by) -> StatusEvent:
    return StatusEvent(
        employer_id=row["employer"],
        kind=row["kind"],
        happened_on=row["happened_on"],
        until=row.get("until"),
        document_no=(row.get("document_no") or "")[:80],
        document_on=row.get("document_on"),
        note=(row.get("note") or "")[:300],
        agency=agency,
        batch=batch,
        recorded_by=by if isinstance(by, User) else None,
    )


@act(may=permissions.withdraw_status_events)
def withdraw_status_events(batch: ImportBatch, *, by, at: datetime, reason: str) -> int:
    """Take back all that an undone file told. Returns how many."""
    mine = StatusEvent.objects.filter(batch=batch, withdrawn_at=None)
    touched = set(mine.values_list("employer_id", flat=True))
    count = mine.update(withdrawn_at=at, withdrawn_reason=reason.strip()[:300])
    settle_many(touched, localdate(at))
    return count


@act(may=permissions.settle_statuses, first=alone("pk"))
def settle_statuses(province: Province, *, by, on: date) -> int:
    """Give every employer with events the status of the day: those whose day has come, and suspensions that are over. Found
    by what is, so that a night that was missed is caught up. Returns how many changed."""
    span = Employer.objects.filter(province=province).aggregate(first=Min("pk"), last=Max("pk"))
    if span["first"] is None:
        return 0
    steps = range(span["first"], span["last"] + 1, 10 * TOGETHER)
    changed = sum(settle(Q(pk__gte=at, pk__lt=at + 10 * TOGETHER, province=province), on) for at in steps)
    return changed + settle_unconfirmed(province)
