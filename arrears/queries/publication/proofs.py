"""What proves the evasion that a line names: the notice of urging that was served or issued on the line's day."""

from collections.abc import Mapping
from datetime import date

from arrears.models import Publication, UrgingNotice
from arrears.queries.urging import SENT, counts_from
from portal.core.sql import among


def urging_of(publication: Publication, urged: Mapping[int, date | None]) -> dict[int, int]:
    """Employer -> the notice by which it was urged on its day; `urged`: employer -> day. Who was not urged is left out."""
    days = {employer: day for employer, day in urged.items() if day is not None}
    if not days:
        return {}
    counting = counts_from(publication.province, publication.version.period.last_day)
    notices = UrgingNotice.objects.filter(employer__in=among(days), state__in=SENT).order_by("pk")
    known = {(employer, on): pk for employer, on, pk in notices.values_list("employer", counting, "pk")}
    return {employer: known[employer, day] for employer, day in days.items() if (employer, day) in known}
