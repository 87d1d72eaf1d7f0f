"""The form of one setting of a province: its new value as the key's type asks, from which day, and why."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agencies.forms.due_rules import day_field
from agencies.rules.settings import LONGEST_TEXT, Definition, mistakes_in

YES_NO = [("true", _("Có")), ("false", _("Không"))]


class SettingForm(forms.Form):
    """`value` is absent for due rules, which have lines of their own."""

    valid_from = day_field(_("Áp dụng từ ngày"), required=True)
    reason = forms.CharField(label=_("Căn cứ, lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, definition: Definition, value: Any, on: date, **kwargs: Any) -> None:
        initial = {"valid_from": on, "value": _as_text(definition, value)}
        super().__init__(*args, initial=initial, **kwargs)
        self.definition = definition
        if definition.kind != "due_rules":
            self.fields = {"value": _value_field(definition), **self.fields}

    def clean_value(self) -> Any:
        value = _as_typed(self.definition, self.cleaned_data["value"])
        if wrong := mistakes_in(self.definition, value):
            raise ValidationError(wrong)
        return value


def _as_text(definition: Definition, value: Any) -> Any:
    if definition.kind in ("int_list", "word_list"):
        return ", ".join(str(item) for item in value)
    if definition.kind == "bool":
        return "true" if value else "false"
    return value


def _as_typed(definition: Definition, value: Any) -> Any:
    if definition.kind == "bool":
        return value == "true"
    if definition.kind == "word_list":
        return [part.strip() for part in value.split(",") if part.strip()]
    if definition.kind == "int_list":
        parts = [part.strip() for part in value.split(",") if part.strip()]
        if not all(part.isdecimal() for part in parts):
            raise ValidationError(_("Phải là các số cách nhau bằng dấu phẩy."))
        return [int(part) for part in parts]
    return value


def _value_field(definition: Definition) -> forms.Field:
    label = _("Giá trị mới")
    if definition.kind == "bool":
        return forms.ChoiceField(label=label, choices=YES_NO, widget=forms.RadioSelect)
    if definition.kind == "choice":
        return forms.ChoiceField(label=label, choices=list(definition.options.items()))
    if definition.kind == "code_list":
        return forms.MultipleChoiceField(
            label=label,
            choices=list(definition.options.items()),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
    if definition.kind == "int":
        return forms.IntegerField(
            label=label,
            min_value=definition.minimum,
            max_value=definition.maximum,
            help_text=_bounds(definition),
            error_messages={"invalid": _("Ghi một số nguyên.")},
        )
    hint = _("Các mục cách nhau bằng dấu phẩy.") if definition.kind.endswith("_list") else ""
    may_be_empty = definition.kind == "int_list" and not definition.default
    return forms.CharField(label=label, max_length=4 * LONGEST_TEXT, help_text=hint, required=not may_be_empty)


def _bounds(definition: Definition) -> str:
    if definition.minimum is None or definition.maximum is None:
        return ""
    return str(_("Từ %(least)d đến %(most)d.")) % {"least": definition.minimum, "most": definition.maximum}
