"""manage.py rollup 2026-10 --by commune --format json: the month's sums by one dimension, from a closed version."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from arrears.management.commands.debtor_list import closed_version
from arrears.models import Rollup
from arrears.queries.members import members_named
from portal.core.doors import Door
from portal.core.periods import Month

_FIGURES = ("employers", "owing", "workers", "not_due", "late", "evaded", "charge")


class Command(Door):
    help = "Số tổng hợp của một tháng đã khóa sổ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("month", type=Month.parse)
        parser.add_argument("--by", required=True, choices=Rollup.Dimension.values)
        parser.add_argument("--province", default=settings.PROVINCE)
        parser.add_argument("--version", dest="ledger_version", type=int)
        parser.add_argument("--format", choices=["json"], default="json")

    def answer(self, *, month: Month, by: str, **options: Any) -> list[dict[str, Any]]:
        version = closed_version(options["province"], month, options["ledger_version"])
        rows = Rollup.objects.filter(
            province=version.province, month=version.month, version=version.version, dimension=by
        )
        named = members_named(rows, by, on=month.last_day).order_by("key", "fund")
        return [
            {"key": row.key, "name": row.member_name, "fund": row.fund}
            | {name: getattr(row, name) for name in _FIGURES}
            for row in named
        ]
