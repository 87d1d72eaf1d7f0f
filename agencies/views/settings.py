"""Settings of the province: what the texts leave open, what holds, who changed it and when; a change from a day on."""

import functools

from django.conf import settings as portal_settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.forms.due_rules import due_rule_forms
from agencies.forms.settings import SettingForm
from agencies.login.step_up import ask_unless_verified
from agencies.queries import settings as queries
from agencies.services.settings import change_setting
from agencies.tables.settings import SETTINGS


def for_readers(view):
    """Whoever runs the directives of the province may read its settings; the act asks who may change them."""

    @functools.wraps(view)
    def wrapper(request, *args, **kwargs):
        if not any(request.user.may(power) for power in queries.SETTINGS_READERS):
            raise PermissionDenied("settings")
        return view(request, *args, **kwargs)

    return wrapper


@require_safe
@for_readers
def settings(request):
    today = timezone.localdate()
    context = {
        "title": _("Thiết lập của tỉnh"),
        "groups": queries.settings_of(request.user.province, on=today),
        "due": queries.due_settings_of(request.user.province, on=today),
        "table": SETTINGS,
        "tabs": _tabs("settings"),
    }
    return render(request, "agencies/settings/list.html", context)


@require_safe
@for_readers
def open_points(request):
    held = {
        one.definition.key: one
        for group in queries.settings_of(request.user.province, on=timezone.localdate())
        for one in group.held
    }
    points = [(point, [held[key] for key in point.keys]) for point in queries.open_points()]
    context = {"title": _("Những điều văn bản để ngỏ"), "points": points, "tabs": _tabs("open-points")}
    return render(request, "agencies/settings/open_points.html", context)


def _tabs(current: str) -> list[tuple[str, str, bool, str]]:
    pages = (
        ("settings", _("Tham số"), "settings"),
        ("open-points", _("Những điều văn bản để ngỏ"), "help-circle"),
    )
    return [(label, reverse(name), name == current, icon) for name, label, icon in pages]


@for_readers
def setting(request, key: str):
    province, today = request.user.province, timezone.localdate()
    try:
        held = queries.held_setting(province, key, on=today)
    except LookupError:
        raise Http404 from None
    if asked := _second_look(request, key):
        return asked
    form, lines = _forms(request, held, today)
    if request.method == "POST" and _changed(request, held, form, lines, today):
        return redirect("setting", key)
    context = {
        "title": held.definition.title,
        "held": held,
        "form": form,
        "lines": lines,
        "history": queries.history_of(province, held.definition),
        "may_change": request.user.may("change_settings"),
        "crumbs": [(_("Thiết lập của tỉnh"), reverse("settings"))],
    }
    return render(request, "agencies/settings/setting.html", context)


def _second_look(request, key: str):
    """Who changes how people prove who they are proves it first."""
    guards_the_door = request.method == "POST" and key in portal_settings.SECURITY_DEFAULTS
    return ask_unless_verified(request) if guards_the_door else None


def _forms(request, held, today):
    data = request.POST if request.method == "POST" else None
    form = SettingForm(data, definition=held.definition, value=held.value, on=today)
    is_due = held.definition.kind == "due_rules"
    return form, due_rule_forms(data, held.value) if is_due else None


def _changed(request, held, form, lines, today) -> bool:
    if not (form.is_valid() and (lines is None or lines.is_valid())):
        return False
    facts = dict(form.cleaned_data)
    value = facts.pop("value", None) if lines is None else lines.rules()
    try:
        change_setting(request.user.province, by=request.user, key=held.definition.key, value=value, on=today, **facts)
    except ValidationError as problem:
        _tell(form, problem)
        return False
    messages.success(request, _("Đã ghi giá trị mới."))
    return True


def _tell(form, problem: ValidationError) -> None:
    for field, sentences in problem.message_dict.items():
        form.add_error(field if field in form.fields else None, sentences)
