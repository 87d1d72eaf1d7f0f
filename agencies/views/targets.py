"""Targets: the board of a year, one indicator's road, the lists, one target with its parts, the denominators."""

import functools
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import F, Q
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.charts.targets import history_chart
from agencies.filters.targets import ActualFilter, TargetFilter
from agencies.forms import ReasonForm
from agencies.models import Actual, AdminUnit, DenominatorMethod, Indicator, Target
from agencies.queries import targets as queries
from agencies.queries.target_parts import cascade_of
from agencies.queries.targets import Standing
from agencies.tables.targets import (
    ACTUALS,
    DENOMINATORS,
    PARTS,
    TARGETS,
    denominator_words,
    period_words,
    set_by_words,
)
from agencies.views.target_panels import facts_of, panel_of, words_of
from portal.core.lists import list_page
from portal.core.scoping import get_visible_or_404

MOST_YEARS = 8


def for_those_with_a_post(view):
    """Targets are open to everyone of a province; who holds no post is of none."""

    @functools.wraps(view)
    def wrapper(request, *args, **kwargs):
        if request.user.posting is None:
            raise PermissionDenied("targets")
        return view(request, *args, **kwargs)

    return wrapper


@require_safe
@for_those_with_a_post
def targets(request):
    today, year = timezone.localdate(), _year(request)
    unit = _unit(request)
    standings = queries.board(request.user.province, year, today, units=[unit.pk] if unit else None)
    context = {
        "title": _("Chỉ tiêu"),
        "tabs": _tabs("targets"),
        "years": _years(request, year),
        "year": year,
        "panels": [panel_of(standing) for standing in standings],
        "unit": unit,
        "own_units": _own_units(request),
        **_buttons(request),
    }
    return render(request, "agencies/targets/board.html", context)


@require_safe
@for_those_with_a_post
def indicator(request, code: str):
    found = Indicator.objects.filter(pk=code).first()
    if found is None:
        raise Http404
    province, year = request.user.province, _year(request)
    unit = _unit(request) or province.unit
    all_of_them = queries.board(province, year, timezone.localdate(), units=[unit.pk])
    standing = next((one for one in all_of_them if one.indicator.pk == code), Standing(found, unit, year))
    context = {
        "title": found.name,
        "kicker": unit.name,
        "crumbs": [(_("Chỉ tiêu"), _with_year(reverse("targets"), year))],
        "years": _years(request, year),
        "panel": panel_of(standing),
        "chart": history_chart(standing),
        "actuals": list(reversed(standing.actuals)),
        "actual_table": ACTUALS,
        "target_table": TARGETS,
        "unit": unit,
        **_buttons(request),
    }
    return render(request, "agencies/targets/indicator.html", context)


@require_safe
@for_those_with_a_post
def target(request, pk: int):
    """One target: what was set, by whom, on what ground, and its parts."""
    found = get_visible_or_404(_whole(Target.objects), request.user, pk=pk)
    is_of_province = found.territory.level == AdminUnit.Level.PROVINCE and found.agency_id is None
    cascade = cascade_of(found, timezone.localdate()) if is_of_province else None
    context = {
        "title": found.indicator.name,
        "kicker": _("%(who)s · %(period)s") % {"who": set_by_words(found), "period": period_words(found.period)},
        "crumbs": [(_("Chỉ tiêu"), reverse("targets")), (_("Danh sách chỉ tiêu"), reverse("target-list"))],
        "target": found,
        "facts": facts_of(found),
        "cascade": cascade,
        "whole": words_of(cascade) if cascade and cascade.given else [],
        "parts_table": PARTS,
        "parts_list": f"{reverse('target-list')}?indicator={found.indicator_id}&period={found.period}&level=commune",
        "may_record": request.user.may("record_target"),
        "may_end": found.ended_on is None and may_end(request.user, found),
        "reason_form": ReasonForm(),
    }
    return render(request, "agencies/targets/target.html", context)


@require_safe
@for_those_with_a_post
def target_list(request):
    return list_page(
        request,
        table=TARGETS,
        rows=_whole(Target.objects).visible_to(request.user),
        title=_("Danh sách chỉ tiêu"),
        filterset=TargetFilter,
        search=("indicator__name", "territory__folded", "source", "accountable"),
        template="agencies/targets/list.html",
        extra={"tabs": _tabs("target-list"), **_buttons(request)},
        export_name="chi-tieu",
    )


@require_safe
@for_those_with_a_post
def actual_list(request):
    rows = Actual.objects.visible_to(request.user)
    return list_page(
        request,
        table=ACTUALS,
        rows=rows.select_related("indicator", "territory", "directive", "denominator_method"),
        title=_("Kết quả đã ghi"),
        filterset=ActualFilter,
        search=("indicator__name", "territory__folded", "source"),
        template="agencies/targets/list.html",
        extra={"tabs": _tabs("actual-list"), **_buttons(request)},
        export_name="ket-qua-chi-tieu",
    )


@require_safe
@for_those_with_a_post
def denominators(request):
    methods = DenominatorMethod.objects.visible_to(request.user).order_by("code", "-version")
    return list_page(
        request,
        table=DENOMINATORS,
        rows=queries.counted_by(methods),
        title=_("Mẫu số"),
        search=("method__name", "territory__folded", "source"),
        template="agencies/targets/denominators.html",
        extra={
            "tabs": _tabs("denominators"),
            "methods": [(denominator_words(method.code), method) for method in methods],
            "may_record": request.user.may("record_target"),
        },
        export_name="mau-so",
    )


# --- What the pages share --------------------------------------------------------------------------------------------


def may_record(user) -> bool:
    """For the province, or for the own territory."""
    return user.may("record_target") or user.may("record_own_target")


def set_words(user) -> str:
    """A committee sets itself a goal; the province gives targets."""
    return _("Giao chỉ tiêu") if user.may("record_target") else _("Đặt mục tiêu của xã")


def may_end(user, found: Target) -> bool:
    own = found.set_by == Target.SetBy.OWN and found.agency_id == user.posting.agency_id
    return user.may("record_target") or (own and user.may("record_own_target"))


def _buttons(request) -> dict[str, Any]:
    return {"may_record": may_record(request.user), "set_label": set_words(request.user)}


def _whole(manager):
    return manager.select_related(
        "indicator", "territory", "agency", "directive", "denominator_method", "province__unit"
    )


def _year(request) -> int:
    asked = request.GET.get("nam", "")
    if asked.isascii() and asked.isdigit() and len(asked) == 4 and "1900" < asked < "2999":
        return int(asked)
    return timezone.localdate().year


def _years(request, year: int) -> list[tuple[str, str, bool]]:
    known = queries.years_of(request.user.province, timezone.localdate())[:MOST_YEARS]
    years = sorted({*known, year}, reverse=True)
    kept = request.GET.copy()
    found = []
    for one in years:
        kept["nam"] = str(one)
        found.append((str(one), f"?{kept.urlencode()}", one == year))
    return found


def _with_year(url: str, year: int) -> str:
    return f"{url}?nam={year}"


def _own_units(request) -> list[AdminUnit]:
    """The communes of the reader's agency; the province's agencies have none of their own."""
    ids = request.user.posting.agency.unit_ids
    found = AdminUnit.objects.as_of(timezone.localdate()).communes().filter(pk__in=ids)
    return list(found) if request.user.may("record_own_target") else []


def _unit(request) -> AdminUnit | None:
    """The area asked for: of this province or of a former part of it, no other."""
    asked = request.GET.get("dia-ban", "")
    if not (asked.isascii() and asked.isdigit()):
        return None
    unit = units_of(request.user.province).filter(pk=int(asked[:12])).first()
    if unit is None:
        raise Http404
    return unit


def units_of(province):
    """The province first, then its former parts, then the communes of today."""
    former = province.unit.origins.values("predecessor")
    today = timezone.localdate()
    communes = Q(level=AdminUnit.Level.COMMUNE, province=province.unit, valid_from__lte=today) & (
        Q(valid_to=None) | Q(valid_to__gte=today)
    )
    return AdminUnit.objects.filter(Q(pk=province.unit_id) | Q(pk__in=former) | communes).order_by(
        "level", F("valid_to").desc(nulls_first=True), "sort_key"
    )


def _tabs(current: str) -> list[tuple[str, str, bool]]:
    pages = [
        ("targets", _("Bảng theo năm")),
        ("target-list", _("Danh sách chỉ tiêu")),
        ("actual-list", _("Kết quả đã ghi")),
        ("denominators", _("Mẫu số")),
    ]
    return [(label, reverse(name), name == current) for name, label in pages]
