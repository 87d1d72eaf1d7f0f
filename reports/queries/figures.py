"""The figures of a closed version, of the province or of one agency's part, read from its frozen rows."""

from datetime import datetime

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from agencies.models import Agency
from arrears.models import DebtorEntry, DebtorList, LedgerRow, LedgerVersion, Rollup
from portal.core.money import FUNDS
from reports.queries.scopes import within
from reports.rules import Figures

LATE, EVASION = LedgerRow.Class.LATE, LedgerRow.Class.EVASION


def figures_of(version: LedgerVersion, agency: Agency | None = None) -> Figures:
    """Employers, workers and money owing at the end of the month, as the version froze them."""
    rows = within(LedgerRow.objects.of(version).owing(), agency)
    sums = rows.aggregate(
        owing=Count("employer"),
        workers=_sum("workers"),
        late_employers=Count("employer", filter=Q(worst=LATE)),
        evading_employers=Count("employer", filter=Q(worst=EVASION)),
        unplaced=Count("employer", filter=Q(commune=None)),
        **{f"{name}_{fund}": _sum(f"{name}_{fund}") for name in ("late", "evaded", "charge") for fund in FUNDS},
    )
    return Figures(
        **{name: sums[name] for name in ("owing", "workers", "late_employers", "evading_employers", "unplaced")},
        late={fund: sums[f"late_{fund}"] for fund in FUNDS},
        evaded={fund: sums[f"evaded_{fund}"] for fund in FUNDS},
        charge=sum(sums[f"charge_{fund}"] for fund in FUNDS),
        **_long_owing(version, agency),
        **(_movement(version) if agency is None else {}),
    )


def previous_version(version: LedgerVersion, *, told_at: datetime | None = None) -> LedgerVersion | None:
    """The version of the month before that a report compares with: the newest submitted by then, so that no restatement
    under way is told; only where none was ever submitted, the newest closed one."""
    before = LedgerVersion.objects.filter(province_id=version.province_id).exclude(frozen_at=None)
    before = before.newest_of(version.period.plus(-1))
    if told_at is not None:
        before = before.filter(frozen_at__lte=told_at)
    submitted = before.exclude(submitted_at=None)
    if told_at is not None:
        submitted = submitted.filter(submitted_at__lte=told_at)
    return submitted.first() or before.first()


def causes_of(lines: QuerySet) -> list[tuple[str, int]]:
    """Causes that BHXH has noted, with the number of employers, the commonest first."""
    noted = lines.exclude(cause="").order_by().values("cause").annotate(employers=Count("pk"))
    return [(row["cause"], row["employers"]) for row in noted.order_by("-employers", "cause")]


def report_list(version: LedgerVersion) -> DebtorList | None:
    """The list made for the month's report."""
    return version.debtor_lists.filter(purpose=DebtorList.Purpose.REPORT).first()


def _sum(column: str) -> Coalesce:
    return Coalesce(Sum(column), 0)


def _long_owing(version: LedgerVersion, agency: Agency | None) -> dict[str, int]:
    """Employers on the month's list: those that owe for the threshold and longer."""
    listed = report_list(version)
    if listed is None:
        return {}
    entries = within(DebtorEntry.objects.filter(debtor_list=listed), agency)
    sums = entries.aggregate(long_owing=Count("pk"), long_owed=_sum("owed"))
    return {**sums, "threshold": listed.threshold}


def _movement(version: LedgerVersion) -> dict[str, int | bool]:
    """Newly owing, cleared and recovered, as the province's rollup counted them."""
    row = Rollup.objects.filter(
        province_id=version.province_id,
        month=version.month,
        version=version.version,
        dimension=Rollup.Dimension.PROVINCE,
        fund="all",
    ).first()
    if row is None:
        return {}
    return {
        "newly_owing": row.newly_owing,
        "cleared": row.cleared,
        "recovered": row.recovered,
        "is_recovered_estimated": row.is_estimated,
    }
