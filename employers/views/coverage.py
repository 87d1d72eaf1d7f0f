"""Coverage: the board of a month, the table by commune, the figures as a file has them, all versions, zones and sectors."""

import functools
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.models import AdminUnit
from agencies.tables.targets import denominator_words
from employers.filters.coverage import CommuneFilter, MonthFilter, VersionFilter, places_of
from employers.forms.coverage import CoverageForm
from employers.models import CoverageFigure, LabourCount, Source
from employers.queries import coverage as queries
from employers.queries import coverage_groups as groups
from employers.queries import coverage_table as by_commune
from employers.services import coverage as services
from employers.tables.coverage import FIGURES, VERSIONS, communes_table, groups_table
from employers.views.coverage_panels import chart_of, panel_of
from portal.core import audit, exports
from portal.core.acts import NotPossible
from portal.core.figures import Stamp
from portal.core.lists import list_page
from portal.core.periods import Month


def for_readers(view):
    """Coverage is known to every agency that may see it; nothing of an employer stands in it."""

    @functools.wraps(view)
    def wrapper(request, *args, **kwargs):
        if request.user.posting is None or not request.user.may("see_coverage"):
            raise Http404
        return view(request, *args, **kwargs)

    return wrapper


@require_safe
@for_readers
def coverage(request):
    province, today = request.user.province, timezone.localdate()
    months, own = queries.months_of(province), _own(request)
    month, unit = _month(request, months), _unit(request, own)
    covers = queries.board(province, unit, month, today) if months else []
    trends = queries.trends(province, unit, covers)
    context = {
        "title": _("Bao phủ bảo hiểm"),
        "tabs": tabs("coverage", month),
        "months": _choices(months, month),
        "month": month,
        "kept": [("dia-ban", unit.pk)],
        "unit": unit,
        "places": _places(request, own, unit, month),
        "panels": [panel_of(cover, request.user) for cover in covers],
        "charts": [chart_of(cover, trends[cover.indicator.pk]) for cover in covers],
        "may_record": request.user.may("record_coverage"),
    }
    return render(request, "employers/coverage/board.html", context)


@require_safe
@for_readers
def coverage_communes(request):
    province, today = request.user.province, timezone.localdate()
    months = queries.months_of(province)
    month, indicators = _month(request, months), queries.indicators()
    indicator = next((one for one in indicators if one.pk == request.GET.get("indicator")), indicators[0])
    methods = queries.methods_of(province, indicator.denominator, month.last_day)
    _settle(request, month=str(month), indicator=indicator.pk)
    rows = by_commune.shares_by_commune(province, month, indicator, methods, today)
    return list_page(
        request,
        table=communes_table(indicator, methods, month),
        rows=rows,
        title=_("Bao phủ theo xã, phường"),
        stamp=_stamp(request, month),
        filterset=CommuneFilter,
        search=("folded", "code"),
        template="employers/coverage/list.html",
        extra={
            "tabs": tabs("coverage-communes", month),
            "no_method": "" if methods else denominator_words(indicator.denominator),
            "lead": _("%(name)s, tháng %(month)s") % {"name": indicator.name, "month": month.label},
        },
        export_name=f"bao-phu-{month}",
    )


@require_safe
@for_readers
def coverage_figures(request):
    """As a file of coverage has them: what is taken from here comes back as it is."""
    province = request.user.province
    months = queries.months_of(province)
    month = _month(request, months)
    codes = (queries.LABOUR_FORCE, queries.POPULATION)
    methods = {code: next(iter(queries.methods_of(province, code, month.last_day)), None) for code in codes}
    _settle(request, month=str(month))
    return list_page(
        request,
        table=FIGURES,
        rows=by_commune.figures_by_commune(province, month, methods=methods),
        title=_("Số liệu theo xã, phường"),
        stamp=_stamp(request, month),
        filterset=MonthFilter,
        search=("folded", "code"),
        template="employers/coverage/list.html",
        extra={
            "tabs": tabs("coverage-figures", month),
            "lead": _("Tháng %(month)s. Tệp Excel tải từ đây nộp lại được, không phải sửa.") % {"month": month.label},
        },
        export_name=f"so-nguoi-tham-gia-{month}",
        on_export=lambda filters, count, format: audit.exported(
            "coverage", by=request.user, filters=filters, rows=count, format=format
        ),
    )


@require_safe
@for_readers
def coverage_versions(request):
    rows = CoverageFigure.objects.visible_to(request.user).select_related("territory", "batch")
    return list_page(
        request,
        table=VERSIONS,
        rows=rows,
        title=_("Các lần ghi số người tham gia"),
        filterset=VersionFilter,
        search=("territory__folded", "source"),
        template="employers/coverage/list.html",
        extra={"tabs": tabs("coverage-versions", None)},
        export_name="cac-lan-ghi-bao-phu",
    )


@require_safe
@for_readers
def coverage_groups(request):
    """By zone or by sector: counts of employers, so of those alone that the reader sees in the register."""
    if not request.user.may("see_register"):
        raise Http404
    months = queries.months_of(request.user.province)
    month = _month(request, months)
    by = groups.SECTORS if request.GET.get("theo") == groups.SECTORS else groups.ZONES
    counts = LabourCount.objects.visible_to(request.user)
    sources = groups.sources_counted(counts)
    source = request.GET.get("nguon") if request.GET.get("nguon") in sources else next(iter(sources), Source.TAX)
    lines, stamp = groups.lines_by(counts, by, source, month.last_day), _stamp_of_counts(month, source)
    table = groups_table(by == groups.ZONES, str(Source(source).label))
    may_export = request.user.may("export_register")
    if may_export and (kind := request.GET.get("format", "")) in exports.KINDS:
        return _groups_file(request, kind, table, lines, stamp)
    context = {
        "tabs": tabs("coverage-groups", month),
        "months": _choices(months, month),
        "table": table,
        "lines": lines,
        "stamp": stamp,
        "file_query": f"theo={by}&nguon={source}&month={month}" if may_export else "",
    }
    return render(request, "employers/coverage/groups.html", context | _ways(by, source, sources, month))


def _ways(by: str, source: str, sources: list[str], month: Month) -> dict[str, Any]:
    """The other ways to put the same counts together."""
    kinds = ((groups.ZONES, _("Theo khu, cụm")), (groups.SECTORS, _("Theo ngành kinh tế")))
    return {
        "title": _("Bao phủ theo khu, ngành"),
        "kept": [("theo", by), ("nguon", source)],
        "kinds": [(label, f"?theo={key}&nguon={source}&month={month}", key == by) for key, label in kinds],
        "sources": [(Source(one).label, f"?theo={by}&nguon={one}&month={month}", one == source) for one in sources],
    }


def _groups_file(request, kind: str, table, lines, stamp: Stamp):
    """The table of zones or sectors as it is on the screen."""
    heading = exports.Heading(_("Bao phủ theo khu, ngành"), stamp, [str(table.name)], request.user, timezone.now())
    asked = {name: request.GET[name] for name in ("theo", "nguon", "month") if name in request.GET}

    def told(filters, count, format):
        audit.exported("coverage", by=request.user, filters=filters, rows=count, format=format)

    return exports.respond(kind, table, lines, heading, name="bao-phu-khu-nganh", filters=asked, on_export=told)


def record_coverage(request):
    """Type one figure; a file has them all at once."""
    if not request.user.may("record_coverage"):
        raise PermissionDenied("record_coverage")
    today = timezone.localdate()
    form = CoverageForm(request.POST or None, units=places_of(request), today=today, initial=_asked(request))
    if request.method == "POST" and form.is_valid():
        facts = dict(form.cleaned_data, by=request.user, at=timezone.now(), url=reverse("coverage"))
        done = tried(form, lambda: services.record_coverage(request.user.province, **facts))
        if done is not None:
            messages.success(request, _("Đã ghi số người tham gia."))
            return redirect(f"{reverse('coverage')}?month={Month.of(done.month)}&dia-ban={done.territory_id}")
    context = {
        "title": _("Ghi số người tham gia"),
        "lead": _("Số cũ của cùng tháng vẫn xem được. Nhiều xã một lần thì nộp tệp."),
        "form": form,
        "cancel_url": reverse("coverage"),
        "crumbs": [(_("Bao phủ bảo hiểm"), reverse("coverage"))],
    }
    return render(request, "employers/coverage/form.html", context)


# --- What the pages share --------------------------------------------------------------------------------------------


def tried(form, act):
    """The act's answer; what it refuses is said in the form."""
    try:
        return act()
    except NotPossible as refusal:
        form.add_error(None, str(refusal))
    except ValidationError as error:
        known = hasattr(error, "error_dict") and set(error.error_dict) <= set(form.fields)
        form.add_error(None, error if known else error.messages)
    return None


def tabs(current: str, month: Month | None) -> list[tuple[str, str, bool]]:
    pages = [
        ("coverage", _("Tổng quan")),
        ("coverage-communes", _("Theo xã, phường")),
        ("coverage-groups", _("Theo khu, ngành")),
        ("coverage-figures", _("Số liệu")),
        ("coverage-versions", _("Các lần ghi")),
    ]
    kept = f"?month={month}" if month else ""
    found = []
    for name, label in pages:
        query = "" if name == "coverage-versions" else kept
        found.append((label, f"{reverse(name)}{query}", name == current))
    return found


def _month(request, months: list[Month]) -> Month:
    """The month asked for, else the newest that has figures, else the one before today's."""
    try:
        return Month.parse(request.GET.get("month", ""))
    except ValueError:
        return months[0] if months else Month.of(timezone.localdate()).plus(-1)


def _choices(months: list[Month], month: Month) -> list[tuple[str, str, bool]]:
    found = sorted({*months[:60], month}, reverse=True)
    return [(str(one), one.label, one == month) for one in found]


def _unit(request, own: list[AdminUnit]) -> AdminUnit:
    """The place asked for; else the own commune of a commune's agency, else the province."""
    asked = request.GET.get("dia-ban", "")
    if asked.isascii() and asked.isdigit():
        unit = places_of(request).filter(pk=int(asked[:12])).first()
        if unit is None:
            raise Http404
        return unit
    return own[0] if len(own) == 1 else request.user.province.unit


def _own(request) -> list[AdminUnit]:
    ids = request.user.posting.agency.unit_ids
    return list(places_of(request).filter(pk__in=ids, level=AdminUnit.Level.COMMUNE)[:12])


def _places(request, own: list[AdminUnit], unit: AdminUnit, month: Month) -> list[tuple[str, str, bool]]:
    whole = request.user.province.unit
    places = {one.pk: one for one in (whole, *own, unit)}
    return (
        [(one.name, f"?dia-ban={one.pk}&month={month}", one.pk == unit.pk) for one in places.values()]
        if len(places) > 1
        else []
    )


def _settle(request, **asked: str) -> None:
    """What a list goes by when nothing was asked is said as if it had been, so that the page tells it and keeps it."""
    request.GET = request.GET.copy()
    for name, value in asked.items():
        request.GET[name] = value


def _stamp(request, month: Month) -> Stamp | None:
    """The newest source of the month among the figures that count."""
    told = CoverageFigure.objects.visible_to(request.user).filter(month=month.first_day, is_current=True)
    last = told.order_by("-recorded_at").first()
    return Stamp(month, last.source, _("số đang dùng"), last.recorded_at) if last else None


def _stamp_of_counts(month: Month, source: str) -> Stamp:
    names = f"{Source(Source.SOCIAL_INSURANCE).label}; {Source(source).label}"
    return Stamp(month, names, _("số mới nhất của từng đơn vị"), timezone.now())


def _asked(request) -> dict[str, Any]:
    names = {"dia-ban": "territory", "month": "month", "chi-so": "measure"}
    return {names[key]: value for key, value in request.GET.items() if key in names}
