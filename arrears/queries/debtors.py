"""Who owes for N months and more, by a closed version: the rows of a list, and what the settings say of each purpose."""

from datetime import date
from typing import Any

from agencies.models import Province
from agencies.models.settings import setting
from arrears.models import DebtorList, LedgerRow, LedgerVersion
from arrears.queries import fund_sql

SETTINGS_BEGIN = date(2025, 1, 1)
"""Months before the first row of a setting are listed by that row."""


def thresholds(province: Province, on: date) -> dict[str, tuple[int, list[int]]]:
    """Per purpose: from how many months on, and which kinds of unit."""
    day = max(on, SETTINGS_BEGIN)
    return {
        purpose: (
            setting(province, f"debtor_list.{purpose}.threshold_months", on=day),
            setting(province, f"debtor_list.{purpose}.kinds", on=day),
        )
        for purpose in DebtorList.Purpose.values
    }


def facts_of_list(version: LedgerVersion, threshold: int, kinds: list[int]) -> dict[str, Any]:
    """The parameters of the statements that choose debtors."""
    return {
        "province": version.province_id,
        "month": version.month,
        "version": version.version,
        "threshold": threshold,
        "kinds": kinds,
    }


def at_least_behind(
    version: LedgerVersion, *, months: int | None = None, purpose: str = DebtorList.Purpose.REPORT
) -> list[LedgerRow]:
    """The rows of a list at any threshold (None: the purpose's own) without keeping it, most owed first, each with
    `late_all` and `evaded_all`."""
    threshold, kinds = thresholds(version.province, version.period.last_day)[purpose]
    chosen = fund_sql.rows("debtors_chosen", facts_of_list(version, threshold if months is None else months, kinds))
    by_employer = {row["employer_id"]: row for row in chosen}
    found = LedgerRow.objects.of(version).filter(employer__in=by_employer).select_related("employer", "commune")
    rows = sorted(found, key=lambda row: by_employer[row.employer_id]["place"])
    for row in rows:
        row.late_all, row.evaded_all = by_employer[row.employer_id]["late"], by_employer[row.employer_id]["evaded"]
    return rows
