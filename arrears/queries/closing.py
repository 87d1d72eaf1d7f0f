"""What a version holds: its totals, how many owe, a hash over its rows; and who was there at the last close but is not now."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from agencies.models import Province
from arrears.models import LedgerMonth, LedgerRow, LedgerVersion
from arrears.queries import fund_sql
from arrears.queries.ledger import ledger_columns, newest_versions
from portal.core.money import FUNDS

UNHASHED = ("version", "c12_batch", "b03_batch")
"""Which batch brought a figure is not part of what the figures are: the same file again changes nothing."""


@dataclass(frozen=True)
class Content:
    """The figures of one version of a month."""

    employers: int
    owing: int
    totals: dict[str, dict[str, int]]
    content_hash: str


def content_of(ledger_month: LedgerMonth, version: int) -> Content:
    """Read the version's rows once: how many, their totals by fund, their hash."""
    columns = ", ".join(f"l.{name}" for name in ledger_columns() if name not in UNHASHED)
    facts = {"province": ledger_month.province_id, "month": ledger_month.month, "version": version}
    row = fund_sql.rows("ledger_content", facts, columns=columns)[0]
    totals = {
        fund: {name: int(row[f"{name}_{fund}"]) for name in ("not_due", "late", "evaded", "charge")} for fund in FUNDS
    }
    totals["all"] = {
        name: sum(of_fund[name] for of_fund in totals.values()) for name in ("not_due", "late", "evaded", "charge")
    }
    return Content(row["employers"], row["owing"], totals, row["content_hash"])


def missing_employers(ledger_month: LedgerMonth, version: int) -> int:
    """How many employers had a row at the last close and are in none of this month's files."""
    last = next(iter(newest_versions(ledger_month.province, ledger_month.period)), None)
    if last is None:
        return 0
    now = LedgerRow.objects.filter(
        province_id=ledger_month.province_id, month=ledger_month.month, version=version, is_absent=False
    )
    # not `NOT IN`: of hundreds of thousands PostgreSQL would look through the whole list for each row
    is_here = Exists(now.filter(employer=OuterRef("employer")))
    return LedgerRow.objects.of(last).filter(~is_here, is_absent=False).count()


def unfinished_closings(province: Province) -> list[LedgerVersion]:
    """Versions whose closing has begun and not ended."""
    closing = LedgerMonth.objects.filter(province=province, status=LedgerMonth.Status.CLOSING)
    return [
        version
        for month in closing
        for version in LedgerVersion.objects.filter(
            province=month.province_id, month=month.month, version__gt=month.version
        )
    ]
