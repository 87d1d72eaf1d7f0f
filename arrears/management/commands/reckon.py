"""manage.py reckon 2026-10 [--version N] [--again | --anew]: reckon a closed month by the portal's own arithmetic, now."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils import timezone

from arrears.management.commands.debtor_list import closed_version
from arrears.services.reckoning import reckon_version
from portal.core.acts import OPERATOR
from portal.core.doors import Door
from portal.core.periods import Month


class Command(Door):
    help = (
        "Tính nợ theo luật của một tháng đã khóa sổ; --again: như lần đã tính, --anew: theo những gì cổng biết bây giờ."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("month", type=Month.parse)
        parser.add_argument("--province", default=settings.PROVINCE)
        parser.add_argument("--version", dest="ledger_version", type=int)
        parser.add_argument("--again", action="store_true")
        parser.add_argument("--anew", action="store_true")

    def answer(self, *, month: Month, again: bool, anew: bool, **options: Any) -> dict[str, Any]:
        version = closed_version(options["province"], month, options["ledger_version"])
        run = reckon_version(version, by=OPERATOR, at=timezone.now(), again=again, anew=anew)
        return {
            "month": str(month),
            "version": version.version,
            "as_of": run.as_of.isoformat(),
            "employers": run.employers,
            "differences": run.differences,
        }
