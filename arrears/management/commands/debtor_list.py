"""manage.py debtor_list 2026-10 [--version N] [--threshold 3] --format json: who owes that long, when closed."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from agencies.models import Province
from arrears.models import LedgerRow, LedgerVersion
from arrears.queries.debtors import at_least_behind
from portal.core import audit
from portal.core.acts import OPERATOR
from portal.core.doors import Door, Refusal
from portal.core.periods import Month


class Command(Door):
    help = "Danh sách đơn vị nợ từ N tháng, đọc từ một phiên bản đã khóa sổ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("month", type=Month.parse)
        parser.add_argument("--province", default=settings.PROVINCE)
        parser.add_argument("--version", dest="ledger_version", type=int)
        parser.add_argument("--threshold", type=int)
        parser.add_argument("--format", choices=["json"], default="json")

    def answer(self, *, month: Month, **options: Any) -> list[dict[str, Any]]:
        version = closed_version(options["province"], month, options["ledger_version"])
        rows = at_least_behind(version, months=options["threshold"], purpose="report")
        audit.exported("command:debtor_list", by=OPERATOR, subject=version, threshold=options["threshold"])
        return [_described(row) for row in rows]


def closed_version(province: str, month: Month, number: int | None) -> LedgerVersion:
    """The version asked for, else the newest closed one. Raises Refusal when there is none."""
    versions = LedgerVersion.objects.filter(province=Province.objects.get(slug=province)).exclude(frozen_at=None)
    found = versions.newest_of(month)
    if number is not None:
        found = found.filter(version=number)
    version = found.first()
    if version is None:
        raise Refusal([], f"Tháng {month.label} chưa có phiên bản đã khóa sổ như vậy.")
    return version


def _described(row: LedgerRow) -> dict[str, Any]:
    months = row.months
    return {
        "unit_code": row.employer.unit_code,
        "tax_code": row.employer.tax_code,
        "name": row.employer.name,
        "commune": row.commune.name if row.commune else None,
        "workers": row.workers,
        "months": int(months) if months == int(months) else str(months),
        "months_source": LedgerRow.MonthsSource(row.months_source).name.lower(),
        "late": row.late_all,
        "evaded": row.evaded_all,
        "owed": row.owed,
    }
