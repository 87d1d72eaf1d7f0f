"""The list of employers, and what is written down of one: where it stands, its numbers, its workplaces, its branch."""

from django.contrib import messages
from django.db.models import F
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from employers.filters import EmployerFilter
from employers.forms.register import EndForm, IdentifierForm, PlaceForm, SectorForm, WorkplaceForm
from employers.models import Employer, Identifier, Workplace
from employers.permissions import place_employer as may_place
from employers.permissions import record_employer_facts as may_record
from employers.queries.registry import register_rows, with_numbers
from employers.queries.search import employers_found
from employers.services import identifiers, registry, workplaces
from employers.tables.register import EMPLOYERS, IDENTIFIERS, WORKPLACES
from employers.views.deeds import done, facts_of, written
from portal.core import audit
from portal.core.lists import list_page
from portal.core.scoping import get_visible_or_404


@require_safe
def employers(request):
    if not request.user.may("see_register") or (request.GET.get("format") and not request.user.may("export_register")):
        raise Http404
    rows = register_rows(Employer.objects.visible_to(request.user))
    return list_page(
        request,
        table=EMPLOYERS,
        rows=with_numbers(rows) if request.GET.get("format") else rows,
        title=_("Đơn vị sử dụng lao động"),
        filterset=EmployerFilter,
        search=employers_found,
        export_name="don-vi",
        on_export=lambda filters, count, format: audit.exported(
            "employers", by=request.user, filters=filters, rows=count, format=format
        ),
        on_view=lambda filters, count: audit.read("employers", by=request.user, filters=filters, rows=count),
    )


def _employer(request, pk: int) -> Employer:
    return get_visible_or_404(Employer.objects.select_related("province", "merged_into"), request.user, pk=pk)


def _saved(request, form, employer: Employer, words: str, do) -> bool:
    is_done = request.method == "POST" and form.is_valid() and written(form, do)
    if is_done:
        messages.success(request, words % {"name": employer.name})
    return is_done


def place(request, pk):
    """Give an employer its place: one that came without a commune, or one that moved."""
    employer = _employer(request, pk)
    if not may_place(request.user, employer):
        raise Http404
    initial = {"commune": employer.commune_id, "zone": employer.zone_id}
    form = PlaceForm(request.POST or None, initial=initial, province=employer.province)
    on = timezone.localdate()
    words = _("Đã gắn địa bàn cho %(name)s.")
    if _saved(
        request,
        form,
        employer,
        words,
        lambda: registry.place_employer(employer, by=request.user, on=on, **form.cleaned_data),
    ):
        return redirect("employer", employer.pk)
    context = {"form": form, "title": _("Gắn địa bàn cho đơn vị"), "lead": employer.name}
    return render(request, "employers/place.html", context)


def sector(request, pk):
    """Say which branch of the economy it is in, by a version of VSIC."""
    employer = _employer(request, pk)
    if not may_record(request.user, employer):
        raise Http404
    initial = {"vsic_version": employer.vsic_version or "2025", "sector": employer.sector, "vsic": employer.vsic}
    form = SectorForm(request.POST or None, initial=initial)
    on = timezone.localdate()
    words = _("Đã ghi ngành của %(name)s.")
    if _saved(
        request,
        form,
        employer,
        words,
        lambda: registry.record_sector(employer, by=request.user, on=on, **form.cleaned_data),
    ):
        return redirect("employer", employer.pk)
    context = {"form": form, "title": _("Ngành kinh tế của đơn vị"), "lead": employer.name}
    return render(request, "employers/place.html", context)


def employer_identifiers(request, pk):
    employer = _employer(request, pk)
    may_write = employer.merged_into is None and may_record(request.user, employer)
    form = IdentifierForm(request.POST or None) if may_write else None
    words = _("Đã ghi mã của %(name)s.")
    if form is not None and _saved(
        request,
        form,
        employer,
        words,
        lambda: identifiers.record_identifier(employer, by=request.user, **form.cleaned_data),
    ):
        return redirect("employer-identifiers", pk)
    rows = (
        Identifier.objects.visible_to(request.user)
        .filter(employer=employer)
        .order_by("scheme", F("valid_from").desc(nulls_last=True), "-pk")
    )
    standing = {employer.unit_code, employer.tax_code}
    endable = [row for row in rows if row.valid_to is None and row.value not in standing] if may_write else []
    context = _facts(employer, _("Mã của đơn vị"), rows, form, endable, "end-identifier")
    return render(request, "employers/facts.html", {**context, "has_wrong": employer.tax_code_ok is False})


def employer_workplaces(request, pk):
    employer = _employer(request, pk)
    may_write = employer.merged_into is None and may_record(request.user, employer)
    form = WorkplaceForm(request.POST or None, province=employer.province) if may_write else None
    words = _("Đã ghi nơi làm việc của %(name)s.")
    if form is not None and _saved(
        request,
        form,
        employer,
        words,
        lambda: workplaces.record_workplace(employer, by=request.user, **form.cleaned_data),
    ):
        return redirect("employer-workplaces", pk)
    rows = Workplace.objects.visible_to(request.user).filter(employer=employer).select_related("commune", "zone")
    endable = [row for row in rows if row.valid_to is None] if may_write else []
    context = _facts(employer, _("Nơi làm việc"), rows, form, endable, "end-workplace")
    return render(request, "employers/facts.html", context)


def _facts(employer: Employer, title: str, rows, form, endable: list, end: str) -> dict:
    return {
        "title": title,
        "employer": employer,
        "rows": rows,
        "table": IDENTIFIERS if end == "end-identifier" else WORKPLACES,
        "form": form,
        "endable": [(row, reverse(end, args=[row.pk])) for row in endable],
        "end_form": EndForm(),
        "crumbs": [(employer.name, reverse("employer", args=[employer.pk]))],
    }


@require_POST
def end_identifier(request, pk):
    found = get_visible_or_404(Identifier.objects.select_related("employer__province"), request.user, pk=pk)
    if not may_record(request.user, found.employer):
        raise Http404
    form = EndForm(request.POST)

    def do() -> str:
        identifiers.end_identifier(found.employer, by=request.user, identifier=found, **facts_of(form))
        return _("Đã ghi ngày kết thúc của mã %(value)s.") % {"value": found.value}

    done(request, do)
    return redirect("employer-identifiers", found.employer_id)


@require_POST
def end_workplace(request, pk):
    found = get_visible_or_404(Workplace.objects.select_related("employer__province"), request.user, pk=pk)
    if not may_record(request.user, found.employer):
        raise Http404
    form = EndForm(request.POST)

    def do() -> str:
        workplaces.end_workplace(found.employer, by=request.user, workplace=found, **facts_of(form))
        return _("Đã ghi ngày kết thúc của %(name)s.") % {"name": found.name}

    done(request, do)
    return redirect("employer-workplaces", found.employer_id)
