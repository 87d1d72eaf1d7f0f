"""What the portal reckons of a closed month, where BHXH's figures differ. For BHXH alone."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from arrears.filters.differences import DifferenceFilter
from arrears.queries import differences as questions
from arrears.tables.differences import DIFFERENCES, sums_table
from arrears.views.ledger import asked_version
from employers.queries.search import rows_of_employers_found
from portal.core import audit
from portal.core.lists import list_page
from portal.core.periods import Month


@require_safe
def differences(request, month: Month):
    """Every figure of the month that BHXH supplied and the portal reckons otherwise, above them their sums."""
    if not request.user.may("see_differences"):
        raise Http404
    title = _("Chênh lệch với số tính theo luật, tháng %(month)s") % {"month": month.label}
    asked = asked_version(request)
    run = questions.run_for(request.user, month, asked)
    if run is None:
        if asked is not None:
            raise Http404
        return render(request, "arrears/reckoning/none.html", {"title": title, "month": month})
    rows, number = questions.differences_of(request.user, run), run.version.version
    about = {"by": request.user, "month": str(month), "version": number}
    return list_page(
        request,
        table=DIFFERENCES,
        rows=rows,
        title=title,
        stamp=questions.stamp_of_run(run),
        filterset=DifferenceFilter,
        search=rows_of_employers_found,
        template="arrears/reckoning/differences.html",
        export_name=f"chenh-lech-tinh-{month}",
        extra={"run": run, "month": month, "sums": questions.summed(rows), "sums_table": sums_table(number)},
        on_export=lambda filters, count, format: audit.exported(
            "reckoning_differences", **about, filters=filters, rows=count, format=format
        ),
        on_view=lambda filters, count: audit.read("reckoning_differences", **about, filters=filters, rows=count),
    )
