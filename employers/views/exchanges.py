"""The book of data exchanges: the list, writing one down, saying that it was received, its file."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.models import Agency
from agencies.rules.wording import period_words
from employers.filters.coverage import ExchangeFilter
from employers.forms.coverage import ExchangeForm, ReceiveForm
from employers.models import DataExchange
from employers.services import exchanges as services
from employers.tables.exchanges import EXCHANGES
from employers.views.coverage import tried
from employers.views.drops import data_tabs
from portal.core import audit, files
from portal.core.acts import NotPossible
from portal.core.figures import date_text, grouped
from portal.core.lists import list_page
from portal.core.scoping import get_visible_or_404


@require_safe
def exchanges(request):
    user = request.user
    if user.posting is None or not (user.may("record_exchange") or user.may("see_all_counts")):
        raise Http404
    rows = DataExchange.objects.visible_to(user).select_related("sender", "receiver", "file", "batch")
    unread = rows.filter(receiver=user.posting.agency_id, received_on=None).count()
    return list_page(
        request,
        table=EXCHANGES,
        rows=rows,
        title=_("Sổ trao đổi dữ liệu"),
        filterset=ExchangeFilter,
        search=("subject", "document_no", "sender_name", "receiver_name", "sender__folded", "receiver__folded"),
        template="employers/exchanges/list.html",
        extra={
            "tabs": data_tabs(user, "exchanges"),
            "waiting": unread,
            "waiting_url": f"{reverse('exchanges')}?side=in&state=unread",
            "may_record": user.may("record_exchange"),
        },
        export_name="so-trao-doi-du-lieu",
        on_export=lambda filters, count, format: audit.exported(
            "exchanges", by=user, filters=filters, rows=count, format=format
        ),
    )


@require_safe
def exchange(request, pk: int):
    found = _found(request, pk)
    may_receive = services.receive_exchange.may(request.user, found) and found.received_on is None
    context = {
        "title": found.subject,
        "kicker": found.get_form_display(),
        "crumbs": [(_("Dữ liệu"), reverse("data-drops")), (_("Sổ trao đổi dữ liệu"), reverse("exchanges"))],
        "exchange": found,
        "facts": facts_of(found),
        "may_receive": may_receive,
        "receive_form": ReceiveForm(initial={"on": timezone.localdate()}),
    }
    return render(request, "employers/exchanges/exchange.html", context)


def record_exchange(request):
    user, today = request.user, timezone.localdate()
    if not user.may("record_exchange"):
        raise PermissionDenied("record_exchange")
    others = Agency.objects.visible_to(user).as_of(today).exclude(pk=user.posting.agency_id).order_by("folded", "pk")
    initial = {"direction": "out", "sent_on": today}
    form = ExchangeForm(request.POST or None, request.FILES or None, agencies=others, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = tried(form, lambda: _record(request, form.cleaned_data))
        if done is not None:
            messages.success(request, _("Đã ghi vào sổ trao đổi dữ liệu."))
            return redirect("exchange", pk=done.pk)
    context = {
        "title": _("Ghi sổ trao đổi dữ liệu"),
        "lead": _("Dữ liệu đã gửi hoặc nhận ngoài cổng. Tệp nộp trên cổng tự vào sổ."),
        "form": form,
        "cancel_url": reverse("exchanges"),
        "crumbs": [(_("Dữ liệu"), reverse("data-drops")), (_("Sổ trao đổi dữ liệu"), reverse("exchanges"))],
    }
    return render(request, "employers/exchanges/form.html", context)


def _record(request, facts: dict) -> DataExchange:
    agency = request.user.posting.agency
    sent = facts.pop("file")
    other = services.Side(facts.pop("other"), facts.pop("other_name"))
    stored = None
    if sent is not None:
        stored = files.keep(
            sent.chunks(), name=sent.name, content_type=sent.told_kind, province_code=agency.province.slug
        )
    is_sender = facts.pop("direction") == "out"
    return services.record_exchange(
        agency, by=request.user, at=timezone.now(), is_sender=is_sender, other=other, file=stored, **facts
    )


@require_POST
def receive_exchange(request, pk: int):
    found = _found(request, pk)
    form = ReceiveForm(request.POST)
    try:
        if not form.is_valid():
            raise NotPossible(_("Hãy ghi ngày nhận như 31/12/2026."))
        services.receive_exchange(found, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Đã xác nhận nhận dữ liệu."))
    except (NotPossible, ValidationError) as refusal:
        messages.error(request, " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal))
    return redirect("exchange", pk=pk)


@require_safe
def exchange_file(request, pk: int):
    """The file, always to be kept and never to be shown by the browser; who takes it is remembered."""
    found = _found(request, pk)
    if found.file is None:
        raise Http404
    audit.exported("exchange_file", by=request.user, subject=found, sha256=found.file.sha256)
    answer = FileResponse(
        files.location(found.file).open("rb"),
        as_attachment=True,
        filename=found.file.name,
        content_type=found.file.content_type,
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


def _found(request, pk: int) -> DataExchange:
    parts = ("sender", "receiver", "file", "batch", "province", "received_by")
    return get_visible_or_404(DataExchange.objects.select_related(*parts), request.user, pk=pk)


def facts_of(found: DataExchange) -> list[tuple]:
    return [
        (_("Bên gửi"), str(found.sender or found.sender_name)),
        (_("Bên nhận"), str(found.receiver or found.receiver_name)),
        (_("Hình thức"), found.get_form_display()),
        (_("Kỳ số liệu"), period_words(found.period) if found.period else "–"),
        (_("Số văn bản"), found.document_no or "–"),
        (_("Ngày gửi"), date_text(found.sent_on)),
        (_("Ngày nhận"), date_text(found.received_on) if found.received_on else _("chưa nhận")),
        (_("Người xác nhận nhận"), str(found.received_by or "–")),
        (_("Số dòng"), grouped(found.rows)),
        (_("Ghi chú"), found.note or "–"),
    ]
