"""Rollups of a month: the provisional ones with every rebuild and nightly, a closed version's once. Checked on every run."""

from datetime import datetime
from typing import Any

from arrears import permissions
from arrears.models import LedgerMonth, LedgerVersion
from arrears.models.ledger import PROVISIONAL
from arrears.queries import fund_sql
from arrears.queries.fund_sql import planned
from portal.core.acts import act
from portal.core.money import FUNDS

MONTH_ROWS = (
    "(SELECT *, 1 AS sign FROM arrears_ledgerrow"
    " WHERE province_id = %(province)s AND month = %(month)s AND version = %(version)s) AS month_rows"
)
KEPT_ROWS = (
    "(SELECT *, CASE WHEN fund = 'all' THEN late + evaded END AS owed FROM arrears_rollup"
    " WHERE province_id = %(province)s AND month = %(month)s AND version = %(version)s) AS kept"
)
CHANGED_ROWS = (
    "(SELECT l.*, 1 AS sign FROM arrears_ledgerrow l JOIN arrears_changed c ON c.employer_id = l.employer_id"
    " WHERE l.month = %(month)s AND l.version = 0 UNION ALL SELECT w.*, -1 FROM arrears_was w) AS changed_rows"
)


class RollupsDisagree(Exception):
    """A dimension does not sum to the province: a fault of the program, never of the data."""


@act(may=permissions.roll_up_month)
def roll_up_month(ledger_month: LedgerMonth, *, by, at: datetime) -> LedgerMonth:
    """Build the provisional rollups of an open month whole. Safe to run again."""
    _build(_place(ledger_month, PROVISIONAL, at))
    ledger_month.rolled_up_at = at
    ledger_month.save(update_fields=["rolled_up_at"])
    return ledger_month


@act(may=permissions.roll_up_month)
def correct_rollups(ledger_month: LedgerMonth, *, by, at: datetime) -> LedgerMonth:
    """Correct the provisional rollups by the employers in arrears_changed alone; arrears_was has their rows as they were."""
    facts = _place(ledger_month, PROVISIONAL, at)
    fund_sql.execute("rollup_correct", facts, members=_members(CHANGED_ROWS))
    fund_sql.execute("rollup_forget_empty", facts)
    _refuse_disagreement(fund_sql.rows("rollup_check", facts, members=KEPT_ROWS))
    ledger_month.rolled_up_at = at
    ledger_month.save(update_fields=["rolled_up_at"])
    return ledger_month


@act(may=permissions.finish_closing)
def roll_up_version(version: LedgerVersion, *, by, at: datetime) -> LedgerVersion:
    """Build the rollups of a frozen version, once."""
    if version.rolled_up_at is None:
        _build(_place(version, version.version, at))
        fund_sql.execute("rollup_remove", _place(version, PROVISIONAL, at))
        version.rolled_up_at = at
        version.save(update_fields=["rolled_up_at"])
    return version


def _place(subject: LedgerMonth | LedgerVersion, version: int, at: datetime) -> dict[str, Any]:
    return {"province": subject.province_id, "month": subject.month, "version": version, "at": at}


def _build(facts: dict[str, Any]) -> None:
    fund_sql.execute("rollup_remove", facts)
    check = fund_sql.text("rollup_check").replace("<<members>>", "members")
    with planned(work_mem="32MB", random_page_cost="1.1", enable_indexscan="off"):  # group by hash; read the month only
        wrong = fund_sql.rows("rollup_build", facts, members=_members(MONTH_ROWS), check=check)
    _refuse_disagreement(wrong)


def _members(rows: str) -> str:
    places = ", ".join(f"('{fund}', {place})" for place, fund in enumerate((*FUNDS, "all")))
    return fund_sql.text("rollup_members").replace("<<rows>>", rows).replace("<<places>>", places)


def _refuse_disagreement(wrong: list[dict[str, Any]]) -> None:
    if wrong:
        raise RollupsDisagree(", ".join(f"{row['dimension']}/{row['fund']}" for row in wrong))
