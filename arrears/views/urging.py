"""Pages of urging: whom to urge, bundles of notices, one notice, its service and withdrawal."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import FileResponse, Http404, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST, require_safe

from arrears import permissions
from arrears.filters import with_sums
from arrears.filters.urging import (
    AGAIN,
    ALL,
    DRAFTED,
    TOLD,
    UNDATED,
    URGED,
    CandidateFilter,
    UrgingFilter,
)
from arrears.forms.urging import ServiceForm, WithdrawForm
from arrears.models import UrgingNotice
from arrears.queries import urging as questions
from arrears.queries.shown import stamp_of
from arrears.services import urging as acts
from arrears.tables import urging as tables
from employers.queries.search import rows_of_employers_found
from employers.views.deeds import done, facts_of, written
from portal.core import audit, files
from portal.core.lists import list_page
from portal.core.scoping import get_visible_or_404

TITLES = {
    False: _lazy("Đơn vị cần đôn đốc, số liệu tháng %(month)s"),
    True: _lazy("Trốn đóng theo số liệu BHXH, cổng chưa có văn bản đôn đốc, tháng %(month)s"),
}


def refuse_strangers(request) -> None:
    """Nobody without the power learns that there are such pages."""
    if not request.user.may("see_urging"):
        raise Http404


def tabs(current: str) -> list[tuple]:
    pages = (
        ("to-urge", _("Cần đôn đốc")),
        ("urging-bundles", _("Tập văn bản")),
        ("urgings", _("Văn bản đã gửi")),
        ("justified-reasons", _("Lý do chính đáng")),
        ("evasion-grounds", _("Căn cứ trốn đóng")),
        ("b10-forms", _("Mẫu B10")),
    )
    found = [(label, reverse(name), name == current) for name, label in pages]
    told = (_("Trốn đóng theo BHXH, chưa đôn đốc"), told_address(), current == TOLD)
    return [found[0], told, *found[1:]]


def told_address() -> str:
    """The door to those whom BHXH holds to evade and the portal knows no urging of."""
    return f"{reverse('to-urge')}?{urlencode({'which': TOLD})}"


def exported(name: str, request, **about):
    """Whoever takes a list away is written down."""
    return lambda **taken: audit.exported(name, by=request.user, **about, **taken)


@require_safe
def candidates(request):
    """Who owes by the newest closed month, by default those not urged since they became overdue; ticked, they get drafts."""
    refuse_strangers(request)
    version = questions.newest_version(request.user.province)
    if version is None:
        return render(request, "arrears/urging/none.html", {"title": _("Cần đôn đốc"), "tabs": tabs("to-urge")})
    rows, may_draw = questions.candidates(request.user, version), request.user.may("draft_urging")
    is_told = request.GET.get("which") == TOLD
    title = TITLES[is_told] % {"month": version.period.label}
    return list_page(
        request,
        table=tables.candidates_table(title, may_draw=may_draw),
        rows=with_sums(rows).select_related("employer", "commune", "office"),
        title=title,
        stamp=stamp_of(version),
        filterset=CandidateFilter,
        search=rows_of_employers_found,
        template="arrears/urging/candidates.html",
        export_name=f"can-don-doc-{version.period}",
        extra={
            "tabs": tabs(TOLD if is_told else "to-urge"),
            "is_told": is_told,
            "may_upload": request.user.may("import_month_file"),
            "sums": _sums(rows, version),
            "may_draw": may_draw,
            "asked": _asked(request),
            "version": version,
        },
        on_export=exported("to_urge", request, month=str(version.period), version=version.version),
        on_view=lambda filters, count: audit.read("to_urge", by=request.user, filters=filters, rows=count),
    )


def _asked(request) -> str:
    kept = request.GET.copy()
    for name in ("after", "before", "format", "size", "sort"):
        kept.pop(name, None)
    return kept.urlencode()


def _sums(rows, version) -> list[tuple]:
    """Counts with the address of their rows, all by one question."""
    from_oldest = Q(urged_on=None) | Q(urged_on__lte=questions.OVERDUE)
    again = ~from_oldest & Q(urged_on__lte=version.period.plus(-1).last_day, is_drafted=False)
    counted = rows.aggregate(
        never=Count("employer_id", filter=from_oldest & Q(is_drafted=False)),
        again=Count("employer_id", filter=again),
        undated=Count("employer_id", filter=from_oldest & Q(urged_undated=True)),
        drafted=Count("employer_id", filter=Q(is_drafted=True)),
        urged=Count("employer_id", filter=~from_oldest),
        all=Count("employer_id"),
    ) | {"told": questions.told_without_urging(rows, version).count()}
    here = reverse("to-urge")
    labels = (
        ("never", "", _("Chưa đôn đốc từ khi quá hạn")),
        ("told", TOLD, _("Trốn đóng theo BHXH, cổng chưa có văn bản")),
        ("again", AGAIN, _("Cần đôn đốc lại")),
        ("undated", UNDATED, _("B10 ghi đã gửi, chưa rõ ngày")),
        ("drafted", DRAFTED, _("Đang có dự thảo")),
        ("urged", URGED, _("Đã đôn đốc")),
        ("all", ALL, _("Chậm đóng, trốn đóng")),
    )
    return [
        (label, counted[key], f"{here}?{urlencode({'which': which})}" if which else here)
        for key, which, label in labels
    ]


@require_POST
def draft(request):
    """Drafts for the rows ticked, or for all that the filter shows and a draft may be written for."""
    refuse_strangers(request)
    version = questions.newest_version(request.user.province)
    if version is None:
        raise Http404
    chosen = [int(pk) for pk in request.POST.getlist("employer") if pk.isdecimal() and len(pk) < 19]
    if "all" in request.POST:
        chosen = _all_shown(request, version)
    made = []

    def write() -> str:
        agency, at = request.user.posting.agency, timezone.now()
        made.append(acts.draft_urging(version, by=request.user, agency=agency, employers=chosen, at=at))
        return _("Đã lập dự thảo cho %(count)d đơn vị.") % {"count": made[0].notices.count()}

    if done(request, write):
        return redirect("urging-bundle", made[0].pk)
    return redirect(f"{reverse('to-urge')}?{_kept(request)}")


def _kept(request) -> str:
    return QueryDict(request.POST.get("asked", "")[:1000]).urlencode()


def _all_shown(request, version) -> list[int]:
    asked = QueryDict(request.POST.get("asked", "")[:1000])
    rows = questions.candidates(request.user, version)
    chosen = CandidateFilter(asked, queryset=rows, request=request)
    rows = chosen.qs if chosen.is_valid() else questions.to_urge(rows)
    if text := asked.get("q", "").strip():
        rows = rows_of_employers_found(rows, text)
    return list(rows.filter(is_drafted=False).values_list("employer_id", flat=True))


@require_safe
def notices(request):
    """Every notice that left: of the portal, of lists, of form B10a-TS."""
    refuse_strangers(request)
    rows = UrgingNotice.objects.visible_to(request.user).exclude(state=UrgingNotice.State.DRAFT)
    return list_page(
        request,
        table=tables.notices_table(),
        rows=rows.select_related("employer"),
        title=_("Văn bản đôn đốc đã gửi"),
        filterset=UrgingFilter,
        search=rows_of_employers_found,
        template="arrears/urging/notices.html",
        extra={"tabs": tabs("urgings"), "may_bring": request.user.may("import_month_file")},
        export_name="van-ban-don-doc",
        on_export=exported("urgings", request),
        on_view=lambda filters, count: audit.read("urgings", by=request.user, filters=filters, rows=count),
    )


def kept_file(sent, province_code: str):
    return files.keep(sent.chunks(), name=sent.name, content_type=sent.told_kind, province_code=province_code)


def notice_or_404(request, pk) -> UrgingNotice:
    """One that the reader may see."""
    related = (
        "bundle__version__province",
        "agency",
        "employer__province",
        "pdf",
        "docx",
        "proof",
        "recorded_by",
        "batch",
    )
    return get_visible_or_404(UrgingNotice.objects.select_related(*related), request.user, pk=pk)


def _crumbs(found: UrgingNotice) -> list[tuple]:
    listed = (_("Văn bản đôn đốc"), reverse("urgings"))
    if found.bundle is None:
        return [listed]
    return [listed, (str(found.bundle), reverse("urging-bundle", args=[found.bundle_id]))]


@require_safe
def notice(request, pk):
    """One notice: its figures, issue, service and what proves it."""
    found, user = notice_or_404(request, pk), request.user
    is_sent, is_draft = found.state in questions.SENT, found.state == "draft"
    serves = is_sent and found.issued_on is not None and permissions.record_service(user, found)
    audit.read("urging", by=user, subject=found)
    context = {
        "title": found.full_number or str(_("Văn bản đôn đốc")),
        "kicker": found.name,
        "crumbs": _crumbs(found),
        "notice": found,
        "badge": tables.state_of(found),
        "stamp": stamp_of(found.bundle.version) if found.bundle else None,
        "may_serve": serves and (found.state == "issued" or permissions.issue_urging(user, found)),
        "may_withdraw": is_sent and permissions.withdraw_urging(user, found),
        "may_leave_out": is_draft and found.bundle.status == "draft" and permissions.change_urging(user, found.bundle),
        "withdraw_form": WithdrawForm(),
    }
    return render(request, "arrears/urging/notice.html", context)


def serve(request, pk):
    """The form of one notice's service."""
    found = notice_or_404(request, pk)
    if not permissions.record_service(request.user, found):
        raise Http404
    form = ServiceForm(request.POST or None, request.FILES or None, initial={"served_on": timezone.localdate()})

    def record() -> None:
        facts = dict(form.cleaned_data)
        facts["proof"] = kept_file(facts["proof"], found.province_code)
        acts.record_service(found, by=request.user, at=timezone.now(), **facts)

    if request.method == "POST" and form.is_valid() and written(form, record):
        messages.success(request, _("Đã ghi tống đạt."))
        return redirect("urging", pk)
    context = {
        "form": form,
        "title": _("Ghi tống đạt văn bản %(number)s") % {"number": found.full_number},
        "lead": found.name,
        "crumbs": [*_crumbs(found), (str(found.full_number or found.pk), reverse("urging", args=[pk]))],
        "cancel_url": reverse("urging", args=[pk]),
        "notice": found,
    }
    return render(request, "arrears/urging/serve.html", context)


@require_POST
def withdraw(request, pk):
    found = notice_or_404(request, pk)

    def take_back() -> str:
        acts.withdraw_urging(found, by=request.user, at=timezone.now(), **facts_of(WithdrawForm(request.POST)))
        return _("Đã thu hồi văn bản; từ nay văn bản này không làm căn cứ trốn đóng.")

    done(request, take_back)
    return redirect("urging", pk)


@require_safe
def proof(request, pk):
    """What proves the service; whoever takes it is written down."""
    found = notice_or_404(request, pk)
    return paper(request, found.proof, found, "urging_proof")


def paper(request, stored, subject, name: str) -> FileResponse:
    """A paper that somebody handed in: never shown as a page of the portal."""
    if stored is None:
        raise Http404
    audit.exported(name, by=request.user, subject=subject, sha256=stored.sha256)
    answer = FileResponse(
        files.location(stored).open("rb"), as_attachment=True, filename=stored.name, content_type=stored.content_type
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
