"""The law as the portal reads it: what counts on a day, the history of one figure, proposing another, deciding, taking out."""

from datetime import date

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.login.step_up import recently_verified
from arrears import permissions
from arrears.filters.law import LawFilter
from arrears.forms.law import DecideRuleForm, ProposeRuleForm, WithdrawRuleForm
from arrears.models import LegalRule
from arrears.queries import law as queries
from arrears.services import law as acts
from arrears.tables.law import CONFIDENCE_BADGES, LAW, LAW_GROUPS, LAW_STATES, entered_by
from employers.views.deeds import done, facts_of, written
from portal.core import audit
from portal.core.figures import date_text
from portal.core.lists import list_page
from portal.core.scoping import get_visible_or_404


@require_safe
def law(request):
    """Every figure that counts on the day asked for; today unless another is."""
    if request.user.posting is None:
        raise Http404
    day = _day(request)
    return list_page(
        request,
        table=LAW,
        rows=queries.counting_on(request.user, day),
        title=_("Quy định, số liệu pháp luật"),
        filterset=LawFilter,
        search=queries.named,
        template="arrears/law/list.html",
        export_name=f"quy-dinh-{day}",
        extra={"day": date_text(day), "waiting": _told(request.user, queries.waiting_for(request.user))},
        on_export=lambda filters, count, format: audit.exported(
            "legal_rules", by=request.user, filters=filters, rows=count, format=format
        ),
    )


def _day(request) -> date:
    """A day that cannot be read is told by the filter; the list then shows today's."""
    bound = LawFilter(request.GET, queryset=LegalRule.objects.none(), request=request)
    asked = bound.form.cleaned_data.get("day") if bound.is_valid() else None
    return asked or timezone.localdate()


def figure(request, key: str):
    """One figure through the years, with the form to propose another value for whoever may."""
    known = queries.figures().get(key)
    if known is None or request.user.posting is None:
        raise Http404
    may_propose = permissions.propose_legal_rule(request.user, request.user.province)
    form = ProposeRuleForm(request.POST or None, figure=known) if may_propose else None
    if request.method == "POST" and form is not None and form.is_valid() and _proposed(request, key, form):
        return redirect("legal-figure", key)
    today = timezone.localdate()
    current = queries.counting_on(request.user, today).filter(key=key).first()
    context = {
        "title": known.title,
        "figure": known,
        "group": LAW_GROUPS.get(known.group, ""),
        "current": next(iter(_told(request.user, [current] if current else [])), None),
        "history": _told(request.user, queries.history_of(request.user, key)),
        "form": form,
        "today": today,
        "crumbs": [(_("Quy định, số liệu pháp luật"), reverse("law"))],
    }
    return render(request, "arrears/law/figure.html", context)


def _told(user, rows) -> list[dict]:
    """Rows as a template shows them, with what this person may do to each."""
    return [
        {
            "row": row,
            "title": queries.figure_of(row).title,
            "words": queries.words_of(row),
            "state": LAW_STATES[row.state],
            "confidence": CONFIDENCE_BADGES[row.confidence],
            "remark": LegalRule.CONFIDENCES[row.confidence] if row.is_unverified else "",
            "entered": entered_by(row),
            "decide": DecideRuleForm() if _waits(row) and permissions.decide_legal_rule(user, row) else None,
            "withdraw": WithdrawRuleForm() if _goes(row) and permissions.withdraw_legal_rule(user, row) else None,
        }
        for row in rows
    ]


def _waits(row: LegalRule) -> bool:
    return row.state == LegalRule.State.PROPOSED


def _goes(row: LegalRule) -> bool:
    return not row.is_shipped and row.state in (LegalRule.State.PROPOSED, LegalRule.State.APPROVED)


def _proposed(request, key: str, form) -> bool:
    is_done = written(
        form,
        lambda: acts.propose_legal_rule(
            request.user.province, by=request.user, at=timezone.now(), key=key, **form.cleaned_data
        ),
    )
    if is_done:
        messages.success(request, _("Đã gửi đề nghị. Giá trị này áp dụng khi một người khác duyệt."))
    return is_done


@require_POST
@recently_verified
def decide(request, pk: int):
    rule = get_visible_or_404(LegalRule.objects.select_related("province"), request.user, pk=pk)

    def do() -> str:
        facts = facts_of(DecideRuleForm(request.POST))
        is_approved = facts["verdict"] == "approve"
        acts.decide_legal_rule(rule, by=request.user, at=timezone.now(), is_approved=is_approved, note=facts["note"])
        return _("Đã duyệt. Các lần tính sau dùng giá trị này.") if is_approved else _("Đã ghi không duyệt.")

    done(request, do)
    return redirect("legal-figure", rule.key)


@require_POST
@recently_verified
def withdraw(request, pk: int):
    rule = get_visible_or_404(LegalRule.objects.select_related("province"), request.user, pk=pk)

    def do() -> str:
        reason = facts_of(WithdrawRuleForm(request.POST))["reason"]
        acts.withdraw_legal_rule(rule, by=request.user, at=timezone.now(), reason=reason)
        return _("Đã thu hồi. Giá trị trước đó áp dụng lại; các lần tính đã lưu giữ nguyên.")

    done(request, do)
    return redirect("legal-figure", rule.key)
