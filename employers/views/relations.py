"""The labour-relations record: the province's list, one employer's entries, a form, the end of a strike, taking back."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from employers.filters.events import RelationFilter
from employers.forms.events import EndRelationForm, ReasonForm, RelationForm
from employers.models import Employer, LabourRelation
from employers.models.events import RELATION_READERS
from employers.permissions import record_labour_relation as may_record
from employers.permissions import withdraw_labour_relation as may_withdraw
from employers.queries.events import relations_told
from employers.queries.search import rows_of_employers_found
from employers.services import relations as acts
from employers.tables.events import LABOUR_RELATIONS, OF_ONE_KIND, RELATIONS_OF, days_of
from employers.views.deeds import done, facts_of, written
from portal.core import audit, files
from portal.core.lists import list_page
from portal.core.scoping import get_visible_or_404


def _for_readers(request) -> None:
    if not (request.user.may("see_register") and request.user.posting.agency.kind_id in RELATION_READERS):
        raise Http404


@require_safe
def labour_relations(request):
    _for_readers(request)
    return list_page(
        request,
        table=OF_ONE_KIND if request.GET.get("kind") else LABOUR_RELATIONS,
        rows=LabourRelation.objects.visible_to(request.user)
        .filter(employer__merged_into=None)
        .select_related("employer", "agency"),
        title=_("Quan hệ lao động"),
        filterset=RelationFilter,
        search=rows_of_employers_found,
        export_name="quan-he-lao-dong",
        on_export=lambda filters, count, format: audit.exported(
            "labour_relations", by=request.user, filters=filters, rows=count, format=format
        ),
    )


def employer_relations(request, pk):
    _for_readers(request)
    employer = get_visible_or_404(Employer.objects.select_related("province", "merged_into"), request.user, pk=pk)
    may_write = employer.merged_into is None and may_record(request.user, employer)
    form = RelationForm(request.POST or None, request.FILES or None) if may_write else None
    if request.method == "POST" and form is not None and form.is_valid() and _recorded(request, employer, form):
        return redirect("employer-relations", pk)
    rows = relations_told(request.user, employer)
    context = {
        "title": _("Quan hệ lao động"),
        "employer": employer,
        "rows": [(row, RELATIONS_OF[row.kind], days_of(row), may_withdraw(request.user, row)) for row in rows],
        "form": form,
        "reason_form": ReasonForm(),
        "end_form": EndRelationForm(),
        "crumbs": [(employer.name, reverse("employer", args=[pk]))],
    }
    return render(request, "employers/relations.html", context)


def _recorded(request, employer: Employer, form: RelationForm) -> bool:
    facts, user = dict(form.cleaned_data), request.user
    sent = facts.pop("file")

    def do() -> None:
        kept = None
        if sent is not None:
            code = employer.province.slug
            kept = files.keep(sent.chunks(), name=sent.name, content_type=sent.told_kind, province_code=code)
        agency = user.posting.agency
        acts.record_labour_relation(employer, by=user, agency=agency, at=timezone.now(), file=kept, **facts)

    is_done = written(form, do)
    if is_done:
        messages.success(request, _("Đã ghi cho %(name)s.") % {"name": employer.name})
    return is_done


def _relation(request, pk: int) -> LabourRelation:
    return get_visible_or_404(LabourRelation.objects.select_related("employer__province", "file"), request.user, pk=pk)


@require_POST
def end(request, pk):
    relation = _relation(request, pk)

    def do() -> str:
        facts = facts_of(EndRelationForm(request.POST))
        acts.end_labour_relation(relation, by=request.user, at=timezone.now(), **facts)
        return _("Đã ghi ngày kết thúc.")

    done(request, do)
    return redirect("employer-relations", relation.employer_id)


@require_POST
def withdraw(request, pk):
    relation = _relation(request, pk)

    def do() -> str:
        reason = facts_of(ReasonForm(request.POST))["reason"]
        acts.withdraw_labour_relation(relation, by=request.user, at=timezone.now(), reason=reason)
        return _("Đã rút nội dung.")

    done(request, do)
    return redirect("employer-relations", relation.employer_id)


@require_safe
def relation_file(request, pk):
    """The file, always to be kept and never to be shown by the browser; who takes it is remembered."""
    relation = _relation(request, pk)
    if relation.file is None:
        raise Http404
    audit.exported("labour_relation_file", by=request.user, subject=relation.employer, sha256=relation.file.sha256)
    answer = FileResponse(
        files.location(relation.file).open("rb"),
        as_attachment=True,
        filename=relation.file.name,
        content_type=relation.file.content_type,
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
