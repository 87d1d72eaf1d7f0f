"""What happens to an employer, told by an agency: events are recorded and withdrawn, and its status follows them.

Events of days ahead wait: the night takes them in on their day. An imported file's events come and go together.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import groupby

from django.core.exceptions import ValidationError
from django.db.models import Max, Min, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agencies.models import Agency, Province, User
from employers import permissions
from employers.models import Employer, StatusEvent
from employers.rules.status import OPERATING, Standing, Told, status_on
from portal.core.acts import NotPossible, act
from portal.core.models import ImportBatch

FARTHEST = timedelta(days=366)
"""A day farther ahead than a year is a mistake of the keyboard."""

EARLIEST = date(1945, 9, 2)
TOGETHER = 2000
FOLLOWS = ("status", "status_on", "began_on")
Kind = StatusEvent.Kind


@act(may=permissions.record_status_event)
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
    _settle(Q(pk=employer.pk), on)
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


@act(may=permissions.withdraw_status_event)
def withdraw_status_event(event: StatusEvent, *, by, at: datetime, reason: str) -> StatusEvent:
    """Take back what one's own agency told, for a reason; it stays to be read, and counts no more."""
    if event.withdrawn_at is not None:
        raise NotPossible(_("Biến động này đã được rút."))
    if not reason.strip():
        raise ValidationError(_("Hãy ghi lý do rút."))
    event.withdrawn_at, event.withdrawn_reason = at, reason.strip()[:300]
    event.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    _settle(Q(pk=event.employer_id), localdate(at))
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
    settled = _settle_many(seen, today)
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
    _settle_many(touched, localdate(at))
    return count


@act(may=permissions.settle_statuses)
def settle_statuses(province: Province, *, by, on: date) -> int:
    """Give every employer with events the status of the day: those whose day has come, and suspensions that are over. Found
    by what is, so that a night that was missed is caught up. Returns how many changed."""
    span = Employer.objects.filter(province=province).aggregate(first=Min("pk"), last=Max("pk"))
    if span["first"] is None:
        return 0
    steps = range(span["first"], span["last"] + 1, 10 * TOGETHER)
    return sum(_settle(Q(pk__gte=at, pk__lt=at + 10 * TOGETHER, province=province), on) for at in steps)


def _settle_many(employers: set[int], on: date) -> int:
    keys = sorted(employers)
    return sum(_settle(Q(pk__in=keys[at : at + TOGETHER]), on) for at in range(0, len(keys), TOGETHER))


def _settle(which: Q, on: date) -> int:
    """Write the status of the day where it differs."""
    rows = Employer.objects.live().filter(which)
    told, withdrawn = _told(rows), _withdrawn_beginnings(rows)
    changed = []
    for employer in rows.filter(Q(pk__in=told) | Q(pk__in=withdrawn)).only(*FOLLOWS).order_by("pk"):
        now = _now(employer, told.get(employer.pk, []), withdrawn.get(employer.pk, set()), on)
        if now != tuple(getattr(employer, name) for name in FOLLOWS):
            employer.status, employer.status_on, employer.began_on = now
            changed.append(employer)
    Employer.objects.bulk_update(changed, FOLLOWS, batch_size=TOGETHER)
    return len(changed)


def _told(rows) -> dict[int, list[Told]]:
    events = StatusEvent.objects.filter(employer__in=rows.values("pk"), withdrawn_at=None).order_by("employer_id")
    columns = events.values_list("employer_id", "kind", "happened_on", "until").iterator(chunk_size=TOGETHER)
    return {
        employer: [Told(*facts) for _employer, *facts in group]
        for employer, group in groupby(columns, key=lambda row: row[0])
    }


def _withdrawn_beginnings(rows) -> dict[int, set[date]]:
    """Employers that have a withdrawn event -> the days on which such a one said that they were new."""
    found: dict[int, set[date]] = {}
    events = StatusEvent.objects.filter(employer__in=rows.values("pk")).exclude(withdrawn_at=None)
    for employer, kind, day in events.values_list("employer_id", "kind", "happened_on"):
        found.setdefault(employer, set()).update({day} if kind == Kind.NEW else ())
    return found


def _now(employer: Employer, told: list[Told], withdrawn: set[date], on: date) -> tuple:
    standing: Standing = status_on(told, on)
    began = standing.began_on
    if began is None and employer.began_on not in withdrawn:
        began = employer.began_on  # known from elsewhere: an import of the business register
    return standing.status if told else OPERATING, standing.since, began
