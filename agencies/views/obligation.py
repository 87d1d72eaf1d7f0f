"""One obligation: the sentence that orders it, who holds it, what was filed, what happened, and what may be done now."""

from django.http import FileResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.forms import obligations as forms
from agencies.models import Duty, Evidence, Obligation, ObligationStep
from agencies.queries import one_obligation as questions
from agencies.queries.obligations import needs_evidence
from agencies.rules.wording import period_words, rules_words
from agencies.tables import obligations as tables
from portal.core import audit
from portal.core.files import location
from portal.core.scoping import get_visible_or_404

State, Step = Obligation.State, ObligationStep.Kind
STEP_ICONS = {
    Step.NOTE: "note", Step.COUNT: "plus", Step.SUBMIT: "send", Step.NOTHING: "minus", Step.EXECUTE: "checks",
    Step.RETURN: "arrow-back-up", Step.ACCEPT: "circle-check", Step.RELAY: "arrow-right", Step.RECEIVE: "inbox",
    Step.EXCUSE: "ban", Step.PASS_ON: "users-group", Step.JUDGE: "clock-exclamation", Step.WITHDRAW: "x", Step.URGE: "bell",
}  # fmt: skip
LOGGED = (Duty.Kind.STANDING, Duty.Kind.GATE, Duty.Kind.META)


@require_safe
def obligation(request, pk: int):
    found = get_visible_or_404(questions.with_all(Obligation.objects), request.user, pk=pk)
    today = timezone.localdate()
    book = questions.book_of(found, today)
    evidence = questions.evidence_of(found, request.user)
    receipts, steps = questions.receipts_of(found, request.user), questions.steps_of(found, request.user)
    parties = questions.parties_of(found, today, book)
    context = {
        "title": found.duty.summary_vi,
        "crumbs": [(_("Nhiệm vụ"), reverse("obligations"))],
        "obligation": found,
        "duty": found.duty,
        "directive": found.directive,
        "source": tables.source_words(found),
        "reader": _reader_address(found),
        "period": period_words(found.period),
        "marks": _marks(found, today),
        "due": due_of(found),
        "parties": [line for line in parties if not line.is_beside],
        "beside": [line for line in parties if line.is_beside],
        "evidence": evidence,
        "note": questions.note_of(found, request.user, receipts),
        "events": [_event(step) for step in steps],
        "returned": next((step for step in steps if step.kind == Step.RETURN), None),
        "receipts": receipts,
        "acts": acts_for(request.user, found, evidence, receipts, book),
        "today": today,
    }
    return render(request, "agencies/obligations/page.html", context)


def _reader_address(found: Obligation) -> str:
    return f"/van-ban/{found.directive.code}/#{found.duty.clause.code}"


def _marks(found: Obligation, today) -> list:
    marks = [tables.state_badge(found), tables.timeliness_badge(found), tables.due_badge(found, today)]
    return [mark for mark in marks if mark is not None]


def due_of(found: Obligation) -> dict:
    """The due rule in words, and whether the text states it."""
    rules = found.duty.due or []
    return {
        "words": rules_words(rules, found.due_on),
        "is_assumed": any(rule.get("assumed") for rule in rules),
        "why": next((rule["why"] for rule in rules if rule.get("why")), ""),
    }


def _event(step: ObligationStep) -> dict:
    who = " · ".join(word for word in (step.actor, step.agency.short_name if step.agency else "") if word)
    title = step.get_kind_display()
    if step.happened_on:
        title = _("%(what)s (ngày %(day)s)") % {"what": title, "day": f"{step.happened_on:%d/%m/%Y}"}
    return {"at": step.at, "title": title, "text": step.text, "icon": STEP_ICONS.get(step.kind, "point"), "who": who}


def acts_for(user, found: Obligation, evidence: list, receipts: list, book: questions.DutyBook) -> dict:
    """What this person may do now, each with its form; the acts ask again."""
    today = timezone.localdate()
    standing = questions.standing_of(found, user, today, book)
    is_open, submitted = found.state in tables.OPEN_STATES, found.state == State.SUBMITTED
    has_begun = found.opens_on <= today
    works = standing.is_holder and user.may("work_on_obligation")
    submits = standing.is_holder and user.may("submit_obligation") and is_open and has_begun and not found.quota
    judges = standing.judges and user.may("coordinate_duties")
    newest = [one.pk for one in evidence if not _is_superseded(one)]
    replaceable = Evidence.objects.visible_to(user).filter(pk__in=newest)
    waiting = [
        receipt for receipt in receipts if receipt.agency_id == user.posting.agency_id and not receipt.acknowledged_at
    ]
    counts = works and (is_open or submitted) and (found.quota or found.duty.kind in LOGGED) and has_begun
    offered = {
        "evidence": works and is_open and forms.EvidenceForm(evidence=replaceable, today=today),
        "occurrence": counts and forms.OccurrenceForm(initial={"happened_on": today}),
        "submit": submits and forms.SubmitForm(),
        "nothing": submits and forms.NothingForm(),
        "accept": judges and submitted,
        "return": judges and submitted and forms.ReasonForm(),
        "relay": judges and standing.relays and found.state == State.ACCEPTED and not found.relayed_at,
        "excuse": standing.coordinates and is_open and user.may("excuse_obligation") and forms.ReasonForm(),
        "receipt": waiting[0] if waiting and user.may("acknowledge_obligation") else None,
    }
    lacks = bool(submits and needs_evidence(found.duty) and not evidence)
    return {name: form for name, form in offered.items() if form} | {
        "lacks_evidence": lacks,
        "is_holder": standing.is_holder,
    }


def _is_superseded(one: Evidence) -> bool:
    return hasattr(one, "superseded_by")


@require_safe
def evidence_file(request, pk: int):
    """The file, always to be kept and never to be shown by the browser; who takes it is remembered."""
    found = get_visible_or_404(Evidence.objects.select_related("file", "obligation__province"), request.user, pk=pk)
    audit.exported("evidence", by=request.user, subject=found.obligation, evidence=found.pk, sha256=found.file.sha256)
    answer = FileResponse(
        location(found.file).open("rb"),
        as_attachment=True,
        filename=found.file.name,
        content_type=found.file.content_type,
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
