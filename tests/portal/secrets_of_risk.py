"""The scores of risk of both provinces' closed months: what each rests on is what an employer owes, in each version."""

from arrears.models import RiskScore
from arrears.services.risk import score_version
from portal.core.acts import THE_CLOCK
from tests.portal.canaries import CLOSED, NOW, RESTATED, TOLD, World


def keep_risk(world: World) -> None:
    for state in (TOLD, RESTATED, CLOSED):
        score_version(world.versions[state], by=THE_CLOCK, at=NOW)


def risk_examples(world: World) -> dict[str, list[tuple]]:
    """Every score of every version."""
    rows = RiskScore.objects.filter(run__version__province=world.province).order_by("pk")
    return {"risk-score": [(pk,) for pk in rows.values_list("pk", flat=True)]}
