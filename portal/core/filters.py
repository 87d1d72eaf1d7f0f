"""What a list is filtered by, in words: one removable chip for each filter in force."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Model
from django.forms import BoundField, ChoiceField, Form
from django.http import HttpRequest
from django.utils.translation import gettext as _

from portal.core.figures import date_text

PLACE_AND_FORM = ("after", "before", "format")


@dataclass(frozen=True)
class Chip:
    """`without` is the address of the list when this filter is taken away."""

    label: str
    value: str
    without: str

    @property
    def text(self) -> str:
        return f"{self.label}: {self.value}"

    @classmethod
    def of(cls, request: HttpRequest, name: str, label: str, value: str) -> "Chip":
        return cls(str(label), value, without(request, name))


def without(request: HttpRequest, name: str) -> str:
    asked = request.GET.copy()
    for key in list(asked):
        if (
            key in PLACE_AND_FORM
            or key == name
            or key.startswith((f"{name}_min", f"{name}_max", f"{name}_after", f"{name}_before"))
        ):
            del asked[key]
    return f"?{asked.urlencode()}"


def chips_of(request: HttpRequest, form: Form) -> list[Chip]:
    """Of a valid form, the fields that hold something."""
    if not form.is_valid():
        return []
    chips = []
    for bound in form:
        value = form.cleaned_data.get(bound.name)
        if value is not None and value != "" and value != [] and not _is_empty_set(value):
            chips.append(Chip.of(request, bound.name, str(bound.label), _said(bound, value)))
    return chips


def _is_empty_set(value) -> bool:
    return hasattr(value, "exists") and not value


def _said(bound: BoundField, value) -> str:
    if isinstance(value, bool):
        return _("Có") if value else _("Không")
    if isinstance(value, slice):
        return _("từ %(low)s đến %(high)s") % {"low": _plain(value.start), "high": _plain(value.stop)}
    if not isinstance(value, str | Model | date) and hasattr(value, "__iter__"):
        return ", ".join(_said(bound, one) for one in value)
    if isinstance(bound.field, ChoiceField) and not isinstance(value, Model):
        return _choice(bound.field, value)
    return _plain(value)


def _choice(field: ChoiceField, value) -> str:
    for key, label in list(field.choices):  # type: ignore[arg-type]
        if isinstance(label, list | tuple):
            for inner, inner_label in label:
                if str(inner) == str(value):
                    return str(inner_label)
        elif str(key) == str(value):
            return str(label)
    return str(value)


def _plain(value) -> str:
    if value is None:
        return "…"
    return date_text(value) if isinstance(value, date) else str(value)
