"""What editions and their lines are filtered by."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from arrears.models import Edition, EditionEvent, Publication


class EditionFilter(filters.FilterSet):
    what = filters.ChoiceFilter(label=_("Danh sách"), choices=Publication.What.choices)

    class Meta:
        model = Edition
        fields = ("what",)


class EditionLineFilter(filters.FilterSet):
    ended = filters.ChoiceFilter(
        label=_("Tình trạng"),
        method="by_end",
        choices=(
            ("standing", _("Đang công khai")),
            (EditionEvent.Kind.DELISTED, _("Đã đưa ra: đã nộp")),
            (EditionEvent.Kind.CORRECTED, _("Đã đính chính")),
        ),
    )

    def by_end(self, rows, name, value):
        return rows.filter(ended=None) if value == "standing" else rows.filter(ended=value)
