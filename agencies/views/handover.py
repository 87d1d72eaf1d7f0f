"""Hand-over of a leaver's work: what there is, who takes it over, and what becomes of the account, in one go."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.forms.accounts import HandOverForm
from agencies.login.step_up import recently_verified
from agencies.models import HandOver, User
from agencies.queries.handover import by_kind, successors, work_of
from agencies.services.handover import hand_over_work
from agencies.views.users import for_administrators
from portal.core.acts import NotPossible
from portal.core.scoping import get_visible_or_404


@for_administrators
@recently_verified
def hand_over(request, pk: int):
    leaver, today = get_visible_or_404(User.objects, request.user, pk=pk), timezone.localdate()
    form = HandOverForm(request.POST or None, people=successors(leaver, on=today), today=today)
    if request.method == "POST" and form.is_valid():
        try:
            handover = hand_over_work(leaver, by=request.user, at=timezone.now(), **form.cleaned_data)
        except (NotPossible, ValidationError) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã bàn giao. Người nhận được báo ngay trên cổng."))
            return redirect("handover", pk=handover.pk)
    items = work_of(leaver, on=today)
    title = _("Bàn giao công việc của %(name)s") % {"name": leaver.full_name}
    context = {"title": title, "leaver": leaver, "form": form, "groups": list(by_kind(items)), "count": len(items)}
    return render(request, "agencies/users/hand_over.html", context)


def handover(request, pk: int):
    """What was handed over, for the successor and for administrators."""
    found = get_visible_or_404(HandOver.objects.select_related("leaver", "successor", "agency"), request.user, pk=pk)
    title = _("Bàn giao công việc của %(name)s") % {"name": found.leaver.full_name}
    return render(request, "agencies/users/handover.html", {"title": title, "handover": found})
