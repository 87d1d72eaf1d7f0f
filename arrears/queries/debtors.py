"""Who owes for N months and more, by a closed version: the rows of a list, and what the settings say of each purpose."""

from dataclasses import replace
from datetime import date
from typing import Any

from agencies.models import Province, ProvinceSetting
from arrears.models import DebtorList, LedgerRow, LedgerVersion
from arrears.queries import fund_sql
from arrears.rules.debtor_lists import PARTS, ListRule

SETTINGS_BEGIN = date(2025, 1, 1)
"""Months before the first row of a setting are listed by that row."""


def list_rules(province: Province, on: date) -> dict[str, ListRule]:
    """The rule of each purpose as its settings hold on the day, with their reasons. One question for all."""
    keys = {f"debtor_list.{purpose}.{part}": (purpose, part) for purpose in DebtorList.Purpose.values for part in PARTS}
    rows = ProvinceSetting.objects.filter(province=province, key__in=keys, valid_from__lte=max(on, SETTINGS_BEGIN))
    values: dict[str, dict[str, Any]] = {purpose: {} for purpose in DebtorList.Purpose.values}
    cited: dict[str, dict[str, str]] = {purpose: {} for purpose in DebtorList.Purpose.values}
    for row in rows.order_by("key", "-valid_from", "-pk").distinct("key"):
        purpose, part = keys[row.key]
        values[purpose][part], cited[purpose][part] = row.value, row.reason
    if missing := sorted(key for key, (purpose, part) in keys.items() if part not in values[purpose]):
        raise LookupError(f"{missing[0]}: no value in {province.slug} on {on}")
    return {purpose: ListRule.of(values[purpose], cited[purpose]) for purpose in values}


def facts_of_list(version: LedgerVersion, rule: ListRule) -> dict[str, Any]:
    """The parameters of the statements that choose debtors."""
    return {
        "province": version.province_id,
        "month": version.month,
        "version": version.version,
        "threshold": rule.threshold,
        "inclusive": rule.inclusive,
        "fund": rule.fund,
        "minimum": rule.minimum,
        "kinds": list(rule.kinds),
        "excluded_states": list(rule.excluded_states),
    }


def at_least_behind(
    version: LedgerVersion, *, months: int | None = None, purpose: str = DebtorList.Purpose.REPORT
) -> list[LedgerRow]:
    """The rows of a list at any threshold (None: the purpose's own) without keeping it, most owed first, each with
    `late_all` and `evaded_all`."""
    rule = list_rules(version.province, version.period.last_day)[purpose]
    rule = rule if months is None else replace(rule, threshold=months)
    chosen = fund_sql.rows("debtors_chosen", facts_of_list(version, rule))
    by_employer = {row["employer_id"]: row for row in chosen}
    found = LedgerRow.objects.of(version).filter(employer__in=by_employer).select_related("employer", "commune")
    rows = sorted(found, key=lambda row: by_employer[row.employer_id]["place"])
    for row in rows:
        row.late_all, row.evaded_all = by_employer[row.employer_id]["late"], by_employer[row.employer_id]["evaded"]
    return rows
