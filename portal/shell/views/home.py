"""The first page after login: a board for those who read arrears, the month's work for those who bring it in."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arrears.queries import boards as questions
from arrears.queries.missing import not_yet_shown
from arrears.queries.shown import newest_closed, newest_for, rebuilt_months, shown
from arrears.tables import WORST_DEBTORS
from portal.core import audit
from portal.core.periods import Month
from portal.shell import boards
from portal.shell.unchanged import asked_again
from portal.shell.work import work_of


@require_safe
@asked_again
def home(request):
    """Sends each person to the board of the post."""
    user = request.user
    if user.posting is None:
        return render(request, "shell/no_post.html", {"title": _("Chưa có vị trí công tác")})
    if not user.may("see_employer_arrears"):
        for act, route in (("administer_users", "users"), ("see_audit", "audit-trail")):
            if user.may(act):
                return redirect(reverse(route))
        work = work_of(user, today=timezone.localdate(), now=timezone.now())
        return render(request, "shell/nothing_here.html", {"title": _("Trang chính"), "work": work})
    return board(request)


def board(request):
    user = request.user
    seen = _asked_month(request)
    rebuilt = rebuilt_months(user)
    newest = None if request.GET.get("month") else seen
    work = work_of(user, today=timezone.localdate(), now=timezone.now(), rebuilt=rebuilt, newest=newest)
    if seen is None:
        return render(request, "shell/board_empty.html", {"title": _("Trang chính"), "work": work})
    part, closed = questions.part_of(user), newest_closed(user)
    listed, sums = questions.newest_list(user, seen), boards.sums_of(user, seen, part)
    audit.read("board", by=user, month=str(seen.month), version=seen.version)
    context = {
        "title": _("Tình hình chậm đóng, trốn đóng tháng %(month)s") % {"month": seen.month.label},
        "stamp": seen.stamp,
        "months": boards.month_choices(user, seen.month, closed, rebuilt),
        "figures": boards.figures_of(user, seen, part, sums, listed),
        "trend": boards.trend_chart(user, seen, part, closed),
        "classes": boards.class_chart(seen, sums[0]),
        "communes": boards.commune_chart(user, seen) if part.dimension == "province" else None,
        "worst": questions.worst_debtors(user, listed) if listed else [],
        "nobody_listed": boards.nobody_listed(seen, part, listed),
        "worst_url": reverse("debtor-list", args=[listed.pk]) if listed else "",
        "worst_table": WORST_DEBTORS,
        "work": work,
        "missing": ", ".join(month.label for month in not_yet_shown(closed, on=timezone.localdate())),
    }
    return render(request, "shell/board.html", context)


def _asked_month(request):
    asked = request.GET.get("month", "")
    try:
        return shown(request.user, Month.parse(asked)) if asked else newest_for(request.user)
    except ValueError:
        return newest_for(request.user)
