"""What the list of debtors with their notes is filtered by."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from arrears.filters.ledger import LedgerFilter
from arrears.models import NoteCause

NOTED = (("no", _("Chưa ghi nhận")), ("yes", _("Đã ghi nhận")), ("stale", _("Ghi nhận từ tháng trước trở về trước")))


class NotesFilter(LedgerFilter):
    """As the ledger, by cause and by whether there is a note."""

    noted = filters.ChoiceFilter(label=_("Ghi nhận"), choices=NOTED, method="with_note")
    cause = filters.ModelChoiceFilter(
        label=_("Nguyên nhân"), queryset=lambda request: NoteCause.objects.all(), field_name="note_cause"
    )
    group = None
    fund = None
    none_of = None

    @classmethod
    def get_filters(cls):
        """What this list is about first, then what it shares with the ledger."""
        found = super().get_filters()
        return {name: found[name] for name in ("noted", "cause", "commune", "months")} | found

    def with_note(self, rows, name, value):
        if value == "stale":
            return rows.exclude(note_month=None).exclude(
                note_month=self.request.resolver_match.kwargs["month"].first_day
            )
        return rows.filter(note_month__isnull=value == "no")

    @property
    def asked_fund(self) -> str:
        return ""
