"""Payables that do not fit the payroll of the month. BHXH's own business."""

from django.http import Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.models.settings import setting
from arrears.filters.payable_check import PayableCheckFilter
from arrears.models.ledger import SEES_BEFORE_SUBMISSION
from arrears.queries.payable_check import odd_payables, rates_on
from arrears.tables.payable_check import payable_check_of, rate_words
from arrears.views.ledger import seen_or_404
from employers.queries.search import rows_of_employers_found
from portal.core import audit
from portal.core.lists import list_page
from portal.core.periods import Month


@require_safe
def payable_check(request, month: Month):
    """Employers whose payable lies further from payroll x rate than the province's tolerance."""
    user = request.user
    if (
        user.posting is None
        or user.posting.agency.kind_id not in SEES_BEFORE_SUBMISSION
        or not user.may("see_differences")
    ):
        raise Http404
    seen = seen_or_404(request, month)
    rates = rates_on(month.last_day, user.province)
    tolerance = setting(user.province, "reckoning.payable_tolerance", on=month.last_day)
    missing = request.GET.get("missing") == "1"
    rows = odd_payables(seen.ledger(user), rates, tolerance, with_missing=missing)
    about = {"by": user, "month": str(month), "version": seen.version}
    return list_page(
        request,
        table=payable_check_of(rates, tolerance, with_missing=missing),
        rows=rows.select_related("employer", "commune"),
        title=_("Số phải đóng so với quỹ lương, tháng %(month)s") % {"month": month.label},
        stamp=seen.stamp,
        filterset=PayableCheckFilter,
        search=rows_of_employers_found,
        template="arrears/ledger/payable_check.html",
        export_name=f"phai-dong-quy-luong-{month}",
        extra={"rates": rate_words(rates), "tolerance": tolerance, "month": month},
        settled=seen.closed is not None,
        on_export=lambda filters, count, format: audit.exported(
            "payable_check", **about, filters=filters, rows=count, format=format
        ),
        on_view=lambda filters, count: audit.read("payable_check", **about, filters=filters, rows=count),
    )
