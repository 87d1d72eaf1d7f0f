"""The tracker: who is on time, who is late and who is missing, by month or by duty, against what has fallen due."""

import tempfile
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import FileResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.filters.obligations import TrackerFilter
from agencies.models import Agency, Directive, Duty, Obligation
from agencies.queries import tracking
from agencies.queries.record import record_of
from agencies.tables import tracker as tables
from agencies.tables.obligations import OUTCOME_BADGES, of_one_agency
from agencies.tables.tracker import Line, Place
from portal.core import audit, exports
from portal.core.figures import Stamp, grouped
from portal.core.filters import chips_of

PAGE = 50
VIEWS = ("months", "duties")


@dataclass
class Asked:
    """What the address asks for, and the addresses that lead on from it."""

    request: object
    form: object
    rows: object
    year: int
    view: str
    worst_first: bool
    page: int

    def address(self, **changes) -> str:
        """Of the tracker with something changed, at its first page."""
        kept = {name: value for name, value in self.request.GET.items() if value and name not in ("page", "format")}
        return f"?{urlencode({name: value for name, value in (kept | changes).items() if value})}"

    def rows_behind(self, agency: str = "", *, place: int | None = None, **more) -> str:
        """Of the rows behind a figure or a cell."""
        names = ("directive", "kind", "tier", "cadence", "month")
        asked = {"year": self.year} | {name: self.request.GET.get(name) for name in names}
        asked |= {"agency": agency} | more
        if place is not None:
            asked["month" if self.view == "months" else "duty"] = place
        return f"{reverse('obligation-rows')}?{urlencode({name: value for name, value in asked.items() if value})}"


@require_safe
def tracker(request):
    if not request.user.may("see_all_obligations"):
        raise PermissionDenied("see_all_obligations")
    asked = _asked(request)
    board = tracking.board_of(asked.rows)
    order = tracking.owners_in_order(asked.rows, request.user.posting.agency.province_id, worst_first=asked.worst_first)
    places = _places(asked)
    if request.GET.get("format") == "xlsx":
        return _workbook(asked, order, places)
    shown = order[(asked.page - 1) * PAGE : asked.page * PAGE]
    lines = _lines(asked, shown)
    title = _("Theo dõi thực hiện nhiệm vụ năm %(year)s") % {"year": asked.year}
    context = {
        "title": title,
        "stamp": Stamp("", _("Sổ nhiệm vụ của cổng"), _("số liệu hiện thời"), timezone.now()),
        "crumbs": [(_("Nhiệm vụ"), reverse("obligations"))],
        "asked": asked,
        "form": asked.form,
        "chips": chips_of(request, asked.form),
        "figures": _figures(asked, board.total),
        "directives": _by_directive(asked, board),
        "heat_map": tables.heat_map(lines, places, address=asked.rows_behind, caption=title),
        "places": places if asked.view == "duties" else [],
        "legend": [OUTCOME_BADGES[name] for name in tracking.DATED],
        "views": _views(asked),
        "agencies": len(order),
        "pages": _pages(asked, len(order)),
        "xlsx": asked.address(format="xlsx"),
        "undated": f"{reverse('obligation-rows')}?outcome=ongoing",
    }
    return render(request, "agencies/tracker/board.html", context)


def _asked(request) -> Asked:
    now = timezone.now()
    rows = Obligation.objects.visible_to(request.user)
    data = request.GET.copy()
    data.setdefault("year", str(timezone.localdate(now).year))
    years = tracking.years_of(rows, or_else=timezone.localdate(now).year)
    year = int(data["year"]) if data["year"] in {str(one) for one in years} else timezone.localdate(now).year
    data["year"] = str(year)
    bound = TrackerFilter(data, queryset=tracking.tracked(rows, year=year, now=now), request=request, years=years)
    rows = bound.qs if bound.is_valid() else bound.queryset.none()
    view = request.GET.get("view", "")
    number = request.GET.get("page", "")
    return Asked(
        request=request,
        form=bound.form,
        rows=rows,
        year=year,
        view=view if view in VIEWS else VIEWS[0],
        worst_first=request.GET.get("sort") == "worst",
        page=max(1, int(number)) if number.isdecimal() and len(number) < 5 else 1,
    )


def _places(asked: Asked) -> list[Place]:
    """The columns: the months of the year, or the duties in which something is due."""
    if asked.view == "months":
        names = [(month, _("T%(month)d") % {"month": month}, f"{month:02d}/{asked.year}") for month in range(1, 13)]
        return [Place(month, head, _("tháng %(month)s") % {"month": name}) for month, head, name in names]
    duties = (
        Duty.objects.visible_to(asked.request.user)
        .filter(pk__in=asked.rows.order_by().values("duty_id"))
        .select_related("directive")
    )
    listed = duties.order_by("directive__code", "order", "pk").defer("directive__text", "text")
    return [
        Place(duty.pk, str(number), f"{duty.directive}: {duty.summary_vi}") for number, duty in enumerate(listed, 1)
    ]


def _lines(asked: Asked, owners: list[int]) -> list[Line]:
    agencies = Agency.objects.visible_to(asked.request.user).in_bulk(owners)
    cells = tracking.cells_of(asked.rows, owners, "month" if asked.view == "months" else "duty")
    return [
        Line(agencies[pk], tracking.Tally.together(cells[pk].values()), cells[pk])
        for pk in owners
        if pk in agencies and pk in cells
    ]


def _figures(asked: Asked, total: tracking.Tally) -> list[dict]:
    """The headline figures; each opens its rows."""
    of = _("trên %(expected)s việc đã đến hạn") % {"expected": grouped(total.expected)}
    facts = (
        (_("Đã đến hạn, phải xong"), grouped(total.expected), "", "expected", ""),
        (
            _("Hoàn thành"),
            tables.percent(total.complete_permille),
            f"{grouped(total.complete)} {of}",
            "complete",
            "success",
        ),
        (_("Đúng hạn"), tables.percent(total.timely_permille), f"{grouped(total.timely)} {of}", "timely", "teal"),
        (_("Quá hạn, chưa làm"), grouped(total.counts.get(tracking.MISSING, 0)), "", "missing", "danger"),
        (
            _("Sắp đến hạn"),
            grouped(total.counts.get(tracking.DUE_SOON, 0)),
            _("trong 7 ngày tới"),
            "due_soon",
            "warning",
        ),
    )
    return [
        {"label": label, "value": value, "note": note, "href": asked.rows_behind(outcome=name), "tone": tone}
        for label, value, note, name, tone in facts
    ]


def _by_directive(asked: Asked, board: tracking.Board) -> list[dict]:
    known = Directive.objects.visible_to(asked.request.user).defer("text").in_bulk(board.by_directive)
    found = []
    for pk, tally in sorted(board.by_directive.items(), key=lambda pair: known[pair[0]].code):
        code = known[pk].code
        found.append(
            {
                "directive": known[pk],
                "tally": tally,
                "missing": tally.counts.get(tracking.MISSING, 0),
                "complete": tables.percent(tally.complete_permille),
                "timely": tables.percent(tally.timely_permille),
                "urls": {
                    name: asked.rows_behind(directive=code, outcome=name)
                    for name in ("expected", "complete", "timely", "missing")
                },
            }
        )
    return found


def _views(asked: Asked) -> list[tuple]:
    return [
        (_("Cơ quan × tháng"), asked.address(view=""), asked.view == "months", "calendar-month"),
        (_("Cơ quan × nhiệm vụ"), asked.address(view="duties", month=""), asked.view == "duties", "list-check"),
    ]


def _pages(asked: Asked, count: int) -> dict:
    last = max(1, -(-count // PAGE))
    return {
        "number": asked.page,
        "last": last,
        "previous": asked.address(page=asked.page - 1) if asked.page > 1 else "",
        "next": asked.address(page=asked.page + 1) if asked.page < last else "",
    }


def _workbook(asked: Asked, order: list[int], places: list[Place]):
    """All agencies of the selection, not only those of the page."""
    if asked_first := exports.second_look(asked.request, asked.rows.values("owner").distinct()):
        return asked_first
    table = tables.workbook_table(places)
    now = timezone.now()
    title = _("Theo dõi thực hiện nhiệm vụ năm %(year)s") % {"year": asked.year}
    filters = [chip.text for chip in chips_of(asked.request, asked.form)]
    heading = exports.Heading(title, None, filters, asked.request.user, now)
    lines = _lines(asked, order)
    audit.exported("tracker", by=asked.request.user, filters=asked.request.GET.dict(), rows=len(lines), format="xlsx")
    target = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
    exports.write("xlsx", target, table, exports.Tally(table, (table.file_row(line) for line in lines)), heading)
    target.seek(0)
    answer = FileResponse(target, content_type=exports.KINDS["xlsx"])
    answer["Content-Disposition"] = content_disposition_header(
        True, f"theo-doi-{asked.year}-{timezone.localtime(now):%Y%m%d-%H%M}.xlsx"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


RECORDED = (
    tracking.ON_TIME,
    tracking.NOTHING,
    tracking.LATE_DONE,
    tracking.RETURNED,
    tracking.MISSING,
    tracking.EXCUSED,
)


def record_context(request, agency: Agency) -> dict:
    """What agencies/tracker/_record.html needs: one agency's year, each figure with the address of its rows."""
    now = timezone.now()
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and 1900 < int(asked) < 3000 else timezone.localdate(now).year
    record = record_of(agency, year, user=request.user, now=now)
    lines = [_record_line(agency, year, tally, directive) for directive, tally in record.by_directive]
    if len(lines) > 1:
        lines.append(_record_line(agency, year, record.total))
    return {
        "record": record,
        "lines": lines,
        "record_heads": [_("Phải xong"), *(OUTCOME_BADGES[name].text for name in RECORDED)],
        "record_table": of_one_agency(timezone.localdate(now)),
        "record_all": _rows_of(agency, year),
    }


def _rows_of(agency: Agency, year: int, **more) -> str:
    return f"{reverse('obligation-rows')}?{urlencode({'agency': agency.code, 'year': year} | more)}"


def _record_line(agency: Agency, year: int, tally: tracking.Tally, directive: Directive | None = None) -> dict:
    of = {"directive": directive.code} if directive else {}
    figures = [(_("Phải xong"), tally.expected, _rows_of(agency, year, outcome="expected", **of))]
    for name in RECORDED:
        figures.append(
            (OUTCOME_BADGES[name].text, tally.counts.get(name, 0), _rows_of(agency, year, outcome=name, **of))
        )
    return {
        "directive": directive,
        "is_total": directive is None,
        "figures": figures,
        "complete": tables.percent(tally.complete_permille),
        "timely": tables.percent(tally.timely_permille),
    }
