"""manage.py score_risk 2026-10 [--province SLUG]: score the employers of the month's newest closed version, once."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.db.models import Count
from django.utils import timezone

from arrears.management.commands.debtor_list import closed_version
from arrears.models import RiskScore
from arrears.services.risk import score_version
from portal.core.acts import OPERATOR, NotPossible
from portal.core.doors import Door, Refusal
from portal.core.periods import Month


class Command(Door):
    help = "Chấm điểm rủi ro của một tháng đã khóa sổ."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("month", type=Month.parse)
        parser.add_argument("--province", default=settings.PROVINCE)

    def answer(self, *, month: Month, **options: Any) -> dict[str, Any]:
        version = closed_version(options["province"], month, None)
        try:
            run = score_version(version, by=OPERATOR, at=timezone.now())
        except NotPossible as refusal:
            raise Refusal({"month": str(month), "status": "refused"}, str(refusal)) from refusal
        counts = dict(RiskScore.objects.filter(run=run).values_list("band").annotate(Count("pk")))
        return {
            "month": str(month),
            "version": version.version,
            "scored": run.scored,
            "bands": {band["word"]: counts.get(place, 0) for place, band in enumerate(run.bands)},
            "tested_months": len(run.back_test["months"]),
        }
