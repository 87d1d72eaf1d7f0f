"""Alerts about employers: the list, one alert with what it rests on, and the answer."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from arrears.queries.alerts import OWING, alerts_shown, owed_by
from employers.filters.alerts import AlertFilter
from employers.forms.events import AnswerForm
from employers.models import Alert
from employers.permissions import answer_alert as may_answer
from employers.queries.search import rows_of_employers_found
from employers.services.alerts import answer_alert
from employers.tables.alerts import ALERT_STATES, ALERTS
from employers.tables.events import EVENTS_OF
from employers.views.deeds import done, facts_of
from portal.core import audit
from portal.core.lists import list_page


@require_safe
def alerts(request):
    if not request.user.may("see_register"):
        raise Http404
    return list_page(
        request,
        table=ALERTS,
        rows=alerts_shown(request.user).select_related("employer__commune", "agency"),
        title=_("Cảnh báo về đơn vị"),
        filterset=AlertFilter,
        search=rows_of_employers_found,
        export_name="canh-bao",
        on_view=lambda filters, count: audit.read("alerts", by=request.user, filters=filters, rows=count),
        on_export=lambda filters, count, format: audit.exported(
            "alerts", by=request.user, filters=filters, rows=count, format=format
        ),
    )


def _alert(request, pk: int) -> Alert:
    """The one alert, by the rule of who may read it; what is owed is not in Alert's own."""
    found = (
        alerts_shown(request.user).select_related("employer__province", "agency", "answered_by").filter(pk=pk).first()
    )
    if found is None:
        raise Http404
    return found


@require_safe
def alert(request, pk):
    found = _alert(request, pk)
    is_open = found.state == found.State.OPEN
    owed, stamp = owed_by(request.user, found.employer) if found.kind == OWING else (None, None)
    audit.read("alert", by=request.user, subject=found.employer, kind=found.kind)
    context = {
        "title": found.get_kind_display(),
        "alert": found,
        "employer": found.employer,
        "state": ALERT_STATES[found.state],
        "event": EVENTS_OF.get(found.facts.get("event", "")),
        "owed": owed,
        "owed_stamp": stamp,
        "form": AnswerForm() if is_open and may_answer(request.user, found) else None,
        "crumbs": [(_("Cảnh báo về đơn vị"), reverse("alerts"))],
    }
    return render(request, "arrears/alerts/alert.html", context)


@require_POST
def answer(request, pk):
    found = _alert(request, pk)

    def do() -> str:
        facts = facts_of(AnswerForm(request.POST))
        answer_alert(found, by=request.user, at=timezone.now(), **facts)
        return _("Đã ghi kết quả xử lý.")

    done(request, do)
    return redirect("alert", pk)
