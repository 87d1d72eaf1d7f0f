"""The own lists, and one of them: where it stands, what waits, its lines."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from agencies.models.settings import setting
from arrears import permissions
from arrears.filters.publication import LineFilter, ObjectionFilter, PublicationFilter
from arrears.forms.publication import DrawUpForm, NoticeForm, ReasonForm, SentForm
from arrears.models import Objection, Publication, PublicationLine, PublicationNotice
from arrears.queries.publication.notices import has_all_letters, job_of, mark_now, next_number
from arrears.queries.publication.pages import code_of_edition, counts_of, versions_for, with_stopped
from arrears.queries.publication.publishers import publishing_right
from arrears.queries.shown import stamp_of
from arrears.rechecking import lapsed
from arrears.services.publication.drawing import draw_up_publication
from arrears.tables import publication as tables
from arrears.views.publication.frame import crumbs_of, exported, publication_of, refuse_strangers, tabs, taken
from employers.queries.search import rows_of_employers_found
from employers.views.deeds import written
from portal.core import audit
from portal.core.lists import list_page
from portal.core.models import Job

State, Line = Publication.State, PublicationLine.State
SYMBOLS = {"social_insurance": "TB-BHXH", "commune_committee": "TB-UBND", "district_committee": "TB-UBND"}
STEPS = (
    (State.DRAFT, gettext_lazy("Dự thảo")),
    (State.CHECKED, gettext_lazy("Kiểm tra")),
    (State.NOTICED, gettext_lazy("Thông báo")),
    (State.APPROVED, gettext_lazy("Duyệt")),
    (State.PUBLISHED, gettext_lazy("Công khai")),
)


@require_safe
def publications(request):
    """The lists of the reader's agency, newest first."""
    refuse_strangers(request)
    rows = Publication.objects.visible_to(request.user).select_related("version", "unit")
    rows = with_stopped(rows)
    agency = request.user.posting.agency
    right = publishing_right(agency, timezone.localdate())
    return list_page(
        request,
        table=tables.PUBLICATIONS,
        rows=rows,
        title=_("Công khai danh sách: các đợt"),
        filterset=PublicationFilter,
        template="arrears/publication/publications.html",
        extra={
            "tabs": tabs(request, "publications"),
            "right": right,
            "may_draw": right is not None and request.user.may("draft_publication"),
        },
        export_name="dot-cong-khai",
        on_export=exported("publications", request),
    )


@require_http_methods(["GET", "POST"])
def draw_up(request):
    """Draft a list from a closed month."""
    refuse_strangers(request)
    agency, made = request.user.posting.agency, []
    if not permissions.draw_up_publication(request.user, agency):
        raise PermissionDenied
    form = DrawUpForm(request.POST or None, versions=versions_for(agency))

    def write() -> None:
        facts = {"by": request.user, "at": timezone.now(), **form.cleaned_data}
        made.append(draw_up_publication(agency, **facts))

    if request.method == "POST" and form.is_valid() and written(form, write):
        return redirect("publication", made[0].pk)
    context = {
        "title": _("Lập danh sách công khai"),
        "crumbs": [(_("Đợt công khai"), reverse("publications"))],
        "form": form,
        "submit": _("Lập dự thảo"),
        "cancel_url": reverse("publications"),
        "right": publishing_right(agency, timezone.localdate()),
    }
    return render(request, "arrears/publication/draw_up.html", context)


@require_safe
def publication(request, pk):
    """One list: where it stands, what waits, its lines; for its makers alone."""
    found = publication_of(request, pk)
    return list_page(
        request,
        table=tables.lines_table(found.what),
        rows=found.lines.visible_to(request.user),
        title=str(found),
        stamp=stamp_of(found.version),
        filterset=LineFilter,
        search=rows_of_employers_found,
        template="arrears/publication/publication.html",
        extra=_context(request, found),
        export_name=f"dot-cong-khai-{found.pk}",
        on_export=exported("publication", request, subject=found),
        on_view=lambda filters, count: audit.read(
            "publication", by=request.user, subject=found, state=request.GET.get("state", "")
        ),
    )


def _context(request, found: Publication) -> dict:
    user, today = request.user, timezone.localdate()
    counts = counts_of(found)
    mark = mark_now(found) if counts["notices"] else ""
    has_letters = has_all_letters(found, mark)
    job = job_of(found, mark) if _waits(found, counts, is_bundled=has_letters or not mark) else None
    first = {"number": next_number(found.agency, today.year), "issued_on": today}
    return {
        "kicker": found.agency.name,
        "crumbs": crumbs_of(found)[:1],
        "publication": found,
        "badge": tables.STATE_BADGES[State(found.state)],
        "steps": _steps(found),
        "sums": _sums(found, counts),
        "counts": counts,
        "rule": found.rule.get("cited", {}).values(),
        "may_work": permissions.work_on_publication(user, found),
        "may_decide": permissions.decide_on_publication(user, found) and found.made_by_id != user.pk,
        "is_maker": found.made_by_id == user.pk,
        "checked": found.checked_mark,
        "is_praise": found.what == Publication.What.PRAISE,
        "is_over": _is_over(found, today),
        "notice_form": NoticeForm(initial=first | {"symbol": SYMBOLS.get(found.agency.kind_id, "TB")}),
        "sent_form": SentForm(initial={"sent_on": today}),
        "reason_form": ReasonForm(),
        "job": job,
        "has_letters": has_letters,
        "asks_for_letters": bool(mark) and not has_letters and (job is None or job.state == Job.State.DONE),
        "lapsed": lapsed(found, at=timezone.now()),
        "approval_days": setting(found.province, "publication.approval_days", on=today),
        "edition_url": _edition_url(found),
    }


def _waits(found: Publication, counts: dict[str, int], *, is_bundled: bool) -> bool:
    """For its lines, for the files of its letters, or for the one file of them all."""
    return found.state == State.DRAWING or bool(counts["unfiled"]) or not is_bundled


def _is_over(found: Publication, today) -> bool:
    """Whether the days to answer are over."""
    last = found.answer_by
    return last is not None and (last < today or (last == today and not found.objection_days))


def _edition_url(found: Publication) -> str:
    """Where an approved list is published, or a published one is looked after."""
    if found.state == State.APPROVED:
        return reverse("publish-edition", args=[found.pk])
    code = code_of_edition(found)
    return reverse("edition", args=[code]) if code else ""


def _sums(found: Publication, counts: dict[str, int]) -> list[tuple]:
    """Counts with the address of their rows."""
    here = reverse("publication", args=[found.pk])
    states = [(label, counts[f"is_{state}"], f"{here}?state={state}") for state, label in Line.choices]
    told = [
        (_("Nêu là trốn đóng"), counts["evasion"], f"{here}?named=3"),
        (_("BHXH nêu trốn đóng, chưa đủ căn cứ"), counts["missing"], f"{here}?ground=missing"),
        (_("Thông báo đã lập"), counts["notices"], reverse("publication-notices", args=[found.pk])),
        (_("Phản hồi"), counts["objections"], reverse("publication-objections", args=[found.pk])),
        (
            _("Phản hồi chờ quyết định"),
            counts["waiting"],
            f"{reverse('publication-objections', args=[found.pk])}?open=yes",
        ),
    ]
    return [
        (_("Đơn vị khi lập"), counts["all"], here),
        *(one for one in states if one[1]),
        *(one for one in told if one[1]),
    ]


def _steps(found: Publication) -> list[dict]:
    """The step that was reached is done; the next one is to be taken now."""
    states = [state for state, _name in STEPS]
    done = states.index(found.state) + (found.state != State.DRAFT) if found.state in states else 0
    if found.state in (State.PUBLISHED, State.WITHDRAWN):
        done = len(STEPS)
    current = done if found.state != State.DISCARDED else -1
    return [
        {"name": name, "is_done": place < done, "is_current": place == current}
        for place, (_state, name) in enumerate(STEPS)
    ]


@require_safe
def notices(request, pk):
    """The letters of one list, with their files."""
    found = publication_of(request, pk)
    return list_page(
        request,
        table=tables.NOTICES,
        rows=PublicationNotice.objects.visible_to(request.user).filter(line__publication=found).select_related("line"),
        title=_("Thông báo trước khi công khai"),
        search=("line__employer__folded", "line__unit_code", "line__tax_code"),
        template="arrears/publication/part.html",
        extra={"crumbs": crumbs_of(found)},
        export_name=f"thong-bao-dot-{found.pk}",
        on_export=exported("publication_notices", request, subject=found),
    )


@require_safe
def letters(request, pk, kind):
    """The letters of the list in one file: a PDF to print, a ZIP to send. One that names who has gone since is not there."""
    found = publication_of(request, pk)
    if not has_all_letters(found, mark_now(found)):
        raise Http404
    return taken(request, {"pdf": found.letters_pdf, "zip": found.letters_zip}.get(kind), found, "publication_letters")


@require_safe
def objections(request, pk):
    """What employers of one list said against it."""
    found = publication_of(request, pk)
    return list_page(
        request,
        table=tables.OBJECTIONS,
        rows=Objection.objects.visible_to(request.user).filter(line__publication=found).select_related("line"),
        title=_("Phản hồi của đơn vị"),
        filterset=ObjectionFilter,
        search=("line__employer__folded", "line__unit_code", "line__tax_code"),
        template="arrears/publication/part.html",
        extra={"crumbs": crumbs_of(found)},
        export_name=f"phan-hoi-dot-{found.pk}",
        on_export=exported("publication_objections", request, subject=found),
    )
