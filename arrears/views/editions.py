"""Pages of the publisher about what it published: the list, one edition, one line, and publishing itself."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.login.step_up import recently_verified
from agencies.models.settings import setting
from arrears import permissions
from arrears.filters.editions import EditionFilter, EditionLineFilter
from arrears.forms.editions import CorrectForm, DelistForm, ProofForm, PublishForm, WithdrawForm
from arrears.models import Edition, EditionEvent, EditionFile, EditionLine, Publication, PublicityProof
from arrears.queries import editions as queries
from arrears.queries.publication.standing import otherwise_now, unfounded
from arrears.queries.shown import stamp_of
from arrears.services.publication import editions as services
from arrears.tables import editions as tables
from arrears.views.publication.frame import tabs
from portal.core import audit, files
from portal.core.acts import NotPossible
from portal.core.lists import list_page
from portal.core.scoping import get_visible_or_404

PREVIEWED = 100
DOUBTFUL = 50


def _known(request):
    """What the own agency published, who has left it included; what the others read is the public site."""
    if not request.user.may("see_publication"):
        raise Http404
    return Edition.objects.visible_to(request.user).filter(publication__agency=request.user.posting.agency_id)


@require_safe
def editions(request):
    gone = EditionEvent.objects.visible_to(request.user).filter(edition=OuterRef("pk"), kind=queries.Kind.WITHDRAWN)
    rows = _known(request).annotate(gone=Exists(gone), left=Count("events", filter=Q(events__kind__in=queries.LEAVES)))
    return list_page(
        request,
        table=tables.EDITIONS,
        rows=rows,
        title=_("Danh sách đã công khai"),
        filterset=EditionFilter,
        template="arrears/editions/list.html",
        extra={"tabs": tabs(request, "editions")},
        export_name="danh-sach-da-cong-khai",
        on_export=lambda **taken: audit.exported("editions", by=request.user, **taken),
    )


def _found(request, code: str) -> Edition:
    related = ("publication__agency", "publication__province", "publication__version")
    return get_visible_or_404(_known(request).select_related(*related), request.user, code=code)


@require_safe
def edition(request, code):
    """What the public sees, what has left it, its files, its proofs, and what its publisher may still do."""
    found = _found(request, code)
    withdrawal = found.events.filter(kind=queries.Kind.WITHDRAWN).first()
    may_end = withdrawal is None and permissions.withdraw_edition(request.user, found.publication)
    ends = EditionEvent.objects.visible_to(request.user).filter(kind__in=queries.LEAVES)
    ends = ends.filter(edition=OuterRef("edition"), place=OuterRef("place")).values("kind")
    rows = EditionLine.objects.visible_to(request.user).filter(edition=found).annotate(ended=Subquery(ends[:1]))
    return list_page(
        request,
        table=tables.lines_of(found, may_end=may_end, is_gone=withdrawal is not None),
        rows=rows,
        title=found.title,
        stamp=stamp_of(found.publication.version),
        filterset=EditionLineFilter,
        search=("folded",),
        template="arrears/editions/edition.html",
        extra=_about(request, found, withdrawal, may_end=may_end),
        export_name=found.code,
        on_export=lambda **taken: audit.exported("edition", by=request.user, subject=found, **taken),
    )


def _about(request, found: Edition, withdrawal: EditionEvent | None, *, may_end: bool) -> dict:
    left = len(queries.left_places(found))
    kept = EditionFile.objects.visible_to(request.user).filter(edition=found, revision=left).defer("content")
    proofs = PublicityProof.objects.visible_to(request.user).filter(edition=found).select_related("file", "recorded_by")
    may_prove = permissions.record_proof(request.user, found.publication)
    channels = setting(found.publication.province, "publication.channels", on=timezone.localdate())
    proven = {proof.channel for proof in proofs}
    return {
        "edition": found,
        "withdrawal": withdrawal,
        "left": left,
        "files": list(kept),
        "job": queries.files_job(found, left),
        "proofs": proofs,
        "channels": [(channel, channel in proven) for channel in channels],
        "proof_form": ProofForm(channels=channels) if may_prove else None,
        "withdraw_form": WithdrawForm() if may_end else None,
        "doubtful": _doubtful(found) if may_end else [],
        "events": found.events.filter(kind=queries.Kind.CORRECTED),
        "crumbs": [(_("Danh sách đã công khai"), reverse("editions"))],
        "kicker": f"{_('Số')} {found.full_number}",
    }


def _doubtful(found: Edition) -> list[EditionLine]:
    """The first lines that should be looked at: what proved evasion has gone, or something else is known by now."""
    places = {*unfounded(found, today=timezone.localdate()), *otherwise_now(found)}
    return list(found.lines.filter(place__in=places)[:DOUBTFUL]) if places else []


@require_safe
def line(request, code, place):
    """One line, to take it off because it was paid or because it was wrong."""
    found = _found(request, code)
    if not permissions.delist_line(request.user, found.publication):
        raise Http404
    shown = get_visible_or_404(EditionLine.objects, request.user, edition=found, place=place)
    text = _("Đính chính: %(name)s (mã %(code)s), dòng %(place)s, danh sách số %(number)s: ") % {
        "name": shown.name, "code": shown.unit_code, "place": place, "number": found.full_number,
    }  # fmt: skip
    context = {
        "title": shown.name,
        "kicker": _("Dòng %(place)s, danh sách số %(number)s") % {"place": place, "number": found.full_number},
        "crumbs": [(_("Danh sách đã công khai"), reverse("editions")), (found.title, reverse("edition", args=[code]))],
        "edition": found,
        "line": shown,
        "ended": found.events.filter(place=place, kind__in=queries.LEAVES).first(),
        "is_gone": queries.is_withdrawn(found),
        "delist_form": DelistForm(),
        "correct_form": CorrectForm(initial={"text": text}),
    }
    return render(request, "arrears/editions/line.html", context)


@require_POST
@recently_verified
def delist(request, code, place):
    return _end_line(request, code, place, DelistForm, services.delist_line, _("Đã đưa ra khỏi danh sách."))


@require_POST
@recently_verified
def correct(request, code, place):
    return _end_line(request, code, place, CorrectForm, services.correct_line, _("Đã đính chính."))


def _end_line(request, code, place, kind, act, said: str):
    found, form = _found(request, code), kind(request.POST)
    if form.is_valid():
        _done(request, act, found.publication, said, place=place, at=timezone.now(), **form.cleaned_data)
    else:
        messages.error(request, _("Hãy ghi nội dung, không quá 600 ký tự."))
    return redirect("edition-line", code, place)


@require_POST
@recently_verified
def withdraw(request, code):
    found, form = _found(request, code), WithdrawForm(request.POST)
    if form.is_valid():
        said = _("Đã gỡ danh sách; trang công khai không còn hiện nội dung này.")
        _done(request, services.withdraw_edition, found.publication, said, at=timezone.now(), **form.cleaned_data)
    else:
        messages.error(request, _("Hãy ghi lý do gỡ, không quá 400 ký tự."))
    return redirect("edition", code)


@require_POST
def make_files(request, code):
    found = _found(request, code)
    _done(request, services.make_edition_files_again, found.publication, _("Đã yêu cầu lập lại tệp."))
    return redirect("edition", code)


@require_POST
def prove(request, code):
    """Keep the proof of one channel."""
    found = _found(request, code)
    channels = setting(found.publication.province, "publication.channels", on=timezone.localdate())
    form = ProofForm(request.POST, request.FILES, channels=channels)
    if not permissions.record_proof(request.user, found.publication):
        raise Http404
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect("edition", code)
    facts = dict(form.cleaned_data)
    sent = facts.pop("file")
    stored = files.keep(sent.chunks(), name=sent.name, content_type=sent.told_kind, province_code=found.province_slug)
    said = _("Đã ghi nhận chứng cứ.")
    _done(request, services.record_proof, found.publication, said, at=timezone.now(), file=stored, **facts)
    return redirect("edition", code)


@require_safe
def proof(request, pk):
    """The kept proof; whoever takes it is written down."""
    found = get_visible_or_404(PublicityProof.objects.select_related("file", "edition"), request.user, pk=pk)
    audit.exported("publicity_proof", by=request.user, subject=found.edition, sha256=found.file.sha256)
    content = files.location(found.file).open("rb")
    return FileResponse(content, as_attachment=True, filename=found.file.name, content_type=found.file.content_type)


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request, pk):
    """What would be published, and the number it gets. The GET writes nothing."""
    related = ("agency", "province__unit", "unit", "version__province", "approved_by")
    found = get_visible_or_404(Publication.objects.select_related(*related), request.user, pk=pk)
    if not permissions.publish_edition(request.user, found) or found.state != Publication.State.APPROVED:
        raise Http404
    form = PublishForm(request.POST or None, initial={"number": queries.next_number(found, timezone.localdate())})
    if request.method == "POST":
        return _publish(request, found, form)
    return _preview(request, found, form)


@recently_verified
def _publish(request, found: Publication, form: PublishForm):
    if form.is_valid():
        try:
            made = services.publish_edition(found, by=request.user, at=timezone.now(), **form.cleaned_data)
        except (NotPossible, ValidationError) as refusal:
            form.add_error(None, refusal.messages if isinstance(refusal, ValidationError) else str(refusal))
        else:
            messages.success(request, _("Đã công khai. Các tệp đang được lập."))
            return redirect("edition", made.code)
    return _preview(request, found, form)


def _preview(request, found: Publication, form: PublishForm):
    numbered = queries.Numbered(form.initial["number"], "…")
    shown, lines = queries.edition_of(found, numbered=numbered, at=timezone.now())
    context = {
        "title": _("Công khai danh sách"),
        "kicker": str(found),
        "stamp": stamp_of(found.version),
        "publication": found,
        "edition": shown,
        "lines": lines[:PREVIEWED],
        "more": max(0, len(lines) - PREVIEWED),
        "masked": sum(line.is_masked for line in lines),
        "form": form,
    }
    return render(request, "arrears/editions/publish.html", context)


def _done(request, act, subject, said: str, **facts) -> None:
    try:
        act(subject, by=request.user, **facts)
    except (NotPossible, ValidationError) as refusal:
        why = refusal.messages if isinstance(refusal, ValidationError) else [str(refusal)]
        messages.error(request, " ".join(why))
    else:
        messages.success(request, said)
