"""The open month's ledger: rebuilt whole from the applied files and the last closed month, written where it differs."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from arrears import permissions
from arrears.models import LedgerMonth, LedgerRow
from arrears.models.findings import FINDINGS
from arrears.models.ledger import PROVISIONAL
from arrears.queries import fund_sql
from arrears.queries.fund_sql import planned
from arrears.queries.ledger import facts_of, is_sealed, ledger_columns
from arrears.services.rollups import correct_rollups, roll_up_month
from portal.core.acts import NotPossible, act

LISTED = 200
"""Findings kept of each kind; their number is exact."""

ROOM = {"work_mem": "64MB", "random_page_cost": "1.1"}
"""A month of a large province is hashed in memory; its rows are read by the index, not by a scan of all years."""

HASHED = {
    "enable_nestloop": "off",
    "enable_mergejoin": "off",
    "enable_indexscan": "off",
    "default_statistics_target": "10",
    "join_collapse_limit": "1",
    "max_parallel_workers_per_gather": "0",
    **ROOM,
}

KEYED = {"enable_seqscan": "off"}
"""A file's rows are found by its key, also where they are half the table."""

FEW = 10
"""Up to one employer in this many, rollups are corrected; beyond, built whole."""

TEMPORARY = (
    *("arrears_spoken", "arrears_walked", "arrears_status", "arrears_placed", "arrears_fresh"),
    *("arrears_changed", "arrears_was"),
)
NEW_WALKED = "CREATE TEMP TABLE arrears_walked ON COMMIT DROP AS"


@act(may=permissions.rebuild_month)
def rebuild_month(ledger_month: LedgerMonth, *, by, at: datetime) -> LedgerMonth:
    """Bring the provisional rows of an open month in line with the files applied to it, and its rollups with them."""
    if is_sealed(ledger_month):
        raise NotPossible(_("Tháng %(month)s không còn mở.") % {"month": ledger_month.period.label})
    facts = facts_of(ledger_month)
    _merge(facts)
    ledger_month.findings = _findings(facts)
    changed, employers = _write(facts)
    ledger_month.rebuilt_at = at
    ledger_month.save(update_fields=["findings", "rebuilt_at"])
    if ledger_month.rolled_up_at is None or changed == employers or changed * FEW > employers:
        roll_up_month(ledger_month, by=by, at=at)
    elif changed:
        correct_rollups(ledger_month, by=by, at=at)
    _drop(*TEMPORARY)
    return LedgerMonth.objects.get(pk=ledger_month.pk)


def _merge(facts: dict[str, Any]) -> None:
    """Make the month's rows in the temporary table arrears_fresh: what each employer owes, then all that its row says."""
    _status(facts)
    _fill(facts)


def _status(facts: dict[str, Any]) -> None:
    """Who speaks for whom, and by that class, money, months and days of every employer, in the temporary table
    arrears_status. The joins are by whole key over all rows of a month, of which the planner knows nothing yet: hashing is
    right for each of them."""
    _drop(*TEMPORARY)
    with planned(**HASHED):
        fund_sql.execute(
            "ledger_spoken", facts, places=fund_sql.text("ledger_places"), spoken_at=fund_sql.text("ledger_spoken_at")
        )
    fund_sql.execute("ledger_walked", facts, into=NEW_WALKED, whom="NOT k.is_listed AND NOT k.is_omitted")
    with planned(**HASHED, **KEYED):
        fund_sql.execute("ledger_spoken_known")
        fund_sql.execute("ledger_status", facts)
    fund_sql.execute("ledger_due_by_history", facts)


def _fill(facts: dict[str, Any]) -> None:
    """The rows whole: the status, the place, and what the files say besides."""
    fund_sql.execute("ledger_walked", facts, into="INSERT INTO arrears_walked", whom="k.is_omitted")
    with planned(**HASHED, **KEYED):
        fund_sql.execute("ledger_placed", facts, places=fund_sql.text("ledger_places"))
        fund_sql.execute("ledger_status_known")
        fund_sql.execute("ledger_fresh", facts)


def _write(facts: dict[str, Any]) -> tuple[int, int]:
    """Replace the provisional rows that differ; arrears_was keeps them as they were. Returns how many employers' rows
    changed, and of how many."""
    columns = ledger_columns()
    fresh = ", ".join(f"f.{name}" for name in columns)
    if not LedgerRow.objects.filter(province=facts["province"], month=facts["month"], version=PROVISIONAL).exists():
        employers = fund_sql.execute("ledger_add", columns=", ".join(columns), fresh=fresh, these="TRUE")
        return employers, employers
    compared = [name for name in columns if name not in ("month", "employer_id", "version", "province_id")]
    changed = fund_sql.execute(
        "ledger_changed",
        facts,
        fresh=", ".join(f"f.{name}" for name in compared),
        kept=", ".join(f"l.{name}" for name in compared),
    )
    fund_sql.execute("ledger_was", facts)
    fund_sql.execute("ledger_remove", facts)
    these = "f.employer_id IN (SELECT employer_id FROM arrears_changed)"
    fund_sql.execute("ledger_add", columns=", ".join(columns), fresh=fresh, these=these)
    return changed, LedgerRow.objects.filter(
        province=facts["province"], month=facts["month"], version=PROVISIONAL
    ).count()


def _findings(facts: dict[str, Any]) -> dict[str, Any]:
    """What does not fit, by kind: its title, the exact number of cases, and the largest ones with both figures."""
    found: dict[str, Any] = {}
    for row in fund_sql.rows("ledger_findings", facts | {"listed": LISTED}):
        code = row["code"]
        kind = found.setdefault(code, {"title": str(FINDINGS[code].title), "count": row["total"], "rows": []})
        text = FINDINGS[code].sentence(row["fund"], row["expected"], row["found"])
        kind["rows"].append({name: row[name] for name in ("unit_code", "fund", "expected", "found")} | {"text": text})
    return found


def _drop(*tables: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {', '.join(f'pg_temp.{name}' for name in tables)}")
