"""Forms about who an employer is: a proposed correction, the decision about it, the decision about a pair."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import AdminUnit
from employers.models import Sector, UnitKind, Zone
from employers.queries.corrections import FIELDS

_TEXTS = {"name": 300, "address": 400, "tax_code": 14, "unit_code": 20}


class CorrectionForm(forms.Form):
    """What the fact should be; which control stands there is told by the field asked for."""

    proposed = forms.CharField(label=_("Nội dung đúng"))
    reason = forms.CharField(label=_("Lý do, căn cứ"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args, field: str, province, **kwargs):
        super().__init__(*args, **kwargs)
        label = FIELDS[field]
        if field in _TEXTS:
            self.fields["proposed"] = forms.CharField(label=label, max_length=_TEXTS[field])
        else:
            self.fields["proposed"] = forms.ChoiceField(
                label=label, choices=_choices(field, province), required=field != "zone"
            )
        self.order_fields(["proposed", "reason"])


def _choices(field: str, province) -> list[tuple[str, str]]:
    if field == "commune":
        rows = AdminUnit.objects.communes().filter(province=province.unit_id, valid_to=None).order_by("name")
        return [("", "---------"), *((unit.code, unit.name) for unit in rows)]
    if field == "zone":
        rows = Zone.objects.filter(province=province).order_by("name")
        return [("", str(_("Ngoài khu, cụm"))), *((zone.code, zone.name) for zone in rows)]
    if field == "kind":
        return [
            ("", "---------"),
            *((str(kind.number), kind.name) for kind in UnitKind.objects.filter(is_employer=True)),
        ]
    newest = Sector.objects.order_by("-version").values_list("version", flat=True).first()
    rows = Sector.objects.filter(version=newest).order_by("code")
    return [("", "---------"), *((sector.code, f"{sector.code} – {sector.name}") for sector in rows)]


class DecisionForm(forms.Form):
    answer = forms.CharField(
        label=_("Trả lời"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Bắt buộc khi không chấp nhận."),
    )  # fmt: skip


class PairForm(forms.Form):
    note = forms.CharField(label=_("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
