"""Drafts of directives: new or corrections, written clause by clause, sent to another person, put in force."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.filters.directives import DraftFilter
from agencies.forms.drafts import ApproveForm, CorrectionForm, FactsForm, NewDraftForm, ReturnForm, facts_initial
from agencies.login.step_up import recently_verified
from agencies.models import Directive, DirectiveDraft
from agencies.packs import editing
from agencies.packs.differing import duty_changes, fact_changes
from agencies.packs.shapes import CLAUSE_KINDS
from agencies.queries import drafts as queries
from agencies.services import directives as services
from agencies.tables.drafts import DRAFTS, STATUS_BADGES
from portal.core.acts import NotPossible
from portal.core.figures import date_text
from portal.core.lists import list_page
from portal.core.scoping import get_visible_or_404

KIND_NAMES = {
    "title": _("Tên văn bản"),
    "basis": _("Căn cứ"),
    "context": _("Bối cảnh"),
    "purpose": _("Mục đích"),
    "heading": _("Đề mục"),
    "duty": _("Giao nhiệm vụ"),
    "recipients": _("Nơi nhận"),
    "signature": _("Chữ ký"),
}


def for_drafters(request) -> None:
    if not request.user.may("draft_directive"):
        raise PermissionDenied("draft_directive")


def draft_seen(request, pk: int) -> DirectiveDraft:
    return get_visible_or_404(
        DirectiveDraft.objects.select_related("province__unit", "corrects", "author", "reviewer"), request.user, pk=pk
    )


@require_safe
def drafts(request):
    if not (request.user.may("draft_directive") or request.user.may("approve_directive")):
        raise PermissionDenied("draft_directive")
    return list_page(
        request,
        table=DRAFTS,
        rows=DirectiveDraft.objects.visible_to(request.user).select_related("author", "reviewer", "corrects"),
        title=_("Dự thảo văn bản"),
        filterset=DraftFilter,
        template="agencies/drafts/list.html",
        export_name="du-thao-van-ban",
        extra={"may_draft": request.user.may("draft_directive")},
    )


def new_draft(request):
    for_drafters(request)
    province, today = request.user.province, timezone.localdate()
    names = queries.function_names(province, today)
    facts = {"functions": names, "territories": queries.territories_of(province)}
    form = NewDraftForm(request.POST or None, **facts)
    if request.method == "POST" and form.is_valid():
        content = _with_coordinator(editing.new_content(form.cleaned_data["text"], form.facts()), form, names)
        try:
            draft = services.draft_directive(province, by=request.user, content=content)
        except ValidationError as problem:
            _tell(form, problem)
        else:
            return redirect("draft", draft.pk)
    crumbs = [(_("Văn bản chỉ đạo"), reverse("directives")), (_("Dự thảo"), reverse("drafts"))]
    context = {"title": _("Thêm văn bản"), "form": form, "submit": _("Tách thành từng đoạn"), "crumbs": crumbs}
    return render(request, "agencies/drafts/new.html", context)


def _tell(form, problem: ValidationError) -> None:
    for field, sentences in problem.message_dict.items():
        form.add_error(field if field in form.fields else None, sentences)


def _with_coordinator(content: dict, form: FactsForm, names: dict[str, str]) -> dict:
    function = form.cleaned_data["coordinator"]
    if not function:
        return editing.with_facts(content, {"coordinator": None})
    content, slug = editing.with_party(content, f"{editing.FUNCTION}{function}", names[function])
    return editing.with_facts(content, {"coordinator": slug})


def begin_correction(request, code: str):
    """A correction begins from what is in force, with the reason for it."""
    for_drafters(request)
    directive = get_visible_or_404(Directive.objects.select_related("province"), request.user, code=code)
    if going_on := directive.drafts.exclude(status__in=DirectiveDraft.ENDED).first():
        messages.info(request, _("Văn bản này đang có một bản sửa chưa duyệt."))
        return redirect("draft", going_on.pk)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = {"content": queries.content_in_force(directive), "corrects": directive, **form.cleaned_data}
        draft = services.draft_directive(directive.province, by=request.user, **facts)
        return redirect("draft", draft.pk)
    context = {"title": _("Sửa văn bản"), "lead": directive.subject, "form": form, "submit": _("Bắt đầu sửa")}
    context["cancel_url"] = reverse("directive", args=[code])
    return render(request, "agencies/drafts/facts.html", context)


@require_safe
def draft(request, pk: int):
    found = draft_seen(request, pk)
    content, problems = found.content, queries.problems_in(found.content)
    context = {
        "title": content["directive"]["subject"],
        "kicker": _("Sửa %(directive)s") % {"directive": found.corrects} if found.corrects else _("Văn bản mới"),
        "draft": found,
        "badge": STATUS_BADGES[found.status],
        "stamp": None,
        "version": found.changed_at.isoformat(),
        "clauses": _clauses(content, problems),
        "kinds": KIND_NAMES,
        "problems": problems,
        "facts": _facts(content),
        "crumbs": [(_("Văn bản chỉ đạo"), reverse("directives")), (_("Dự thảo"), reverse("drafts"))],
        **_changes(found),
        **_what_may_be_done(request, found),
    }
    return render(request, "agencies/drafts/draft.html", context)


def _clauses(content: dict, problems: list) -> list[dict]:
    by_clause: dict[str, list] = {}
    for duty in content["duties"]:
        wrong = [problem for problem in problems if problem.duty == duty["id"]]
        bearer = content["parties"].get(duty["party"], {}).get("name", duty["party"])
        by_clause.setdefault(duty["clause"], []).append({"duty": duty, "bearer": bearer, "problems": wrong})
    return [
        {
            "clause": clause,
            "duties": by_clause.get(clause["id"], []),
            "problems": [problem for problem in problems if problem.clause == clause["id"]],
        }
        for clause in content["clauses"]
    ]


def _facts(content: dict) -> list[tuple[str, str]]:
    told = content["directive"]
    force = told["in_force"]
    assumed = _(" (giả định: %(why)s)") % {"why": force.get("why", "")} if force.get("is_assumed") else ""
    coordinator = content["parties"].get(told.get("coordinator") or "", {}).get("name")
    return [
        (_("Loại văn bản"), dict(Directive.Kind.choices).get(told["kind"], told["kind"])),
        (_("Số, ký hiệu"), told.get("number") or _("không ghi số")),
        (_("Ngày ban hành"), _day_text(told.get("issued_on")) or _("không ghi ngày")),
        (_("Cơ quan ban hành"), told["issuer"]["name"]),
        (_("Hiệu lực từ"), f"{_day_text(force['from'])}{assumed}"),
        (_("Cơ quan điều phối"), coordinator or _("không nêu")),
        (_("Mã văn bản"), told["code"]),
    ]


def _day_text(day: str | None) -> str:
    return date_text(date.fromisoformat(day)) if day else ""


def _changes(found: DirectiveDraft) -> dict:
    """Of a correction that is not in force yet: what it says otherwise, and what is owed by the duties it changes."""
    if found.corrects is None or found.status in DirectiveDraft.ENDED:
        return {}
    before = queries.content_in_force(found.corrects)
    after = queries.content_to_apply(found)
    changes = duty_changes(before, after)
    touched = queries.obligations_touched(found.corrects, changes, timezone.localdate())
    return {
        "is_correction": True,
        "changes": [(change, touched.get(change.code, 0)) for change in changes],
        "fact_changes": fact_changes(before, after),
        "touched": sum(touched.values()),
    }


def _what_may_be_done(request, found: DirectiveDraft) -> dict:
    is_open = found.status in services.OPEN
    reviews = found.status == DirectiveDraft.Status.SUBMITTED and services.approve_draft.may(request.user, found)
    reviews = reviews and not queries.has_written(found, request.user)
    initial = {"stamp": found.changed_at.isoformat(), "effective_on": timezone.localdate()}
    return {
        "may_change": is_open and request.user.may("draft_directive"),
        "may_review": reviews,
        "return_form": ReturnForm(),
        "approve_form": ApproveForm(initial=initial, is_correction=found.corrects_id is not None),
    }


def change_facts(request, pk: int):
    for_drafters(request)
    found = draft_seen(request, pk)
    names = queries.function_names(found.province, timezone.localdate())
    facts = {"initial": facts_initial(found.content), "functions": names, "keeps_days": found.corrects_id is not None}
    form = FactsForm(request.POST or None, **facts)
    if request.method == "POST" and form.is_valid():
        content = _with_coordinator(editing.with_facts(found.content, form.facts()), form, names)
        try:
            stamp = request.POST.get("stamp", "")
            services.change_draft(found, by=request.user, content=content, stamp=stamp, what="facts")
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("draft", pk)
    context = {"title": _("Thông tin văn bản"), "form": form, "version": found.changed_at.isoformat()}
    context["cancel_url"] = reverse("draft", args=[pk])
    return render(request, "agencies/drafts/facts.html", context)


@require_POST
def change_clauses(request, pk: int):
    """Other kinds for clauses, and clauses joined to the one before."""
    for_drafters(request)
    found = draft_seen(request, pk)
    kinds = {name.removeprefix("kind-"): value for name, value in request.POST.items() if name.startswith("kind-")}
    if not set(kinds.values()) <= CLAUSE_KINDS:
        raise Http404
    content = editing.with_kinds(found.content, kinds, request.POST.getlist("join"))
    return _decided(
        request, pk, services.change_draft, _("Đã ghi các đoạn."),
        content=content, stamp=request.POST.get("stamp", ""), what="clauses",
    )  # fmt: skip


def _decided(request, pk: int, act, sentence: str, **facts):
    """One act about the draft, and back to it; what was not possible is said there."""
    try:
        act(draft_seen(request, pk), by=request.user, **facts)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        messages.success(request, sentence)
    return redirect("draft", pk)


@require_POST
def submit(request, pk: int):
    sentence = _("Đã trình. Một người khác có thẩm quyền sẽ duyệt.")
    return _decided(request, pk, services.submit_draft, sentence, stamp=request.POST.get("stamp", ""))


@require_POST
def discard(request, pk: int):
    return _decided(request, pk, services.discard_draft, _("Đã bỏ dự thảo."))


@require_POST
def send_back(request, pk: int):
    reason = request.POST.get("reason", "")
    return _decided(request, pk, services.return_draft, _("Đã trả lại kèm lý do."), reason=reason)


@require_POST
@recently_verified
def approve(request, pk: int):
    found = draft_seen(request, pk)
    form = ApproveForm(request.POST, is_correction=found.corrects_id is not None)
    if not form.is_valid():
        messages.error(request, _("Cần chọn ngày bản sửa bắt đầu áp dụng."))
        return redirect("draft", pk)
    sentence = _("Đã đưa vào áp dụng. Các việc phải làm đang được tính lại.")
    return _decided(
        request, pk, services.approve_draft, sentence, on=timezone.localdate(), **form.cleaned_data
    )  # fmt: skip
