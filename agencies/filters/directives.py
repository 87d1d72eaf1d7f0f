"""Filters of the register of directives and of the drafts."""

import django_filters
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import Directive, DirectiveDraft


class DirectiveFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label=_("Tình trạng"),
        empty_label=_("Tất cả"),
        choices=[("in_force", _("Đang hiệu lực")), ("ended", _("Hết hiệu lực")), ("assumed", _("Ngày giả định"))],
        method="in_state",
    )
    kind = django_filters.ChoiceFilter(label=_("Loại văn bản"), empty_label=_("Tất cả"), choices=Directive.Kind.choices)

    class Meta:
        model = Directive
        fields = ["state", "kind"]

    def in_state(self, rows, name, value):
        if value == "assumed":
            return rows.filter(is_assumed=True)
        today = timezone.localdate()
        in_force = Q(in_force_from__lte=today) & (Q(in_force_to=None) | Q(in_force_to__gte=today))
        return rows.filter(in_force) if value == "in_force" else rows.filter(in_force_to__lt=today)


class DraftFilter(django_filters.FilterSet):
    status = django_filters.ChoiceFilter(
        label=_("Trạng thái"), empty_label=_("Tất cả"), choices=DirectiveDraft.Status.choices
    )

    class Meta:
        model = DirectiveDraft
        fields = ["status"]
