"""One line of a list: whom it names, as what, what makes it doubtful beside the last edition; and the answers to it."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arrears import permissions
from arrears.forms.publication import DecisionForm, ObjectionForm, ReasonForm
from arrears.models import Objection, Publication, PublicationLine, PublicationNotice
from arrears.queries.publication.candidates import rows_of
from arrears.queries.publication.identity import said_by_editions, said_by_files
from arrears.queries.shown import stamp_of
from arrears.rules.publication import OBJECTION, RESTATED, kind_of
from arrears.services.publication.lines import pass_stop, strike_line
from arrears.services.publication.objections import decide_objection, record_objection
from arrears.tables import publication as tables
from arrears.views.publication.frame import RELATED, crumbs_of, keep, taken
from employers.views.deeds import done, facts_of, written
from portal.core import audit
from portal.core.money import FUND_LABELS, FUNDS
from portal.core.scoping import get_visible_or_404

Line = PublicationLine.State


def _line(request, pk) -> PublicationLine:
    related = (
        "employer",
        "urging",
        "passed_by",
        "notice__pdf",
        "notice__docx",
        *(f"publication__{one}" for one in RELATED),
    )
    return get_visible_or_404(PublicationLine.objects.select_related(*related), request.user, pk=pk)


@require_safe
def line(request, pk):
    """One line, for the makers of its list alone."""
    found = _line(request, pk)
    audit.read("publication_line", by=request.user, subject=found)
    return render(request, "arrears/publication/line.html", _context(request, found))


def _context(request, found: PublicationLine) -> dict:
    user, publication = request.user, found.publication
    is_open = publication.state in Publication.ON_ITS_WAY
    decides = permissions.decide_on_publication(user, publication) and publication.made_by_id != user.pk
    works = is_open and permissions.work_on_publication(user, publication)
    return {
        "title": found.name,
        "kicker": _("Dòng %(place)d") % {"place": found.place},
        "crumbs": crumbs_of(publication),
        "stamp": stamp_of(publication.version),
        "line": found,
        "publication": publication,
        "badge": tables.LINE_BADGES[Line(found.state)],
        "named_badge": tables.NAMED_BADGES[found.named_as],
        "worst_badge": tables.NAMED_BADGES[found.worst],
        "is_praise": publication.what == Publication.What.PRAISE,
        "stops": tables.words_of(found.stops),
        "stop_codes": " ".join(found.stops),
        "seen": tables.words_of(found.stops_seen),
        "sources": _sources(found),
        "funds": _funds(found),
        "notice": getattr(found, "notice", None),
        "objections": found.objections.visible_to(user).select_related("file", "decided_by"),
        "may_pass": decides and is_open and found.state == Line.STOPPED and _may_pass(found),
        "may_strike": works and found.state not in (Line.STRUCK, Line.PUBLISHED),
        "may_object": works and hasattr(found, "notice") and found.state != Line.STRUCK,
        "may_hold": works,
        "may_pay": user.may("record_arrears_note"),
        "reason_form": ReasonForm(),
    }


def _may_pass(found: PublicationLine) -> bool:
    """An objection is decided, not passed; figures that a newer version has replaced are not published."""
    return not {kind_of(code) for code in found.stops} & {OBJECTION, RESTATED}


def _sources(found: PublicationLine) -> list[tuple]:
    """The employer as each source calls it: (source, name, tax code, address, whether it differs from the line)."""
    row = rows_of(found.publication.version, [found.employer_id])
    filed = said_by_files([found], row).get(found.employer_id)
    published = said_by_editions(found.publication, [found.employer_id]).get(found.employer_id)
    told = [
        (_("Dòng này"), found),
        (_("Hồ sơ đơn vị hiện nay"), found.employer),
        (_("Tệp BHXH của tháng"), filed),
        (_("Lần công khai trước"), published),
    ]
    return [
        (label, said.name, said.tax_code, said.address, bool(said.name) and said.name != found.name,
         bool(said.tax_code) and said.tax_code != found.tax_code)
        for label, said in told if said is not None
    ]  # fmt: skip


def _funds(found: PublicationLine) -> list[tuple]:
    labels = dict(FUND_LABELS) | {"charge": _("Tiền xử lý (không tính trong tổng)")}
    return [(labels[fund], found.owed_by_fund[fund]) for fund in (*FUNDS, "charge") if fund in found.owed_by_fund]


def _decide(request, pk, act, said: str, **more):
    found = _line(request, pk)

    def write() -> str:
        act(found.publication, by=request.user, line=found.pk, **more, **facts_of(ReasonForm(request.POST)))
        return said

    done(request, write)
    return redirect("publication-line", pk)


@require_POST
def let_pass(request, pk):
    seen = request.POST.get("seen")  # what stood on the page that was looked at
    return _decide(request, pk, pass_stop, _("Đã cho qua, có ghi lý do."), at=timezone.now(), seen=seen)


@require_POST
def strike(request, pk):
    return _decide(request, pk, strike_line, _("Đã loại đơn vị khỏi đợt này."))


@require_http_methods(["GET", "POST"])
def object_to(request, pk):
    """Take down what the employer says."""
    found = _line(request, pk)
    form = ObjectionForm(request.POST or None, request.FILES or None, initial={"received_on": timezone.localdate()})

    def write() -> None:
        facts = dict(form.cleaned_data)
        facts["file"] = keep(facts["file"], found.province_code)
        record_objection(found.publication, by=request.user, at=timezone.now(), line=found.pk, **facts)

    if request.method == "POST" and form.is_valid() and written(form, write):
        return redirect("publication-line", pk)
    context = {
        "title": _("Ghi phản hồi của đơn vị"),
        "kicker": found.name,
        "crumbs": [*crumbs_of(found.publication), (found.name, reverse("publication-line", args=[pk]))],
        "form": form,
        "submit": _("Ghi phản hồi"),
        "cancel_url": reverse("publication-line", args=[pk]),
    }
    return render(request, "skeletons/form.html", context)


def _objection(request, pk) -> Objection:
    related = ("file", "recorded_by", "decided_by", "line__employer", *(f"line__publication__{one}" for one in RELATED))
    return get_visible_or_404(Objection.objects.select_related(*related), request.user, pk=pk)


@require_http_methods(["GET", "POST"])
def objection(request, pk):
    """What an employer says; decided by another person than who took it down or made the list."""
    found = _objection(request, pk)
    publication, user = found.line.publication, request.user
    strangers = user.pk not in (publication.made_by_id, found.recorded_by_id)
    may_decide = not found.decision and strangers and permissions.decide_on_publication(user, publication)
    form = DecisionForm(request.POST or None)

    def write() -> None:
        decide_objection(publication, by=user, at=timezone.now(), objection=found.pk, **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and written(form, write):
        return redirect("publication-line", found.line_id)
    context = {
        "title": _("Phản hồi của %(name)s") % {"name": found.line.name},
        "crumbs": [*crumbs_of(publication), (found.line.name, reverse("publication-line", args=[found.line_id]))],
        "objection": found,
        "badge": tables.DECISION_BADGES[Objection.Decision(found.decision)],
        "may_decide": may_decide,
        "form": form,
    }
    return render(request, "arrears/publication/objection.html", context)


@require_safe
def objection_file(request, pk):
    found = _objection(request, pk)
    return taken(request, found.file, found.line, "publication_file")


@require_safe
def notice_file(request, pk, kind):
    """The kept letter."""
    related = ("pdf", "docx", "agency", "line")
    found = get_visible_or_404(PublicationNotice.objects.select_related(*related), request.user, pk=pk)
    return taken(request, {"pdf": found.pdf, "docx": found.docx}.get(kind), found, "publication_notice")
