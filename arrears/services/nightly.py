"""What the clock does for the months: rebuild the open ones, take up closings that stopped half-way, remind of what is open.

The subject of each is a province; every one can be run again at any time."""

from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from agencies.models import Province, User
from agencies.models.settings import setting
from arrears import permissions
from arrears.models import LedgerMonth
from arrears.queries.closing import unfinished_closings
from arrears.services.closing import start_jobs
from arrears.services.ledger import rebuild_month
from arrears.services.rollups import roll_up_month
from portal.core.acts import act
from portal.core.notifications import tell
from portal.core.periods import Month

OPEN = (LedgerMonth.Status.OPEN, LedgerMonth.Status.RESTATING)


@act(may=permissions.rebuild_month)
def rebuild_open_months(province: Province, *, by, at: datetime) -> list[str]:
    """Rebuild the provisional rows and, whole, the rollups of every month that is open and has figures."""
    months = LedgerMonth.objects.filter(province=province, status__in=OPEN).exclude(rebuilt_at=None).order_by("month")
    for ledger_month in months:
        rebuild_month(ledger_month, by=by, at=at)
        roll_up_month(ledger_month, by=by, at=at)
    return [str(ledger_month.period) for ledger_month in months]


@act(may=permissions.finish_closing)
def take_up_closings(province: Province, *, by) -> list[str]:
    """Start the jobs of closings that have begun and not ended; those that are on the list go on as they are."""
    return [str(start_jobs(version, by=by, again=True)) for version in unfinished_closings(province)]


@act(may=permissions.finish_closing)
def remind_of_open_month(province: Province, *, by, on: date) -> int:
    """From the day set on, tell those who may close that last month is still open. Once a month. Returns how many."""
    month = Month.of(on).plus(-1)
    is_due = on.day >= setting(province, "month_close.remind_day", on=on)
    is_closed = LedgerMonth.objects.filter(
        province=province, month=month.first_day, status=LedgerMonth.Status.CLOSED
    ).exists()
    if is_closed or not is_due:
        return 0
    people = [
        user
        for office in province.agencies.as_of(on).filter(kind="social_insurance")
        for user in User.objects.holding(on, agency=office, power="close_month")
    ]
    text = _("Tháng %(month)s chưa khóa sổ.") % {"month": month.label}
    return tell(people, key=f"month-open:{province.slug}:{month}", text=text, url=reverse("months"))
