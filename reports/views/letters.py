"""Pages of the coordinator's letters: the list, who is late, one letter, and what is done with it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.login.step_up import recently_verified
from agencies.models import Agency
from agencies.queries.tracking import with_names
from agencies.rules.wording import period_words
from agencies.tables.obligations import shared
from portal.core import audit
from portal.core.acts import NotPossible
from portal.core.figures import Stamp
from portal.core.files import location
from portal.core.lists import list_page
from portal.core.scoping import get_visible_or_404
from reports import tables
from reports.filters import LetterFilter
from reports.forms import IssueForm, LetterForm, YearForm
from reports.models import Letter, LetterLine
from reports.queries.letter_documents import letter_document
from reports.queries.letters import late_agencies, overdue
from reports.renderers.screen import screen_css
from reports.services import letters as services


@require_safe
def letters(request):
    rows = Letter.objects.visible_to(request.user).annotate(lines_count=Count("lines"))
    return list_page(
        request,
        table=tables.LETTERS,
        rows=rows,
        title=_("Đôn đốc, đánh giá"),
        filterset=LetterFilter,
        search=("addressee__folded", "sender__folded", "number"),
        template="reports/letters/list.html",
        extra={"may_coordinate": request.user.may("coordinate_duties"), "year_form": YearForm()},
        export_name="van-ban-don-doc",
        on_export=lambda **taken: audit.exported("letters", by=request.user, **taken),
    )


def _sender(request) -> Agency:
    if not request.user.may("coordinate_duties"):
        raise PermissionDenied("coordinate_duties")
    return request.user.posting.agency


@require_safe
def late(request):
    """Who is late today in what the reader's agency coordinates, and a draft for one or for all."""
    sender = _sender(request)
    context = {
        "title": _("Cơ quan có việc quá hạn"),
        "stamp": Stamp("", _("Sổ nhiệm vụ của cổng"), _("số liệu hiện thời"), timezone.now()),
        "crumbs": [(_("Đôn đốc, đánh giá"), reverse("letters"))],
        "agencies": late_agencies(sender, at=timezone.now()),
        "today": timezone.localdate(),
    }
    return render(request, "reports/letters/late.html", context)


@require_safe
def late_agency(request, code):
    """The rows behind one agency's number of overdue obligations."""
    sender, now = _sender(request), timezone.now()
    agency = get_visible_or_404(Agency.objects, request.user, code=code)
    return list_page(
        request,
        table=shared(timezone.localdate(now)),
        rows=with_names(overdue(sender, at=now).filter(holder=agency)),
        title=_("Việc quá hạn của %(agency)s") % {"agency": agency.name},
        search=("duty__summary_vi",),
        export_name=f"qua-han-{agency.code}",
        on_export=lambda **taken: audit.exported("late_agency", by=request.user, subject=agency, **taken),
    )


@require_POST
def draw_up(request):
    """Draft the letter to one agency, or to every agency that is late."""
    sender, now = _sender(request), timezone.now()
    try:
        if code := request.POST.get("agency"):
            to = get_visible_or_404(Agency.objects, request.user, code=code)
            return redirect("letter", services.draw_up_urging_letter(sender, by=request.user, to=to, at=now).pk)
        drafts = services.draw_up_urging_letters(sender, by=request.user, at=now)
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect("late-agencies")
    messages.success(request, _("Đã lập %(count)d dự thảo.") % {"count": len(drafts)})
    return redirect(f"{reverse('letters')}?status=draft")


@require_POST
def draw_up_assessment(request):
    sender, form = _sender(request), YearForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Hãy ghi năm cần đánh giá, bốn chữ số."))
        return redirect("letters")
    year = form.cleaned_data["year"]
    try:
        letter = services.draw_up_assessment(sender, by=request.user, year=year, at=timezone.now())
    except NotPossible as refusal:
        messages.error(request, str(refusal))
        return redirect("letters")
    return redirect("letter", letter.pk)


def _found(request, pk) -> Letter:
    return get_visible_or_404(
        Letter.objects.select_related("sender__parent", "province__unit", "issued_by", "pdf", "docx"),
        request.user,
        pk=pk,
    )


@require_safe
def letter(request, pk):
    """One letter: the document as it reads, and for its sender what is still to be done."""
    found = _found(request, pk)
    is_ours = request.user.may("coordinate_duties") and request.user.posting.agency_id == found.sender_id
    is_draft = found.status == Letter.Status.DRAFT
    context = {
        "title": str(found),
        "kicker": found.sender_name,
        "crumbs": [(_("Đôn đốc, đánh giá"), reverse("letters"))],
        "letter": found,
        "badge": tables.LETTER_STATUS[found.status],
        "lines": _lines(found),
        "may_change": is_ours and is_draft,
        "may_issue": is_ours and is_draft and request.user.may("issue_letter"),
        "form": LetterForm(initial={"answer_by": found.answer_by, "remark": found.remark}),
        "issue_form": IssueForm(),
    }
    return render(request, "reports/letters/letter.html", context)


def _lines(found: Letter) -> list[LetterLine]:
    lines = list(found.lines.select_related("obligation", "agency"))
    for line in lines:
        line.period_words = period_words(line.period)
    return lines


@require_safe
def letter_text(request, pk):
    """The letter as it is printed, in a window of its own."""
    document = letter_document(_found(request, pk))
    context = {"document": document.letter, "is_demo": document.is_demo, "css": screen_css()}
    return render(request, "reports/monthly/letter.html", context)


@require_POST
def change(request, pk):
    form = LetterForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect("letter", pk)
    return _act(request, pk, services.change_letter, _("Đã lưu dự thảo."), **form.cleaned_data)


@require_POST
def discard(request, pk):
    return _act(request, pk, services.discard_letter, _("Đã bỏ dự thảo."))


@require_POST
@recently_verified
def issue(request, pk):
    number = request.POST.get("number", "")
    return _act(request, pk, services.issue_letter, _("Đã ban hành văn bản."), at=timezone.now(), number=number)


def _act(request, pk, act, said: str, **facts):
    found = _found(request, pk)
    try:
        act(found, by=request.user, **facts)
    except (NotPossible, ValidationError) as refusal:
        why = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
        messages.error(request, " ".join(why))
    else:
        messages.success(request, said)
    return redirect("letter", pk)


@require_safe
def download(request, pk, kind):
    """The kept file; whoever takes it is written down."""
    found = _found(request, pk)
    stored = {"pdf": found.pdf, "docx": found.docx}.get(kind)
    if stored is None:
        raise Http404
    audit.exported("letter", by=request.user, subject=found, sha256=stored.sha256, file=stored.name)
    return FileResponse(
        location(stored).open("rb"), as_attachment=True, filename=stored.name, content_type=stored.content_type
    )
