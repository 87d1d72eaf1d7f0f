"""The buttons of gaps: of one, of those ticked, and of the comparison itself."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from employers.forms import gaps as forms
from employers.models import Gap
from employers.rules.sources import COMPARED
from employers.services import gaps as acts
from employers.services.comparing import compare_later
from employers.views.deeds import done, facts_of
from portal.core.acts import NotPossible
from portal.core.scoping import get_visible_or_404

ACTS = {
    "giai-trinh": (forms.ExplainForm, acts.explain_gap, gettext_lazy("Đã ghi giải trình.")),
    "yeu-cau": (forms.DemandForm, acts.demand_gap, gettext_lazy("Đã ghi văn bản yêu cầu.")),
    "tham-gia": (forms.JoinedForm, acts.record_joined, gettext_lazy("Đã ghi số lao động tham gia thêm.")),
    "thanh-tra": (forms.InspectionForm, acts.ask_inspection, gettext_lazy("Đã đề nghị thanh tra, kiểm tra.")),
    "mo-lai": (forms.ReopenForm, acts.reopen_gap, gettext_lazy("Đã mở lại chênh lệch.")),
}
AT_ONCE = ("giai-trinh", "yeu-cau")
MOST = 200


@require_POST
def deed(request, pk, act):
    """One act on one gap."""
    form, do, sentence = _act(act)
    gap = get_visible_or_404(Gap.objects, request.user, pk=pk)

    def write() -> str:
        do(gap, by=request.user, at=timezone.now(), **facts_of(form(request.POST)))
        return sentence

    done(request, write)
    return redirect("gap", pk)


@require_POST
def many(request, act):
    """The same explanation or demand for the gaps ticked: all or none."""
    form, do, _sentence = _act(act, AT_ONCE)

    def write() -> str:
        gaps = _ticked(request)
        facts = facts_of(form(request.POST))
        with transaction.atomic():
            for gap in gaps:
                do(gap, by=request.user, at=timezone.now(), **facts)
        return ngettext("Đã ghi cho %(n)d chênh lệch.", "Đã ghi cho %(n)d chênh lệch.", len(gaps)) % {"n": len(gaps)}

    done(request, write)
    return redirect("gaps")


@require_POST
def run(request):
    """Compare a list with BHXH's participants now, in the background."""
    if not request.user.may("run_cross_check"):
        raise PermissionDenied
    known = [(*request.POST.get("what", "|").split("|")[:2], "")]
    form = forms.CrossCheckForm(request.POST, known=known)

    def write() -> str:
        period, source = facts_of(form)["what"]
        if source not in COMPARED:
            raise NotPossible(_("Không đối chiếu được nguồn này."))
        compare_later(request.user.posting.agency.province, by=request.user, period=period, source=source)
        return _("Đang đối chiếu; kết quả có trong danh sách sau ít phút.")

    done(request, write)
    return redirect("all-gaps")


def _act(name: str, among=tuple(ACTS)):
    if name not in among:
        raise Http404
    return ACTS[name]


def _ticked(request) -> list[Gap]:
    chosen = [int(pk) for pk in request.POST.getlist("gap") if pk.isdecimal()][: MOST + 1]
    if not chosen:
        raise NotPossible(_("Hãy chọn ít nhất một chênh lệch."))
    if len(chosen) > MOST:
        raise NotPossible(_("Mỗi lần không quá %(most)d chênh lệch.") % {"most": MOST})
    return list(Gap.objects.visible_to(request.user).filter(pk__in=chosen).order_by("pk"))
