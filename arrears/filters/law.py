"""What the figures of the law are filtered by."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from arrears.models import LegalRule
from arrears.queries.law import figures
from arrears.tables.law import LAW_GROUPS
from employers.filters.events import Day


class LawFilter(filters.FilterSet):
    """The day is the view's: it says which rows count."""

    day = Day(label=_("Có hiệu lực ngày"), method="all_rows")
    group = filters.ChoiceFilter(label=_("Nhóm"), choices=list(LAW_GROUPS.items()), method="of_group")
    sure = filters.ChoiceFilter(
        label=_("Độ tin cậy"),
        choices=(("verified", _("Đã đọc nguyên văn")), ("unverified", _("Chưa kiểm được đầy đủ"))),
        method="as_sure",
    )
    whose = filters.ChoiceFilter(
        label=_("Nguồn nhập"), choices=(("portal", _("Có sẵn trong cổng")), ("own", _("Tỉnh nhập"))), method="of_whom"
    )

    class Meta:
        model = LegalRule
        fields: list[str] = []

    def all_rows(self, rows, name, value):
        return rows

    def of_group(self, rows, name, value):
        return rows.filter(key__in=[key for key, one in figures().items() if one.group == value])

    def as_sure(self, rows, name, value):
        return rows.filter(confidence="A") if value == "verified" else rows.exclude(confidence="A")

    def of_whom(self, rows, name, value):
        return rows.filter(is_shipped=value == "portal")
