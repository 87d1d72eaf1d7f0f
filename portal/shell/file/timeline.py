"""What happened to an employer, newest first, a page at a time: each with its day, its source and where it opens.

Each kind is asked only for a page of its own that is not newer than the place; the pages of all are merged.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core import signing
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from agencies.models import User
from agencies.rules.wording import period_words
from employers.models import (
    Employer,
    Gap,
    Identifier,
    LabourCount,
    Merge,
    PastPlace,
    RegisterChange,
    StatusEvent,
)
from employers.queries.corrections import FIELDS
from employers.tables.events import source_of

SIZE = 30
_signer = signing.Signer(salt="portal.shell.file.timeline")
Place = tuple[date, str, int]


@dataclass(frozen=True)
class Entry:
    """One line; `place` orders it among all others."""

    place: Place
    title: str
    text: str = ""
    source: str = ""
    icon: str = "point"
    url: str = ""

    @property
    def day(self) -> date:
        return self.place[0]


def timeline_of(user: User, employer: Employer, after: str = "") -> dict[str, Any]:
    """A page of entries, and the cursor with which the next begins."""
    last = _read(after)
    entries = [entry for kind in KINDS for entry in kind(user, employer, last[0] if last else None)]
    entries.sort(key=lambda entry: entry.place, reverse=True)
    if last:
        entries = [entry for entry in entries if entry.place < last]
    shown = entries[:SIZE]
    following = _write(shown[-1].place) if len(entries) > SIZE else ""
    return {"entries": shown, "after": following, "is_first": last is None}


def _until(rows: QuerySet, column: str, day: date | None) -> QuerySet:
    """The newest of the kind that are not after the day; of one day there may be more than a page, never many."""
    if day is not None:
        rows = rows.filter(**{f"{column}__lte": day})
    return rows.order_by(F(column).desc(nulls_last=True), "-pk")[: 2 * SIZE + 1]


def _events(user: User, employer: Employer, day: date | None) -> Iterator[Entry]:
    rows = StatusEvent.objects.visible_to(user).filter(employer=employer, withdrawn_at=None)
    for row in _until(rows.select_related("agency", "review"), "happened_on", day):
        text = " · ".join(filter(None, (row.document_no, row.note)))
        place, source = (row.happened_on, "event", row.pk), f"{row.agency.name} · {source_of(row)}"
        url = reverse("labour-review", args=[row.review_id]) if row.review_id else ""
        yield Entry(place, row.get_kind_display(), text, source, "activity", url)


def _moves(user: User, employer: Employer, day: date | None) -> Iterator[Entry]:
    rows = PastPlace.objects.visible_to(user).filter(employer=employer).select_related("commune", "zone")
    for row in _until(rows, "valid_to", day):
        where = ", ".join(str(one) for one in (row.zone, row.commune) if one) or _("Chưa gắn địa bàn")
        text = _("Trước đó: %(where)s, ngành %(sector)s") % {"where": where, "sector": row.sector or "–"}
        moved_on = row.valid_to + timedelta(days=1)
        yield Entry((moved_on, "move", row.pk), _("Đổi địa bàn, khu hoặc ngành"), text, "", "map-pin")


def _numbers(user: User, employer: Employer, day: date | None) -> Iterator[Entry]:
    rows = Identifier.objects.visible_to(user).filter(employer=employer)
    for row in _until(rows.exclude(valid_from=None), "valid_from", day):
        yield Entry((row.valid_from, "number", row.pk), row.get_scheme_display(), row.value, row.source, "id")
    for row in _until(rows.exclude(valid_to=None), "valid_to", day):
        title = _("Thôi dùng: %(scheme)s") % {"scheme": row.get_scheme_display()}
        yield Entry((row.valid_to, "number-end", row.pk), title, row.value, row.source, "id")


def _counts(user: User, employer: Employer, day: date | None) -> Iterator[Entry]:
    rows = LabourCount.objects.visible_to(user).filter(employer=employer, withdrawn_at=None).select_related("agency")
    for row in _until(rows, "starts_on", day):
        said = (
            (_("đang làm việc"), row.employed),
            (_("thuộc diện"), row.subject),
            (_("đã tham gia"), row.participating),
        )
        text = ", ".join(f"{label}: {number}" for label, number in said if number is not None)
        title = _("Số lao động %(period)s") % {"period": period_words(row.period)}
        source = f"{row.get_source_display()}{f' · {row.agency.name}' if row.agency else ''}"
        yield Entry((row.starts_on, "count", row.pk), title, text, source, "users")


def _gaps(user: User, employer: Employer, day: date | None) -> Iterator[Entry]:
    rows = Gap.objects.visible_to(user).filter(employer=employer).select_related("agency")
    for row in _until(rows, "found_at__date", day):
        text = _("%(size)d người · %(state)s") % {"size": row.size, "state": row.get_state_display()}
        found = localtime(row.found_at).date()
        yield Entry((found, "gap", row.pk), row.get_kind_display(), text, row.agency.name, "arrows-sort")


def _imports(user: User, employer: Employer, day: date | None) -> Iterator[Entry]:
    rows = RegisterChange.objects.filter(employer=employer).select_related("batch")
    for row in _until(rows, "batch__applied_at__date", day):
        if row.batch.applied_at is None:
            continue
        changed = ", ".join(str(FIELDS[name]) for name in row.after if name in FIELDS)
        on = localtime(row.batch.applied_at).date()
        source = _("Tệp của %(agency)s") % {"agency": row.batch.agency_code}
        yield Entry((on, "import", row.pk), _("Hồ sơ thay đổi theo tệp đã ghi nhận"), changed, source, "file-import")


def _merges(user: User, employer: Employer, day: date | None) -> Iterator[Entry]:
    rows = Merge.objects.filter(Q(kept=employer) | Q(absorbed=employer)).select_related("kept", "absorbed", "merged_by")
    visible = set(Employer.objects.visible_to(user).filter(pk__in=rows.values("kept")).values_list("pk", flat=True))
    visible |= set(
        Employer.objects.visible_to(user).filter(pk__in=rows.values("absorbed")).values_list("pk", flat=True)
    )
    for row in _until(rows, "merged_at__date", day):
        other = row.absorbed if row.kept_id == employer.pk else row.kept
        if other.pk not in visible:
            continue
        url = reverse("employer", args=[other.pk])
        on = localtime(row.merged_at).date()
        title = _("Gộp hồ sơ trùng vào đây") if other == row.absorbed else _("Gộp vào hồ sơ khác")
        yield Entry((on, "merge", row.pk), title, other.name, row.reason, "stack-2", url)
        if row.undone_at:
            on = localtime(row.undone_at).date()
            yield Entry((on, "unmerge", row.pk), _("Tách lại hồ sơ đã gộp"), other.name, "", "arrow-back-up", url)


def _begun(user: User, employer: Employer, day: date | None) -> Iterator[Entry]:
    """The first entry of every file."""
    on = employer.began_on or localdate(employer.created_at)
    title = _("Bắt đầu hoạt động") if employer.began_on else _("Có hồ sơ trên cổng")
    yield Entry((on, "begun", employer.pk), title, "", "", "flag")


KINDS = (_events, _moves, _numbers, _counts, _gaps, _imports, _merges, _begun)


def _write(place: Place) -> str:
    return _signer.sign_object([place[0].isoformat(), place[1], place[2]])


def _read(after: str) -> Place | None:
    try:
        day, kind, pk = _signer.unsign_object(after)
    except (signing.BadSignature, ValueError):
        return None
    return date.fromisoformat(day), kind, pk
