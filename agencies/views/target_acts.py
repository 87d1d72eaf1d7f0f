"""What is done about targets: set, correct, end, give to communes; what was reached; how a denominator is counted."""

import functools
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agencies.forms import ReasonForm
from agencies.forms.targets import (
    ActualForm,
    DenominatorForm,
    DenominatorsForm,
    MethodForm,
    PartsForm,
    TargetForm,
    written,
)
from agencies.models import AdminUnit, Agency, DenominatorMethod, Indicator, Target
from agencies.queries.target_parts import cascade_of
from agencies.services import targets as services
from agencies.tables.targets import denominator_words, period_words, value_words
from agencies.views.targets import for_those_with_a_post, may_end, may_record, set_words, units_of
from portal.core.acts import NotPossible
from portal.core.scoping import get_visible_or_404


def for_recorders(view):
    """Pages of those who set or record, for the province or the own territory; the acts ask again."""

    @functools.wraps(view)
    def wrapper(request, *args, **kwargs):
        if not may_record(request.user):
            raise PermissionDenied("record_target")
        return view(request, *args, **kwargs)

    return wrapper


@for_recorders
def set_target(request):
    replaces = _replaced(request)
    form = TargetForm(
        request.POST or None,
        on=timezone.localdate(),
        agencies=_agencies(request),
        units=_units(request),
        initial=_as_it_was(replaces) if replaces else _asked(request),
    )
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data, replaces=replaces, at=timezone.now(), by=request.user)
        done = _done(form, lambda: _set(request, facts))
        if done:
            messages.success(request, _("Đã ghi chỉ tiêu."))
            return redirect("target", pk=done.pk)
    title = _("Sửa chỉ tiêu") if replaces else set_words(request.user)
    return _form(request, title, form, replaces=replaces)


def _set(request, facts: dict[str, Any]) -> Target:
    url = reverse("targets")
    if request.user.may("record_target"):
        return services.set_target(request.user.province, url=url, **facts)
    return services.set_own_target(request.user.posting.agency, url=url, **facts)


@require_POST
@for_those_with_a_post
def end_target(request, pk: int):
    target = get_visible_or_404(Target.objects, request.user, pk=pk)
    form = ReasonForm(request.POST)
    try:
        if not form.is_valid():
            raise NotPossible(_("Cần ghi lý do."))
        services.end_target(target, by=request.user, on=timezone.localdate(), reason=form.cleaned_data["reason"])
        messages.success(request, _("Chỉ tiêu đã thôi áp dụng; giá trị cũ vẫn xem được."))
    except NotPossible as refusal:
        messages.error(request, str(refusal))
    return redirect("target", pk=pk)


@for_recorders
def record_actual(request):
    methods = DenominatorMethod.objects.visible_to(request.user).order_by("code", "-version")
    form = ActualForm(request.POST or None, units=_units(request), methods=methods, initial=_asked(request))
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data, at=timezone.now(), by=request.user, url=reverse("actual-list"))
        done = _done(form, lambda: _record(request, facts))
        if done:
            messages.success(request, _("Đã ghi kết quả."))
            address = reverse("indicator", args=[done.indicator_id])
            return redirect(f"{address}?nam={done.as_of.year}&dia-ban={done.territory_id}")
    return _form(request, _("Ghi kết quả"), form)


def _record(request, facts: dict[str, Any]):
    if request.user.may("record_target"):
        return services.record_actual(request.user.province, **facts)
    return services.record_own_actual(request.user.posting.agency, **facts)


@for_recorders
def record_method(request):
    """A new version of how a denominator is counted."""
    form = MethodForm(request.POST or None, codes=_codes())
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        done = _done(form, lambda: services.record_denominator_method(request.user.province, by=request.user, **facts))
        if done:
            messages.success(request, _("Đã ghi cách tính. Hãy ghi số người theo cách tính này."))
            return redirect("record-denominator", pk=done.pk)
    return _form(request, _("Thêm cách tính mẫu số"), form, back="denominators")


@for_recorders
def record_denominator(request, pk: int):
    method = get_visible_or_404(DenominatorMethod.objects, request.user, pk=pk)
    form = DenominatorForm(request.POST or None, units=units_of(request.user.province))
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data, at=timezone.now(), by=request.user, url=reverse("denominators"))
        if _done(form, lambda: services.record_denominator(method, **facts)):
            messages.success(request, _("Đã ghi mẫu số."))
            return redirect("denominators")
    lead = f"{method.name} (v{method.version})"
    return _form(request, _("Ghi số người của mẫu số"), form, back="denominators", lead=lead)


@for_recorders
def record_denominators(request, pk: int):
    """The communes' people on one page; what is left empty is not recorded."""
    method = get_visible_or_404(DenominatorMethod.objects, request.user, pk=pk)
    communes = units_of(request.user.province).filter(level=AdminUnit.Level.COMMUNE)
    form = DenominatorsForm(request.POST or None, units=communes, initial=_asked(request))
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("as_of", "source", "values")}
        facts |= {"at": timezone.now(), "by": request.user, "url": reverse("denominators")}
        done = _done(form, lambda: services.record_denominators(method, **facts))
        if done is not None:
            messages.success(request, _("Đã ghi mẫu số của %(number)s xã, phường.") % {"number": len(done)})
            return redirect("denominators")
    context = {
        "title": _("Ghi mẫu số của xã, phường"),
        "lead": f"{denominator_words(method.code)}: {method.name} (v{method.version})",
        "crumbs": [(_("Chỉ tiêu"), reverse("targets")), (_("Mẫu số"), reverse("denominators"))],
        "form": form,
    }
    return render(request, "agencies/targets/denominators_of_communes.html", context)


@for_recorders
def assign_parts(request, pk: int):
    """Every commune with its value and the person who answers for it; what is left empty is not touched."""
    target = get_visible_or_404(Target.objects.select_related("indicator", "territory"), request.user, pk=pk)
    cascade = cascade_of(target, timezone.localdate())
    form = PartsForm(
        request.POST or None,
        indicator=target.indicator,
        units=[share.unit for share in cascade.shares],
        initial=_as_given(cascade, same=request.GET.get("dien") == "cung-muc"),
    )
    if request.method == "POST" and form.is_valid():
        shares = [services.Share(*share) for share in form.cleaned_data["shares"]]
        facts = {"shares": shares, "source": form.cleaned_data["source"], "url": reverse("target", args=[pk])}
        done = _done(form, lambda: services.assign_parts(target, by=request.user, at=timezone.now(), **facts))
        if done is not None:
            messages.success(request, _("Đã giao chỉ tiêu cho %(number)s xã, phường.") % {"number": len(done)})
            return redirect("target", pk=pk)
    context = {
        "title": _("Giao chỉ tiêu cho xã, phường"),
        "lead": f"{target.indicator.name}: {value_words(target.indicator, target.value)} · {period_words(target.period)}",
        "form": form,
        "target": target,
        "cascade": cascade,
    }
    return render(request, "agencies/targets/assign.html", context)


# --- What the pages share --------------------------------------------------------------------------------------------


def _done(form, act):
    """The act's answer; what it refuses is said in the form."""
    try:
        return act()
    except NotPossible as refusal:
        form.add_error(None, str(refusal))
    except ValidationError as error:
        known = hasattr(error, "error_dict") and set(error.error_dict) <= set(form.fields)
        form.add_error(None, error if known else error.messages)
    return None


def _form(request, title: str, form, *, replaces=None, back: str = "targets", lead: str = ""):
    context = {
        "title": title,
        "lead": lead,
        "form": form,
        "replaces": replaces,
        "cancel_url": reverse(back),
        "crumbs": [(_("Chỉ tiêu"), reverse("targets"))],
    }
    return render(request, "agencies/targets/form.html", context)


def _units(request):
    """A committee's own territory; for the province everything in it."""
    if request.user.may("record_target"):
        return units_of(request.user.province)
    ids = request.user.posting.agency.unit_ids
    return AdminUnit.objects.as_of(timezone.localdate()).filter(pk__in=ids)


def _agencies(request):
    """To whom a target may be given; a committee's own is nobody else's."""
    if not request.user.may("record_target"):
        return None
    return Agency.objects.visible_to(request.user).as_of(timezone.localdate()).order_by("code")


def _replaced(request) -> Target | None:
    asked = request.GET.get("thay", "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        raise Http404
    target = get_visible_or_404(Target.objects.select_related("indicator"), request.user, pk=asked)
    if not may_end(request.user, target):
        raise PermissionDenied("end_target")
    return target


def _as_it_was(target: Target) -> dict[str, Any]:
    names = ("indicator", "territory", "period", "is_approximate", "set_by", "agency", "source", "accountable", "note")
    kept = {name: getattr(target, name) for name in names}
    return kept | {"value": written(target.indicator, target.value), "set_on": timezone.localdate()}


def _asked(request) -> dict[str, Any]:
    """What a link from a page fills in."""
    today = timezone.localdate()
    found: dict[str, Any] = {"set_on": today, "as_of": today}
    names = {"chi-tieu": "indicator", "dia-ban": "territory", "nam": "period"}
    names |= {"gia-tri": "value", "ngay": "as_of", "nguon": "source", "cach-tinh": "denominator_method"}
    return found | {names[key]: value for key, value in request.GET.items() if key in names}


def _codes() -> list[tuple[str, str]]:
    codes = Indicator.objects.exclude(denominator="").values_list("denominator", flat=True)
    return [(code, denominator_words(code)) for code in dict.fromkeys(codes)]


def _as_given(cascade, *, same: bool) -> dict[str, Any]:
    """What communes have already; on request the whole's own ratio for those that have none."""
    indicator, found = cascade.target.indicator, {}
    for share in cascade.shares:
        if share.target is not None:
            found[f"value-{share.unit.pk}"] = written(indicator, share.target.value)
            found[f"name-{share.unit.pk}"] = share.target.accountable
        elif same and indicator.unit == "ratio":
            found[f"value-{share.unit.pk}"] = written(indicator, cascade.target.value)
    return found
