"""Who may inspect and who may check, on a day and over time."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.filters.agencies import day_asked
from agencies.queries.functions import competence_rows, competences_on
from agencies.tables.agencies import COMPETENCES


@require_safe
def competences(request):
    if request.user.posting is None:
        raise Http404
    day = day_asked(request.GET, timezone.localdate())
    context = {
        "title": _("Thẩm quyền thanh tra, kiểm tra"),
        "day": day,
        "lines": competences_on(day),
        "table": COMPETENCES,
        "rows": competence_rows(),
        "crumbs": [(_("Chức năng"), reverse("functions"))],
    }
    return render(request, "agencies/competences/competences.html", context)
