"""Every employer has the one agency that answers for it today; the rule is asked once for each different case."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection

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
    changed = _settle(facts | answers)
    if changed:
        hand_over_gaps(province, by=THE_CLOCK, on=on)
    return changed


def _settle(facts: dict[str, Any]) -> int:
    """Of rows just copied the planner thinks that they are few: it would go through all answers for each employer."""
    if facts["employers"] is not None:
        return sql.execute("employers", "managing_settle", facts)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        changed = sql.execute("employers", "managing_settle", facts)
        cursor.execute("RESET enable_nestloop")
    return changed
