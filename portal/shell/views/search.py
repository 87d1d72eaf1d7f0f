"""The one box: what it suggests while somebody types, and the page of everything that was found."""

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from employers.filters import EmployerFilter
from employers.models import Employer
from employers.queries.finding import find_employers
from portal.core import audit
from portal.core.filters import chips_of
from portal.core.folding import clean
from portal.shell.finding.employers import narrowed, page_of
from portal.shell.finding.hits import Answer
from portal.shell.finding.kinds import KINDS, answer, answers, named_as
from portal.shell.finding.words import Typed

SUGGESTED, OF_LATER, OF_EACH, ON_PAGE = 8, 1, 5, 50
LONGEST = 200


def _typed(request) -> Typed:
    return Typed(clean(request.GET.get("q", "").replace("\x00", ""))[:LONGEST])


@require_safe
def suggestions(request):
    """The first few hits, grouped, as options of the box."""
    typed = _typed(request)
    groups = _fitting(answers(request.user, typed, SUGGESTED, enough=SUGGESTED))
    shown = sum(len(group.hits) for group in groups)
    if shown:
        audit.read("search", by=request.user, q=typed.text, rows=shown)
    return HttpResponse(render_to_string("shell/_suggestions.html", {"groups": groups, "typed": typed, "shown": shown}))


def _fitting(groups: list[Answer]) -> list[Answer]:
    """Eight in all: one of each later kind at most, the first kind has what is left."""
    for group in groups[1:]:
        group.hits = group.hits[:OF_LATER]
    left = SUGGESTED
    for group in reversed(groups):
        group.hits = group.hits[: max(left, 0)]
        left -= len(group.hits)
    return [group for group in groups if group.hits]


@require_safe
def search(request):
    typed, kind = _typed(request), request.GET.get("what", "")
    context = {"title": _("Tìm kiếm"), "typed": typed, "tabs": _tabs(typed, kind), "kind": kind}
    if kind == "employers" and request.user.may("see_register"):
        context |= _employers(request, typed)
    elif kind in KINDS:
        context["found"] = answer(kind, request.user, typed, ON_PAGE, request.GET.get("after", ""))
    else:
        context["groups"] = answers(request.user, typed, OF_EACH)
    if "found" in context:
        context |= {"first_page": _address(request, ""), "next_page": _address(request, context["found"].after)}
    if typed.words:
        audit.read("search", by=request.user, q=typed.text, what=kind, rows=_rows(context))
    return render(request, "shell/search.html", context)


def _address(request, after: str) -> str:
    """The same question at its first page, or behind the hit of this key."""
    asked = request.GET.copy()
    asked.pop("after", None)
    if after:
        asked["after"] = after
    return f"?{asked.urlencode()}"


def _rows(context: dict) -> int:
    groups = [context["found"]] if "found" in context else context.get("groups", [])
    return sum(len(group.hits) for group in groups)


def _tabs(typed: Typed, kind: str) -> list[tuple]:
    everything = (_("Tất cả"), f"?{urlencode({'q': typed.text})}", kind not in KINDS, "list")
    rest = (
        (one.label, f"?{urlencode({'q': typed.text, 'what': name})}", kind == name, one.icon)
        for name, one in KINDS.items()
    )
    return [everything, *rest]


def _employers(request, typed: Typed) -> dict:
    """Employers, narrowed as their list is."""
    bound = EmployerFilter(request.GET, queryset=Employer.objects.visible_to(request.user), request=request)
    found = find_employers(request.user, typed)
    chips = chips_of(request, bound.form)
    if chips and bound.is_valid():
        found = narrowed(found, bound.qs)
    page = named_as("employers", page_of(request.user, found, ON_PAGE, request.GET.get("after", "")))
    return {"found": page, "form": bound.form, "chips": chips}
