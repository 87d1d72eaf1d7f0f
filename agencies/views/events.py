"""Duties that arise only when something happens: the list of them, and the page on which one is reported."""

from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.forms import obligations as forms
from agencies.models import Duty
from agencies.queries import tracking
from agencies.services import obligations
from agencies.tables import obligations as tables
from agencies.views.obligations import agency_of_reader, tabs_of
from portal.core import audit
from portal.core.acts import NotPossible
from portal.core.lists import list_page
from portal.core.scoping import get_visible_or_404


@require_safe
def events(request):
    """The duties of my agency that arise only when something happens."""
    agency_of_reader(request)
    today = timezone.localdate()
    return list_page(
        request,
        table=tables.event_duties(),
        rows=tracking.event_duties(request.user, today=today),
        title=_("Nhiệm vụ khi phát sinh"),
        template="agencies/obligations/list.html",
        export_name="khi-phat-sinh",
        extra={
            "tabs": tabs_of(request, "events", {}),
            "lead": _("Chỉ phải làm khi có việc. Khi có việc, mở nhiệm vụ và ghi nhận để theo dõi đến khi xong."),
        },
        on_export=lambda filters, count, format: audit.exported("events", by=request.user, rows=count, format=format),
    )


def report_event(request, pk: int):
    """GET shows the duty and asks what happened; POST raises the obligation and goes to it."""
    duty = get_visible_or_404(Duty.objects.select_related("directive", "clause"), request.user, pk=pk)
    today = timezone.localdate()
    form = forms.EventForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            raised = obligations.report_event(
                duty, by=request.user, agency=request.user.posting.agency, **form.cleaned_data
            )
            return redirect("obligation", pk=raised.pk)
        except (NotPossible, ValidationError) as refusal:
            form.add_error(None, refusal.messages if isinstance(refusal, ValidationError) else str(refusal))
    context = {
        "title": duty.summary_vi,
        "duty": duty,
        "source": tables.source_words(duty),
        "form": form,
        "submit": _("Ghi nhận"),
        "cancel_url": reverse("events"),
        "crumbs": [(_("Nhiệm vụ"), reverse("obligations")), (_("Khi phát sinh"), reverse("events"))],
    }
    return render(request, "agencies/obligations/event.html", context)
