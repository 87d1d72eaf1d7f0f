"""Whose rows they are: questions that a file raised, answered one by one with the candidates side by side."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.rules.wording import period_words
from employers.models import Employer, Match
from employers.queries import matches as queries
from employers.queries.search import employers_found
from employers.rules.file_kinds import KINDS
from employers.services.match_answers import answer_match
from employers.views.deeds import done
from portal.core import audit
from portal.core.scoping import get_visible_or_404

SHOWN = 20
FOUND = 8


@require_safe
def questions(request, batch):
    """The rows that wait, the next first; one may be searched for by hand (?dong=&q=)."""
    found = queries.file_of(request.user, batch)
    if found is None:
        raise Http404
    waiting = queries.waiting(found)
    asked = queries.questions(request.user, list(waiting[:SHOWN]))
    context = {
        "title": _("Đối khớp: %(kind)s, %(period)s")
        % {"kind": KINDS[found.kind].title, "period": period_words(found.period)},
        "batch": found,
        "left": waiting.count(),
        "answered": queries.answered(found),
        "questions": asked,
        "found": _search(request),
        "searched_row": request.GET.get("dong", ""),
        "text": request.GET.get("q", "")[:200],
        "crumbs": [(found.file.name, reverse("register-file", args=[found.pk]))],
        "shown": SHOWN,
    }
    audit.read("match_questions", by=request.user, subject=found)
    return render(request, "employers/matches/questions.html", context)


def _search(request) -> list[Employer]:
    text = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    if len(text) < 2:
        return []
    rows = Employer.objects.visible_to(request.user).live().select_related("commune", "agency")
    return list(employers_found(rows, text).order_by("sort_key", "pk")[:FOUND])


@require_POST
def answer(request, pk):
    """This employer, a new one, or none."""
    match = queries.match_of(request.user, pk)
    if match is None:
        raise Http404
    chosen = request.POST.get("answer", "")

    def write() -> str:
        employer = None
        if chosen.isdecimal():
            employer = get_visible_or_404(Employer.objects, request.user, pk=int(chosen))
        state = Match.State.MATCHED if employer else chosen
        answer_match(match, by=request.user, answer=state, employer=employer, at=timezone.now())
        return _("Dòng %(row)s: %(answer)s.") % {"row": match.row_no, "answer": employer or Match.State(state).label}

    done(request, write)
    return redirect("match-questions", match.batch_id)
