"""Notes of BHXH on a debtor."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from arrears.forms import NoteForm
from arrears.models import ArrearsNote
from arrears.services.notes import record_arrears_note
from employers.models import Employer
from portal.core import audit
from portal.core.periods import Month
from portal.core.scoping import get_visible_or_404


def note(request, pk):
    """Cause, measures taken and proposal of one employer; the last note stands in the form."""
    if not request.user.may("record_arrears_note"):
        raise Http404
    employer = get_visible_or_404(Employer.objects, request.user, pk=pk)
    last = ArrearsNote.objects.visible_to(request.user).filter(employer=employer).order_by("-month", "-id").first()
    initial = {"cause": last.cause, "measures": last.measures, "proposal": last.proposal} if last else {}
    form = NoteForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        month = Month.of(timezone.localdate()).plus(-1)
        record_arrears_note(employer, by=request.user, month=month, **form.cleaned_data)
        messages.success(request, _("Đã ghi nhận cho %(name)s.") % {"name": employer.name})
        return redirect("employer", employer.pk)
    audit.read("arrears_note", by=request.user, subject=employer)
    context = {"form": form, "employer": employer, "title": _("Ghi nhận của BHXH về đơn vị nợ"), "lead": employer.name}
    return render(request, "arrears/notes/form.html", context)
