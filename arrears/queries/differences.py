"""Where the portal and BHXH differ on what is owed, as a person may see it: the rows, and their sums by figure and cause."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Count, F, QuerySet, Sum

from arrears.models import LedgerVersion, Reckoning, ReckoningDifference, ReckoningRun
from arrears.queries.shown import stamp_of
from portal.core.figures import Stamp
from portal.core.periods import Month

What = ReckoningDifference.What
IN_DONG = (What.CHARGE, What.URGING)
"""What is told in dong; the others are days, months and classes."""


@dataclass(frozen=True)
class Sums:
    """The differences of one figure with one likely cause. In dong both sums, else None."""

    what: str
    cause: str
    rows: int
    employers: int
    supplied: int | None
    computed: int | None

    @property
    def gap(self) -> int | None:
        return None if self.supplied is None or self.computed is None else self.computed - self.supplied


def run_for(user, month: Month, version: int | None = None) -> ReckoningRun | None:
    """The reckoning of the newest version of the month that this person may see, or of the version asked for."""
    if not user.may("see_differences"):
        return None
    versions = LedgerVersion.objects.visible_to(user).filter(month=month.first_day)
    runs = ReckoningRun.objects.filter(version__in=versions).select_related("version__province")
    if version is not None:
        runs = runs.filter(version__version=version)
    return runs.order_by("-version__version").first()


def stamp_of_run(run: ReckoningRun) -> Stamp:
    return replace(stamp_of(run.version), computed_at=run.computed_at)


def differences_of(user, run: ReckoningRun) -> QuerySet[ReckoningDifference]:
    """The reader's rows of a run, each with its employer and what the portal has more (gap)."""
    rows = ReckoningDifference.objects.visible_to(user).filter(run=run)
    return rows.select_related("employer__commune").annotate(gap=F("computed") - F("supplied"))


def summed(rows: QuerySet[ReckoningDifference]) -> Sequence[Sums]:
    """The rows by figure and cause, those that are most first inside a figure."""
    groups = (
        rows.order_by()
        .values("what", "cause")
        .annotate(
            count=Count("pk"),
            employers=Count("employer", distinct=True),
            said=Sum("supplied"),
            found=Sum("computed"),
        )
    )
    order = list(What.values)
    return [
        Sums(
            row["what"],
            row["cause"],
            row["count"],
            row["employers"],
            int(row["said"] or 0) if row["what"] in IN_DONG else None,
            int(row["found"] or 0) if row["what"] in IN_DONG else None,
        )
        for row in sorted(groups, key=lambda row: (order.index(row["what"]), -row["count"], row["cause"]))
    ]


def reckoned(user, run: ReckoningRun) -> QuerySet[Reckoning]:
    """The reader's employers that owe, as reckoned."""
    return Reckoning.objects.visible_to(user).filter(run=run)
