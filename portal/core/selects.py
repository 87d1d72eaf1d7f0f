"""A <select> by plain strings: Django renders each option by three templates, which of a list of communes made more than
half of a page's time."""

from html import escape

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.utils.safestring import SafeString, mark_safe

NO_CHOICE = "---------"


def is_plain(widget: forms.Widget) -> bool:
    """A list to choose one from; subclasses may draw themselves otherwise."""
    return isinstance(widget, forms.Select) and widget.template_name == forms.Select.template_name


def select(bound: BoundField, attrs: dict, *, no_choice: str) -> SafeString:
    """The control as `bound.as_widget(attrs)` would make it, with `no_choice` where nothing is chosen."""
    widget = bound.field.widget
    attrs = bound.build_widget_attrs({**widget.attrs, **attrs}, widget)
    if bound.auto_id and "id" not in attrs:
        attrs["id"] = bound.auto_id
    chosen = {str(value) for value in widget.format_value(bound.value()) or ()}
    options = "".join(_options(widget.choices, chosen, no_choice))
    return mark_safe(f'<select name="{escape(bound.html_name)}"{flatatt(attrs)}>{options}</select>')


def _options(choices, chosen: set[str], no_choice: str):
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield f'<optgroup label="{escape(str(value))}">{"".join(_options(label, chosen, no_choice))}</optgroup>'
            continue
        text = "" if value is None else str(value)
        state = " selected" if text in chosen else ""
        words = no_choice if label == NO_CHOICE else str(label)
        yield f'<option value="{escape(text)}"{state}>{escape(words)}</option>'
