"""An agency's share as a spreadsheet, its cells saved as they are typed, its file, and one row without scripts."""

import json

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.models import Agency
from employers.forms.reviews import LineForm, ReasonForm, ReassignForm, SubmitShareForm
from employers.models import ReviewLine, ReviewShare
from employers.queries import review_progress as progress
from employers.queries.events import events_of
from employers.rules.review_lines import FIELDS, UNWRITABLE
from employers.services import review_shares
from employers.services.review_cells import save_cells
from employers.services.review_events import withdraw_review_events
from employers.tables import review_sheet
from employers.tables.reviews import FOUND, SHARE_FILE, SHARE_STATES, ground_words
from portal.core import audit, exports
from portal.core.acts import NotPossible
from portal.core.figures import Stamp
from portal.core.folding import clean
from portal.core.lists import searched
from portal.core.paging import END, ordered, page_of
from portal.core.scoping import get_visible_or_404

SIZES = (100, 200)
ORDER = ("employer__sort_key",)
SEARCHED = ("employer__folded", "employer__unit_code", "employer__tax_code")
ONLY = {
    "chua-xong": progress.unfinished,
    "chua-khop": progress.not_adding_up,
    "khac-bhxh": progress.differing,
    "khong-thuoc": progress.elsewhere,
}


@require_safe
def share(request, pk: int):
    found = _share(request, pk)
    lines = ReviewLine.objects.visible_to(request.user).filter(share=found)
    counts = progress.counts_of(lines, found.review.as_of)
    rows, asked = _asked(request, progress.with_everything(lines, found.review))
    place = {name: request.GET.get(name, "") for name in ("after", "before")}
    size = 200 if request.GET.get("size") == "200" else SIZES[0]
    page = page_of(rows.select_related("employer__zone", "employer__commune"), order=ORDER, size=size, **place)
    may_type = _may_type(request.user, found)
    context = {
        **_facts(request, found),
        "counts": counts,
        "tabs": _tabs(found, counts, asked),
        "asked": asked,
        "may_type": may_type,
        "may_send": may_type and request.user.may("import_register_file"),
        "head": review_sheet.head(),
        "body": review_sheet.body(page.rows, may_type=may_type),
        "is_empty": not page.rows,
        "steps": _links(request, page),
        "sizes": [(one, _address(request, size=str(one)), one == size) for one in SIZES],
        "sheet": {"words": review_sheet.words(), "choices": review_sheet.choices(), "fields": review_sheet.FIELDS},
        "forms": {"submit": SubmitShareForm(), "return": ReasonForm()},
    }
    return render(request, "employers/reviews/share.html", context)


@require_POST
def save(request, pk: int):
    """The cells of one moment, as [[line, field, was, now], …]; the answer says what became of each."""
    found = _share(request, pk)
    cells = _cells(request.body)
    if cells is None:
        return HttpResponseBadRequest()
    try:
        answer = save_cells(found, by=request.user, cells=cells, at=timezone.now())
    except NotPossible as refusal:
        return JsonResponse({"why": str(refusal)}, status=409)
    except PermissionDenied:
        return JsonResponse({"why": _("Anh/chị không nhập được phần việc này.")}, status=403)
    lines = ReviewLine.objects.visible_to(request.user).filter(share=found)
    left = progress.unfinished(lines).count()
    return JsonResponse({**answer.as_dict(), "all": found.employers, "done": found.employers - left})


def _cells(body: bytes) -> list[tuple] | None:
    try:
        cells = json.loads(body)["cells"]
        return [(int(line), _plain(str(field)), _plain(was), _plain(now)) for line, field, was, now in cells]
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None


def _plain(said: object) -> object:
    """A number or nothing as it is; anything else as text that the database can keep."""
    is_plain = said is None or isinstance(said, int) and not isinstance(said, bool)
    return said if is_plain else UNWRITABLE.sub("", str(said))


@require_safe
def share_file(request, pk: int):
    """The share as a workbook to fill in and to send back."""
    found = _share(request, pk)
    lines = ReviewLine.objects.visible_to(request.user).filter(share=found)
    rows = ordered(progress.with_sources(lines, found.review.as_of).select_related("employer"), ORDER)
    heading = exports.Heading(found.review.title, _stamp(found), [found.agency.name], request.user, timezone.now())

    def on_export(filters, count, format):
        audit.exported("review_share", by=request.user, subject=found, rows=count, format=format)

    return exports.respond("xlsx", SHARE_FILE, rows, heading, name="ra-soat", filters={}, on_export=on_export)


def line(request, pk: int):
    """One employer of the review: what stands beside it, and its cells as a plain form."""
    beside = ("employer", "share__review__province", "share__agency", "changed_by")
    found = get_visible_or_404(ReviewLine.objects.select_related(*beside), request.user, pk=pk)
    may_type = _may_type(request.user, found.share)
    form = LineForm(request.POST or None, initial=_present(found))
    if request.method == "POST" and may_type and form.is_valid() and _typed(request, found, form):
        return redirect("review-share", found.share_id)
    review, user = found.share.review, request.user
    agencies = Agency.objects.visible_to(user).as_of(timezone.localdate())
    context = {
        "title": found.employer.name,
        "kicker": review.title,
        "crumbs": [(review.title, reverse("labour-review", args=[review.pk]))],
        "line": found,
        "form": form,
        "may_type": may_type,
        "mark": FOUND[found.found],
        "facts": _beside(user, found),
        "reassign": ReassignForm(agencies=agencies.filter(kind__tier__in=["province", "commune"]))
        if _coordinates(user, review)
        else None,
    }
    return render(request, "employers/reviews/line.html", context)


def _typed(request, found: ReviewLine, form: LineForm) -> bool:
    """Send the changed cells on the same road as the spreadsheet's; what was refused is said at its field."""
    said = form.cleaned_data
    cells = [
        (found.pk, name, said[f"was_{name}"], said[name])
        for name in FIELDS
        if said[name].strip() != said[f"was_{name}"].strip()
    ]
    try:
        answer = save_cells(found.share, by=request.user, cells=cells, at=timezone.now())
    except NotPossible as refusal:
        form.add_error(None, str(refusal))
        return False
    for wrong in answer.refused:
        form.add_error(wrong["field"], wrong["why"])
    for other in answer.conflicts:
        theirs = {"who": other["who"] or _("người khác"), "theirs": "–" if other["theirs"] is None else other["theirs"]}
        form.add_error(other["field"], _("%(who)s vừa ghi “%(theirs)s”.") % theirs)
    if answer.refused or answer.conflicts:
        return False
    messages.success(request, _("Đã lưu %(name)s.") % {"name": found.employer.name})
    return True


# --- What the pages share --------------------------------------------------------------------------------------------


def _share(request, pk: int) -> ReviewShare:
    beside = ("review__province", "review__coordinator", "agency", "submitted_by", "decided_by")
    return get_visible_or_404(ReviewShare.objects.select_related(*beside), request.user, pk=pk)


def _may_type(user, found: ReviewShare) -> bool:
    is_open = found.review.status == "open" and found.status in ("open", "returned")
    return is_open and save_cells.may(user, found)


def _coordinates(user, review) -> bool:
    is_open = review.status == "open"
    return is_open and user.posting.agency_id == review.coordinator_id and user.may("judge_review_share")


def _asked(request, rows):
    """The rows of the tab and of the search, and what was asked."""
    only = request.GET.get("xem", "")
    text = clean(request.GET.get("q", "").replace("\x00", ""))[:200]
    rows = ONLY[only](rows) if only in ONLY else rows
    return (searched(rows, SEARCHED, text) if text else rows), {"only": only if only in ONLY else "", "q": text}


def _tabs(found: ReviewShare, counts, asked: dict) -> list[tuple[str, str, bool]]:
    here = reverse("review-share", args=[found.pk])
    tabs = [("", _("Tất cả"), counts.all), ("chua-xong", _("Chưa xong"), counts.left)]
    tabs += [("chua-khop", _("Chưa đủ, chưa khớp số"), counts.not_adding_up)]
    tabs += [
        ("khac-bhxh", _("Khác số BHXH"), counts.differing),
        ("khong-thuoc", _("Không thuộc phạm vi"), counts.elsewhere),
    ]
    return [
        (f"{label} ({number})", f"{here}?xem={code}" if code else here, code == asked["only"])
        for code, label, number in tabs
    ]


def _address(request, **changes) -> str:
    asked = request.GET.copy()
    for name in ("after", "before"):
        asked.pop(name, None)
    for name, value in changes.items():
        asked[name] = value
    return f"?{asked.urlencode()}"


def _links(request, page) -> dict[str, str]:
    links = {}
    if page.before:
        links |= {"first": _address(request), "previous": _address(request, before=page.before)}
    if page.after:
        links |= {"next": _address(request, after=page.after), "last": _address(request, before=END)}
    return links


def _present(found: ReviewLine) -> dict:
    now = {name: "" if getattr(found, name) is None else str(getattr(found, name)) for name in FIELDS}
    return now | {f"was_{name}": value for name, value in now.items()}


def _stamp(found: ReviewShare) -> Stamp:
    day = f"{found.review.as_of:%d/%m/%Y}"
    return Stamp(
        None,
        _("rà soát của %(agency)s") % {"agency": found.agency.name},
        _("chốt theo ngày %(day)s") % {"day": day},
        timezone.now(),
    )


def _beside(user, found: ReviewLine) -> list[tuple[str, object]]:
    """What other sources said, for those who manage the employer or see all; readers see BHXH's alone."""
    lines = ReviewLine.objects.visible_to(user).filter(pk=found.pk)
    sees_all = user.may("see_all_counts") or found.share.agency_id == user.posting.agency_id
    known = progress.with_everything(lines, found.share.review).get()
    facts = [
        (_("Cơ quan rà soát"), found.share.agency.name),
        (_("Căn cứ giao"), ground_words(found.ground)),
        (_("Mã số thuế"), found.employer.tax_code or "–"),
        (_("BHXH ghi nhận"), known.bhxh),
    ]
    if sees_all:
        facts += [(_("Cơ quan thuế"), known.tax), (_("Đợt trước"), known.last)]
    return facts


def _facts(request, found: ReviewShare) -> dict:
    review, user = found.review, request.user
    may_take_back = review.status == "closed" and withdraw_review_events.may(user, found)
    return {
        "told": events_of(found).count() if may_take_back else 0,
        "title": found.agency.name,
        "kicker": review.title,
        "crumbs": [
            (_("Rà soát lao động"), reverse("labour-reviews")),
            (review.title, reverse("labour-review", args=[review.pk])),
        ],
        "share": found,
        "review": review,
        "mark": SHARE_STATES[found.status],
        "stamp": _stamp(found),
        "may_submit": review.status == "open"
        and found.status in ("open", "returned")
        and review_shares.submit_share.may(user, found),
        "may_accept": review.status == "open"
        and found.status == "submitted"
        and review_shares.accept_share.may(user, found),
        "may_return": review.status == "open"
        and found.status in ("submitted", "accepted")
        and review_shares.return_share.may(user, found),
    }
