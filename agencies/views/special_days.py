"""The days off and the Saturdays worked: a year's list, one day, and what a change of it moves before it is made."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.forms.special_days import AddDayForm, ChangeDayForm, RemoveDayForm
from agencies.queries import special_days as queries
from agencies.raising import raise_later
from agencies.services import special_days as services
from agencies.tables.special_days import SPECIAL_DAYS
from portal.core.acts import NotPossible


@require_safe
def special_days(request):
    """Everybody may know which days are worked."""
    this_year = timezone.localdate().year
    given = request.GET.get("nam", "")
    is_year = given.isascii() and given.isdigit() and len(given) == 4 and "1900" < given < "2999"
    year = int(given) if is_year else this_year
    years = sorted({*queries.years_known(), this_year, this_year + 1})
    context = {
        "title": _("Ngày nghỉ, ngày làm bù năm %(year)d") % {"year": year},
        "rows": queries.special_days_of(year),
        "table": SPECIAL_DAYS,
        "years": [(str(one), f"{request.path}?nam={one}", one == year) for one in years],
        "may_change": request.user.may("change_settings"),
        "is_estimated": any(row.is_estimate for row in queries.special_days_of(year)),
    }
    return render(request, "agencies/special_days/list.html", context)


def _for_administrators(request) -> None:
    if not request.user.may("change_settings"):
        raise PermissionDenied("change_settings")


def add(request):
    """Looked at first (what it moves), then written."""
    _for_administrators(request)
    form = AddDayForm(request.POST or None)
    context = {"title": _("Thêm ngày"), "form": form, "submit": _("Xem sẽ dời hạn những việc nào")}
    if request.method == "POST" and form.is_valid():
        if request.POST.get("sure") and _done(request, form, services.add_special_day, form.cleaned_data):
            return _back(form.cleaned_data["day"])
        context |= _preview(request, form.cleaned_data["day"], form.cleaned_data["is_working"])
    return render(request, "agencies/special_days/form.html", context | {"cancel_url": reverse("special-days")})


def _preview(request, day: date, is_working: bool | None) -> dict:
    moved = queries.moved_by(request.user.province, day, is_working=is_working, on=timezone.localdate())
    return {"is_preview": True, "moved": moved, "touched": sum(one.obligations for one in moved)}


def _done(request, form, act, facts: dict) -> bool:
    try:
        act(request.user.province, by=request.user, **facts)
    except (NotPossible, ValidationError) as problem:
        for sentence in getattr(problem, "messages", [str(problem)]):
            form.add_error(None, sentence)
        return False
    raise_later(request.user.province, key=f"special-days-{timezone.now():%Y%m%d%H%M}")
    messages.success(request, _("Đã ghi. Các việc chưa đến hạn đang được tính lại."))
    return True


def _back(day: date):
    return redirect(f"{reverse('special-days')}?nam={day.year}")


def _row(day: str):
    try:
        found = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    row = next((row for row in queries.special_days_of(found.year) if row.day == found), None)
    if row is None:
        raise Http404
    return row


def special_day(request, day: str):
    """Its reason and source, and what taking it out would move."""
    row = _row(day)
    initial = {"name": row.name, "source": row.source, "is_estimate": row.is_estimate}
    form = ChangeDayForm(request.POST or None, initial=initial)
    may_change = request.user.may("change_settings")
    if request.method == "POST":
        _for_administrators(request)
        facts = {"special_day": row, "is_working": row.is_working}
        if form.is_valid() and _done(request, form, services.change_special_day, facts | form.cleaned_data):
            return _back(row.day)
    context = {"title": f"{SPECIAL_DAYS.columns[0].text(row.day)}: {row.name}", "row": row, "form": form}
    context |= {"may_change": may_change, "remove_form": RemoveDayForm()}
    context["crumbs"] = [(_("Ngày nghỉ, ngày làm bù"), f"{reverse('special-days')}?nam={row.day.year}")]
    return render(request, "agencies/special_days/day.html", context | _preview(request, row.day, None))


@require_POST
def remove(request, day: str):
    _for_administrators(request)
    row, form = _row(day), RemoveDayForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Cần ghi lý do."))
        return redirect("special-day", day)
    if not _done(request, form, services.remove_special_day, {"special_day": row, **form.cleaned_data}):
        messages.error(request, " ".join(form.non_field_errors()))
    return _back(row.day)
