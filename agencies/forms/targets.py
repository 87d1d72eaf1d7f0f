"""Forms of targets, results and denominators: numbers are read as people write them, "22,76 %" and "264.650"."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from agencies.forms.due_rules import day_field
from agencies.models import AdminUnit, Agency, DenominatorMethod, Indicator, Target
from agencies.rules.targets import count_of, number_words, ratio_of

PER_YEAR = [("year", _("Mỗi năm")), ("week", _("Mỗi tuần"))]
VALUE_HINT = _("Tỷ lệ ghi theo phần trăm, ví dụ 22,76; số lượng ghi số nguyên, ví dụ 264.650.")


def read_value(indicator: Indicator, text: str) -> int:
    """Raises ValueError where it is no exact number of the indicator's unit."""
    return ratio_of(text) if indicator.unit == "ratio" else count_of(text)


def written(indicator: Indicator, value: int) -> str:
    return number_words(value) if indicator.unit == "ratio" else str(value)


class _WithValue(forms.Form):
    """What both a target and a result are about: an indicator, an area, a number with its source."""

    indicator = forms.ModelChoiceField(label=_("Chỉ tiêu"), queryset=Indicator.objects.all(), empty_label=None)
    territory = forms.ModelChoiceField(label=_("Địa bàn"), queryset=AdminUnit.objects.none(), empty_label=None)
    value = forms.CharField(label=_("Giá trị"), max_length=20, help_text=VALUE_HINT)

    def __init__(self, *args: Any, units, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["territory"].queryset = units

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        indicator, text = facts.get("indicator"), facts.get("value")
        if indicator is not None and text:
            try:
                facts["value"] = read_value(indicator, text)
            except ValueError:
                wanted = _now("phần trăm từ 0 đến 100, nhiều nhất bốn chữ số thập phân")
                if indicator.unit != "ratio":
                    wanted = _now("số nguyên không âm")
                self.add_error("value", _now("Giá trị phải là %(wanted)s.") % {"wanted": wanted})
        return facts


class TargetForm(_WithValue):
    """Without `agencies` it is a committee's goal for its own territory, which nobody else assigned."""

    field_order = ["indicator", "territory", "period", "value", "is_approximate", "set_by", "agency", "source"]
    period = forms.ChoiceField(label=_("Kỳ"))
    is_approximate = forms.BooleanField(label=_("Giá trị là “khoảng”"), required=False)
    set_by = forms.ChoiceField(label=_("Cấp giao"), choices=[("", _("Chọn cấp giao")), *Target.SetBy.choices])
    agency = forms.ModelChoiceField(
        label=_("Giao cho cơ quan"),
        queryset=Agency.objects.none(),
        required=False,
        empty_label=_("Không giao riêng cho cơ quan nào"),
    )
    source = forms.CharField(
        label=_("Căn cứ"), max_length=300, help_text=_("Số, ngày của nghị quyết, quyết định, kế hoạch.")
    )
    set_on = day_field(_("Ngày giao"), required=True)
    accountable = forms.CharField(label=_("Người chịu trách nhiệm"), max_length=200, required=False)
    note = forms.CharField(label=_("Ghi chú"), max_length=200, required=False)

    def __init__(self, *args: Any, on: date, agencies: Any = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        years = [(str(year), str(year)) for year in range(on.year + 10, on.year - 6, -1)]
        self.fields["period"].choices = [*years, *PER_YEAR]
        self.fields["period"].initial = str(on.year)
        if agencies is None:
            del self.fields["set_by"], self.fields["agency"]
        else:
            self.fields["agency"].queryset = agencies


class ActualForm(_WithValue):
    field_order = ["indicator", "territory", "as_of", "value", "denominator_method", "source"]
    as_of = day_field(_("Tính đến ngày"), required=True)
    denominator_method = forms.ModelChoiceField(
        label=_("Cách tính mẫu số"),
        queryset=DenominatorMethod.objects.none(),
        required=False,
        empty_label=_("Không rõ, hoặc không dùng mẫu số"),
    )
    source = forms.CharField(label=_("Nguồn"), max_length=300, help_text=_("Báo cáo, hệ thống hoặc văn bản có số này."))

    def __init__(self, *args: Any, methods, **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["denominator_method"]
        field.queryset = methods
        field.label_from_instance = lambda method: f"{method.name} (v{method.version})"


class MethodForm(forms.Form):
    """A new version of a way of counting."""

    code = forms.ChoiceField(label=_("Mẫu số"))
    name = forms.CharField(label=_("Tên cách tính"), max_length=200)
    exclusions = forms.CharField(
        label=_("Những người không tính"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Mỗi dòng một nhóm, ví dụ: người đi làm việc ở nước ngoài."),
    )
    source = forms.CharField(label=_("Căn cứ"), max_length=300)
    valid_from = day_field(_("Áp dụng từ ngày"), required=True)

    def __init__(self, *args: Any, codes: Iterable[tuple[str, str]], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = list(codes)

    def clean_exclusions(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["exclusions"].splitlines() if line.strip()]


class DenominatorForm(forms.Form):
    territory = forms.ModelChoiceField(label=_("Địa bàn"), queryset=AdminUnit.objects.none(), empty_label=None)
    as_of = day_field(_("Tính đến ngày"), required=True)
    value = forms.CharField(label=_("Số người"), max_length=20)
    source = forms.CharField(label=_("Nguồn"), max_length=300)
    published_on = day_field(_("Ngày công bố"))

    def __init__(self, *args: Any, units, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["territory"].queryset = units

    def clean_value(self) -> int:
        try:
            return count_of(self.cleaned_data["value"])
        except ValueError:
            raise forms.ValidationError(_("Số người phải là số nguyên không âm.")) from None


class DenominatorsForm(forms.Form):
    """One line for each commune: how many people; an empty line records nothing."""

    as_of = day_field(_("Tính đến ngày"), required=True)
    source = forms.CharField(label=_("Nguồn"), max_length=300)

    def __init__(self, *args: Any, units: Iterable[AdminUnit], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.units = list(units)
        for unit in self.units:
            label = _now("Số người của %(unit)s") % {"unit": unit.name}
            self.fields[f"value-{unit.pk}"] = forms.CharField(label=label, max_length=20, required=False)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        facts["values"] = {}
        for unit in self.units:
            if text := facts.get(f"value-{unit.pk}"):
                self._read(unit, text, facts["values"])
        if not facts["values"] and not self.errors:
            raise forms.ValidationError(_now("Chưa ghi số người của xã, phường nào."))
        return facts

    def _read(self, unit: AdminUnit, text: str, values: dict[AdminUnit, int]) -> None:
        try:
            values[unit] = count_of(text)
        except ValueError:
            self.add_error(f"value-{unit.pk}", _now("Số người phải là số nguyên không âm."))

    @property
    def rows(self) -> list[tuple[AdminUnit, forms.BoundField]]:
        return [(unit, self[f"value-{unit.pk}"]) for unit in self.units]


class PartsForm(forms.Form):
    """One line for each commune: what it is given and who answers for it; an empty value gives nothing."""

    source = forms.CharField(label=_("Căn cứ"), max_length=300, help_text=_("Quyết định giao chỉ tiêu cho xã, phường."))

    def __init__(self, *args: Any, indicator: Indicator, units: Iterable[AdminUnit], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.indicator, self.units = indicator, list(units)
        for unit in self.units:
            label = _now("Chỉ tiêu của %(unit)s") % {"unit": unit.name}
            self.fields[f"value-{unit.pk}"] = forms.CharField(label=label, max_length=20, required=False)
            label = _now("Người chịu trách nhiệm của %(unit)s") % {"unit": unit.name}
            self.fields[f"name-{unit.pk}"] = forms.CharField(label=label, max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or {}
        facts["shares"] = [share for unit in self.units if (share := self._share(unit, facts)) is not None]
        if not facts["shares"] and not self.errors:
            raise forms.ValidationError(_now("Chưa ghi chỉ tiêu cho xã, phường nào."))
        return facts

    def _share(self, unit: AdminUnit, facts: dict[str, Any]) -> tuple[AdminUnit, int, str] | None:
        text, name = facts.get(f"value-{unit.pk}", ""), facts.get(f"name-{unit.pk}", "")
        if not text:
            return None
        try:
            value = read_value(self.indicator, text)
        except ValueError:
            self.add_error(f"value-{unit.pk}", _now("Không phải giá trị của chỉ tiêu này."))
            return None
        if not name:
            self.add_error(f"name-{unit.pk}", _now("Cần ghi tên người chịu trách nhiệm."))
        return unit, value, name

    @property
    def rows(self) -> list[tuple[AdminUnit, forms.BoundField, forms.BoundField]]:
        return [(unit, self[f"value-{unit.pk}"], self[f"name-{unit.pk}"]) for unit in self.units]
