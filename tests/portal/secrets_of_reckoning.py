"""What the portal reckons of employers, for those who walk: every version with its differences."""

from arrears.services.reckoning import reckon_version
from portal.core.acts import THE_CLOCK
from tests.portal.canaries import CLOSED, NOW, RESTATED, TOLD, World


def keep_reckoning(world: World) -> None:
    for state in (TOLD, RESTATED, CLOSED):
        reckon_version(world.versions[state], by=THE_CLOCK, at=NOW)
