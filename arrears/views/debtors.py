"""The lists of employers owing for 3 months and more."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arrears import tables
from arrears.filters import DebtorFilter, DebtorListFilter
from arrears.models import DebtorEntry, DebtorList
from arrears.queries.shown import stamp_of
from portal.core import audit
from portal.core.lists import list_page
from portal.core.scoping import get_visible_or_404


@require_safe
def debtor_lists(request):
    rows = DebtorList.objects.visible_to(request.user).counted_for(request.user).select_related("version")
    return list_page(
        request,
        table=tables.DEBTOR_LISTS,
        rows=rows,
        title=_("Danh sách đơn vị nợ theo tháng"),
        filterset=DebtorListFilter,
        export_name="cac-danh-sach",
        on_export=lambda filters, count, format: audit.exported(
            "debtor_lists", by=request.user, filters=filters, rows=count, format=format
        ),
    )


@require_safe
def debtor_list(request, pk):
    """One list, the rows this person may see of it."""
    found = get_visible_or_404(DebtorList.objects.select_related("version__province"), request.user, pk=pk)
    rows = DebtorEntry.objects.visible_to(request.user).filter(debtor_list=found).select_related("commune")
    about = {"by": request.user, "subject": found}
    title = _("Đơn vị nợ từ %(months)d tháng trở lên, tháng %(month)s") % {
        "months": found.threshold,
        "month": found.period.label,
    }
    return list_page(
        request,
        table=tables.DEBTORS,
        rows=rows,
        title=title,
        stamp=stamp_of(found.version),
        filterset=DebtorFilter,
        search=("folded",),
        template="arrears/debtors/list.html",
        export_name=f"no-tu-{found.threshold}-thang-{found.period}",
        extra={"debtor_list": found},
        settled=True,
        on_export=lambda filters, count, format: audit.exported(
            "debtor_list", **about, filters=filters, rows=count, format=format
        ),
        on_view=lambda filters, count: audit.read("debtor_list", **about, filters=filters, rows=count),
    )
