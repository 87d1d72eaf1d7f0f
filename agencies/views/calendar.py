"""The calendar: what is due on each day of a month, with the days off and the Saturdays worked."""

import calendar
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from agencies.models import Obligation, SpecialDay
from agencies.queries import tracking
from agencies.queries.tracking import DayCount
from agencies.queries.working_days import special_days
from agencies.views.obligations import agency_of_reader
from portal.core.periods import Month

WEEKDAYS = (
    gettext_lazy("Thứ Hai"), gettext_lazy("Thứ Ba"), gettext_lazy("Thứ Tư"), gettext_lazy("Thứ Năm"),
    gettext_lazy("Thứ Sáu"), gettext_lazy("Thứ Bảy"), gettext_lazy("Chủ nhật"),
)  # fmt: skip


@dataclass(frozen=True)
class Day:
    """One square of the month."""

    day: date
    weekday: str
    is_inside: bool
    is_today: bool
    is_off: bool
    special: SpecialDay | None
    count: DayCount
    url: str

    @property
    def is_blank(self) -> bool:
        return not self.is_inside or not (self.count.total or self.special or self.is_today)


@require_safe
def month_calendar(request):
    """One month, of the reader's agency or, for who watches over the province, of all."""
    if request.user.posting is None:
        raise PermissionDenied("no post")
    now, agency = timezone.now(), agency_of_reader(request)
    month = _asked(request, timezone.localdate(now))
    sees_all = request.user.may("see_all_obligations")
    of_all = sees_all and request.GET.get("scope") == "all"
    rows = Obligation.objects.visible_to(request.user)
    rows = rows if of_all else tracking.owed_by(rows, agency)
    counts = tracking.day_counts(rows, month, now=now)
    context = {
        "title": _("Lịch nhiệm vụ tháng %(month)s") % {"month": month.label},
        "crumbs": [(_("Nhiệm vụ"), reverse("obligations"))],
        "weeks": _weeks(month, counts, "" if of_all else agency.code, timezone.localdate(now)),
        "weekdays": WEEKDAYS,
        "month": month,
        "total": sum(count.total for count in counts.values()),
        "missing": sum(count.missing for count in counts.values()),
        "before": _address(month.plus(-1), of_all),
        "after": _address(month.plus(1), of_all),
        "now_url": _address(Month.of(timezone.localdate(now)), of_all),
        "tabs": _tabs(month, of_all) if sees_all else None,
    }
    return render(request, "agencies/calendar/month.html", context)


def _asked(request, today: date) -> Month:
    try:
        return Month.parse(request.GET.get("month", ""))
    except ValueError:
        return Month.of(today)


def _address(month: Month, of_all: bool) -> str:
    return f"?{urlencode({'month': month} | ({'scope': 'all'} if of_all else {}))}"


def _tabs(month: Month, of_all: bool) -> list[tuple]:
    return [
        (_("Cơ quan tôi"), _address(month, False), not of_all, "building"),
        (_("Cả tỉnh"), _address(month, True), of_all, "map-2"),
    ]


def _weeks(month: Month, counts: dict[date, DayCount], code: str, today: date) -> list[tuple[int, list[Day]]]:
    """(ISO week, its days) of the month."""
    weeks = calendar.Calendar().monthdatescalendar(month.year, month.month)
    special = special_days(weeks[0][0], weeks[-1][-1])
    return [
        (week[0].isocalendar().week, [_day(day, month, counts, special, code, today) for day in week]) for week in weeks
    ]


def _day(day: date, month: Month, counts: dict, special: dict, code: str, today: date) -> Day:
    row = special.get(day)
    asked = {"due_from": day.isoformat(), "due_until": day.isoformat()} | ({"agency": code} if code else {})
    return Day(
        day=day,
        weekday=str(WEEKDAYS[day.weekday()]),
        is_inside=Month.of(day) == month,
        is_today=day == today,
        is_off=not row.is_working if row else day.weekday() >= 5,
        special=row,
        count=counts.get(day, DayCount()),
        url=f"{reverse('obligation-rows')}?{urlencode(asked)}",
    )
