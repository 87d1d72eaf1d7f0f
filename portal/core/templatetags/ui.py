"""Tags and filters of the interface kit; built into every template. The parts themselves stand in templates/ui/."""

from itertools import count

from django import forms, template
from django.forms import BoundField
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from portal.core import figures, marks, selects

register = template.Library()
_numbers = count(1)

register.filter("grouped", figures.grouped)
register.filter("dong", figures.grouped)
register.filter("short_dong", figures.compact_money)
register.filter("month", figures.month_text)
register.filter("day", figures.date_text)
register.filter("moment", figures.moment_text)
register.filter("percent", figures.percent_text)
register.filter("decimal", figures.decimal_text)


register.simple_tag(marks.asset, name="asset")


@register.filter
def person(user):
    """The name as people write it, else the account's."""
    return str(user) or user.get_username()


@register.filter
def initials(user):
    """First letter of the family name and of the given name."""
    words = person(user).split()
    return "".join(word[0].upper() for word in (words[:1] + words[-1:] if len(words) > 1 else words))


_NOTICES = {"error": "danger", "debug": "info", "": "info"}
_NOTICE_ICONS = {
    "info": "info-circle",
    "success": "circle-check",
    "warning": "alert-triangle",
    "danger": "alert-circle",
}


@register.filter
def notice_tone(level):
    return _NOTICES.get(level or "", level)


@register.filter
def notice_icon(tone):
    return _NOTICE_ICONS.get(tone, "info-circle")


@register.simple_tag
def icon(name, css=""):
    return marks.icon(name, css)


@register.simple_tag
def badge(text, tone="neutral", icon=""):
    """{% badge text tone icon %}, or {% badge mark %} with a portal.core.marks.Badge."""
    return (text if isinstance(text, marks.Badge) else marks.Badge(text, tone, icon)).__html__()


@register.filter
def money(value):
    """Short, with the whole figure for the pointer and the screen reader: for narrow places only."""
    if value is None:
        return figures.NOTHING
    full = f"{figures.grouped(value)} {_('đồng')}"
    return format_html('<data value="{}" title="{}">{}</data>', str(value), full, figures.compact_money(value))


@register.inclusion_tag("ui/stamp.html")
def stamp(stamp):
    """The line under a title: month, source, version, when computed."""
    return {"stamp": stamp}


@register.inclusion_tag("ui/figure.html")
def figure(label, value, stamp, href="", kind="int", previous=None, worse="up", tone="", icon="", unit="", note=""):
    """A figure card. `kind` money|int|percent|text; `previous` last month's figure; `worse`: which direction is bad."""
    change = figures.change_since(value, previous, kind=kind) if kind in ("money", "int") else None
    verdict = ""
    if change and change.direction != "same" and worse in ("up", "down"):
        verdict = "bad" if change.direction == worse else "good"
    return {
        "label": label,
        "shown": _shown(kind, value),
        "full": figures.grouped(value) if kind == "money" and value is not None else "",
        "unit": unit or (_("đồng") if kind == "money" and abs(value or 0) < 10**6 else ""),
        "stamp": stamp,
        "href": href,
        "change": change,
        "verdict": verdict,
        "arrow": {"up": "trending-up", "down": "trending-down", "same": "equal"}.get(
            change.direction if change else ""
        ),
        "tone": tone,
        "icon": icon,
        "note": note,
    }


def _shown(kind, value):
    if value is None:
        return figures.NOTHING
    write = {"money": figures.compact_money, "int": figures.grouped, "percent": figures.percent_text}.get(kind, str)
    return write(value)


@register.inclusion_tag("ui/chart.html")
def chart(chart):
    """A portal.core.charts.Chart: drawing, numbers beneath, stamp."""
    key = f"chart-{next(_numbers)}"
    return {"chart": chart, "key": key, "payload": chart.payload(), "empty": chart.is_empty}


@register.simple_tag
def table(table, rows, totals=None, caption=""):
    """A portal.core.tables.Table without paging or sorting, for boards and files."""
    name = escape(str(caption or table.name or _("Bảng số liệu")))
    inner = table.render(rows, totals=totals, caption=caption)
    return mark_safe(f'<div class="table-wrap" tabindex="0" role="region" aria-label="{name}">{inner}</div>')


@register.inclusion_tag("ui/field.html")
def field(bound, label="", help=""):
    """One field of a plain form: label, control, help and errors, tied together for screen readers."""
    widget = bound.field.widget
    ids = []
    is_group = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    if is_group:
        widget.attrs.setdefault("class", "form-check-input")
    hint = help or bound.help_text
    if hint:
        ids.append(f"{bound.id_for_label or bound.html_name}-hint")
    if bound.errors:
        ids.append(f"{bound.id_for_label or bound.html_name}-error")
    attrs = {"class": _css(widget)}
    if ids:
        attrs["aria-describedby"] = " ".join(ids)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    return {
        "bound": bound,
        "control": bound.as_widget(attrs={**attrs, **_kept(widget)}),
        "label": label or bound.label,
        "hint": hint,
        "key": bound.id_for_label or bound.html_name,
        "is_check": isinstance(widget, forms.CheckboxInput),
        "is_group": is_group,
        "is_file": isinstance(widget, forms.FileInput),
        "is_hidden": widget.is_hidden,
        "must": bound.field.required,
    }


@register.simple_tag
def control(bound: BoundField):
    """The bare control with the kit's classes, for filter bars; no choice means all."""
    attrs: dict[str, str | bool] = {"class": _css(bound.field.widget)}
    if selects.is_plain(bound.field.widget):
        return selects.select(bound, attrs, no_choice=_("Tất cả"))
    return bound.as_widget(attrs=attrs)


def _css(widget) -> str:
    own = widget.attrs.get("class", "")
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"form-check-input {own}".strip()
    if isinstance(widget, forms.Select):
        return f"form-select {own}".strip()
    if isinstance(widget, forms.FileInput):
        return own
    return f"form-control {own}".strip()


def _kept(widget) -> dict:
    """Django's ten rows are more than a reason needs; a field that asks for another number keeps it."""
    return {"rows": 4} if isinstance(widget, forms.Textarea) and str(widget.attrs.get("rows")) == "10" else {}


@register.inclusion_tag("ui/form_errors.html")
def form_errors(form):
    """What is wrong with the form, above it, each line leading to its field."""
    return {"form": form, "wrong": [bound for bound in form if bound.errors] if form.is_bound else []}


@register.inclusion_tag("ui/progress.html")
def progress(job, poll_url, finished_url=""):
    """A portal.core.models.Job and its progress; the address answers this same part again until the job is finished."""
    return {"job": job, "poll_url": poll_url, "finished_url": finished_url}


@register.inclusion_tag("ui/steps.html")
def steps(current, names="", refused=False):
    """`current` counts from 1; `names` parted by "|", the staged import's own when left out."""
    words = names.split("|") if names else [_("Tải lên"), _("Kiểm tra"), _("Xác nhận"), _("Ghi nhận")]
    shown = [
        {"name": word, "is_done": place < current or current > len(words), "is_current": place == current}
        for place, word in enumerate(words, start=1)
    ]
    return {"steps": shown, "refused": refused}


@register.simple_tag
def empty(title, text="", icon_name="inbox", href="", action=""):
    """An empty state: what is not there, why, and what to do."""
    go = format_html('<a class="btn btn-primary" href="{}">{}</a>', href, action) if href else ""
    return format_html(
        '<div class="empty-state">{}<h2>{}</h2><p>{}</p>{}</div>', marks.icon(icon_name), title, text, go
    )
