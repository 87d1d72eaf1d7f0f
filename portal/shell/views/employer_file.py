"""The employer's page: identity and what is owed at once, every other part when it is looked at; each for those entitled."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from employers.models import Employer
from portal.core import audit
from portal.core.scoping import get_visible_or_404
from portal.shell.file.arrears import arrears_of
from portal.shell.file.identity import facts_of, may_record
from portal.shell.file.parts import PARTS, TIMELINE, Part, parts_of
from portal.shell.file.timeline import timeline_of

_RELATED = ("province__unit", "commune", "zone", "office", "agency", "merged_into")


def _asked(request, pk: int) -> Employer:
    return get_visible_or_404(Employer.objects.select_related(*_RELATED), request.user, pk=pk)


@require_safe
def employer_file(request, pk):
    employer = _asked(request, pk)
    audit.read("employer", by=request.user, subject=employer)
    context = {
        "employer": employer,
        "title": employer.name,
        "parts": parts_of(request.user),
        "may_place": request.user.may("place_employer"),
        "may_record": may_record(request.user, employer),
        **facts_of(employer),
        **arrears_of(request.user, employer),
    }
    return render(request, "shell/employer_file.html", context)


@require_safe
def employer_part(request, pk, part: str):
    """One part: a piece for the page, or a page of its own for whoever has no scripts or turns its pages."""
    found = PARTS.get(part)
    if found is None:
        raise Http404
    employer = _asked(request, pk)
    if not found.is_open(request.user):
        raise Http404
    audit.read("employer", by=request.user, subject=employer, part=part)
    context = {"employer": employer, "part": found, "title": employer.name, **_filled(request, employer, found)}
    if request.htmx:
        return HttpResponse(render_to_string("shell/file/part.html", context))
    return render(request, "shell/file/alone.html", context)


@require_safe
def employer_in_full(request, pk):
    """Every part on one page, to be printed."""
    employer = _asked(request, pk)
    audit.read("employer", by=request.user, subject=employer, part=_("bản in"))
    drawn = [
        render_to_string(
            "shell/file/part.html", {"employer": employer, "part": part, **_filled(request, employer, part)}
        )
        for part in parts_of(request.user)
    ]
    context = {"employer": employer, "title": employer.name, "filled": drawn}
    context |= facts_of(employer) | arrears_of(request.user, employer)
    return render(request, "shell/file/print.html", context)


def _filled(request, employer: Employer, part: Part) -> dict:
    if part.slug == TIMELINE:
        return timeline_of(request.user, employer, request.GET.get("after", ""))
    return part.fill(request.user, employer, timezone.localdate())
