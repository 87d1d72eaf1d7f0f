"""What was done, read, exported and refused in the province, for the auditor; reading it is itself written down."""

import django_filters as filters
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from portal.core import audit
from portal.core.lists import list_page
from portal.core.models import AuditEntry
from portal.shell import tables


class AuditFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(label=gettext_lazy("Loại"), choices=AuditEntry.Kind.choices)
    actor = filters.CharFilter(label=gettext_lazy("Người làm"), lookup_expr="icontains")
    act = filters.CharFilter(label=gettext_lazy("Việc"), lookup_expr="icontains")
    since = filters.DateFilter(label=gettext_lazy("Từ ngày"), field_name="at", lookup_expr="date__gte")
    until = filters.DateFilter(label=gettext_lazy("Đến ngày"), field_name="at", lookup_expr="date__lte")


@require_safe
def audit_trail(request):
    if not request.user.may("see_audit"):
        raise Http404
    return list_page(
        request,
        table=tables.AUDIT,
        rows=AuditEntry.objects.visible_to(request.user),
        title=_("Nhật ký thao tác và truy cập"),
        filterset=AuditFilter,
        export_name="nhat-ky",
        on_export=lambda filters, count, format: audit.exported(
            "audit_trail", by=request.user, filters=filters, rows=count
        ),
        on_view=lambda filters, count: audit.read("audit_trail", by=request.user, filters=filters, rows=count),
    )
