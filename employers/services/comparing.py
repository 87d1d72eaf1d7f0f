"""The comparison is a job: asked for after a list came in or by hand, done by the clock, once at a time for each list."""

from django.utils.translation import gettext as _

from agencies.models import Province
from agencies.rules.wording import period_words
from employers import permissions
from portal.core import jobs
from portal.core.acts import act
from portal.core.models import Job


@act(may=permissions.run_cross_check)
def compare_later(province: Province, *, by, period: str, source: str) -> Job:
    """Put the cross-check of a source's period on the list."""
    return jobs.later(
        "employers.tasks.cross_check",
        key=f"cross-check:{province.slug}:{period}:{source}",
        title=_("Đối chiếu số lao động, %(period)s") % {"period": period_words(period)},
        by=by,
        again=True,
        province=province.slug,
        period=period,
        source=source,
    )
