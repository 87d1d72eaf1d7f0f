"""What the province's outlook is filtered by: which threshold, between which days, whose employers."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from arrears.filters.ledger import communes_of, offices_of
from arrears.models import LedgerRow
from employers.filters.events import Day

CROSSINGS = {"sixty": "sixty_on", "months": "listed_on", "": "next_on"}
AHEAD = "not_due"


class OutlookFilter(filters.FilterSet):
    which = filters.ChoiceFilter(
        label=_("Mốc"),
        choices=(("sixty", _("Quá số ngày thành trốn đóng")), ("months", _("Đủ số tháng vào danh sách"))),
        method="that_crossing",
    )
    since = Day(label=_("Từ ngày"), method="from_day")
    until = Day(label=_("Đến ngày"), method="to_day")
    office = filters.ModelChoiceFilter(label=_("BHXH cơ sở"), queryset=offices_of)
    commune = filters.ModelChoiceFilter(label=_("Xã, phường"), queryset=lambda request: communes_of(request))
    stage = filters.ChoiceFilter(
        label=_("Khoản"), choices=(("overdue", _("Đang quá hạn")), (AHEAD, _("Chưa đến hạn"))), method="of_stage"
    )

    class Meta:
        model = LedgerRow
        fields: list[str] = []

    @property
    def crossing(self) -> str:
        return CROSSINGS[self.form.cleaned_data.get("which") or ""]

    def that_crossing(self, rows, name, value):
        return rows.filter(**{f"{self.crossing}__isnull": False})

    def from_day(self, rows, name, value):
        return rows.filter(**{f"{self.crossing}__gte": value})

    def to_day(self, rows, name, value):
        return rows.filter(**{f"{self.crossing}__lte": value})

    def of_stage(self, rows, name, value):
        return rows.filter(owed__gt=0) if value == "overdue" else rows.filter(owed__lte=0)


class OutlookUrgedFilter(OutlookFilter):
    """For those who may know who was urged."""

    urged = filters.ChoiceFilter(
        label=_("Đôn đốc"), choices=(("yes", _("Đã đôn đốc")), ("no", _("Chưa đôn đốc"))), method="that_was_urged"
    )

    def that_was_urged(self, rows, name, value):
        return rows.filter(is_urged=value == "yes")
