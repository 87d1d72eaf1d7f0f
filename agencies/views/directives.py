"""The register of directives, the reader of one, and what an administrator decides about its days."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.filters.directives import DirectiveFilter
from agencies.forms.directives import InForceForm, RepealForm
from agencies.login.step_up import recently_verified
from agencies.models import Directive
from agencies.queries import directives as queries
from agencies.services import directives as services
from agencies.tables.directives import DIRECTIVES, directives_found, directives_listed
from portal.core import audit
from portal.core.acts import NotPossible
from portal.core.lists import list_page
from portal.core.scoping import get_visible_or_404


@require_safe
def directives(request):
    user = request.user
    return list_page(
        request,
        table=DIRECTIVES,
        rows=directives_listed(Directive.objects.visible_to(user), on=timezone.localdate()),
        title=_("Văn bản chỉ đạo"),
        filterset=DirectiveFilter,
        search=directives_found,
        template="agencies/directives/list.html",
        export_name="van-ban-chi-dao",
        extra={"may_draft": user.may("draft_directive"), "sees_drafts": _sees_drafts(user)},
        on_export=lambda filters, count, format: audit.exported(
            "directives", by=user, filters=filters, rows=count, format=format
        ),
    )


def _sees_drafts(user) -> bool:
    return user.may("draft_directive") or user.may("approve_directive")


@require_safe
def directive(request, code: str):
    found = get_visible_or_404(
        Directive.objects.select_related("province__unit", "territory", "coordinator"), request.user, code=code
    )
    asked = _asked(request)
    reading = queries.reading(found, request.user, asked)
    context = {
        "title": found.subject,
        "kicker": f"{found.get_kind_display()} {found.number or found.code}",
        "reading": reading,
        "directive": found,
        "asked": asked,
        "switch": _switch(request, asked),
        "obligations_url": reverse("obligation-rows"),
        "sees_all": request.user.may("see_all_obligations"),
        "crumbs": [(_("Văn bản chỉ đạo"), reverse("directives"))],
        **_acts(request, found, asked.on),
    }
    return render(request, "agencies/directives/directive.html", context)


def _asked(request) -> queries.Asked:
    given = request.GET
    return queries.Asked(
        on=timezone.localdate(),
        now=timezone.now(),
        names_as_issued=given.get("ten") == "ban-hanh",
        function=given.get("ben", "")[:60],
        text=given.get("q", "")[:200],
    )


def _switch(request, asked: queries.Asked) -> list[tuple[str, str, bool]]:
    """The two ways to name the bodies; everything else asked for stays."""
    kept = {name: request.GET[name] for name in ("ben", "q") if request.GET.get(name)}
    ways = ((_("Tên hiện nay"), {}, False), (_("Tên khi ban hành"), {"ten": "ban-hanh"}, True))
    return [(label, f"?{urlencode(kept | own)}", asked.names_as_issued == issued) for label, own, issued in ways]


def _acts(request, found: Directive, today) -> dict:
    """The forms of what this person may decide about the directive."""
    if not request.user.may("approve_directive"):
        return {"may_draft": request.user.may("draft_directive")}
    return {
        "may_draft": request.user.may("draft_directive"),
        "may_decide": True,
        "repeal_form": RepealForm(initial={"last_day": today}),
        "in_force_form": InForceForm(initial={"in_force_from": found.in_force_from}),
    }


def _decided(request, code: str, form, act, sentence: str):
    """One decision about the directive, and back to it; what was not possible is said there."""
    found = get_visible_or_404(Directive.objects, request.user, code=code)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("directive", code)
    try:
        act(found, by=request.user, on=timezone.localdate(), **form.cleaned_data)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        messages.success(request, sentence)
    return redirect("directive", code)


@require_POST
@recently_verified
def repeal(request, code: str):
    sentence = _("Đã ghi văn bản hết hiệu lực. Các việc chưa đến hạn sau ngày đó sẽ được rút.")
    return _decided(request, code, RepealForm(request.POST), services.repeal_directive, sentence)


@require_POST
@recently_verified
def set_in_force(request, code: str):
    sentence = _("Đã ghi ngày hiệu lực, không còn là giả định.")
    return _decided(request, code, InForceForm(request.POST), services.set_in_force, sentence)
