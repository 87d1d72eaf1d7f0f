"""One duty of a draft: written in a form, checked while it is written, taken out again."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agencies.forms.drafts import DutyForm, duty_initial
from agencies.forms.due_rules import due_rule_forms
from agencies.packs import editing
from agencies.packs.differing import duty_changes
from agencies.queries import drafts as queries
from agencies.services.directives import OPEN, change_draft
from agencies.views.drafts import draft_seen, for_drafters
from portal.core.acts import NotPossible

# Where a field of the pack has another name in the form.
FORM_FIELDS = {
    "summary.vi": "summary_vi",
    "summary.en": "summary_en",
    "fulfilment.by": "thing",
    "fulfilment.mode": "mode",
}


def new_duty(request, pk: int, clause: str):
    for_drafters(request)
    return _duty_page(
        request, draft_seen(request, pk), _or_404(editing.clause_of, draft_seen(request, pk), clause), None
    )


def change_duty(request, pk: int, code: str):
    for_drafters(request)
    draft = draft_seen(request, pk)
    duty = _or_404(editing.duty_of, draft, code)
    return _duty_page(request, draft, _or_404(editing.clause_of, draft, duty["clause"]), duty)


def _or_404(find, draft, code: str) -> dict:
    try:
        return find(draft.content, code)
    except LookupError:
        raise Http404 from None


def _duty_page(request, draft, clause: dict, duty: dict | None):
    form, lines = _forms(request, draft, clause, duty)
    theirs, told = [], {}
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        content, code = _written(draft, form, lines, clause, duty)
        try:
            change_draft(draft, by=request.user, content=content, stamp=form.cleaned_data["stamp"], what=f"duty {code}")
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
            theirs = [one for one in duty_changes(draft.content, content) if one.code == code]
        else:
            return redirect(f"{reverse('draft', args=[draft.pk])}#{clause['id']}")
    elif request.method != "POST" and duty is not None:
        told = _told(form, draft, duty["id"])
    context = {
        "title": _("Sửa nhiệm vụ") if duty else _("Thêm nhiệm vụ"),
        "draft": draft,
        "clause": clause,
        "duty": duty,
        "form": form,
        "fields": [(bound, told.get(bound.name, [])) for bound in form],
        "unplaced": told.get("", []),
        "lines": lines,
        "theirs": theirs,
        "version": draft.changed_at.isoformat(),
        "may_change": draft.status in OPEN,
        "crumbs": [(_("Dự thảo"), reverse("drafts")), (draft.content["directive"]["subject"], _page(draft))],
    }
    return render(request, "agencies/drafts/duty.html", context)


def _page(draft) -> str:
    return reverse("draft", args=[draft.pk])


def _forms(request, draft, clause: dict, duty: dict | None):
    data = request.POST if request.method == "POST" else None
    initial = duty_initial(draft.content, duty) if duty else {"text": clause["text"]}
    initial["stamp"] = draft.changed_at.isoformat()
    functions = queries.function_names(draft.province, timezone.localdate())
    form = DutyForm(data, initial=initial, content=draft.content, functions=functions)
    return form, due_rule_forms(data, (duty or {}).get("due") or [])


def _written(draft, form: DutyForm, lines, clause: dict, duty: dict | None) -> tuple[dict, str]:
    code = duty["id"] if duty else ""
    content, written = form.duty_in(draft.content, clause, code, lines.rules())
    return editing.with_duty(content, written), written["id"]


def _told(form: DutyForm, draft, code: str) -> dict[str, list[str]]:
    """What the checker says of this duty by the field of the form; under "" what belongs to none of them."""
    found: dict[str, list[str]] = {}
    for problem in queries.problems_in(draft.content):
        if problem.duty == code:
            field = FORM_FIELDS.get(problem.field, problem.field.split("[")[0].split(".")[0])
            found.setdefault(field if field in form.fields else "", []).append(problem.sentence)
    return found


@require_POST
def check_duty(request, pk: int, clause: str):
    """What the checker would say of the duty as it stands in the form; nothing is written."""
    for_drafters(request)
    draft = draft_seen(request, pk)
    place = _or_404(editing.clause_of, draft, clause)
    code = request.POST.get("code", "")
    duty = next((row for row in draft.content["duties"] if row["id"] == code), None)
    form, lines = _forms(request, draft, place, duty)
    sentences = _mistakes(form) + [text for line in lines for text in _mistakes(line)]
    if not sentences:
        content, code = _written(draft, form, lines, place, duty)
        sentences = [_named(form, problem) for problem in queries.problems_in(content) if problem.duty == code]
    return render(request, "agencies/drafts/_check.html", {"sentences": sentences})


def _mistakes(form) -> list[str]:
    form.is_valid()
    labels = {name: str(field.label) for name, field in form.fields.items()}
    return [f"{labels.get(name, '')}: {text}" for name, texts in form.errors.items() for text in texts]


def _named(form: DutyForm, problem) -> str:
    field = FORM_FIELDS.get(problem.field, problem.field.split("[")[0].split(".")[0])
    label = form.fields[field].label if field in form.fields else _("Thời hạn") if field == "due" else ""
    return f"{label}: {problem.sentence}" if label else problem.sentence


@require_POST
def remove_duty(request, pk: int, code: str):
    for_drafters(request)
    draft = draft_seen(request, pk)
    duty = _or_404(editing.duty_of, draft, code)
    stamp = request.POST.get("stamp", "")
    try:
        content = editing.without_duty(draft.content, code)
        change_draft(draft, by=request.user, content=content, stamp=stamp, what=f"without duty {code}")
        messages.success(request, _("Đã bỏ nhiệm vụ khỏi dự thảo."))
    except (NotPossible, ValidationError) as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{_page(draft)}#{duty['clause']}")
