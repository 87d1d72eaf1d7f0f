"""Filters of the list of register files."""

import django_filters as filters
from django.utils.translation import gettext_lazy as _

from employers.rules.file_kinds import KINDS
from portal.core.models import ImportBatch


class RegisterFileFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(label=_("Loại tệp"), choices=[(kind.code, kind.title) for kind in KINDS.values()])
    status = filters.ChoiceFilter(label=_("Trạng thái"), choices=ImportBatch.Status.choices)

    class Meta:
        model = ImportBatch
        fields: list[str] = []
