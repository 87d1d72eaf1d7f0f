"""Agencies on a day, the file of one, and who holds which function, with the answer an administrator gives."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.filters.agencies import AgencyFilter, day_asked
from agencies.forms.agencies import CommunePoliceForm
from agencies.forms.reorganisations import NameHolderForm
from agencies.models import Agency, Function
from agencies.queries.agencies import AgencyFile, agencies_listed, functions_on
from agencies.services.functions import name_holder as name_the_holder
from agencies.services.territory import open_commune_police
from agencies.tables.agencies import AGENCIES, TIER_NAMES
from agencies.views.tracker import record_context
from portal.core.acts import NotPossible
from portal.core.lists import list_page
from portal.core.scoping import get_visible_or_404


@require_safe
def agencies(request):
    day = day_asked(request.GET, timezone.localdate())
    return list_page(
        request,
        table=AGENCIES,
        rows=agencies_listed(Agency.objects.visible_to(request.user), day),
        title=_("Cơ quan"),
        filterset=AgencyFilter,
        search=("folded", "code"),
        template="agencies/agencies/list.html",
        extra={"day": day, "may_open_police": request.user.may("change_settings")},
        export_name="co-quan",
    )


@require_safe
def agency(request, code: str):
    found = get_visible_or_404(
        Agency.objects.select_related("kind", "parent", "area", "province__unit").prefetch_related("names"),
        request.user,
        code=code,
    )
    today = timezone.localdate()
    day = day_asked(request.GET, min(today, found.valid_to or today))
    file = AgencyFile(found, day)
    context = {
        "title": file.called(),
        "one": found,
        "tier": TIER_NAMES.get(found.kind.tier, ""),
        "day": day,
        "file": file,
        "functions": file.functions,
        "territories": file.territories(),
        "people": file.people() if _sees_people(request.user, found) else None,
        "has_ended": bool(found.valid_to and found.valid_to < today),
        "may_reorganise": request.user.may("reorganise") and found.area_id is None,
        **record_context(request, found),
        "crumbs": [(_("Cơ quan"), reverse("agencies"))],
    }
    return render(request, "agencies/agencies/agency.html", context)


def _sees_people(user, found: Agency) -> bool:
    return user.may("administer_users") or user.posting.agency_id == found.pk


@require_safe
def functions(request):
    province, today = _province(request), timezone.localdate()
    day = day_asked(request.GET, today)
    lines = functions_on(province, day)
    context = {
        "title": _("Chức năng"),
        "day": day,
        "asked": [line for line in lines if line.is_asked],
        "lines": [line for line in lines if not line.is_asked],
        "may_name": request.user.may("reorganise"),
    }
    return render(request, "agencies/agencies/functions.html", context)


def name_holder(request, code: str):
    """The administrator says who holds a function that no text gives to anybody."""
    province, today = _province(request), timezone.localdate()
    if not request.user.may("reorganise"):
        raise PermissionDenied("name_holder")
    function = get_object_or_404(Function, pk=code)
    form = NameHolderForm(request.POST or None, province=province, today=today, initial={"on": today})
    if request.method == "POST" and form.is_valid():
        try:
            name_the_holder(province, by=request.user, function=function, **form.cleaned_data)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã chỉ định cơ quan giữ chức năng: %(name)s.") % {"name": function.name})
            return redirect("functions")
    context = {
        "title": _("Chỉ định cơ quan giữ chức năng"),
        "function": function,
        "form": form,
        "submit": _("Chỉ định"),
        "cancel_url": reverse("functions"),
        "crumbs": [(_("Chức năng"), reverse("functions"))],
    }
    return render(request, "agencies/agencies/name_holder.html", context)


def open_police(request):
    """The administrator says of which communes the police take part: each becomes an agency with its commune."""
    province, today = _province(request), timezone.localdate()
    if not request.user.may("change_settings"):
        raise PermissionDenied("open_commune_police")
    form = CommunePoliceForm(request.POST or None, province=province, today=today, initial={"on": today})
    if request.method == "POST" and form.is_valid():
        try:
            opened = open_commune_police(province, by=request.user, **form.cleaned_data)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Đã thêm %(number)s công an cấp xã.") % {"number": len(opened)})
            return redirect(f"{reverse('agencies')}?kind=commune_police")
    context = {
        "title": _("Thêm công an cấp xã"),
        "form": form,
        "submit": _("Thêm"),
        "cancel_url": reverse("agencies"),
        "crumbs": [(_("Cơ quan"), reverse("agencies"))],
    }
    return render(request, "agencies/agencies/open_police.html", context)


def _province(request):
    if request.user.posting is None:
        raise Http404
    return request.user.posting.agency.province
