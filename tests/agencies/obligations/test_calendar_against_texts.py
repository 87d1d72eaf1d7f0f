"""What the portal raises, month by month from 1/2020 to 12/2030, is what a second reading of the five texts asks for."""

from datetime import date

import pytest

from agencies.models import Agency, AgencyTerritory, Obligation, Province
from agencies.packs.applying import apply_released
from agencies.queries.territory import former_provinces, province_named
from agencies.services.obligations import raise_obligations
from agencies.services.provinces import open_province
from portal.core.acts import OPERATOR, THE_CLOCK
from tests.agencies.obligations.slow_calendar import DIRECTIVES, Owed, calendar_of

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)
KEPT = 2  # communes, districts and local offices kept of each former province: all of a kind owe the same


def a_small(slug: str) -> Province:
    """A province with its directives and all its offices, but few of those that come by the hundred."""
    unit = province_named(slug, TODAY)
    province = open_province(unit, by=OPERATOR, on=TODAY)
    former = {unit: before.pk for unit, before in former_provinces(unit).items()}
    places = AgencyTerritory.objects.filter(
        agency__province=province, agency__kind__tier__in=["commune", "district", "local"]
    )
    seen: dict[tuple, set[int]] = {}
    for agency, kind, area, place in places.order_by("agency__code").values_list(
        "agency", "agency__kind", "agency__area", "unit"
    ):
        kept = seen.setdefault((kind, area or former.get(place)), set())
        if len(kept) < KEPT:
            kept.add(agency)
    dropped = places.exclude(agency__in=set().union(*seen.values()))
    gone = list(dropped.values_list("agency", flat=True))
    dropped.delete()
    Agency.objects.filter(pk__in=gone).delete()
    apply_released(province, on=TODAY)
    return province


def raised(province: Province) -> dict[tuple[int, int], set[Owed]]:
    """The calendar as it came to be, a run each New Year."""
    for year in range(2020, 2031):
        raise_obligations(province, by=THE_CLOCK, on=date(year, 1, 1))
    found: dict[tuple[int, int], set[Owed]] = {}
    dated = Obligation.objects.filter(province=province, due_on__gte=date(2020, 1, 1), due_on__lte=date(2030, 12, 31))
    for row in dated.values_list("directive__code", "duty__code", "party", "agency__kind", "due_on"):
        owed = Owed(*row)
        found.setdefault((owed.due.year, owed.due.month), set()).add(owed)
    return found


@pytest.mark.parametrize("slug", DIRECTIVES)
def test_each_month_asks_for_what_the_texts_ask_for(slug):
    expected, found = calendar_of(slug), raised(a_small(slug))
    differences = {
        f"{month}/{year}": {"only in the texts": sorted(wanted - had), "only in the portal": sorted(had - wanted)}
        for (year, month), wanted in expected.items()
        if wanted != (had := found.get((year, month), set()))
    }
    assert not differences
    assert set(found) <= set(expected) and sum(len(wanted) for wanted in expected.values()) > 100
