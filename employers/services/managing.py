"""Every employer has the one agency that answers for it today; the rule is asked once for each different case."""

from collections.abc import Iterable
from datetime import date

from agencies.models import Province
from employers import permissions
from employers.queries.managing import Facts, ManagingBook
from employers.services.gap_owners import hand_over_gaps
from portal.core import sql
from portal.core.acts import THE_CLOCK, act


@act(may=permissions.settle_managing, hide=("employers",))
def settle_managing(province: Province, *, by, on: date, employers: Iterable[int] | None = None) -> int:
    """Write the managing agency of the day for all employers of the province, or for these. Returns how many changed."""
    facts = {"province": province.pk, "on": on, "employers": None if employers is None else list(employers)}
    cases = [Facts(**row) for row in sql.rows("employers", "managing_facts", facts)]
    answers = ManagingBook(province, on).answers(cases)
    changed = sql.execute("employers", "managing_settle", facts | answers)
    if changed:
        hand_over_gaps(province, by=THE_CLOCK, on=on)
    return changed
