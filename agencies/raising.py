"""Puts it on the list of work that a province's obligations are raised anew, after something that moves their days."""

from agencies.models import Province
from portal.core import jobs
from portal.core.acts import THE_CLOCK
from portal.core.models import Job


def raise_later(province: Province, *, key: str) -> Job:
    """Level-triggered and safe to repeat: the job reads what holds when it runs. `key` says what it was put on the list for.

    The clock does it: who may write a directive need not have the power to raise what follows from it.
    """
    return jobs.later(
        "agencies.tasks.raise_obligations",
        key=f"raise-obligations:{province.slug}:{key}",
        by=THE_CLOCK,
        again=True,
        province=province.slug,
    )
