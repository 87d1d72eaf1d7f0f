"""The form by which an agency sends a register file."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from employers.queries.file_periods import choices_for
from employers.rules.file_kinds import KINDS, Kind


class SendForm(forms.Form):
    """Which kind, of which period, the file. Periods are those of the kinds that may be sent, newest first."""

    kind = forms.ChoiceField(label=_("Loại tệp"))
    period = forms.ChoiceField(
        label=_("Kỳ số liệu"), help_text=_("Mỗi loại tệp chỉ nhận các kỳ ghi ở phần hướng dẫn bên dưới.")
    )
    file = forms.FileField(
        label=_("Tệp .xlsx hoặc .csv"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": _("Chưa có tệp, hoặc tệp lớn hơn giới hạn 64 MB."), "empty": _("Tệp rỗng.")},
    )

    def __init__(self, *args, kinds: list[Kind] = (), on: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.code, kind.title) for kind in kinds]
        lengths = {length for kind in kinds for length in kind.periods}
        self.fields["period"].choices = choices_for(lengths, on)
        self.fields["period"].initial = self._usual(kinds, on)

    def _usual(self, kinds: list[Kind], on: date) -> str:
        """The last period that is over, of the kind asked for."""
        asked = KINDS.get(str(self.initial.get("kind", ""))) or (kinds[0] if kinds else None)
        mine = choices_for(set(asked.periods[:1]), on) if asked else []
        return mine[1][0] if len(mine) > 1 else ""


class UndoForm(forms.Form):
    reason = forms.CharField(label=_("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
