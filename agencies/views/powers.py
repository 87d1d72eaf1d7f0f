"""The powers matrix: who may do what, for auditors and administrators; the whole of it on one page, to be printed."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from agencies.models.users import Role
from agencies.queries.powers import acts_given, kinds_given, lines, powers_matrix
from agencies.tables.powers import POWERS
from portal.core import audit, exports

ALL = [("", gettext_lazy("Tất cả"))]


class PowersForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Loại cơ quan"), required=False)
    role = forms.ChoiceField(label=gettext_lazy("Vai trò"), required=False, choices=ALL + Role.choices)
    act = forms.ChoiceField(label=gettext_lazy("Việc"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = ALL + kinds_given()
        self.fields["act"].choices = ALL + acts_given()

    def asked(self) -> dict[str, str]:
        """What to narrow to; a value that is none of the choices narrows nothing."""
        return {name: value for name, value in self.cleaned_data.items() if value} if self.is_valid() else {}

    def said(self) -> list[str]:
        names = {name: dict(field.choices) for name, field in self.fields.items()}
        return [f"{self.fields[name].label}: {names[name][value]}" for name, value in self.asked().items()]


@require_safe
def powers(request):
    if not (request.user.may("see_audit") or request.user.may("administer_users")):
        raise PermissionDenied("powers")
    form = PowersForm(request.GET)
    rows = powers_matrix(**form.asked())
    if (kind := request.GET.get("format", "")) in exports.KINDS:
        return _file(request, kind, rows, form)
    query = request.GET.copy()
    query.pop("format", None)
    context = {
        "title": _("Ma trận thẩm quyền"),
        "form": form,
        "said": form.said(),
        "table": POWERS,
        "lines": lines(rows),
        "query": query.urlencode(),
    }
    return render(request, "agencies/powers/matrix.html", context)


def _file(request, kind: str, rows, form: PowersForm):
    heading = exports.Heading(_("Ma trận thẩm quyền"), None, form.said(), request.user, timezone.now())

    def told(filters, count, format):
        audit.exported("powers", by=request.user, count=count, format=format, **filters)

    return exports.respond(kind, POWERS, rows, heading, name="tham-quyen", filters=form.asked(), on_export=told)
