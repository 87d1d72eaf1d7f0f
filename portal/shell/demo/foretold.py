"""The demo's scores of risk. They count what had been told by a month's end, so what happened is first dated as told when it
was in the story, not when the demo was built."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from arrears.services.risk import score_missing
from employers.models import LabourRelation
from portal.core.acts import THE_CLOCK

if TYPE_CHECKING:
    from portal.shell.demo.register import Register

DAYS_TO_TELL = timedelta(days=5)
TOGETHER = 2000


def told(register: Register) -> None:
    """Labour relations are written down a few days after they began; events were told when their file was let in."""
    rows = list(LabourRelation.objects.filter(employer__province=register.province).only("begun_on"))
    for row in rows:
        row.recorded_at = register.at(row.begun_on + DAYS_TO_TELL)
    LabourRelation.objects.bulk_update(rows, ["recorded_at"], batch_size=TOGETHER)


def scores(register: Register) -> None:
    """Every closed month, as the nights after their closing would have."""
    score_missing(register.province, by=THE_CLOCK, at=register.at(register.as_of))
