"""Bundles of urging notices: read over, issued, their files, service of many at once."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.login.step_up import recently_verified
from arrears import permissions
from arrears.filters.urging import UrgingBundleFilter, UrgingFilter
from arrears.forms.urging import IssueUrgingForm, ServiceForm
from arrears.models import UrgingBundle, UrgingNotice
from arrears.queries import urging as questions
from arrears.queries.shown import stamp_of
from arrears.services import urging as acts
from arrears.tables import urging as tables
from arrears.views.urging import exported, kept_file, notice_or_404, refuse_strangers, tabs
from employers.queries.search import rows_of_employers_found
from employers.views.deeds import done, facts_of
from portal.core.lists import list_page
from portal.core.scoping import get_visible_or_404


@require_safe
def bundles(request):
    """The bundles of the reader's office; those of all offices for BHXH of the province."""
    refuse_strangers(request)
    rows = UrgingBundle.objects.visible_to(request.user).select_related("agency", "version")
    waits = Q(notices__state=UrgingNotice.State.ISSUED)
    rows = rows.annotate(count=Count("notices"), unserved=Count("notices", filter=waits))
    return list_page(
        request,
        table=tables.BUNDLES,
        rows=rows,
        title=_("Tập văn bản đôn đốc"),
        filterset=UrgingBundleFilter,
        template="arrears/urging/list.html",
        extra={"tabs": tabs("urging-bundles")},
        export_name="tap-van-ban-don-doc",
        on_export=exported("urging_bundles", request),
    )


def _bundle(request, pk) -> UrgingBundle:
    related = ("agency", "province", "version__province", "issued_by", "created_by", "merged", "archive")
    return get_visible_or_404(UrgingBundle.objects.select_related(*related), request.user, pk=pk)


@require_safe
def bundle(request, pk):
    """The notices of a bundle, and what is still to be done with it."""
    found = _bundle(request, pk)
    is_issued = found.status == "issued"
    may_serve = is_issued and permissions.record_service(request.user, found)
    return list_page(
        request,
        table=tables.notices_table(ticks=may_serve, order="full_number"),
        rows=found.notices.visible_to(request.user).select_related("employer"),
        title=str(found),
        stamp=stamp_of(found.version),
        filterset=UrgingFilter if is_issued else None,
        search=rows_of_employers_found,
        template="arrears/urging/bundle.html",
        extra=_about(request, found) | {"may_serve": may_serve},
        export_name=f"van-ban-don-doc-tap-{found.pk}",
        on_export=exported("urgings", request, subject=found),
    )


def _about(request, found: UrgingBundle) -> dict:
    """What the page of a bundle knows of it and what its reader may do."""
    user, is_draft = request.user, found.status == "draft"
    return {
        "kicker": found.agency.name,
        "crumbs": [(_("Tập văn bản đôn đốc"), reverse("urging-bundles"))],
        "bundle": found,
        "badge": tables.BUNDLE_STATUS[found.status],
        "job": questions.files_job(found) if found.status == "issued" else None,
        "may_change": is_draft and permissions.change_urging(user, found),
        "may_issue": is_draft and permissions.issue_urging(user, found) and found.created_by_id != user.pk,
        "is_mine": is_draft and found.created_by_id == user.pk and user.may("issue_urging"),
        "issue_form": IssueUrgingForm(initial=_first_number(found)),
        "service_form": ServiceForm(),
    }


def _first_number(found: UrgingBundle) -> dict:
    """What the dialog proposes: the next number of the year, the symbol used last, today."""
    today, symbol = timezone.localdate(), questions.last_symbol(found.agency) or "BHXH-QLT"
    return {"number": questions.next_number(found.agency, today.year), "symbol": symbol, "issued_on": today}


def _act(request, pk, act, said: str, **facts):
    found = _bundle(request, pk)
    done(request, lambda: act(found, by=request.user, **facts) and said)
    return redirect("urging-bundle", pk)


@require_POST
def discard(request, pk):
    return _act(request, pk, acts.discard_urging, _("Đã bỏ dự thảo."))


@require_POST
def leave_out(request, pk):
    found = notice_or_404(request, pk)
    if found.bundle_id is None:
        raise Http404
    said = _("Đã bỏ %(name)s ra khỏi dự thảo.") % {"name": found.name}
    return _act(request, found.bundle_id, acts.leave_out_urging, said, notice=found.pk)


@require_POST
@recently_verified
def issue(request, pk):
    form = IssueUrgingForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect("urging-bundle", pk)
    said = _("Đã ban hành. Tệp PDF và DOCX đang được lập.")
    return _act(request, pk, acts.issue_urging, said, at=timezone.now(), **form.cleaned_data)


@require_POST
def make_files(request, pk):
    """Once more, after the job failed."""
    return _act(request, pk, acts.ask_for_urging_files, _("Đang lập lại tệp."))


@require_POST
def serve_many(request, pk):
    """Service of the ticked notices of a bundle, proved by one paper."""
    found = _bundle(request, pk)
    chosen = [int(one) for one in request.POST.getlist("notice") if one.isdecimal() and len(one) < 19]

    def record() -> str:
        facts = facts_of(ServiceForm(request.POST, request.FILES))
        if not chosen:
            raise ValidationError(_("Hãy chọn các văn bản đã tống đạt."))
        facts["proof"] = kept_file(facts["proof"], found.province_code)
        count = acts.record_services(found, by=request.user, at=timezone.now(), notices=chosen, **facts)
        return _("Đã ghi tống đạt %(count)d văn bản.") % {"count": count}

    done(request, record)
    return redirect("urging-bundle", pk)
