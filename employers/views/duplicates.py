"""Pairs that may be one employer: the queue, two files side by side, the decision, and a merge taken back."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from employers.filters.identity import DuplicateFilter
from employers.forms.identity import PairForm
from employers.models import DuplicatePair, Employer, Merge
from employers.queries.duplicates import compared, merge_of, pairs_found, reasons_of
from employers.services import duplicates as acts
from employers.services import merging
from employers.tables.identity import DUPLICATES, PAIR_STATES
from employers.views.deeds import done, facts_of
from portal.core import audit
from portal.core.lists import list_page
from portal.core.scoping import get_visible_or_404


@require_safe
def duplicates(request):
    if not request.user.may("decide_duplicate"):
        raise Http404
    return list_page(
        request,
        table=DUPLICATES,
        rows=DuplicatePair.objects.visible_to(request.user).select_related("first", "second"),
        title=_("Cặp hồ sơ nghi trùng"),
        filterset=DuplicateFilter,
        search=pairs_found,
        export_name="nghi-trung",
        on_export=lambda filters, count, format: audit.exported(
            "duplicates", by=request.user, filters=filters, rows=count, format=format
        ),
    )


def _pair(request, pk: int) -> DuplicatePair:
    related = [f"{side}__{name}" for side in ("first", "second") for name in ("province", "commune", "zone", "agency")]
    return get_visible_or_404(DuplicatePair.objects.select_related(*related), request.user, pk=pk)


@require_safe
def duplicate(request, pk):
    """Both files side by side, what speaks for and against, and the two buttons."""
    return _compare(request, _pair(request, pk), PairForm())


def _compare(request, pair: DuplicatePair, form: PairForm):
    context = {
        "title": _("So sánh hai hồ sơ"),
        "pair": pair,
        "state": PAIR_STATES[pair.state],
        "rows": compared(pair),
        "reasons": reasons_of(pair),
        "merge": merge_of(pair) if pair.state == DuplicatePair.State.MERGED else None,
        "form": form,
        "is_open": pair.state == DuplicatePair.State.OPEN,
        "is_different": pair.state == DuplicatePair.State.DIFFERENT,
        "crumbs": [(_("Cặp hồ sơ nghi trùng"), reverse("duplicates"))],
    }
    return render(request, "employers/duplicate.html", context)


@require_POST
def decide(request, pk):
    pair = _pair(request, pk)
    kept = request.POST.get("keep", "")

    def do() -> str:
        facts = facts_of(PairForm(request.POST))
        at, note = timezone.now(), facts["note"]
        keep = _kept(pair, kept)
        decision = DuplicatePair.State.MERGED if keep else DuplicatePair.State.DIFFERENT
        acts.decide_duplicate(pair, by=request.user, decision=decision, at=at, note=note, keep=keep)
        return _("Đã gộp hai hồ sơ.") if keep else _("Đã ghi: hai đơn vị khác nhau. Cặp này không hỏi lại.")

    if not done(request, do):
        return _compare(request, _pair(request, pk), PairForm(request.POST))  # what was typed is still there
    return redirect("duplicate", pk)


def _kept(pair: DuplicatePair, asked: str) -> Employer | None:
    return {str(pair.first_id): pair.first, str(pair.second_id): pair.second}.get(asked)


@require_POST
def ask_again(request, pk):
    pair = _pair(request, pk)

    def do() -> str:
        acts.ask_again(pair, by=request.user)
        return _("Cặp này được xét lại.")

    done(request, do)
    return redirect("duplicate", pk)


@require_POST
def undo(request, pk):
    merge = get_visible_or_404(Merge.objects.select_related("kept__province"), request.user, pk=pk)

    def do() -> str:
        merging.undo_merge(merge, by=request.user, at=timezone.now())
        return _("Đã hoàn tác: hai hồ sơ trở lại như trước khi gộp.")

    done(request, do)
    return redirect("employer", merge.absorbed_id)
