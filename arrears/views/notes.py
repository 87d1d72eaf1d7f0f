"""Notes of BHXH on its debtors: one employer's, the debtors of a month, many at once with a look before."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from arrears.filters import with_sums
from arrears.filters.notes import NotesFilter
from arrears.forms import NoteForm
from arrears.forms.notes import LABELS, ManyNotesForm
from arrears.models import ArrearsNote, LedgerRow
from arrears.queries.measures import measures_of
from arrears.queries.notes import SHOWN, changes_of, with_notes
from arrears.queries.shown import Shown, months_for, newest_for, shown
from arrears.services.notes import MOST, record_arrears_note, record_arrears_notes
from arrears.tables.notes import EMPLOYER_NOTES, FORM, PICKED
from employers.models import Employer
from employers.queries.search import rows_of_employers_found
from employers.views.deeds import written
from portal.core import audit
from portal.core.lists import list_page
from portal.core.periods import Month
from portal.core.scoping import get_visible_or_404


def _refuse_strangers(request) -> None:
    """Nobody without the power learns that there are such pages."""
    if not request.user.may("record_arrears_note"):
        raise Http404


def _seen(request, month: Month) -> Shown:
    _refuse_strangers(request)
    seen = shown(request.user, month)
    if seen is None:
        raise Http404
    return seen


def _rows(request, seen: Shown):
    rows = with_sums(seen.ledger(request.user)).filter(worst__gte=LedgerRow.Class.LATE)
    return with_notes(rows, seen.month.first_day)


@require_safe
def newest(request):
    """The debtors of the newest month there is."""
    _refuse_strangers(request)
    seen = newest_for(request.user)
    if seen is None:
        return render(request, "arrears/notes/none.html", {"title": _("Ghi nhận về đơn vị nợ")})
    return redirect("notes", seen.month)


@require_safe
def notes(request, month: Month):
    """The debtors of a month, each with the note in force; ticked, they get theirs together."""
    seen = _seen(request, month)
    about = {"by": request.user, "month": str(month), "version": seen.version}
    return list_page(
        request,
        table=PICKED,
        rows=_rows(request, seen).select_related("employer", "commune"),
        title=_("Ghi nhận về đơn vị nợ, tháng %(month)s") % {"month": month.label},
        stamp=seen.stamp,
        filterset=NotesFilter,
        search=rows_of_employers_found,
        template="arrears/notes/list.html",
        export_name=f"ghi-nhan-{month}",
        extra={
            "month": month,
            "months": [(str(m), m.label, m == month) for m in months_for(request.user)],
            "form_id": FORM,
            "asked": _asked(request),
        },
        on_export=lambda filters, count, format: audit.exported(
            "arrears_notes", **about, filters=filters, rows=count, format=format
        ),
        on_view=lambda filters, count: audit.read("arrears_notes", **about, filters=filters, rows=count),
    )


def _asked(request) -> str:
    kept = request.GET.copy()
    for name in ("after", "before", "format", "size", "sort"):
        kept.pop(name, None)
    return kept.urlencode()


def _chosen(request, seen: Shown) -> list[int]:
    """Debtors of the month that the reader ticked, or all that the filter shows. One more than may be tells that it is too
    many."""
    rows = _rows(request, seen)
    if "all" in request.POST:
        asked = QueryDict(request.POST.get("asked", "")[:1000])
        found = NotesFilter(asked, queryset=rows, request=request)
        rows = found.qs if found.is_valid() else rows.none()
        if text := asked.get("q", "").strip():
            rows = rows_of_employers_found(rows, text)
    else:
        ticked = {int(pk) for pk in request.POST.getlist("employer") if pk.isdecimal() and len(pk) < 19}
        rows = rows.filter(employer__in=ticked)
    return list(rows.order_by("employer_id").values_list("employer_id", flat=True)[: MOST + 1])


@require_POST
def preview(request, month: Month):
    """What to set, and how many notes it would change; nothing is written yet."""
    return _bulk(request, month, lambda form, chosen, seen: None)


@require_POST
def write(request, month: Month):
    """Write the notes. Refused, the page comes back with everything that was typed and chosen."""

    def do(form: ManyNotesForm, chosen: list[int], seen: Shown):
        made: list[ArrearsNote] = []

        def record() -> None:
            agency, at = request.user.posting.agency, timezone.now()
            facts = {"month": month, "employers": chosen, "ticked": form.ticked, "at": at}
            made.extend(record_arrears_notes(agency, by=request.user, **facts))

        if not written(form, record):
            return None
        told = ngettext("Đã ghi nhận cho %(n)d đơn vị.", "Đã ghi nhận cho %(n)d đơn vị.", len(made)) % {"n": len(made)}
        messages.success(request, told)
        return redirect("notes", month)

    return _bulk(request, month, do)


def _bulk(request, month: Month, do: Callable):
    seen = _seen(request, month)
    chosen = _chosen(request, seen)
    is_typed = "typed" in request.POST
    form = ManyNotesForm(request.POST if is_typed else None)
    if is_typed and form.is_valid() and (answer := do(form, chosen, seen)) is not None:
        return answer
    changes = changes_of(chosen, month.first_day, form.ticked) if is_typed and form.is_valid() else []
    context = {
        "form": form,
        "chosen": chosen,
        "month": month,
        "most": MOST,
        "is_too_many": len(chosen) > MOST,
        "is_counted": bool(changes),
        "changing": sum(change.is_one for change in changes),
        "examples": _told(request.user, changes),
        "title": _("Ghi nhận cho nhiều đơn vị, tháng %(month)s") % {"month": month.label},
        "stamp": seen.stamp,
    }
    return render(request, "arrears/notes/many.html", context, status=200 if not form.errors else 422)


def _told(user, changes: list) -> list[tuple]:
    """The first that would change: the employer, and each text that goes beside the one that comes."""
    some = [change for change in changes if change.is_one][:SHOWN]
    names = Employer.objects.visible_to(user).in_bulk([change.employer for change in some])
    labels = {("cause_id" if name == "cause" else name): label for name, label in LABELS.items()}
    causes = {cause.pk: cause.name for cause in ManyNotesForm().fields["cause"].queryset}
    found = []
    for change in some:
        texts = [
            (
                labels[name],
                *(
                    causes.get(side[name]) if name == "cause_id" else side[name]
                    for side in (change.before, change.after)
                ),
            )
            for name in labels
            if change.before[name] != change.after[name]
        ]
        found.append((names[change.employer], texts))
    return found


def note(request, pk):
    """Cause, solution, measures taken, proposal and remark of one employer; the last note stands in the form."""
    _refuse_strangers(request)
    employer = get_visible_or_404(Employer.objects, request.user, pk=pk)
    last = ArrearsNote.objects.visible_to(request.user).filter(employer=employer).order_by("-month", "-id").first()
    initial = {name: getattr(last, name) for name in LABELS} if last else {}
    form = NoteForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        month = Month.of(timezone.localdate()).plus(-1)
        record_arrears_note(employer, by=request.user, month=month, **form.cleaned_data)
        messages.success(request, _("Đã ghi nhận cho %(name)s.") % {"name": employer.name})
        return redirect("employer", employer.pk)
    audit.read("arrears_note", by=request.user, subject=employer)
    context = {
        "form": form,
        "employer": employer,
        "title": _("Ghi nhận của BHXH về đơn vị nợ"),
        "lead": employer.name,
        "measures": _measures(employer),
    }
    return render(request, "arrears/notes/form.html", context)


@require_safe
def of_employer(request, pk):
    """Every note on one employer, newest first, beside what other rooms tell was done."""
    _refuse_strangers(request)
    employer = get_visible_or_404(Employer.objects, request.user, pk=pk)
    rows = ArrearsNote.objects.visible_to(request.user).filter(employer=employer)
    audit.read("arrears_note", by=request.user, subject=employer)
    context = {
        "employer": employer,
        "notes": rows.select_related("cause", "made_by").order_by("-month", "-id"),
        "table": EMPLOYER_NOTES,
        "measures": _measures(employer),
        "title": _("Các lần ghi nhận của BHXH"),
    }
    return render(request, "arrears/notes/employer.html", context)


def _measures(employer: Employer) -> list:
    return measures_of([employer.pk], until=timezone.localdate()).get(employer.pk, [])
