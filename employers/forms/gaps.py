"""Forms about gaps; they check what was typed and decide nothing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.rules.wording import period_words
from employers.forms.events import day_field
from employers.queries.gap_reasons import reasons


def _note(label, *, required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, max_length=500, required=required, widget=forms.Textarea(attrs={"rows": 2}))


class ExplainForm(forms.Form):
    reason = forms.ChoiceField(label=_("Lý do"), choices=lambda: [("", _("Chọn lý do")), *reasons()])
    note = _note(_("Ghi chú"))


class DemandForm(forms.Form):
    document_no = forms.CharField(label=_("Số văn bản yêu cầu"), max_length=80)
    answer_by = day_field(_("Hạn trả lời"))
    note = _note(_("Ghi chú"))


class JoinedForm(forms.Form):
    number = forms.IntegerField(label=_("Số lao động tham gia thêm"), min_value=1, max_value=1_000_000)
    note = _note(_("Ghi chú"))


class InspectionForm(forms.Form):
    note = _note(_("Lý do đề nghị thanh tra, kiểm tra"), required=True)


class ReopenForm(forms.Form):
    note = _note(_("Lý do mở lại"), required=True)


class CrossCheckForm(forms.Form):
    """Which list to compare: period and source at once."""

    what = forms.ChoiceField(label=_("Số liệu đối chiếu"))

    def __init__(self, *args, known: list[tuple[str, str, str]], **facts):
        super().__init__(*args, **facts)
        self.fields["what"].choices = [
            (f"{period}|{source}", f"{name}, {period_words(period)}") for period, source, name in known
        ]

    def clean_what(self) -> tuple[str, str]:
        period, source = self.cleaned_data["what"].split("|")
        return period, source
