"""The list of employers, and placing one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from employers.filters import EmployerFilter
from employers.forms import PlaceForm
from employers.models import Employer
from employers.queries.search import employers_found
from employers.services.registry import place_employer
from employers.tables import EMPLOYERS
from portal.core import audit
from portal.core.lists import list_page
from portal.core.scoping import get_visible_or_404


@require_safe
def employers(request):
    if not request.user.may("see_employer_arrears"):
        raise Http404
    rows = Employer.objects.visible_to(request.user).select_related("commune", "zone", "agency", "office")
    return list_page(
        request,
        table=EMPLOYERS,
        rows=rows,
        title=_("Đơn vị sử dụng lao động"),
        filterset=EmployerFilter,
        search=employers_found,
        export_name="don-vi",
        on_export=lambda filters, count, format: audit.exported(
            "employers", by=request.user, filters=filters, rows=count, format=format
        ),
        on_view=lambda filters, count: audit.read("employers", by=request.user, filters=filters, rows=count),
    )


def place(request, pk):
    """Give an employer that came without a commune its place."""
    if not request.user.may("place_employer"):
        raise Http404
    employer = get_visible_or_404(Employer.objects.select_related("province"), request.user, pk=pk)
    initial = {"commune": employer.commune_id, "zone": employer.zone_id}
    form = PlaceForm(request.POST or None, initial=initial, province=employer.province)
    if request.method == "POST" and form.is_valid():
        try:
            place_employer(employer, by=request.user, on=timezone.localdate(), **form.cleaned_data)
            messages.success(request, _("Đã gắn địa bàn cho %(name)s.") % {"name": employer.name})
            return redirect("employer", employer.pk)
        except ValidationError as problem:
            form.add_error(None, problem)
    context = {"form": form, "title": _("Gắn địa bàn cho đơn vị"), "lead": employer.name}
    return render(request, "employers/place.html", context)
