"""Holds of the own agency, and payments that BHXH knows of before the next file."""

from datetime import timedelta

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from arrears import permissions
from arrears.filters.publication import HoldFilter, PaymentFilter
from arrears.forms.publication import HoldForm, PaymentForm, ReasonForm
from arrears.models import Hold, PaymentReport
from arrears.services.publication.holds import end_hold, record_hold
from arrears.services.publication.payments import record_payment, withdraw_payment
from arrears.tables import publication as tables
from arrears.views.publication.frame import exported, keep, refuse_strangers, tabs, taken
from employers.models import Employer
from employers.queries.search import rows_of_employers_found
from employers.views.deeds import done, facts_of, written
from portal.core.lists import list_page
from portal.core.scoping import get_visible_or_404

USUAL_DAYS = 30


@require_safe
def holds(request):
    refuse_strangers(request)
    return list_page(
        request,
        table=tables.holds_table(timezone.localdate()),
        rows=Hold.objects.visible_to(request.user).select_related("employer"),
        title=_("Tạm giữ chưa công khai"),
        filterset=HoldFilter,
        search=rows_of_employers_found,
        template="arrears/publication/part.html",
        extra={
            "tabs": tabs(request, "holds"),
            "lead": _(
                "Đơn vị đang tạm giữ không vào danh sách công khai nào cho đến hết thời hạn. Ghi tạm giữ tại dòng của đợt "
                "công khai hoặc tại hồ sơ đơn vị."
            ),
        },
        export_name="tam-giu",
        on_export=exported("holds", request),
    )


def _employer_page(request, pk, form, do, *, title: str, back: str):
    """A form about one employer that the reader may see."""
    employer = get_visible_or_404(Employer.objects.select_related("province"), request.user, pk=pk)

    def write() -> None:
        facts = dict(form.cleaned_data)
        facts["file"] = keep(facts["file"], employer.province_code)
        do(employer, **facts)

    if request.method == "POST" and form.is_valid() and written(form, write):
        return redirect(back)
    context = {
        "title": title,
        "kicker": employer.name,
        "crumbs": [(employer.name, reverse("employer", args=[pk]))],
        "form": form,
        "submit": _("Ghi"),
        "cancel_url": reverse(back),
    }
    return render(request, "skeletons/form.html", context)


@require_http_methods(["GET", "POST"])
def hold_employer(request, pk):
    """Keep an employer out of lists for a time."""
    refuse_strangers(request)
    today = timezone.localdate()
    initial = {"begins_on": today, "expires_on": today + timedelta(days=USUAL_DAYS)}
    form = HoldForm(request.POST or None, request.FILES or None, initial=initial)

    def do(employer, **facts):
        record_hold(employer, by=request.user, agency=request.user.posting.agency, on=today, **facts)

    return _employer_page(request, pk, form, do, title=_("Tạm giữ chưa công khai"), back="holds")


def _hold(request, pk) -> Hold:
    related = ("employer__province", "agency", "file", "recorded_by", "ended_by")
    return get_visible_or_404(Hold.objects.select_related(*related), request.user, pk=pk)


@require_safe
def hold(request, pk):
    found = _hold(request, pk)
    context = {
        "title": _("Tạm giữ: %(name)s") % {"name": found.employer.name},
        "crumbs": [(_("Tạm giữ"), reverse("holds"))],
        "hold": found,
        "may_end": found.ended_on is None and permissions.end_hold(request.user, found),
        "reason_form": ReasonForm(),
    }
    return render(request, "arrears/publication/hold.html", context)


@require_POST
def end(request, pk):
    found = _hold(request, pk)

    def write() -> str:
        end_hold(found, by=request.user, on=timezone.localdate(), **facts_of(ReasonForm(request.POST)))
        return _("Đã chấm dứt tạm giữ.")

    done(request, write)
    return redirect("hold", pk)


@require_safe
def hold_file(request, pk):
    found = _hold(request, pk)
    return taken(request, found.file, found, "publication_file")


@require_safe
def payments(request):
    if not request.user.may("see_urging"):
        raise Http404
    return list_page(
        request,
        table=tables.PAYMENTS,
        rows=PaymentReport.objects.visible_to(request.user).select_related("employer"),
        title=_("Khoản nộp ghi nhận ngay"),
        filterset=PaymentFilter,
        search=rows_of_employers_found,
        template="arrears/publication/part.html",
        extra={
            "tabs": tabs(request, "payment-reports") if request.user.may("see_publication") else None,
            "lead": _(
                "Khoản nộp mà BHXH biết trước tệp của tháng sau; đơn vị đã nộp không bị công khai. Ghi tại hồ sơ đơn vị."
            ),
        },
        export_name="khoan-nop",
        on_export=exported("payment_reports", request),
    )


@require_http_methods(["GET", "POST"])
def record(request, pk):
    """Take down a payment of an employer."""
    if not request.user.may("record_arrears_note"):
        raise Http404
    form = PaymentForm(request.POST or None, request.FILES or None, initial={"paid_on": timezone.localdate()})

    def do(employer, **facts):
        record_payment(employer, by=request.user, at=timezone.now(), **facts)

    return _employer_page(request, pk, form, do, title=_("Ghi khoản nộp"), back="payment-reports")


def _payment(request, pk) -> PaymentReport:
    related = ("employer__province", "file", "recorded_by")
    return get_visible_or_404(PaymentReport.objects.select_related(*related), request.user, pk=pk)


@require_safe
def payment(request, pk):
    found = _payment(request, pk)
    context = {
        "title": _("Khoản nộp: %(name)s") % {"name": found.employer.name},
        "crumbs": [(_("Khoản nộp ghi nhận ngay"), reverse("payment-reports"))],
        "payment": found,
        "may_withdraw": found.withdrawn_at is None and permissions.withdraw_payment(request.user, found),
        "reason_form": ReasonForm(),
    }
    return render(request, "arrears/publication/payment.html", context)


@require_POST
def withdraw(request, pk):
    found = _payment(request, pk)

    def write() -> str:
        withdraw_payment(found, by=request.user, at=timezone.now(), **facts_of(ReasonForm(request.POST)))
        return _("Đã rút khoản nộp.")

    done(request, write)
    return redirect("payment-report", pk)


@require_safe
def payment_file(request, pk):
    found = _payment(request, pk)
    return taken(request, found.file, found, "publication_file")
