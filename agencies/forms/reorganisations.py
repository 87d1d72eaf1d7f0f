"""Forms of reorganisations: each makes a plan in the shape of rules/reorganisations.py."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.filters.agencies import TIERS
from agencies.models import AdminUnit, Agency, AgencyKind, Function, Province
from agencies.queries.functions import IN_PARTS
from agencies.queries.territory import overseers
from portal.core.days import DayInput


def day_field(label) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput())


def _agencies(label, queryset, *, several: bool = False, required: bool = True, none: str = "–", **kwargs):
    """A choice of agencies under the names of their tiers."""
    widget = forms.SelectMultiple(attrs={"size": 12}) if several else forms.Select()
    made = forms.ModelMultipleChoiceField if several else forms.ModelChoiceField
    field = made(label=label, queryset=queryset, required=required, widget=widget, **kwargs)
    by_tier: dict[str, list[tuple[int, str]]] = {tier: [] for tier, _name in TIERS}
    for agency in queryset:
        by_tier.setdefault(agency.kind.tier, []).append((agency.pk, agency.name))
    groups = [(name, by_tier[tier]) for tier, name in TIERS if by_tier[tier]]
    field.choices = groups if several else [("", none), *groups]
    return field


def standing(province: Province, today: date):
    """The agencies of the province itself that stand today."""
    return province.agencies.as_of(today).filter(area=None).select_related("kind").order_by("name")


class _PlanForm(forms.Form):
    """The day and the legal ground come last; a plan first says what is to be done."""

    effective_on = day_field(_("Hiệu lực từ ngày"))
    source = forms.CharField(label=_("Căn cứ (số, ngày văn bản)"), max_length=300)

    def __init__(
        self, *args: Any, province: Province, today: date, agency: Agency | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.province, self.today, self.agency = province, today, agency
        self.prepare()
        self.order_fields([name for name in self.fields if name not in ("effective_on", "source")])

    def prepare(self) -> None:
        raise NotImplementedError

    def clean_effective_on(self) -> date:
        day = self.cleaned_data["effective_on"]
        if day <= self.today:
            raise forms.ValidationError(_("Ngày có hiệu lực phải sau hôm nay."))
        return day

    def plan(self) -> dict[str, Any]:
        raise NotImplementedError


class MergeForm(_PlanForm):
    def prepare(self) -> None:
        here = standing(self.province, self.today)
        self.fields["agencies"] = _agencies(
            _("Các cơ quan kết thúc"), here, several=True, help_text=_("Chọn nhiều cơ quan: giữ phím Ctrl khi bấm.")
        )
        self.fields["into"] = _agencies(
            _("Sáp nhập vào"), here, required=False, none=_("Một cơ quan mới (ghi bên dưới)")
        )
        self.fields["code"] = forms.SlugField(label=_("Mã của cơ quan mới"), max_length=80, required=False)
        self.fields["name"] = forms.CharField(label=_("Tên của cơ quan mới"), max_length=200, required=False)
        self.fields["short_name"] = forms.CharField(label=_("Tên ngắn"), max_length=80, required=False)
        if self.agency:
            self.initial["agencies"] = [self.agency.pk]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("into") and not (data.get("code") and data.get("name")):
            self.add_error("into", _("Chọn cơ quan nhận, hoặc ghi mã và tên của cơ quan mới."))
        return data

    def plan(self) -> dict[str, Any]:
        data = self.cleaned_data
        plan: dict[str, Any] = {"agencies": [one.pk for one in data["agencies"]]}
        if data["into"]:
            return plan | {"into": data["into"].pk}
        return plan | {"new": {name: data[name] for name in ("code", "name", "short_name")}}


class SplitForm(_PlanForm):
    """One part is split off; a second one, if it is named, and then the agency itself ends."""

    def prepare(self) -> None:
        units = self.agency.territories.filter(Q(valid_to=None) | Q(valid_to__gte=self.today)).values("unit")
        posts = self.agency.posts.filter(Q(valid_to=None) | Q(valid_to__gte=self.today)).select_related("user")
        self.people = {post.user_id: str(post) for post in posts}
        self.units = {unit.pk: unit.name for unit in AdminUnit.objects.communes().filter(pk__in=units)}
        self.functions = {} if self.agency.kind.tier in IN_PARTS else self._functions()
        self._part("a", _("Cơ quan mới"), required=True)
        if self.units:
            self.fields["a_units"] = self._choices(_("Xã, phường chuyển sang cơ quan mới"), self.units)
        if self.functions:
            self.fields["a_functions"] = self._choices(_("Chức năng chuyển sang cơ quan mới"), self.functions)
        if self.people:
            self.fields["a_people"] = self._choices(_("Người chuyển sang cơ quan mới"), self.people)
        self._part("b", _("Cơ quan mới thứ hai (để trống nếu cơ quan cũ tiếp tục)"), required=False)

    def _functions(self) -> dict[str, str]:
        held = self.province.function_holders.on(self.today).select_related("function")
        mine = held.filter(Q(kind=self.agency.kind_id) | Q(agency=self.agency))
        return {row.function_id: row.function.name for row in mine}

    def _part(self, key: str, label, *, required: bool) -> None:
        name, code = _("%(part)s: tên"), _("%(part)s: mã")
        self.fields[f"{key}_name"] = forms.CharField(label=name % {"part": label}, max_length=200, required=required)
        self.fields[f"{key}_short_name"] = forms.CharField(label=_("Tên ngắn"), max_length=80, required=required)
        self.fields[f"{key}_code"] = forms.SlugField(label=code % {"part": label}, max_length=80, required=required)

    @staticmethod
    def _choices(label, choices: dict) -> forms.TypedMultipleChoiceField:
        coerce = type(next(iter(choices)))
        return forms.TypedMultipleChoiceField(
            label=label,
            choices=list(choices.items()),
            coerce=coerce,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def plan(self) -> dict[str, Any]:
        data = self.cleaned_data
        moved = {what: data.get(f"a_{what}", []) for what in ("units", "people", "functions")}
        named = [key for key in ("a", "b") if data.get(f"{key}_code")]
        parts = [{name: data[f"{key}_{name}"] for name in ("code", "name", "short_name")} for key in named]
        nothing: dict[str, list] = {"units": [], "people": [], "functions": []}
        if len(parts) == 1:
            return {"agency": self.agency.pk, "ends": False, "parts": [parts[0] | moved]}
        return {"agency": self.agency.pk, "ends": True, "parts": [parts[1] | nothing, parts[0] | moved]}


class RenameForm(_PlanForm):
    def prepare(self) -> None:
        self.fields["agency"] = _agencies(
            _("Cơ quan"), standing(self.province, self.today), initial=self.agency and self.agency.pk
        )
        self.fields["name"] = forms.CharField(label=_("Tên mới"), max_length=200)
        self.fields["short_name"] = forms.CharField(label=_("Tên ngắn mới"), max_length=80)

    def plan(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"agency": data["agency"].pk, "name": data["name"], "short_name": data["short_name"]}


class MoveUnitsForm(_PlanForm):
    def prepare(self) -> None:
        here = standing(self.province, self.today).filter(kind__tier__in=("local", "commune"))
        units = AdminUnit.objects.as_of(self.today).communes().filter(province=self.province.unit_id)
        self.fields["agency"] = _agencies(_("Cơ quan nhận"), here, initial=self.agency and self.agency.pk)
        self.fields["units"] = forms.ModelMultipleChoiceField(
            label=_("Xã, phường, đặc khu"),
            queryset=units,
            widget=forms.SelectMultiple(attrs={"size": 12}),
            help_text=_("Xếp theo BHXH cơ sở đang phụ trách. Chọn nhiều: giữ phím Ctrl khi bấm."),
        )
        self.fields["units"].choices = self._by_office(units)

    def _by_office(self, units) -> list[tuple[str, list[tuple[int, str]]]]:
        """The communes under the local office that collects in them."""
        offices = overseers(self.province, "social_insurance_local", self.today)
        names = dict(self.province.agencies.values_list("pk", "name"))
        found: dict[str, list[tuple[int, str]]] = {}
        for unit in units:
            found.setdefault(names.get(offices.get(unit.pk), "–"), []).append((unit.pk, unit.name))
        return sorted(found.items())

    def plan(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"agency": data["agency"].pk, "units": [unit.pk for unit in data["units"]]}


class _HolderForm(forms.Form):
    """To whom a function goes: a kind of agency, or one agency."""

    def offer(self, province: Province, today: date) -> None:
        kinds = AgencyKind.objects.filter(agencies__in=standing(province, today)).distinct().order_by("name")
        self.fields["kind"] = forms.ModelChoiceField(
            label=_("Giao cho mọi cơ quan thuộc loại"), queryset=kinds, required=False, empty_label="–"
        )
        self.fields["agency"] = _agencies(_("hoặc giao riêng cho cơ quan"), standing(province, today), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if bool(data.get("kind")) == bool(data.get("agency")):
            self.add_error("kind", _("Chọn một loại cơ quan, hoặc một cơ quan."))
        return data


class HandFunctionForm(_HolderForm, _PlanForm):
    def prepare(self) -> None:
        self.fields["function"] = forms.ModelChoiceField(label=_("Chức năng"), queryset=Function.objects.all())
        self.offer(self.province, self.today)

    def plan(self) -> dict[str, Any]:
        data = self.cleaned_data
        to = {"kind": data["kind"].pk} if data["kind"] else {"agency": data["agency"].pk}
        return {"function": data["function"].pk} | to


class NameHolderForm(_HolderForm):
    """Who holds a function that no text gives to anybody."""

    on = day_field(_("Từ ngày"))
    source = forms.CharField(label=_("Căn cứ (số, ngày văn bản)"), max_length=300)

    def __init__(self, *args: Any, province: Province, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(province, today)
        self.order_fields(["kind", "agency", "on", "source"])


FORMS: dict[str, type[_PlanForm]] = {
    "merge": MergeForm,
    "split": SplitForm,
    "rename": RenameForm,
    "move_units": MoveUnitsForm,
    "hand_function": HandFunctionForm,
}
