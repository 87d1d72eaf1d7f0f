"""Labour counts of a period, employer by employer, a column for each source."""

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.rules.wording import period_words
from employers.filters.gaps import CountFilter
from employers.queries import counts as questions
from employers.queries.search import employers_found
from employers.tables.counts import counts_table
from portal.core import audit
from portal.core.figures import Stamp
from portal.core.lists import list_page


@require_safe
def labour_counts(request):
    user = request.user
    if not user.may("see_register"):
        raise Http404
    known = questions.periods(user)
    asked = request.GET.get("period", "")
    period = asked if asked in known else (known[0] if known else str(timezone.localdate().year))
    sources = questions.sources_of(user, period)
    title = _("Số lao động theo nguồn, %(period)s") % {"period": period_words(period)}
    return list_page(
        request,
        table=counts_table(sources),
        rows=questions.employers_counted(user, period, sources),
        title=title,
        stamp=Stamp("", _("các nguồn cơ quan được xem"), _("hiện thời"), timezone.now()),
        filterset=CountFilter,
        search=employers_found,
        template="employers/counts/list.html",
        export_name=f"so-lao-dong-{period}",
        extra={"periods": [(one, period_words(one), one == period) for one in known]},
        on_export=lambda filters, count, format: audit.exported(
            "labour_counts", by=user, filters=filters | {"period": period}, rows=count, format=format
        ),
    )
