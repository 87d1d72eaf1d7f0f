"""What happens to employers: the province's list, one employer's events with the form to tell another, and taking back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from employers.filters.events import StatusEventFilter
from employers.forms.events import ReasonForm, StatusEventForm
from employers.models import Employer, StatusEvent
from employers.permissions import record_status_event as may_record
from employers.permissions import withdraw_status_event as may_withdraw
from employers.queries.events import events_told
from employers.queries.search import rows_of_employers_found
from employers.services import events as acts
from employers.tables.events import EVENTS_OF, STATUS_EVENTS, STATUSES, source_of
from employers.views.deeds import done, facts_of, written
from portal.core import audit
from portal.core.lists import list_page
from portal.core.scoping import get_visible_or_404


@require_safe
def status_events(request):
    if not request.user.may("see_register"):
        raise Http404
    return list_page(
        request,
        table=STATUS_EVENTS,
        rows=StatusEvent.objects.visible_to(request.user)
        .filter(employer__merged_into=None)
        .select_related("employer", "agency", "review"),
        title=_("Biến động của đơn vị"),
        filterset=StatusEventFilter,
        search=rows_of_employers_found,
        export_name="bien-dong",
        on_export=lambda filters, count, format: audit.exported(
            "status_events", by=request.user, filters=filters, rows=count, format=format
        ),
    )


def employer_events(request, pk):
    """The events of one employer, newest first; whoever may tell one finds the form beside them."""
    employer = get_visible_or_404(Employer.objects.select_related("province", "merged_into"), request.user, pk=pk)
    may_tell = employer.merged_into is None and may_record(request.user, employer)
    form = StatusEventForm(request.POST or None) if may_tell else None
    if request.method == "POST" and form is not None and form.is_valid() and _told(request, employer, form):
        return redirect("employer-events", pk)
    rows = events_told(request.user, employer)
    context = {
        "title": _("Biến động của đơn vị"),
        "employer": employer,
        "status": STATUSES[employer.status],
        "events": [(row, EVENTS_OF[row.kind], may_withdraw(request.user, row), source_of(row)) for row in rows],
        "form": form,
        "reason_form": ReasonForm(),
        "today": timezone.localdate(),
        "crumbs": [(employer.name, reverse("employer", args=[pk]))],
    }
    return render(request, "employers/events.html", context)


def _told(request, employer: Employer, form: StatusEventForm) -> bool:
    agency, today = request.user.posting.agency, timezone.localdate()
    is_told = written(
        form,
        lambda: acts.record_status_event(employer, by=request.user, agency=agency, on=today, **form.cleaned_data),
    )
    if is_told:
        messages.success(request, _("Đã ghi biến động của %(name)s.") % {"name": employer.name})
    return is_told


@require_POST
def withdraw(request, pk):
    event = get_visible_or_404(StatusEvent.objects.select_related("employer__province"), request.user, pk=pk)

    def do() -> str:
        reason = facts_of(ReasonForm(request.POST))["reason"]
        acts.withdraw_status_event(event, by=request.user, at=timezone.now(), reason=reason)
        return _("Đã rút biến động.")

    done(request, do)
    return redirect("employer-events", event.employer_id)
