"""Forms of BHXH's notes: one debtor's, and what to set for many at once."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from arrears.models import NoteCause

LABELS = {
    "cause": _("Nguyên nhân nợ"),
    "solution": _("Giải pháp thu hồi"),
    "measures": _("Biện pháp đã xử lý"),
    "proposal": _("Ý kiến đề xuất của cơ quan BHXH"),
    "remark": _("Ghi chú"),
}


def _cause() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(label=LABELS["cause"], queryset=NoteCause.objects.all(), required=False)


def _words(name: str, rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=LABELS[name], max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": rows})
    )


class NoteForm(forms.Form):
    """Cause, solution, measures, proposal, remark: typed once, carried forward."""

    cause = _cause()
    solution = _words("solution")
    measures = _words("measures")
    proposal = _words("proposal")
    remark = _words("remark", 2)


class ManyNotesForm(NoteForm):
    """The same for many debtors: only the fields ticked are set; a ticked field left blank is cleared."""

    field_order = [name for one in LABELS for name in (f"set_{one}", one)]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in LABELS.items():
            self.fields[f"set_{name}"] = forms.BooleanField(label=_("Đổi: %(what)s") % {"what": label}, required=False)
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(f"set_{name}") for name in LABELS):
            raise forms.ValidationError(_("Hãy đánh dấu ít nhất một nội dung cần ghi."))
        return data

    @property
    def pairs(self) -> list[tuple]:
        """Each tick with the field it is about."""
        return [(self[f"set_{name}"], self[name]) for name in LABELS]

    @property
    def ticked(self) -> dict[str, Any]:
        """What is to be set, as the act takes it."""
        data = self.cleaned_data
        found = {name: data[name] for name in LABELS if data[f"set_{name}"]}
        if "cause" in found:
            cause = found.pop("cause")
            found["cause_id"] = cause.pk if cause else None
        return found
