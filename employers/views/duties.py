"""What a directive orders an employer to do, and how it did it: BHXH's notes, with their files."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from employers.forms.duties import DutyEvidenceForm
from employers.models import DutyEvidence, Employer
from employers.permissions import record_duty_evidence as may_record
from employers.queries.employer_duties import duties_panel
from employers.services import employer_duties as acts
from portal.core import audit, files
from portal.core.acts import NotPossible
from portal.core.figures import Stamp
from portal.core.scoping import get_visible_or_404


def employer_duties(request, pk):
    """The duties with what was noted; whoever may note finds the form below them."""
    employer = get_visible_or_404(Employer.objects.select_related("province"), request.user, pk=pk)
    today = timezone.localdate()
    duties = duties_panel(request.user, employer, today)
    if duties is None:
        raise Http404
    may_note = may_record(request.user, employer)
    form = DutyEvidenceForm(request.POST or None, request.FILES or None, duties=duties, initial={"happened_on": today})
    if request.method == "POST" and may_note and form.is_valid() and _noted(request, employer, form):
        return redirect("employer-duties", employer.pk)
    audit.read("employer_duties", by=request.user, subject=employer)
    context = {
        "employer": employer,
        "duties": duties,
        "form": form if may_note else None,
        "title": _("Nhiệm vụ của đơn vị theo văn bản chỉ đạo"),
        "stamp": Stamp("", _("Văn bản chỉ đạo và ghi nhận của cơ quan BHXH"), "", timezone.now()),
        "back": reverse("employer", args=[employer.pk]),
    }
    return render(request, "employers/duties.html", context)


def _noted(request, employer: Employer, form: DutyEvidenceForm) -> bool:
    facts = form.cleaned_data
    (duty, period), sent = facts["what"], facts["file"]
    code = employer.province.slug
    try:
        kept = (
            files.keep(sent.chunks(), name=sent.name, content_type=sent.told_kind, province_code=code) if sent else None
        )
        acts.record_duty_evidence(
            employer, by=request.user, duty=duty, period=period, outcome=facts["outcome"],
            happened_on=facts["happened_on"], on=timezone.localdate(), note=facts["note"], file=kept,
        )  # fmt: skip
    except ValidationError as wrong:
        form.add_error(None, wrong)
        return False
    messages.success(request, _("Đã ghi nhận."))
    return True


@require_POST
def withdraw(request, pk):
    found = get_visible_or_404(DutyEvidence.objects.select_related("employer"), request.user, pk=pk)
    try:
        reason = request.POST.get("reason", "")[:300]
        acts.withdraw_duty_evidence(found, by=request.user, reason=reason, at=timezone.now())
    except NotPossible as refusal:
        messages.warning(request, str(refusal))
    except ValidationError as wrong:
        messages.error(request, " ".join(wrong.messages))
    return redirect("employer-duties", found.employer_id)


@require_safe
def file(request, pk):
    found = get_visible_or_404(DutyEvidence.objects.select_related("file"), request.user, pk=pk)
    if found.file is None:
        raise Http404
    audit.exported(
        "duty_evidence", by=request.user, subject=found.employer, evidence=found.pk, sha256=found.file.sha256
    )
    answer = FileResponse(
        files.location(found.file).open("rb"),
        as_attachment=True,
        filename=found.file.name,
        content_type=found.file.content_type,
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
